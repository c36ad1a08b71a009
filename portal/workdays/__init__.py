"""When offices work: working days and hours, holidays, and what time is left of a deadline."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from portal.web.contributions import DeskEntry, SiteMapEntry, contributions
from portal.workdays import desk, today, views


def register(app: Flask) -> None:
    """Bind the package to the application: pages, desk, card of the desk's first page."""
    app.register_blueprint(views.bp)
    app.register_blueprint(desk.bp)
    shared = contributions(app)
    shared.desk.append(
        DeskEntry(_l("Ngày làm việc"), desk.WHERE, 86, "calendar", "tenant.settings", group="admin")
    )
    shared.site_map.append(lambda: [SiteMapEntry(views.PUBLIC, None)])
    shared.contact.append(views.hours_line)
    shared.today.append(today.card)
    shared.actions |= {
        "workdays.save": _l("Lưu nháp ngày làm việc"),
        "workdays.confirm": _l("Xác nhận ngày làm việc của năm"),
        "workdays.drop": _l("Bỏ lịch làm việc riêng"),
    }
