"""What is done by itself once a day: forgetting what is personal, emptying the numbers of ballots, reminding."""

from __future__ import annotations

import time
from datetime import datetime

from portal.publishing.service import commit
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered
from portal.voice.cases.reminding import remind
from portal.voice.forgetting import Forgotten, forget_due
from portal.voice.polls.service import empty_ballots

EVERY = 24 * 3600.0
FIRST = 300.0  # seconds after the start: not while an installation is still waking up


def forget() -> dict[str, Forgotten]:
    """Forget everything that is due in every portal: slug → what was done."""
    done = forget_due()
    for portal in directory().all():
        with entered(editing(portal.id)):
            empty_ballots()
            commit()
    return done


class Forgetting:
    """Once a day, for a process that looks often."""

    def __init__(self) -> None:
        self._next = time.monotonic() + FIRST

    def step(self, _now: datetime | None = None) -> bool:
        """Forget and remind if it is time; whether it was."""
        if time.monotonic() < self._next:
            return False
        self._next = time.monotonic() + EVERY
        forget()
        for portal in directory().all():
            remind(portal)
        return True
