"""The instant at which an act counts: now, or an earlier one where acts of the past are written (a generated year,
dossiers taken over from an older system)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from portal.clock import utc_now

_at: ContextVar[datetime | None] = ContextVar("dossiers_at", default=None)


def now() -> datetime:
    """The instant at which acts on dossiers count (naive UTC)."""
    return _at.get() or utc_now()


@contextmanager
def at(instant: datetime) -> Iterator[datetime]:
    """Let acts on dossiers count as done at this instant (naive UTC)."""
    token = _at.set(instant)
    try:
        yield instant
    finally:
        _at.reset(token)
