"""Hints on the language of what is being written: beside the text, never in the way of saving or publishing."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from portal.accounts.signing_in import acting
from portal.publishing.own_words import words_left_alone
from portal.screens.contract import Part, Rule, Screen
from portal.screens.hints import words
from portal.screens.hints.found import Group, hints_of_form
from portal.screens.hints.pages import HintPages, may_write
from portal.web.contributions import DeskEntry, contributions


def register(app: Flask) -> None:
    """Bind the page of the portal's own words, and the names of its acts, to the application."""
    app.register_blueprint(words.bp)
    app.jinja_env.globals["language_hints"] = _of_page
    shared = contributions(app)
    shared.desk.append(DeskEntry(_l("Từ riêng của cổng"), words.WHERE, 66, "book", "content.read"))
    shared.actions |= {
        "own_word.add": _l("Thêm từ riêng của cổng"),
        "own_word.remove": _l("Bỏ từ riêng của cổng"),
    }


def _of_page(screen: Screen, form: FlaskForm) -> list[Group]:
    """The hints on a form as the page shows it first."""
    return hints_of_form(screen, form, words_left_alone())


def _rules(screen: Screen) -> list[Rule]:
    return HintPages(screen).rules()


def _data(screen: Screen, thing: Any | None) -> dict[str, Any] | None:
    """Where the script asks for hints anew; None for who may not write there."""
    if not may_write(thing, acting()):
        return None
    return {"where": f"{screen.path}{f'{thing.id}/' if thing is not None else ''}goi-y"}


PART = Part(
    "hints",
    30,
    rules=_rules,
    data=_data,
    head="screens/hints/_head.html",
    form="screens/hints/_form.html",
    panel="screens/hints/_panel.html",
)
