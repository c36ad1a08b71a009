"""What editors read of the questions that were asked here: in the scope in force, own rows only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, func, select

from portal.clock import today
from portal.extensions import db
from portal.search.curation.models import AskedOnDay, AskedQuery

LATELY = 30
"""Days that the overview looks back."""

NEWEST, MOST = "moi-nhat", "nhieu-nhat"


@dataclass(frozen=True)
class Lately:
    """The last LATELY days: searches, how many of them found nothing, and how many different questions."""

    searches: int
    empty: int
    different: int

    @property
    def empty_share(self) -> float:
        """The share of searches that found nothing, 0 to 1."""
        return self.empty / self.searches if self.searches else 0.0


@dataclass(frozen=True)
class Line:
    """A question with its counts of the last LATELY days."""

    query: AskedQuery
    count: int
    empty: int


def lately() -> Lately:
    """The counts of the overview."""
    row = db.session.execute(
        select(
            func.coalesce(func.sum(AskedOnDay.count), 0),
            func.coalesce(func.sum(AskedOnDay.empty), 0),
            func.count(AskedOnDay.query_id.distinct()),
        ).where(_recent())
    ).one()
    return Lately(int(row[0]), int(row[1]), int(row[2]))


def _recent() -> Any:
    return AskedOnDay.day > today() - timedelta(days=LATELY)


def most_asked(limit: int) -> list[Line]:
    """The questions that were asked most in the last LATELY days."""
    count, empty = func.sum(AskedOnDay.count), func.sum(AskedOnDay.empty)
    statement = select(AskedOnDay.query_id, count, empty).where(_recent()).group_by(AskedOnDay.query_id)
    counted = db.session.execute(statement.order_by(count.desc(), AskedOnDay.query_id).limit(limit)).all()
    rows = db.session.scalars(select(AskedQuery).where(AskedQuery.id.in_([one[0] for one in counted])))
    by_id = {one.id: one for one in rows}
    return [Line(by_id[one[0]], int(one[1]), int(one[2])) for one in counted if one[0] in by_id]


def _not_found(ignored: bool) -> Select[Any]:
    return select(AskedQuery).where(
        AskedQuery.last_total == 0, AskedQuery.empty > 0, AskedQuery.ignored.is_(ignored)
    )


def count_not_found(ignored: bool = False) -> int:
    """How many questions find nothing; `ignored`: of those that editors put aside."""
    return int(db.session.scalar(select(func.count()).select_from(_not_found(ignored).subquery())) or 0)


def not_found(ignored: bool, order: str, offset: int, limit: int) -> list[AskedQuery]:
    """Questions that find nothing, those asked last first (NEWEST) or those asked most first (MOST)."""
    newest, most = AskedQuery.last_day.desc(), AskedQuery.empty.desc()
    first, second = (most, newest) if order == MOST else (newest, most)
    statement = _not_found(ignored).order_by(first, second, AskedQuery.id.desc())
    return list(db.session.scalars(statement.offset(offset).limit(limit)))


def query_by_id(object_id: int) -> AskedQuery | None:
    """A question of the portal in force."""
    return db.session.scalar(select(AskedQuery).where(AskedQuery.id == object_id))


def everything() -> Iterator[AskedQuery]:
    """Every question that is kept, the most frequent first."""
    yield from db.session.scalars(select(AskedQuery).order_by(AskedQuery.count.desc(), AskedQuery.key))
