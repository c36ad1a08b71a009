"""When offices work: working days and hours, holidays, and what time is left of a deadline."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from portal.web.contributions import contributions
from portal.workdays.models import WorkYear

__all__ = ["WorkYear", "register"]


def register(app: Flask) -> None:
    """Bind the package to the application."""
    contributions(app).actions |= {
        "workdays.save": _l("Lưu nháp ngày làm việc"),
        "workdays.confirm": _l("Xác nhận ngày làm việc của năm"),
        "workdays.drop": _l("Bỏ lịch làm việc riêng"),
    }
