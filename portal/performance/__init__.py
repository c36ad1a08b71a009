"""The counter seen from above: the index of Decision 766/QĐ-TTg, reports of a period, a commune's year made up."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from portal.performance import desk, views
from portal.performance.commands import dossiers_cli
from portal.performance.making.year import ACTION
from portal.web.contributions import DeskEntry, SiteMapEntry, contributions


def register(app: Flask) -> None:
    """Bind the package to the application: pages, desk, commands."""
    app.register_blueprint(views.bp)
    app.register_blueprint(desk.bp)
    app.cli.add_command(dossiers_cli)
    shared = contributions(app)
    shared.desk.append(
        DeskEntry(_l("Kết quả phục vụ"), desk.WHERE, 36, "dashboard", desk.OVERSEE, group="counter")
    )
    shared.site_map.append(lambda: [SiteMapEntry(views.PUBLIC, None)])
    shared.actions |= {ACTION: _l("Tạo hồ sơ mẫu")}
