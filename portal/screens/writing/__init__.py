"""Writing without losing a word: working copies that save themselves, offered again, and never in one's own way."""

from __future__ import annotations

from flask import Flask

from portal.screens.contract import Part, Rule, Screen
from portal.screens.writing import unfinished as unfinished
from portal.screens.writing.keeping import Keeping
from portal.screens.writing.shown import shown
from portal.web.contributions import contributions


def register(app: Flask) -> None:
    """Bind the pages of what somebody has not saved, and its card on the desk's first page, to the application."""
    app.register_blueprint(unfinished.bp)
    app.jinja_env.globals["unfinished_new"] = unfinished.unfinished_new
    contributions(app).today.append(unfinished.card)


def _rules(screen: Screen) -> list[Rule]:
    return Keeping(screen).rules()


PART = Part(
    "writing",
    10,
    rules=_rules,
    data=shown,
    head="screens/writing/_head.html",
    top="screens/writing/_top.html",
    form="screens/writing/_form.html",
)
