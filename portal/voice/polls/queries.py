"""Reads of polls."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from portal.clock import today
from portal.extensions import db
from portal.publishing.service import visible
from portal.publishing.wanted import Wanted
from portal.voice.polls.models import Poll, PollBallot

HERE = "/tham-do/"


def poll_path(slug: str) -> str:
    """Where citizens find a poll."""
    return f"{HERE}{slug}"


def _polls() -> Select[Any]:
    return visible(select(Poll), Poll).options(selectinload(Poll.choices))


def open_now() -> list[Poll]:
    """Visible polls that take votes, the next to close first."""
    day = today()
    statement = _polls().where(Poll.opens_on <= day, Poll.closes_on >= day)
    return list(db.session.scalars(statement.order_by(Poll.closes_on, Poll.id)))


def closed_statement() -> Select[Any]:
    """Visible polls that are over, latest first."""
    return _polls().where(Poll.closes_on < today()).order_by(Poll.closes_on.desc(), Poll.id.desc())


def by_slug(slug: str) -> Poll | None:
    """A visible poll with its choices."""
    return db.session.scalar(_polls().where(Poll.slug == slug))


def by_id(poll_id: int) -> Poll | None:
    """One poll of this portal, whatever its state."""
    return db.session.scalar(select(Poll).where(Poll.id == poll_id).options(selectinload(Poll.choices)))


def desk_statement(wanted: Wanted) -> Select[Any]:
    """The desk's list."""
    statement = select(Poll).options(selectinload(Poll.choices))
    return wanted.narrow(statement, Poll)


def is_spent(poll_id: int, token: str) -> bool:
    """Whether a ballot with this number was counted already."""
    statement = select(PollBallot.id).where(PollBallot.poll_id == poll_id, PollBallot.token == token)
    return db.session.scalar(statement) is not None


def bars(poll: Poll) -> list[dict[str, Any]]:
    """The result: each choice with its votes and its share in whole per cent."""
    total = poll.votes
    return [
        {"text": one.text, "votes": one.votes, "share": round(100 * one.votes / total) if total else 0}
        for one in poll.choices
    ]


def all_visible() -> list[Poll]:
    """Every visible poll."""
    return list(db.session.scalars(_polls().limit(5000)))


def visible_ids(ids: list[int]) -> set[int]:
    """Those of the polls that citizens see now."""
    return set(db.session.scalars(visible(select(Poll.id).where(Poll.id.in_(ids)), Poll)))
