"""The course of a year as bars."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from portal.charts import BAD, GOOD, PLAIN, Bars, Figure, Series, Unit, figure
from portal.performance.work import OfMonth


def course(months: Sequence[OfMonth]) -> Figure:
    """What came in and what was done in each month; what was late lies at the foot of what was done."""
    chart = Bars(
        _("Hồ sơ theo tháng"),
        tuple(_label(one, is_first=number == 0) for number, one in enumerate(months)),
        (
            Series(_("Tiếp nhận"), tuple(one.received for one in months), PLAIN),
            Series(_("Giải quyết xong"), tuple(one.done for one in months), GOOD),
            Series(_("Trong đó quá hạn"), tuple(one.late for one in months), BAD, within=1),
        ),
        Unit(_("hồ sơ")),
        first=_("Tháng"),
        names=tuple(f"{one.period.first:%m/%Y}" for one in months),
    )
    return figure(chart, "theo-thang")


def _label(one: OfMonth, *, is_first: bool) -> str:
    """The month's number, with the year where it begins, so that twelve are legible on a telephone."""
    month = one.period.first.month
    return f"{month}/{one.period.first:%y}" if is_first or month == 1 else str(month)
