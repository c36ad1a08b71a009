"""The catalogue as values: what an indicator is, who hands it in for which period, and by when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.extensions import db
from portal.indicators.models import DOWN, LAST, MEAN, NEITHER, OWN, SUM, UP, Indicator
from portal.indicators.numbers import write_number
from portal.indicators.periods import MONTHS, Period
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import entered, reading

FIELDS: dict[str, Any] = {
    "dan-so": _l("Dân số, hộ gia đình"),
    "doi-song": _l("Đời sống, giảm nghèo, an sinh"),
    "lao-dong": _l("Lao động, việc làm"),
    "nong-nghiep": _l("Nông nghiệp, chăn nuôi"),
    "thuy-san": _l("Thủy sản"),
    "kinh-te": _l("Doanh nghiệp, hộ kinh doanh"),
    "ngan-sach": _l("Ngân sách, đầu tư"),
    "giao-duc": _l("Giáo dục"),
    "y-te": _l("Y tế, bảo hiểm"),
    "nong-thon-moi": _l("Nông thôn mới"),
    "moi-truong": _l("Môi trường, phòng chống thiên tai"),
    "khac": _l("Khác"),
}
"""Groups of the catalogue, in their order."""

MADE: dict[str, Any] = {
    SUM: _l("Cộng số liệu của các đơn vị trong kỳ"),
    LAST: _l("Cộng số mới nhất của từng đơn vị"),
    MEAN: _l("Bình quân có trọng số theo một chỉ tiêu khác"),
    OWN: _l("Huyện tự nhập"),
}
BETTER: dict[str, Any] = {
    UP: _l("Càng cao càng tốt"),
    DOWN: _l("Càng thấp càng tốt"),
    NEITHER: _l("Không xếp hơn kém"),
}


@dataclass(frozen=True)
class Measure:
    """An indicator as read; the fields are the columns of `Indicator`."""

    id: int
    code: str
    name: str
    unit: str
    field: str
    period: str
    decimals: int = 0
    better: str = NEITHER
    made: str = SUM
    weight_code: str = ""
    accumulates: bool = False
    least: int | None = None
    most: int | None = None
    change_percent: int | None = None
    part_of: str = ""
    definition: str = ""
    source: str = ""
    collected_from: tuple[int, ...] = ()
    days: int = 10
    active_from: date = date(2000, 1, 1)
    active_until: date | None = None
    open: bool = False
    shown_from: int = 0
    rate_of: str = ""
    position: int = 0
    version: int = 1

    def written(self, value: int | None) -> str:
        """A figure of it as people write it, without the unit."""
        return write_number(value, self.decimals)

    def is_active_in(self, period: Period) -> bool:
        """Whether it is collected for a period: of its kind, and in force at its end."""
        ends = self.active_until is None or self.active_until >= period.last
        return self.period == period.kind and self.active_from <= period.last and ends

    def due_on(self, period: Period) -> date:
        """The last day on which a period is handed in in time."""
        return period.last + timedelta(days=self.days)


_COLUMNS = [one.name for one in fields(Measure)]


def as_measure(row: Indicator) -> Measure:
    """A row as a value."""
    found = {name: getattr(row, name) for name in _COLUMNS}
    found["collected_from"] = tuple(one for one in row.collected_from if isinstance(one, int))
    return Measure(**found)


def keeper(portal: Portal) -> Portal:
    """The portal whose catalogue a portal goes by: the one at the top of its tree."""
    top = directory().by_id(portal.ancestors[-1]) if portal.ancestors else None
    return top or portal


def catalogue(portal: Portal) -> list[Measure]:
    """The catalogue that a portal goes by, in its order; opens a reading scope of its own."""
    with entered(reading(keeper(portal).id)):
        rows = db.session.scalars(select(Indicator).where(Indicator.tenant_id == keeper(portal).id))
        return ordered(as_measure(one) for one in rows)


def ordered(measures: Iterable[Measure]) -> list[Measure]:
    """In the order of the groups, then of their positions, then by name."""
    groups = list(FIELDS)
    return sorted(
        measures,
        key=lambda one: (
            groups.index(one.field) if one.field in FIELDS else len(groups),
            one.position,
            one.name,
            one.code,
        ),
    )


def grouped(measures: Iterable[Measure]) -> list[tuple[str, list[Measure]]]:
    """(name of a group, its indicators) in order; groups without any are left out."""
    found: dict[str, list[Measure]] = {}
    for one in measures:
        found.setdefault(one.field if one.field in FIELDS else "khac", []).append(one)
    return [(str(FIELDS[key]), found[key]) for key in FIELDS if key in found]


def units(top: Portal, period: Period) -> list[Portal]:
    """The portals below `top` that were units of their own on the last day of a period, by name: one that was merged
    later is among them, one that was founded later is not."""
    below = set(top.descendants)
    return [one for one in directory().all() if one.id in below and _stood_on(one, period.last)]


def _stood_on(one: Portal, day: date) -> bool:
    if one.valid_from is not None and one.valid_from > day and one.merged_into_id is None:
        return False
    if one.merged_into_id is not None:
        return one.valid_to is not None and one.valid_to >= day
    return True


def hands_in(measure: Measure, portal: Portal, period: Period) -> bool:
    """Whether a portal hands an indicator in for a period.

    What the portal at the top enters itself is its own; everything else is asked of those below it: of all, of those
    named, and of the heirs of those named. A portal without any below hands in everything itself.
    """
    if not measure.is_active_in(period):
        return False
    top = keeper(portal)
    if portal.id == top.id:
        return measure.made == OWN or not top.descendants
    if measure.made == OWN:
        return False
    return not measure.collected_from or portal.id in heirs(measure.collected_from)


def heirs(ids: Iterable[int]) -> set[int]:
    """These portals, and what those became that were merged."""
    known = [one for number in ids if (one := directory().by_id(number)) is not None]
    return {one.id for one in known} | {directory().heir_of(one).id for one in known}


def due(measures: Iterable[Measure], portal: Portal, period: Period) -> list[Measure]:
    """What a portal hands in for a period."""
    return [one for one in measures if hands_in(one, portal, period)]


def kinds_of(measures: Iterable[Measure]) -> list[str]:
    """The kinds of periods that are asked for, the shortest first."""
    held = {one.period for one in measures}
    return [kind for kind in MONTHS if kind in held]
