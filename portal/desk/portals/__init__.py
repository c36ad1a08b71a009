"""The district's administrator of portals: founding one from a template, hosts with checks, export, the end."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from portal.desk.portals.ending import Ending
from portal.desk.portals.views import bp
from portal.web.contributions import contributions

ACTIONS = {
    "tenants.founded": _l("Lập cổng"),
    "tenants.hosts": _l("Sửa tên miền"),
    "tenants.exported": _l("Xuất toàn bộ cổng"),
    "tenants.export": _l("Tải bản xuất của cổng"),
    "content.load": _l("Nạp bản xuất của cổng"),
    "tenants.ending": _l("Cho cổng chờ xóa"),
    "tenants.kept": _l("Thôi xóa cổng"),
    "tenants.removed": _l("Xóa cổng"),
}


def register(app: Flask) -> None:
    """Bind the pages to the application."""
    app.register_blueprint(bp)
    contributions(app).actions |= ACTIONS
    contributions(app).tended.append(lambda: Ending().step)
