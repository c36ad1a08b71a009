"""Part 5, social and economic indicators: what offices owe. The figures themselves are read where they are kept."""

from __future__ import annotations

from datetime import date, timedelta

from flask_babel import lazy_gettext as _l

from portal.clock import today
from portal.indicators.catalogue import catalogue, kinds_of
from portal.indicators.periods import Period, before, holding
from portal.indicators.queries import completeness
from portal.ioc.warehouse.registry import DOWN, SAMPLE, SOCIETY, Measure, Observation, Warehouse
from portal.tenancy.directory import Portal, directory

LOOKED_BACK = timedelta(days=90)
"""How long a report is missed after its deadline."""
_PERIODS = 4  # of each kind that are looked at, the running one among them


def _reports() -> dict[int, list[tuple[str, str, int]]]:
    """How many reports each office owes after their deadline."""
    top = directory().district()
    if top is None:
        return {}
    owed = dict.fromkeys((one.id for one in directory().living()), 0)
    for period in _recent(top, today()):
        for one in completeness(top, period):
            is_owed = one.submitted_at is None and one.due_on < today() <= one.due_on + LOOKED_BACK
            if is_owed and one.portal.id in owed:
                owed[one.portal.id] += 1
    return {tenant_id: [("reports_late", "", count)] for tenant_id, count in owed.items()}


def _recent(top: Portal, day: date) -> list[Period]:
    found = []
    for kind in kinds_of(catalogue(top)):
        period: Period | None = holding(kind, day)
        for _each in range(_PERIODS):
            if period is None:
                break
            found.append(period)
            period = before(period)
    return found


def register(house: Warehouse) -> None:
    """Register what is observed of reports of indicators."""
    house.add_observation(
        Observation("reports", _reports, seconds=6 * 3600),
        Measure(
            "reports_late",
            _l("Kỳ số liệu quá hạn nộp"),
            SOCIETY,
            SAMPLE,
            "reports",
            _l("Kỳ số liệu kinh tế – xã hội đã qua hạn nộp trong 90 ngày mà đơn vị chưa nộp, xem lúc đếm."),
            _l("Danh mục chỉ tiêu và hạn nộp do huyện đặt"),
            better=DOWN,
        ),
    )
