"""E-mails that the portals send: an outbox in the database, carriers that take them away (docs/thu-dien-tu.md)."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from portal.mail import desk
from portal.mail.carriers import carrier_of
from portal.web.contributions import DeskEntry, contributions


def register(app: Flask) -> None:
    """Bind the outbox to the application. Raises InvalidSetting for a PORTAL_MAIL that cannot be used."""
    carrier_of(app.config["PORTAL"])
    app.register_blueprint(desk.bp)
    shared = contributions(app)
    shared.desk.append(DeskEntry(_l("Thư đi"), desk.PATH, 93, "mail", desk.ACTION, group="admin"))
    shared.actions |= {"mail.again": _l("Gửi lại thư"), "mail.stopped": _l("Dừng gửi thư")}
