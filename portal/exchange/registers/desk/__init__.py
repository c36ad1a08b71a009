"""The desk of the registers: lists, one document beside its files, forms, the books of the decree, cards of the day."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from portal.exchange.registers.desk import books, incoming, many, outgoing, slip, today, writing
from portal.exchange.registers.paths import INCOMING, OUTGOING
from portal.exchange.registers.queries import incoming_to_do, outgoing_to_do
from portal.exchange.registers.transitions import READ
from portal.web.contributions import DeskEntry, contributions

__all__ = ["books", "many", "register", "slip", "writing"]


def register(app: Flask) -> None:
    """Bind the desk to the application."""
    app.register_blueprint(incoming.bp)
    app.register_blueprint(outgoing.bp)
    shared = contributions(app)
    shared.desk.append(
        DeskEntry(_l("Văn bản đến"), INCOMING, 4, "mail", READ, incoming_to_do, group="office")
    )
    shared.desk.append(
        DeskEntry(_l("Văn bản đi"), OUTGOING, 5, "upload", READ, outgoing_to_do, group="office")
    )
    shared.today += [today.arrivals, today.mine, today.drafts]
