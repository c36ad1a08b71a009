"""Binding directives to the application."""

from __future__ import annotations

from flask import Flask

from portal.exchange.directives import desk
from portal.exchange.directives.shown import DOCUMENT_PART, LEGAL_PART
from portal.exchange.registers.parts import add_document_part
from portal.screens import add_part


def register(app: Flask) -> None:
    """Bind directives to the application."""
    for one in (desk.in_bp, desk.out_bp, desk.send_bp):
        app.register_blueprint(one)
    add_document_part(app, DOCUMENT_PART)
    add_part(app, LEGAL_PART)
