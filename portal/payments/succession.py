"""Portals that become others: what is open goes on there, the books stay where they were kept.

A demand that nobody has settled is handed on with its code, so that the paper in the payer's hand stays right: here it
is `HANDED`, there a demand of the same code is open. Entries, receipts and drawers never move. Money that still comes
in for a demand that was handed on is owed to the portal that has it now, and counted there (`forward`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from sqlalchemy import func, select

from portal.accounts.permissions import system_actor
from portal.clock import utc_now
from portal.extensions import db
from portal.payments.demanding import locked
from portal.payments.ledger.accounts import PAYERS, Move, agency_of
from portal.payments.ledger.models import LedgerEntry
from portal.payments.ledger.posting import About, post
from portal.payments.ledger.rules import PASSED_ON, RECEIVED, TAKEN_OVER
from portal.payments.models import HANDED, OPEN, PaymentDemand, PaymentLine
from portal.payments.taking import available, settle
from portal.publishing.trail import audit
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import all_tenants, narrowed, system_task

REASON = "tiền đến cho khoản phải thu đã chuyển cổng"
CHUNK = 400
_LINE = ("place", "key", "name", "sort", "unit", "quantity", "amount", "free_reason")
_SAME = (
    *("subject_kind", "subject_id", "subject_code", "once", "code", "title", "amount"),
    *("payer_name", "payer_address", "made_at", "due_at"),
)


def hand_on(old_id: int, new_id: int, kind: str, subjects: Collection[int]) -> dict[int, int]:
    """Hand the open demands for these subjects on to another portal, in the running transaction of a system task.

    Answers which demand there stands for which here. Back again they are the demands that they were; what was settled
    there stays settled there. Raises ScopeViolation outside of a system task.
    """
    with narrowed(old_id):
        found = list(_open_ones(kind, subjects))
        held = [({name: getattr(one, name) for name in _SAME}, _lines(one)) for one in found]
        ids = [one.id for one in found]
        for one in found:
            one.state, one.closed_at, one.reason = HANDED, utc_now(), ""
            audit(system_actor(old_id), "payment.hand_on", kind=one.kind, object_id=one.id, detail=one.code)
    with narrowed(new_id):
        return {
            number: _taken(new_id, values, lines) for number, (values, lines) in zip(ids, held, strict=True)
        }


def _open_ones(kind: str, subjects: Collection[int]) -> Iterator[PaymentDemand]:
    ordered = sorted(subjects)
    for start in range(0, len(ordered), CHUNK):
        statement = select(PaymentDemand).where(
            PaymentDemand.subject_kind == kind,
            PaymentDemand.subject_id.in_(ordered[start : start + CHUNK]),
            PaymentDemand.state == OPEN,
        )
        yield from db.session.scalars(statement.order_by(PaymentDemand.id))


def _lines(one: PaymentDemand) -> list[dict[str, object]]:
    return [{name: getattr(line, name) for name in _LINE} for line in one.lines]


def _taken(tenant_id: int, values: dict[str, object], lines: list[dict[str, object]]) -> int:
    """The demand of the portal in force that stands for one elsewhere: the one that was here before, or a new one."""
    known = db.session.scalar(select(PaymentDemand).where(PaymentDemand.code == values["code"]))
    if known is None:
        known = PaymentDemand(tenant_id=tenant_id, **values)
        db.session.add(known)
        db.session.flush()
        db.session.add_all(PaymentLine(tenant_id=tenant_id, demand_id=known.id, **one) for one in lines)
    if known.state == HANDED:
        known.state, known.closed_at = OPEN, None
    audit(system_actor(tenant_id), "payment.take_on", kind=known.kind, object_id=known.id, detail=known.code)
    db.session.flush()
    return known.id


def forward() -> int:
    """Count what came in for demands that were handed on where they stand now; how many had something. Needs an
    application context, commits by itself."""
    ids = [one.id for one in directory().all()]
    with all_tenants(REASON):
        paid = (
            select(LedgerEntry.id)
            .where(
                LedgerEntry.tenant_id == PaymentDemand.tenant_id,
                LedgerEntry.demand_id == PaymentDemand.id,
                LedgerEntry.act == RECEIVED,
            )
            .exists()
        )
        handed = db.session.execute(
            select(PaymentDemand.tenant_id, PaymentDemand.id, PaymentDemand.code).where(
                PaymentDemand.tenant_id.in_(ids), PaymentDemand.state == HANDED, paid
            )
        ).all()
    return sum(_forward(tenant_id, number, code) for tenant_id, number, code in handed)


def _forward(tenant_id: int, number: int, code: str) -> bool:
    there = now_at(code)
    if there is None:
        return False
    with system_task(REASON):
        with narrowed(tenant_id):
            one = locked(number)
            amount = available(one.id) if one.state == HANDED else 0
            if amount <= 0:
                return False
            turn, way = _passed_before(number), _last_way(number)
            moves = [Move(PAYERS, agency_of(there[0]), amount)]
            about = About(number, None, way)
            post(PASSED_ON, moves, f"passed:{number}:{turn}", system_actor(tenant_id), about)
        with narrowed(there[0]):
            one, actor = locked(there[1]), system_actor(there[0])
            about = About(one.id, None, way)
            moves = [Move(agency_of(tenant_id), PAYERS, amount)]
            post(TAKEN_OVER, moves, f"taken:{number}:{turn}", actor, about)
            audit(actor, "payment.receive", kind=one.kind, object_id=one.id, detail=one.code)
            settle(one, about, actor)
        db.session.commit()
    return True


def _passed_before(demand_id: int) -> int:
    statement = select(func.count(LedgerEntry.id)).where(
        LedgerEntry.demand_id == demand_id, LedgerEntry.act == PASSED_ON
    )
    return int(db.session.scalar(statement) or 0)


def _last_way(demand_id: int) -> str:
    statement = select(LedgerEntry.way).where(LedgerEntry.demand_id == demand_id, LedgerEntry.act == RECEIVED)
    return db.session.scalar(statement.order_by(LedgerEntry.number.desc()).limit(1)) or ""


def now_at(code: str) -> tuple[int, int] | None:
    """Where the demand of a code stands that was handed on: (portal, demand)."""
    ids = [one.id for one in directory().all()]
    with all_tenants(REASON):
        found = db.session.execute(
            select(PaymentDemand.tenant_id, PaymentDemand.id)
            .where(
                PaymentDemand.tenant_id.in_(ids),
                PaymentDemand.code == code,
                PaymentDemand.state != HANDED,
            )
            .order_by(PaymentDemand.id.desc())
        ).first()
    return (found[0], found[1]) if found is not None else None


def home_of(code: str) -> Portal | None:
    """The portal in whose books the demand of a code goes on that was handed on."""
    there = now_at(code)
    return directory().by_id(there[0]) if there is not None else None


def predecessors(portal: Portal) -> list[Portal]:
    """The portals that ended and whose heir this one is, over any number of mergers."""
    known = directory()
    return [one for one in known.all() if not one.is_living and known.heir_of(one).id == portal.id]


def kept_by(code: str, portal: Portal) -> Portal | None:
    """Which of the portals that ended in this one keeps the demand of a code in its books."""
    olds = {one.id: one for one in predecessors(portal)}
    if not olds or not code:
        return None
    with all_tenants("tra cứu khoản thu, biên lai của cơ quan trước khi sắp xếp"):
        found = db.session.scalar(
            select(PaymentDemand.tenant_id)
            .where(PaymentDemand.tenant_id.in_(olds), PaymentDemand.code == code)
            .order_by(PaymentDemand.state == HANDED, PaymentDemand.id.desc())
        )
    return olds.get(found or 0)
