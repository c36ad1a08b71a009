"""How counted questions are kept: added to the rows, old and rare ones thinned, so many per tenant and no more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any, Protocol

from sqlalchemy import Select, delete, func, select

from portal.clock import today
from portal.extensions import db
from portal.search.curation.models import AskedOnDay, AskedQuery
from portal.tenancy.scope import system_task

MOST_KEPT = 5_000
"""Questions that are kept per tenant: the most frequent, and of equal ones the newest."""

DAYS_KEPT = timedelta(days=35)
"""How long the count of each single day is kept."""

RARE_KEPT = timedelta(days=180)
"""How long a question is kept that was asked fewer than three times."""

RARE = 3
OLD_KEPT = timedelta(days=730)
MOST_SPELLINGS = 8
_AT_ONCE = 500  # values of one IN (…): SQLite takes no more than 999 parameters in old builds


class Counted(Protocol):
    """What was noted of one question on one day."""

    spellings: Counter[str]
    count: int
    empty: int
    total: int | None


def keep(noted: Mapping[tuple[int, str, date], Counted]) -> None:
    """Add what was noted (tenant, bare syllables, day → counts) in one transaction, committed here.

    Raises what the database raises; nothing is then kept.
    """
    with system_task("ghi thống kê tìm kiếm"):
        by_tenant = sorted(noted.items(), key=lambda item: (item[0][0], item[0][2], item[0][1]))
        for (tenant_id, day), group in groupby(by_tenant, key=lambda item: (item[0][0], item[0][2])):
            _add(tenant_id, day, {key: counted for (_tenant, key, _day), counted in group})
        for tenant_id in {tenant_id for tenant_id, _key, _day in noted}:
            _thin(tenant_id)
        db.session.commit()


def _add(tenant_id: int, day: date, noted: Mapping[str, Counted]) -> None:
    keys = list(noted)
    for start in range(0, len(keys), _AT_ONCE):
        part = keys[start : start + _AT_ONCE]
        statement = select(AskedQuery).where(AskedQuery.tenant_id == tenant_id, AskedQuery.key.in_(part))
        held = {one.key: one for one in db.session.scalars(statement.with_for_update())}
        rows = {key: _counted(held.get(key), tenant_id, key, day, noted[key]) for key in part}
        db.session.add_all(rows.values())
        db.session.flush()
        _add_to_day(tenant_id, day, {rows[key].id: noted[key] for key in part})


def _counted(row: AskedQuery | None, tenant_id: int, key: str, day: date, noted: Counted) -> AskedQuery:
    if row is None:
        row = AskedQuery(tenant_id=tenant_id, key=key, first_day=day, last_day=day, days=1)
        row.count, row.empty, row.spellings, row.last_total = 0, 0, {}, noted.total or 0
        if noted.total is None and noted.count > noted.empty:
            row.last_total = 1  # found on some portal; whether on this one, nobody has asked yet
    elif day > row.last_day:
        row.days, row.last_day = row.days + 1, day
    row.count += noted.count
    row.empty += noted.empty
    if noted.total is not None:
        row.last_total = noted.total
    spellings = (Counter(row.spellings) + noted.spellings).most_common()
    spellings.sort(key=lambda one: (-one[1], _plain(one[0])))
    row.spellings = dict(spellings[:MOST_SPELLINGS])
    row.shown = spellings[0][0]
    return row


def _plain(text: str) -> int:
    """Of equally frequent spellings the one with the most accents is the better one to show."""
    return -sum(not char.isascii() for char in text)


def _add_to_day(tenant_id: int, day: date, noted: Mapping[int, Counted]) -> None:
    statement = select(AskedOnDay).where(AskedOnDay.tenant_id == tenant_id, AskedOnDay.day == day)
    found = db.session.scalars(statement.where(AskedOnDay.query_id.in_(list(noted))).with_for_update())
    held = {one.query_id: one for one in found}
    for query_id, counted in noted.items():
        row = held.get(query_id)
        if row is None:
            row = AskedOnDay(tenant_id=tenant_id, query_id=query_id, day=day, count=0, empty=0)
            db.session.add(row)
        row.count += counted.count
        row.empty += counted.empty
    db.session.flush()


def _thin(tenant_id: int) -> None:
    """Let go of what is too old or too much. What an editor blocked stays, or it would be suggested again."""
    now = today()
    own, day = AskedQuery.tenant_id == tenant_id, AskedOnDay.day
    db.session.execute(delete(AskedOnDay).where(AskedOnDay.tenant_id == tenant_id, day < now - DAYS_KEPT))
    gone = select(AskedQuery.id).where(own, AskedQuery.blocked.is_(False))
    _forget(tenant_id, gone.where(AskedQuery.count < RARE, AskedQuery.last_day < now - RARE_KEPT))
    _forget(tenant_id, gone.where(AskedQuery.last_day < now - OLD_KEPT))
    many = db.session.scalar(select(func.count()).select_from(AskedQuery).where(own)) or 0
    if many > MOST_KEPT:
        rarest = gone.order_by(AskedQuery.count, AskedQuery.last_day, AskedQuery.id)
        _forget(tenant_id, rarest.limit(many - MOST_KEPT))


def _forget(tenant_id: int, statement: Select[Any]) -> None:
    ids: Sequence[int] = db.session.scalars(statement).all()
    for start in range(0, len(ids), _AT_ONCE):
        part = ids[start : start + _AT_ONCE]
        on_days = delete(AskedOnDay).where(AskedOnDay.tenant_id == tenant_id, AskedOnDay.query_id.in_(part))
        db.session.execute(on_days)
        db.session.execute(
            delete(AskedQuery).where(AskedQuery.tenant_id == tenant_id, AskedQuery.id.in_(part))
        )
