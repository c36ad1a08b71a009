"""The counter seen from above: the index of Decision 766/QĐ-TTg, reports of a period, a commune's year made up."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from portal.performance.commands import dossiers_cli
from portal.performance.making.year import ACTION
from portal.web.contributions import contributions


def register(app: Flask) -> None:
    """Bind the package to the application."""
    app.cli.add_command(dossiers_cli)
    contributions(app).actions |= {ACTION: _l("Tạo hồ sơ mẫu")}
