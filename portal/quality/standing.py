"""How portals stand against what they must carry: for one portal in its own scope, for all of them together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from portal.accounts.models import User
from portal.clock import to_local, today
from portal.extensions import db
from portal.quality.decree import DUTIES, Duty
from portal.quality.models import DutyNote, Finding
from portal.quality.registry import Met, registered
from portal.quality.rules import LINK_RULES, SUMMARY_RULES
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import all_tenants, entered, reading

MISSING, EMPTY, LATE, GOOD, EXCUSED = "missing", "empty", "late", "good", "excused"
STATES = {
    MISSING: (_l("Chưa có"), "bad", "✕"),
    EMPTY: (_l("Chưa có nội dung"), "bad", "○"),
    LATE: (_l("Quá hạn cập nhật"), "warn", "!"),
    GOOD: (_l("Đạt"), "good", "✓"),
    EXCUSED: (_l("Không áp dụng"), "neutral", "–"),
}
"""State → (in words, tone, sign): a table of them reads without colours."""
TO_DO = (MISSING, EMPTY, LATE)


@dataclass(frozen=True)
class Standing:
    """How one portal stands with one section, on one day."""

    duty: Duty
    state: str
    path: str
    renewed: date | None
    count: int | None
    days: int
    every: int | None
    source: str
    excused: str
    owner_id: int | None
    owner_name: str
    owner_office: str
    broken: int  # addresses that lead nowhere
    undescribed: int  # pages without description
    reminded: datetime | None
    version: int

    @property
    def owner(self) -> str:
        """Who is in charge: the person, the office, or both."""
        return ", ".join(filter(None, (self.owner_name, self.owner_office)))

    @property
    def due(self) -> date | None:
        """The day by which it is renewed or confirmed; None without a limit, or where there is nothing yet."""
        if self.renewed is None or self.every is None:
            return None
        return self.renewed + timedelta(days=self.every)


@dataclass
class _Facts:
    """What was read, for one portal or for all."""

    met: dict[tuple[int, str], list[Met]]
    notes: dict[tuple[int, str], DutyNote]
    names: dict[int, str]
    findings: dict[tuple[int, str, int | None, str], int]


def of_portal(portal: Portal) -> list[Standing]:
    """How one portal stands; what those above share with it counts too."""
    with entered(reading(portal.id, portal.ancestors)):
        return _judge(portal, _read(), today())


def of_all(portals: Iterable[Portal]) -> dict[int, list[Standing]]:
    """How each of the portals stands, in the same few statements whatever their number (for the district alone)."""
    with all_tenants("huyện xem mục bắt buộc của mọi cổng"):
        facts, day = _read(), today()
        return {one.id: _judge(one, facts, day) for one in portals}


def summary(standings: list[Standing]) -> dict[str, int]:
    """How many sections are in each state."""
    found = Counter(one.state for one in standings)
    return {state: found[state] for state in STATES}


def _read() -> _Facts:
    met: dict[tuple[int, str], list[Met]] = defaultdict(list)
    for provider in registered().providers:
        for one in provider():
            for tenant_id in _showing(one):
                met[tenant_id, one.code].append(one)
    notes = {(one.tenant_id, one.code): one for one in db.session.scalars(select(DutyNote))}
    people = {one.owner_id for one in notes.values() if one.owner_id is not None}
    named = select(User.id, User.name).where(User.id.in_(people))
    names = dict(db.session.execute(named).all()) if people else {}
    return _Facts(met, notes, names, _findings())


def _showing(one: Met) -> list[int]:
    """The portals that show this: its own, and those below where it is shared."""
    portal = directory().by_id(one.tenant_id)
    return [one.tenant_id, *(portal.descendants if one.shared and portal else ())]


def _findings() -> dict[tuple[int, str, int | None, str], int]:
    """How many of the two sorts there are: by portal and thing, and by portal and kind (without an id)."""
    statement = (
        select(Finding.tenant_id, Finding.kind, Finding.object_id, Finding.rule, func.count())
        .where(Finding.ignored_at.is_(None), Finding.rule.in_((*LINK_RULES, *SUMMARY_RULES)))
        .group_by(Finding.tenant_id, Finding.kind, Finding.object_id, Finding.rule)
    )
    found: Counter[tuple[int, str, int | None, str]] = Counter()
    for tenant_id, kind, object_id, rule, many in db.session.execute(statement):
        sort = "links" if rule in LINK_RULES else "summary"
        found[tenant_id, kind, object_id, sort] += many
        found[tenant_id, kind, None, sort] += many
    return found


def _judge(portal: Portal, facts: _Facts, day: date) -> list[Standing]:
    return [_judge_one(portal, duty, facts, day) for duty in DUTIES]


def _judge_one(portal: Portal, duty: Duty, facts: _Facts, day: date) -> Standing:
    note = facts.notes.get((portal.id, duty.code))
    met = facts.met.get((portal.id, duty.code), [])
    best = max(met, key=lambda one: (one.filled, one.renewed or datetime.min), default=None)
    built_in = registered().built_in.get(duty.code)
    every = note.every if note and note.every is not None else duty.every
    renewed = _renewed(best, note)
    return Standing(
        duty=duty,
        state=_state(best, built_in, note, renewed, every, day),
        path=best.path if best else built_in or "",
        renewed=renewed,
        count=sum(one.count for one in met if one.count is not None) or (best.count if best else None),
        days=note.days if note and note.days is not None else duty.days,
        every=every,
        source=(note.source if note else "") or str(duty.source),
        excused=note.excused if note else "",
        owner_id=note.owner_id if note else None,
        owner_name=facts.names.get(note.owner_id or 0, "") if note else "",
        owner_office=note.owner_office if note else "",
        broken=_sum(facts, portal.id, met, "links"),
        undescribed=_sum(facts, portal.id, met, "summary"),
        reminded=note.reminded_at if note else None,
        version=note.version if note else 0,
    )


def _sum(facts: _Facts, tenant_id: int, met: list[Met], sort: str) -> int:
    places = {(one.kind, one.object_id) for one in met if one.kind}
    return sum(facts.findings.get((tenant_id, kind, object_id, sort), 0) for kind, object_id in places)


def _renewed(best: Met | None, note: DutyNote | None) -> date | None:
    instants: list[Any] = [best.renewed if best and best.filled else None]
    if best and best.filled and note:
        instants.append(note.confirmed_at)
    return max((to_local(one).date() for one in instants if one is not None), default=None)


def _state(
    best: Met | None,
    built_in: str | None,
    note: DutyNote | None,
    renewed: date | None,
    every: int | None,
    day: date,
) -> str:
    if note is not None and note.excused:
        return EXCUSED
    if best is None:
        return GOOD if built_in else MISSING
    if not best.filled:
        return EMPTY
    looked_after = best.review_on is not None and best.review_on >= day
    if every is None or looked_after or (renewed is not None and day - renewed <= timedelta(days=every)):
        return GOOD
    return LATE
