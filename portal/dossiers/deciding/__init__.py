"""What becomes of a signed result: kept so that it need not be handed in again, withdrawn, replaced by another one.

Filling in and signing are pages of the desk (counter/deciding, counter/signing) over the core's verbs; whoever signs,
`keeping` follows.
"""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from portal.dossiers import listening
from portal.dossiers.counter import registry
from portal.dossiers.deciding import desk, keeping
from portal.web.contributions import contributions


def register(app: Flask) -> None:
    """Bind the package to the application."""
    app.register_blueprint(desk.bp)
    listening.when(app, keeping.signed)
    registry.aside(app, desk.aside)
    contributions(app).actions |= {
        "dossier.revoke": _l("Thu hồi kết quả đã trả"),
        "dossier.replace": _l("Thay kết quả đã ký"),
    }
