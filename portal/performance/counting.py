"""Counting a counter's work in a period: numbers by portal and procedure, in a bounded number of statements.

Persons are nowhere in it: what was forgotten of a dossier does not change a number, but for papers that are gone. Works
in the scope in force: of one portal, or over all of them for the district.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from portal.citizens.models import VNEID, Citizen
from portal.clock import utc_now
from portal.dossiers.models import Dossier, DossierPaper
from portal.dossiers.models_aside import DossierRating
from portal.dossiers.models_course import APOLOGY, COMPLETION, DossierForm, DossierRequest
from portal.dossiers.settling import SUBJECT
from portal.dossiers.states import (
    COUNTER,
    EARLY,
    LATE,
    NEW,
    ON_TIME,
    ONLINE,
    POST,
    REFUSED,
    STOPPED,
    WAITING,
    WITHDRAWN,
)
from portal.dossiers.submissions import RESULT, REUSED, UPLOAD
from portal.extensions import db
from portal.payments.models import BY_CASH, FREE, PAID, PaymentDemand
from portal.performance.periods import Period

UNHAPPY = 12  # of 20: four questions that together give less are a complaint
MARKS = ("access", "attitude", "pace", "result")


@dataclass
class Tally:
    """What was counted at one portal: by the code of the procedure, then by name of the number."""

    by_service: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def total(self, name: str) -> int:
        """A number over all procedures."""
        return sum(one[name] for one in self.by_service.values())

    def of(self, code: str) -> Counter[str]:
        """The numbers of a procedure; nothing is made where there are none."""
        return self.by_service.get(code, Counter())


def tallies(tenant_ids: Iterable[int], period: Period, now: datetime | None = None) -> dict[int, Tally]:
    """The numbers of portals in a period. What lies behind `now` did not happen yet: of the running month, what is open
    is what is open now."""
    span = _Span(sorted(tenant_ids), period.begins, min(period.ends, now or utc_now()))
    return _counted(span, (*_COMING_AND_GOING, _open, _come, _results, _identified, _asked, _apologised))


def flows(tenant_id: int, period: Period) -> Tally:
    """Of the numbers of a portal in a period those that add up from months to years, and stand under a ratio."""
    return _counted(_Span([tenant_id], period.begins, period.ends), _COMING_AND_GOING)[tenant_id]


def _counted(span: _Span, counts: Iterable[Callable[[_Span], Any]]) -> dict[int, Tally]:
    found = {one: Tally() for one in span.ids}
    for statement in counts:
        for row in db.session.execute(statement(span)).mappings():
            numbers = found[row["tenant_id"]].by_service[row["code"]]
            for name, value in row.items():
                if name not in {"tenant_id", "code"} and value:
                    numbers[name] += int(value)
    return found


@dataclass(frozen=True)
class _Span:
    ids: Sequence[int]
    begins: datetime
    ends: datetime

    def within(self, column: Any) -> ColumnElement[bool]:
        """From the first instant up to the last."""
        return and_(column >= self.begins, column < self.ends)

    def of(self, model: Any) -> ColumnElement[bool]:
        """Rows of these portals."""
        return model.tenant_id.in_(self.ids)


def _sum(condition: ColumnElement[bool], name: str) -> Any:
    return func.sum(case((condition, 1), else_=0)).label(name)


def _grouped(span: _Span, *columns: Any) -> Any:
    return (
        select(Dossier.tenant_id, Dossier.service_code.label("code"), *columns)
        .where(span.of(Dossier))
        .group_by(Dossier.tenant_id, Dossier.service_code)
    )


_END = func.coalesce(Dossier.done_at, Dossier.closed_at)


def _ended_within(span: _Span) -> ColumnElement[bool]:
    """Received dossiers whose work ended in the period: two ranges, each with an index."""
    stopped = and_(Dossier.done_at.is_(None), span.within(Dossier.closed_at))
    return and_(Dossier.received_at.is_not(None), or_(span.within(Dossier.done_at), stopped))


def _received(span: _Span) -> Any:
    return _grouped(
        span,
        func.count().label("received"),
        _sum(Dossier.channel == ONLINE, "received_online"),
        _sum(Dossier.channel == COUNTER, "received_counter"),
        _sum(Dossier.channel == POST, "received_post"),
    ).where(span.within(Dossier.received_at))


def _ended(span: _Span) -> Any:
    judged = Dossier.outcome != ""
    return _grouped(
        span,
        _sum(Dossier.outcome == EARLY, "early"),
        _sum(Dossier.outcome == ON_TIME, "on_time"),
        _sum(Dossier.outcome == LATE, "late"),
        _sum(judged, "judged"),
        _sum(and_(judged, Dossier.done_at.is_not(None)), "done"),
        _sum(Dossier.state == STOPPED, "stopped"),
        _sum(Dossier.state == WITHDRAWN, "withdrawn"),
        func.sum(case((judged, Dossier.spent_minutes), else_=0)).label("spent"),
        func.sum(case((judged, Dossier.paused_minutes), else_=0)).label("paused"),
    ).where(_ended_within(span))


def _open(span: _Span) -> Any:
    """Received and not ended, at the first and at the last instant. What waits for the citizen since before it was due
    is not late (`paused_since`); one that was done later is judged by what was due in the end."""
    open_at_end = and_(Dossier.received_at < span.ends, or_(_END.is_(None), span.ends <= _END))
    waits = and_(_END.is_(None), Dossier.paused_since.is_not(None), Dossier.paused_since <= Dossier.due_at)
    late = and_(open_at_end, Dossier.due_at < span.ends, ~waits)
    return _grouped(
        span,
        _sum(Dossier.received_at < span.begins, "carried_in"),
        _sum(open_at_end, "open"),
        _sum(late, "open_late"),
        _sum(and_(open_at_end, Dossier.state.in_(WAITING)), "open_waiting"),
    ).where(
        Dossier.received_at < span.ends,
        or_(_END.is_(None), span.begins <= _END),
    )


def _come(span: _Span) -> Any:
    refused = and_(Dossier.state == REFUSED, Dossier.received_at.is_(None))
    return _grouped(
        span,
        func.count().label("submitted"),
        _sum(refused, "refused"),
        _sum(Dossier.state == NEW, "unlooked"),
    ).where(span.within(Dossier.submitted_at))


def _of_dossier(model: Any) -> ColumnElement[bool]:
    return and_(model.dossier_id == Dossier.id, model.tenant_id == Dossier.tenant_id)


def _results(span: _Span) -> Any:
    return (
        _grouped(span, func.count(func.distinct(Dossier.id)).label("results"))
        .join(DossierPaper, _of_dossier(DossierPaper))
        .where(
            span.of(DossierPaper),
            DossierPaper.source == RESULT,
            Dossier.outcome != "",
            span.within(Dossier.done_at),
        )
    )


def _papers(span: _Span) -> Any:
    """Of the dossiers received: how many came with papers, had one in electronic form, used one that was here."""
    electronic = or_(DossierPaper.paper_id.is_not(None), DossierPaper.source.in_((UPLOAD, REUSED)))
    each = (
        select(
            Dossier.tenant_id,
            Dossier.service_code.label("code"),
            func.max(case((electronic, 1), else_=0)).label("digitised"),
            func.max(case((DossierPaper.source == REUSED, 1), else_=0)).label("reused"),
        )
        .join(DossierPaper, _of_dossier(DossierPaper))
        .where(
            span.of(Dossier),
            span.of(DossierPaper),
            span.within(Dossier.received_at),
            Dossier.forgotten_at.is_(None),
            DossierPaper.source != RESULT,
        )
        .group_by(Dossier.tenant_id, Dossier.service_code, Dossier.id)
        .subquery()
    )
    return select(
        each.c.tenant_id,
        each.c.code,
        func.count().label("with_papers"),
        func.sum(each.c.digitised).label("digitised"),
        func.sum(each.c.reused).label("reused"),
    ).group_by(each.c.tenant_id, each.c.code)


def _identified(span: _Span) -> Any:
    return (
        _grouped(span, func.count().label("identified"))
        .join(Citizen, Citizen.id == Dossier.citizen_id)
        .where(span.within(Dossier.received_at), Citizen.level == VNEID)
    )


def _paid(span: _Span) -> Any:
    online = and_(PaymentDemand.state == PAID, PaymentDemand.paid_by != BY_CASH)
    settled = PaymentDemand.state == PAID
    return (
        _grouped(
            span,
            _sum(settled, "paid"),
            _sum(online, "paid_online"),
            _sum(PaymentDemand.state == FREE, "free"),
            func.sum(case((settled, PaymentDemand.amount), else_=0)).label("money"),
            func.sum(case((online, PaymentDemand.amount), else_=0)).label("money_online"),
        )
        .join(
            PaymentDemand,
            and_(PaymentDemand.subject_id == Dossier.id, PaymentDemand.tenant_id == Dossier.tenant_id),
        )
        .where(
            span.of(PaymentDemand), PaymentDemand.subject_kind == SUBJECT, span.within(PaymentDemand.paid_at)
        )
    )


def _rated(span: _Span) -> Any:
    marks = [getattr(DossierRating, name) for name in MARKS]
    unhappy = sum(marks[1:], marks[0]) < UNHAPPY
    return (
        _grouped(
            span,
            func.count().label("rated"),
            _sum(unhappy, "unhappy"),
            _sum(
                and_(unhappy, Dossier.outcome.in_((EARLY, ON_TIME)), _ended_within(span)), "unhappy_in_time"
            ),
            *(func.sum(mark).label(f"stars_{name}") for name, mark in zip(MARKS, marks, strict=True)),
        )
        .join(DossierRating, _of_dossier(DossierRating))
        .where(span.of(DossierRating), span.within(DossierRating.rated_at))
    )


def _asked(span: _Span) -> Any:
    return (
        _grouped(span, func.count().label("asked"))
        .join(DossierRequest, _of_dossier(DossierRequest))
        .where(
            span.of(DossierRequest),
            DossierRequest.kind == COMPLETION,
            span.within(DossierRequest.asked_at),
        )
    )


def _apologised(span: _Span) -> Any:
    return (
        _grouped(span, func.count().label("apologies"))
        .join(DossierForm, _of_dossier(DossierForm))
        .where(span.of(DossierForm), DossierForm.kind == APOLOGY, span.within(DossierForm.issued_at))
    )


_COMING_AND_GOING = (_received, _ended, _papers, _paid, _rated)
