"""What rules look at: figures of the operations centre in hundredths of their unit, and the words about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import select

from portal.extensions import db
from portal.ioc.pages.figures import Figure, measures_of
from portal.ioc.warehouse import facts
from portal.ioc.warehouse.days import days_between
from portal.ioc.warehouse.models import FactReach
from portal.ioc.warehouse.registry import FLOW, warehouse
from portal.ioc.watching.figures import WATCHED

HUNDRED = 100
LEAST_CASES = {"answering": 20}
"""Of how many cases a share must be to be looked at; of few ones it says nothing: one failed probe after midnight would
be 0 %, one late dossier of two 50 %."""
LEAST = 10


class Wanted(NamedTuple):
    """A figure over so many days, the last one among them."""

    figure: str
    days: int


def values_of(
    wanted: Iterable[Wanted], portals: Sequence[int], day: date
) -> dict[tuple[Wanted, int], int | None]:
    """Each figure of each portal up to and with a day, in hundredths; None where it was never counted there,
    never seen, or there is nothing to divide by. A figure that is gone is left out. In the scope in force."""
    by_days: dict[int, list[str]] = defaultdict(list)
    for one in set(wanted):
        if one.figure in WATCHED:
            by_days[one.days].append(one.figure)
    reached = _reached(portals)
    found: dict[tuple[Wanted, int], int | None] = {}
    for days, keys in by_days.items():
        figures = [WATCHED[key] for key in keys]
        numbers = facts.by_unit(measures_of(figures), day - timedelta(days=days - 1), day, portals)
        for figure in figures:
            for portal in portals:
                known = all((portal, source) in reached for source in figure.sources)
                value = figure.value(numbers[portal]) if known and _says(figure, numbers[portal]) else None
                found[Wanted(figure.key, days), portal] = None if value is None else in_hundredths(value)
    return found


def _says(figure: Figure, numbers: Mapping[str, int]) -> bool:
    """Whether a share is one of enough cases."""
    cases = sum(numbers.get(one, 0) for one in figure.under)
    return not figure.is_share or cases >= LEAST_CASES.get(figure.key, LEAST)


def _reached(portals: Sequence[int]) -> set[tuple[int, str]]:
    """(portal, source) of what was counted or seen at all."""
    rows = db.session.execute(
        select(FactReach.tenant_id, FactReach.source).where(FactReach.tenant_id.in_(portals))
    )
    return {(tenant, source) for tenant, source in rows}


def values_on(wanted: Wanted, portal: int, days: Sequence[date]) -> dict[date, float | None]:
    """How a rule saw its figure on each of these days (rising), in the figure's unit; None where nothing was
    seen. In the scope in force."""
    figure, house = WATCHED[wanted.figure], warehouse()
    span = timedelta(days=wanted.days - 1)
    seen = facts.by_day(figure.measures, days[0] - span, days[-1], [portal])
    found: dict[date, float | None] = {}
    for day in days:
        numbers: dict[str, int] = {}
        for key in figure.measures:
            if house.measures[key].kind == FLOW:
                numbers[key] = sum(seen[key].get(one, 0) for one in days_between(day - span, day))
            elif day in seen[key]:
                numbers[key] = seen[key][day]
        value = figure.value(numbers)
        found[day] = None if value is None else float(value)
    return found


def in_hundredths(value: Decimal) -> int:
    """A value in hundredths of its unit, rounded half up."""
    return int((value * HUNDRED).quantize(Decimal(1), ROUND_HALF_UP))


def is_summed(figure: Figure) -> bool:
    """Whether the figure sums what happens over days; else it is how things stand."""
    return any(warehouse().measures[one].kind == FLOW for one in figure.measures)


def text_of(figure: Figure, hundredths: int) -> str:
    """A value with its unit: "93,5%", "12"."""
    return figure.unit.text(hundredths / HUNDRED)


def named(figure: Figure, days: int) -> str:
    """The figure with the days that it is summed over: "Nội dung đăng mới (7 ngày)"."""
    if not is_summed(figure):
        return str(figure.label)
    span = _("hôm nay") if days == 1 else _("%(days)s ngày", days=days)
    return f"{figure.label} ({span})"


def condition_text(figure: Figure, days: int, is_above: bool, threshold: int) -> str:
    """The condition of a rule in words: "Hồ sơ đang quá hạn từ 10 trở lên"."""
    value = text_of(figure, threshold)
    if is_above:
        return _("%(what)s từ %(value)s trở lên", what=named(figure, days), value=value)
    if not threshold:
        return _("%(what)s bằng 0", what=named(figure, days))
    return _("%(what)s từ %(value)s trở xuống", what=named(figure, days), value=value)
