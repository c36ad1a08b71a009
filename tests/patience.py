"""Acting in a crowd on a machine that may be busy: how long others take is no part of what such a test is about."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from portal.web.errors import UNAVAILABLE

T = TypeVar("T")
TURNS = 200


def until_done(act: Callable[[], T]) -> T:
    """What `act` answers; begun anew as long as the database says that it is busy, as a person does who reads so.

    On PostgreSQL a process has some connections only, and nobody waits for one, or for a turn, longer than ten seconds.
    Nothing was done then. Raises what `act` raises, and that it was busy after `TURNS` times.
    """
    for _turn in range(TURNS - 1):
        try:
            return act()
        except UNAVAILABLE:
            continue
    return act()
