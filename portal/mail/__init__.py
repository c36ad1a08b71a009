"""E-mails that the portals send: an outbox in the database."""

from __future__ import annotations

from flask import Flask

from portal.mail import models


def register(app: Flask) -> None:
    """Bind the outbox to the application."""
    app.extensions["portal_mail"] = models.OutgoingMail
