"""Drawers: the cash of one person on one day, handed over and counted. A closed drawer takes nothing more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.exc import IntegrityError

from portal.accounts.permissions import Actor
from portal.clock import today, utc_now
from portal.extensions import db
from portal.payments.duties import COLLECT, SETTLE
from portal.payments.ledger.accounts import DIFFERENCE, SAFE, Move, cash_of
from portal.payments.ledger.models import LedgerEntry
from portal.payments.ledger.posting import About, balance, post
from portal.payments.ledger.rules import HANDED_OVER, OVER, SHORT
from portal.payments.models import CashDrawer
from portal.payments.money import MOST
from portal.publishing.trail import audit
from portal.tenancy.directory import directory


class DrawerClosed(RuntimeError):
    """The drawer's day is closed: what comes now belongs to the next day."""


class NotExplained(ValueError):
    """What was counted differs from what should be there, and nobody says why."""


class NotThere(ValueError):
    """More is handed over than the drawer holds."""


@dataclass(frozen=True)
class Closing:
    """How a drawer was closed: what should have been there, what was counted, in đồng."""

    expected: int
    counted: int

    @property
    def difference(self) -> int:
        """Above zero: too much; below: too little."""
        return self.counted - self.expected


def find(actor: Actor, day: date) -> CashDrawer | None:
    """The actor's drawer of a day, to look at."""
    return db.session.scalar(_own(actor).where(CashDrawer.day == day))


def before(actor: Actor, day: date, most: int = 14) -> list[CashDrawer]:
    """The actor's drawers of the days before a day, the last first."""
    statement = _own(actor).where(CashDrawer.day < day).order_by(CashDrawer.day.desc())
    return list(db.session.scalars(statement.limit(most)))


def _own(actor: Actor) -> Select[CashDrawer]:
    return select(CashDrawer).where(CashDrawer.user_id == (actor.user_id or 0))


def of_today(actor: Actor) -> CashDrawer:
    """The actor's drawer of today, opened with the first đồng. Raises Forbidden, DrawerClosed."""
    actor.require(COLLECT)
    found = db.session.scalar(_own(actor).where(CashDrawer.day == today()).with_for_update())
    if found is None:
        found = CashDrawer(
            tenant_id=actor.tenant_id, user_id=actor.user_id or 0, user_name=actor.name, day=today()
        )
        db.session.add(found)
        try:
            db.session.flush()
        except IntegrityError as error:  # two windows of one person at the same instant, on PostgreSQL
            raise DrawerClosed from error
    if found.closed_at is not None:
        raise DrawerClosed
    return found


def require_open(drawer_id: int, actor: Actor) -> CashDrawer:
    """A drawer of the actor that is open. Raises LookupError for another's, DrawerClosed."""
    found = db.session.scalar(select(CashDrawer).where(CashDrawer.id == drawer_id).with_for_update())
    if found is None or found.user_id != (actor.user_id or 0):
        raise LookupError(drawer_id)
    if found.closed_at is not None:
        raise DrawerClosed
    return found


def held(drawer_id: int) -> int:
    """The cash that should be in a drawer, in đồng."""
    return balance(cash_of(drawer_id))


def hand_over(drawer_id: int, amount: int, once: str, actor: Actor) -> LedgerEntry:
    """Hand cash of the own open drawer over to the safe, once per `once`. The caller commits.

    Raises Forbidden, LookupError, DrawerClosed, NotThere.
    """
    actor.require(COLLECT)
    drawer = require_open(drawer_id, actor)
    known = db.session.scalar(select(LedgerEntry).where(LedgerEntry.key == f"handed:{once}"))
    if known is not None:
        return known
    if not 0 < amount <= held(drawer.id):
        raise NotThere
    moves = [Move(SAFE, cash_of(drawer.id), amount)]
    entry = post(HANDED_OVER, moves, f"handed:{once}", actor, About(drawer_id=drawer.id))
    audit(actor, "payment.hand_over", kind="cash_drawer", object_id=drawer.id)
    return entry


def close(drawer_id: int, counted: int, explanation: str, actor: Actor) -> Closing:
    """Close the own drawer: what was counted goes to the safe, what is missing or too much to the account of
    differences, with the explanation. The caller commits.

    Raises Forbidden, LookupError, DrawerClosed, NotExplained.
    """
    actor.require(COLLECT)
    return _close(require_open(drawer_id, actor), counted, explanation, actor)


def close_left(drawer_id: int, counted: int, explanation: str, actor: Actor) -> Closing:
    """Close a drawer for whoever left it open: one of a day before, or any of a portal that ended. The caller commits.

    Raises Forbidden, LookupError, DrawerClosed, NotExplained, NotThere (its day is not over).
    """
    actor.require(SETTLE)
    found = db.session.scalar(select(CashDrawer).where(CashDrawer.id == drawer_id).with_for_update())
    if found is None:
        raise LookupError(drawer_id)
    if found.closed_at is not None:
        raise DrawerClosed
    portal = directory().by_id(actor.tenant_id)
    if found.day >= today() and (portal is None or portal.is_living):
        raise NotThere
    return _close(found, counted, explanation, actor)


def left_open() -> list[CashDrawer]:
    """Drawers of the portal in force that nobody has closed, the oldest first."""
    statement = select(CashDrawer).where(CashDrawer.closed_at.is_(None))
    return list(db.session.scalars(statement.order_by(CashDrawer.day, CashDrawer.id)))


def _close(drawer: CashDrawer, counted: int, explanation: str, actor: Actor) -> Closing:
    closing = Closing(held(drawer.id), counted)
    why = " ".join(explanation.split())[:500]
    if closing.difference and len(why) < 5:
        raise NotExplained
    if not 0 <= counted <= MOST:
        raise NotThere
    about, cash = About(drawer_id=drawer.id, reason=why), cash_of(drawer.id)
    if closing.difference < 0:
        post(SHORT, [Move(DIFFERENCE, cash, -closing.difference)], f"short:{drawer.id}", actor, about)
    elif closing.difference > 0:
        post(OVER, [Move(cash, DIFFERENCE, closing.difference)], f"over:{drawer.id}", actor, about)
    if counted:
        post(HANDED_OVER, [Move(SAFE, cash, counted)], f"closed:{drawer.id}", actor, about)
    drawer.closed_at, drawer.explanation = utc_now(), why
    drawer.expected, drawer.counted = closing.expected, closing.counted
    audit(actor, "payment.close_drawer", kind="cash_drawer", object_id=drawer.id)
    db.session.flush()
    return closing
