"""What must not be forgotten, done by itself (a step of the follower): apologies laid ready, warnings, requests that
ran out, drafts and personal data whose time is over, time limits counted again after a year of the office changed."""

from __future__ import annotations

from datetime import datetime

from portal.dossiers.tending.chores import is_due, tend_portal
from portal.dossiers.tending.recounting import Recounting
from portal.tenancy.directory import directory

EVERY = 60.0  # seconds


class Tending:
    """The step: every minute it looks, without locking anything, where there is something to do, and does it."""

    def __init__(self) -> None:
        self._next: datetime | None = None
        self._recounting = Recounting()

    def step(self, now: datetime) -> int:
        """Look if it is time; how many things were done."""
        if self._next is not None and 0 <= (now - self._next).total_seconds() < EVERY:
            return 0
        self._next = now
        return tend(now) + self._recounting.step(now)


def tend(now: datetime) -> int:
    """Do everything that is due in every portal; how many things."""
    return sum(tend_portal(one, now) for one in directory().living() if is_due(one, now))
