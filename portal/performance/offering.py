"""What a portal offers and what citizens say, for the index: procedures, services, money ways, reports; as of now.

In the scope in force, of one portal or over all of them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, case, func, or_, select

from portal.clock import to_local, today, utc_now
from portal.extensions import db
from portal.payments.providers.configured import ProvidersUnusable, providers_of
from portal.payments.settings import payment_settings
from portal.performance.periods import Period
from portal.procedures.models import Procedure, ProcedurePaper, ProcedureWay
from portal.publishing.models import PUBLISHED
from portal.services.definition.shapes import INFORMATION
from portal.services.models import OPEN, Service, ServiceVersion
from portal.services.queries import definition_of
from portal.tenancy.directory import Portal
from portal.voice.cases.models import MERGED, REPORT, TAKEN_BACK, VoiceCase


@dataclass(frozen=True)
class Procedures:
    """Procedures in view at a portal: their codes; of them those with all parts, and those looked through in time."""

    codes: frozenset[str] = frozenset()
    complete: int = 0
    current: int = 0


@dataclass
class Offering:
    """What a portal offers: names of services by code, which are online, which take fees; `takes_online`: money too."""

    procedures: Procedures = Procedures()
    names: dict[str, str] = field(default_factory=dict)
    online: set[str] = field(default_factory=set)
    with_fees: set[str] = field(default_factory=set)
    takes_online: bool = False


@dataclass(frozen=True)
class Voice:
    """Reports of citizens: ended in the period and open at its end, of them in time; received, of them without a
    complaint."""

    handled: int = 0
    in_time: int = 0
    received: int = 0
    content: int = 0


def offerings(portals: Sequence[Portal]) -> dict[int, Offering]:
    """What each of these portals offers."""
    found = {one.id: Offering(takes_online=_takes_online(one)) for one in portals}
    for portal_id, procedures in _procedures(portals).items():
        found[portal_id].procedures = procedures
    rows = db.session.execute(
        select(Service, ServiceVersion)
        .join(
            ServiceVersion,
            and_(ServiceVersion.id == Service.current_id, ServiceVersion.tenant_id == Service.tenant_id),
        )
        .where(
            Service.tenant_id.in_(list(found)),
            ServiceVersion.tenant_id.in_(list(found)),
            Service.status == OPEN,
        )
    )
    for service, version in rows:
        offering, definition = found[service.tenant_id], definition_of(version)
        offering.names[service.code] = service.name
        if definition.level != INFORMATION:
            offering.online.add(service.code)
        if any(one.amount > 0 for one in definition.fees):
            offering.with_fees.add(service.code)
    return found


def names_of(tenant_ids: Iterable[int]) -> dict[int, dict[str, str]]:
    """The names of all services, open or not: {portal: {code: name}}."""
    statement = select(Service.tenant_id, Service.code, Service.name)
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for tenant_id, code, name in db.session.execute(statement.where(Service.tenant_id.in_(list(tenant_ids)))):
        found[tenant_id][code] = name
    return found


def _takes_online(portal: Portal) -> bool:
    try:
        return payment_settings(portal).takes_transfers or bool(providers_of(portal))
    except ProvidersUnusable:
        return False


def _level_of(portal: Portal) -> str:
    return "huyện" if portal.is_district else "xã"


def _procedures(portals: Sequence[Portal]) -> dict[int, Procedures]:
    """Of each portal: its own procedures, and those of its level that portals above share with it."""
    wanted = {one.id for one in portals} | {above for one in portals for above in one.ancestors}
    rows = db.session.execute(_procedure_rows(sorted(wanted), utc_now())).all()
    day = today()
    return {one.id: _seen(rows, one, day) for one in portals}


def _procedure_rows(ids: Sequence[int], now: datetime) -> Any:
    def exists(model: Any, *more: Any) -> Any:
        return (
            select(model.id)
            .where(
                model.tenant_id == Procedure.tenant_id,
                model.tenant_id.in_(ids),
                model.procedure_id == Procedure.id,
                *more,
            )
            .exists()
        )

    complete = and_(
        Procedure.steps != "",
        Procedure.executing_agency != "",
        func.coalesce(func.json_array_length(Procedure.subjects), 0) > 0,
        exists(ProcedureWay, ProcedureWay.time != ""),
        exists(ProcedurePaper),
    )
    return select(
        Procedure.tenant_id,
        Procedure.shared,
        Procedure.code,
        Procedure.levels,
        Procedure.review_on,
        case((complete, 1), else_=0).label("complete"),
    ).where(
        Procedure.tenant_id.in_(ids),
        Procedure.status == PUBLISHED,
        Procedure.publish_at <= now,
        or_(Procedure.expires_at.is_(None), Procedure.expires_at > now),
    )


def _seen(rows: Sequence[Any], portal: Portal, day: date) -> Procedures:
    level = f"|{_level_of(portal)}|"
    mine = {
        one.code: one
        for one in rows
        if level in (one.levels or "")
        and (one.tenant_id == portal.id or (one.shared and one.tenant_id in portal.ancestors))
    }
    current = [one for one in mine.values() if one.review_on is None or one.review_on >= day]
    return Procedures(frozenset(mine), sum(one.complete for one in mine.values()), len(current))


def voices(tenant_ids: Iterable[int], period: Period, now: datetime | None = None) -> dict[int, Voice]:
    """Reports of citizens in a period; those merged into others or taken back do not count."""
    ids, ends = list(tenant_ids), min(period.ends, now or utc_now())
    last = min(period.last, to_local(ends).date())
    statement = select(
        VoiceCase.tenant_id,
        VoiceCase.received_at,
        VoiceCase.closed_at,
        VoiceCase.due_on,
        VoiceCase.helpful,
        VoiceCase.unhelpful,
    ).where(
        VoiceCase.tenant_id.in_(ids),
        VoiceCase.kind == REPORT,
        VoiceCase.received_at < ends,
        VoiceCase.state.not_in((MERGED, TAKEN_BACK)),
        or_(
            VoiceCase.closed_at.is_(None),
            VoiceCase.closed_at >= period.begins,
            VoiceCase.received_at >= period.begins,
        ),
    )
    counts: dict[int, Counter[str]] = {one: Counter() for one in ids}
    for row in db.session.execute(statement):
        numbers = counts[row.tenant_id]
        is_closed = row.closed_at is not None and row.closed_at < ends
        until = to_local(row.closed_at).date() if is_closed else last
        in_time = row.due_on is None or until <= row.due_on
        if not is_closed or row.closed_at >= period.begins:
            numbers["handled"] += 1
            numbers["in_time"] += in_time
        if row.received_at >= period.begins:
            numbers["received"] += 1
            numbers["content"] += in_time and row.unhelpful <= row.helpful
    names = ("handled", "in_time", "received", "content")
    return {one: Voice(*(numbers[name] for name in names)) for one, numbers in counts.items()}
