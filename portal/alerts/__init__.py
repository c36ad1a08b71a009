"""Urgent notices: storm, flood, drowning, fire, scam – on top of every page of the portals that they concern."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_babel import lazy_gettext as _l

from portal.alerts import desk, queries
from portal.alerts.views import bp
from portal.web.contributions import DeskEntry, contributions
from portal.web.request import current_portal


def register(app: Flask) -> None:
    """Bind urgent notices to the application: pages, desk, the top of every page."""
    app.register_blueprint(bp)
    app.register_blueprint(desk.bp)
    shared = contributions(app)
    shared.desk.append(DeskEntry(_l("Thông báo khẩn"), desk.WHERE, 12, "alert", "content.read"))
    shared.urgent.insert(0, _banner)
    shared.actions |= {
        "alert.issue": _l("Phát thông báo khẩn"),
        "alert.change": _l("Sửa thông báo khẩn"),
        "alert.end": _l("Kết thúc thông báo khẩn"),
        "alert.reopen": _l("Phát lại thông báo khẩn"),
        "alert.withdraw": _l("Gỡ thông báo khẩn"),
    }


def _banner() -> list[dict[str, Any]]:
    return queries.banner(current_portal())
