"""Reads of the board in the scope in force, each with a bounded number of statements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from portal.extensions import db
from portal.publishing.models import PUBLISHED
from portal.quality.models import Finding, QualityDay
from portal.quality.registry import registered
from portal.quality.rules import GROUPS, RULES
from portal.tenancy.scope import all_tenants

MINE, NOBODYS = "toi", "chua-giao"
TREND = 30  # days of which the course is shown


@dataclass(frozen=True)
class Asked:
    """What the board is narrowed by; "" stands for all. `whose` is MINE or NOBODYS, `ignored` shows what was put
    aside instead."""

    rule: str = ""
    group: str = ""
    kind: str = ""
    whose: str = ""
    q: str = ""
    ignored: bool = False


def statement(asked: Asked, me: int | None) -> Select[tuple[Finding]]:
    """The findings that match, those of one thing together, the oldest first."""
    aside = Finding.ignored_at.is_not(None) if asked.ignored else Finding.ignored_at.is_(None)
    found = select(Finding).where(aside)
    rules = [asked.rule] if asked.rule else [code for code, one in RULES.items() if one.group == asked.group]
    if asked.rule or asked.group:
        found = found.where(Finding.rule.in_(rules))
    if asked.kind:
        found = found.where(Finding.kind == asked.kind)
    if asked.q:
        words = Finding.title.icontains(asked.q, autoescape=True)
        found = found.where(words | Finding.place.icontains(asked.q, autoescape=True))
    if asked.whose == MINE:
        found = found.where(or_(*(_owned_by(kind, me) for kind in registered().checked)))
    elif asked.whose == NOBODYS:
        found = found.where(or_(*(_owned_by(kind, None) for kind in registered().checked)))
    return found.order_by(Finding.kind, Finding.title, Finding.object_id, Finding.rule, Finding.id)


def _owned_by(kind: str, person: int | None) -> ColumnElement[bool]:
    """Whether this person answers for the thing now (None: nobody does), whatever it was when it was looked at."""
    model = registered().checked[kind].model
    nobody = and_(model.owner_id.is_(None), model.owner_office == "")
    mine = select(model.id).where(
        model.status == PUBLISHED, nobody if person is None else model.owner_id == person
    )
    return and_(Finding.kind == kind, Finding.object_id.in_(mine))


def count(asked: Asked, me: int | None) -> int:
    """How many match."""
    return int(
        db.session.scalar(select(func.count()).select_from(statement(asked, me).order_by(None).subquery()))
        or 0
    )


def some(asked: Asked, me: int | None, offset: int, limit: int) -> list[Finding]:
    """A page of those that match."""
    return list(db.session.scalars(statement(asked, me).offset(offset).limit(limit)))


def by_id(finding_id: int) -> Finding | None:
    """One finding of this portal."""
    return db.session.scalar(select(Finding).where(Finding.id == finding_id))


def by_rule() -> Counter[str]:
    """How many findings stand, by rule."""
    counted = select(Finding.rule, func.count()).where(Finding.ignored_at.is_(None)).group_by(Finding.rule)
    return Counter(dict(db.session.execute(counted).all()))


def by_group(rules: dict[str, int]) -> dict[str, int]:
    """The same by group, every group in its order."""
    return {group: sum(n for code, n in rules.items() if _group(code) == group) for group in GROUPS}


def _group(code: str) -> str:
    return RULES[code].group if code in RULES else ""


def course() -> list[QualityDay]:
    """The last days on which the portal was looked through, oldest first."""
    rows = db.session.scalars(select(QualityDay).order_by(QualityDay.day.desc()).limit(TREND))
    return list(rows)[::-1]


@dataclass(frozen=True)
class PortalLine:
    """A portal of the boards over several."""

    groups: dict[str, int]
    total: int
    looked_at: datetime | None


def of_portals(tenant_ids: Iterable[int], reason: str) -> dict[int, PortalLine]:
    """How portals stand beside each other: two statements. The caller says whose portals may be seen."""
    wanted = list(tenant_ids)
    with all_tenants(reason):
        counted = (
            select(Finding.tenant_id, Finding.rule, func.count())
            .where(Finding.ignored_at.is_(None), Finding.tenant_id.in_(wanted))
            .group_by(Finding.tenant_id, Finding.rule)
        )
        rules: dict[int, dict[str, int]] = {one: {} for one in wanted}
        for tenant_id, rule, many in db.session.execute(counted):
            rules[tenant_id][rule] = many
        latest = select(QualityDay.tenant_id, func.max(QualityDay.at)).where(QualityDay.tenant_id.in_(wanted))
        looked = dict(db.session.execute(latest.group_by(QualityDay.tenant_id)).all())
    return {
        one: PortalLine(by_group(found), sum(found.values()), looked.get(one)) for one, found in rules.items()
    }
