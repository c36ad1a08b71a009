"""The clerk's desk of the one-stop counter: queue, one dossier beside its papers, intake, forms, people; live."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from portal.dossiers.counter import (
    acting,
    book,
    changed,
    listing,
    live,
    page,
    people,
    printing_views,
    signing,
    viewer,
)
from portal.dossiers.counter.intake import done
from portal.dossiers.counter.intake import views as intake
from portal.dossiers.counter.where import HERE, READ
from portal.dossiers.listening import when
from portal.dossiers.tallies import to_do
from portal.web.contributions import DeskEntry, contributions

__all__ = [
    "acting",
    "book",
    "changed",
    "done",
    "page",
    "people",
    "printing_views",
    "register",
    "signing",
    "viewer",
]


def register(app: Flask) -> None:
    """Bind the desk to the application."""
    live.install(app)
    when(app, live.moved)
    app.register_blueprint(listing.bp)
    app.register_blueprint(live.bp)
    app.register_blueprint(intake.bp)
    app.register_blueprint(people.bp)
    contributions(app).actions["dossier.register"] = _l("Lấy sổ theo dõi hồ sơ")
    contributions(app).desk.append(
        DeskEntry(_l("Hồ sơ một cửa"), HERE, 3, "clipboard", READ, to_do, group="counter")
    )
