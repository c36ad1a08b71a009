"""Figures of a briefing in words, the same on pages, on paper and in e-mails."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.ioc.briefing.shapes import BAD, Briefing, Change
from portal.ioc.pages.figures import Figure

_WEEKDAYS = (
    _l("thứ Hai"),
    _l("thứ Ba"),
    _l("thứ Tư"),
    _l("thứ Năm"),
    _l("thứ Sáu"),
    _l("thứ Bảy"),
    _l("Chủ nhật"),
)


def day_name(day: date) -> str:
    """ "thứ Hai, 30/11/2026"."""
    return f"{_WEEKDAYS[day.weekday()]}, {day:%d/%m/%Y}"


def title_of(briefing: Briefing) -> str:
    """The name of a briefing."""
    return _("Bản tin điều hành sáng %(day)s", day=day_name(briefing.day))


def value_text(figure: Figure, value: Decimal | None) -> str:
    """A figure with its unit; "–" where there is none."""
    return figure.unit.text(None if value is None else float(value))


def change_text(one: Change) -> str:
    """By how much a figure changed: "+5", "−2,3 điểm %", "không đổi"."""
    if one.change is None:
        return "–"
    shown = one.figure.unit.bare(float(abs(one.change)))
    if shown == "0":
        return _("không đổi")
    sign = "+" if one.change > 0 else "−"
    return _("%(number)s điểm %%", number=f"{sign}{shown}") if one.figure.is_share else f"{sign}{shown}"


def summary(briefing: Briefing) -> list[str]:
    """What the chairperson must know, in a few sentences."""
    said = []
    if briefing.alerts.count:
        said.append(_("%(count)s cảnh báo chưa có người xử lý.", count=briefing.alerts.count))
    if briefing.late:
        parts = "; ".join(f"{one.title.lower()}: {one.count}" for one in briefing.late)
        said.append(_("Quá hạn tại đơn vị: %(parts)s.", parts=parts))
    worst = briefing.late_units[:3]
    if worst:
        parts = ", ".join(f"{one.name} ({one.total})" for one in worst)
        said.append(_("Đơn vị có nhiều việc quá hạn nhất: %(parts)s.", parts=parts))
    if briefing.waiting:
        parts = "; ".join(f"{one.title.lower()}: {one.count}" for one in briefing.waiting[:6])
        said.append(_("Việc đang chờ: %(parts)s.", parts=parts))
    weighty = (*briefing.levels, *(one for one in briefing.flows if one.figure.is_share))
    worse = [one for one in weighty if one.tone == BAD][:3]
    if worse:
        parts = ", ".join(f"{str(one.figure.label).lower()} {change_text(one)}" for one in worse)
        said.append(_("Xấu đi so với tuần trước: %(parts)s.", parts=parts))
    return said or [_("Không có việc quá hạn, không có cảnh báo.")]
