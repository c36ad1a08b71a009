"""The desk's own pages: signing in, overview, people and settings of a portal."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from portal.accounts.permissions import Forbidden
from portal.desk import overview, people, settings, trail
from portal.desk.signin import bp
from portal.publishing.commands import audit_cli
from portal.web.contributions import DeskEntry, contributions


def register(app: Flask) -> None:
    """Bind the desk's pages to the application."""
    app.register_blueprint(bp)
    for blueprint in (overview.bp, people.bp, settings.bp, trail.bp):
        app.register_blueprint(blueprint)
    app.cli.add_command(audit_cli)
    app.register_error_handler(Forbidden, overview.refused)
    contributions(app).desk.extend(
        (
            DeskEntry(_l("Tổng quan"), "/quan-tri/", 0, "dashboard"),
            DeskEntry(_l("Nhật ký"), "/quan-tri/nhat-ky/", 85, "history", "audit.read"),
            DeskEntry(_l("Người dùng"), "/quan-tri/nguoi-dung/", 80, "people", "tenant.people"),
            DeskEntry(_l("Cấu hình cổng"), "/quan-tri/cau-hinh", 90, "settings", "tenant.settings"),
            DeskEntry(_l("Các cổng"), "/quan-tri/cac-cong", 95, "building", "district.tenants"),
        )
    )
