"""What was taken on a day: per person, service and way; what came in and went out; drawers, expected and counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import Select, select

from portal.extensions import db
from portal.payments.ledger.accounts import CASH, CHARGES, FEES, PAYERS, balances, by_kind
from portal.payments.ledger.models import WITH_LINES, LedgerEntry
from portal.payments.ledger.rules import RECEIVED, REFUNDED, REVERSED, SETTLED, UNSETTLED
from portal.payments.models import BY_CASH, BY_TRANSFER, CashDrawer, PaymentDemand


@dataclass(frozen=True)
class Row:
    """Settlements of one person, service and way: how many, phí and lệ phí in đồng (taken back: below zero)."""

    person: str
    service: str
    way: str
    count: int
    fees: int
    charges: int

    @property
    def amount(self) -> int:
        """Both together."""
        return self.fees + self.charges


@dataclass(frozen=True)
class Way:
    """What came in and went out by one way, in đồng."""

    way: str
    came: int
    went: int


@dataclass(frozen=True)
class Takings:
    """The takings of a day, or of one drawer."""

    day: date
    rows: list[Row]
    ways: list[Way]
    drawers: list[CashDrawer] = field(default_factory=list)

    @property
    def fees(self) -> int:
        """Phí in all."""
        return sum(one.fees for one in self.rows)

    @property
    def charges(self) -> int:
        """Lệ phí in all."""
        return sum(one.charges for one in self.rows)

    @property
    def count(self) -> int:
        """How many demands were settled, those taken back subtracted."""
        return sum(one.count for one in self.rows)


def way_label(way: str) -> str:
    """How a way is called."""
    if way == BY_CASH:
        return str(_("Tiền mặt"))
    return str(_("Chuyển khoản (VietQR)")) if way == BY_TRANSFER else str(_("Đơn vị thanh toán"))


def of_day(day: date) -> Takings:
    """The takings of a day in the portal in force."""
    entries = db.session.scalars(_entries().where(LedgerEntry.day == day))
    drawers = db.session.scalars(
        select(CashDrawer).where(CashDrawer.day == day).order_by(CashDrawer.user_name)
    )
    return _takings(day, list(entries), list(drawers))


def of_drawer(drawer: CashDrawer) -> Takings:
    """The takings of one drawer."""
    entries = db.session.scalars(_entries().where(LedgerEntry.drawer_id == drawer.id))
    return _takings(drawer.day, list(entries), [drawer])


def _entries() -> Select[LedgerEntry]:
    return select(LedgerEntry).options(WITH_LINES).order_by(LedgerEntry.number)


def _takings(day: date, entries: list[LedgerEntry], drawers: list[CashDrawer]) -> Takings:
    about = {one.demand_id for one in entries if one.demand_id is not None}
    demands = {
        one.id: one for one in db.session.scalars(select(PaymentDemand).where(PaymentDemand.id.in_(about)))
    }
    return Takings(day, _rows(entries, demands), _ways(entries), drawers)


def _rows(entries: Iterable[LedgerEntry], demands: dict[int, PaymentDemand]) -> list[Row]:
    sums: dict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for one in entries:
        if one.act not in {SETTLED, UNSETTLED} or one.demand_id is None:
            continue
        kinds = by_kind(balances(one.moves))
        person = one.by_name if one.by_id is not None else str(_("(trực tuyến)"))
        held = sums[(person, demands[one.demand_id].title, way_label(one.way))]
        held[0] += 1 if one.act == SETTLED else -1
        held[1] -= kinds[FEES]
        held[2] -= kinds[CHARGES]
    return [Row(*key, *values) for key, values in sorted(sums.items())]


def _ways(entries: Iterable[LedgerEntry]) -> list[Way]:
    came: dict[str, int] = defaultdict(int)
    went: dict[str, int] = defaultdict(int)
    for one in entries:
        change = -by_kind(balances(one.moves))[PAYERS]
        if one.act == RECEIVED:
            came[way_label(one.way)] += change
        elif one.act == REFUNDED:
            went[way_label(one.way)] -= change
        elif one.act == REVERSED and change:
            came[way_label(one.way)] += change  # a payment that was noted wrongly never came
    return [Way(way, came[way], went[way]) for way in sorted(came.keys() | went.keys())]


def cash_moved(drawer: CashDrawer) -> list[LedgerEntry]:
    """Every entry that moved cash of a drawer, the last first."""
    found = list(db.session.scalars(_entries().where(LedgerEntry.drawer_id == drawer.id)))
    return [one for one in reversed(found) if by_kind(balances(one.moves))[CASH]]
