"""Killed (SIGKILL) at each step of sending and of receiving: whoever goes on brings it to the same end."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from portal.clock import utc_now
from portal.exchange.carrying import building, posting, receiving, settling, store, taking
from portal.exchange.carrying.models import DELIVERED, ExchangePackage
from portal.extensions import db
from portal.papers.store import PaperStore
from tests.exchange.carrying.world import Installation

Two = tuple[Installation, Installation]
POINTS: list[tuple[str, Any, str, int, bool]] = [
    ("before it is leased", posting, "commit", 1, False),
    ("after it is leased", posting, "commit", 1, True),
    ("after it is built", building, "build", 1, True),
    ("before its bytes are kept", PaperStore, "write", 1, False),
    ("after its bytes are kept", store, "keep", 1, True),
    ("before its path is noted", posting, "commit", 2, False),
    ("after its path is noted", posting, "commit", 2, True),
    ("before it is looked at", receiving, "_open", 1, False),
    ("after it is looked at", receiving, "_open", 1, True),
    ("after it is taken in, before the commit", taking, "take", 1, True),
    ("before the receiver's commit", receiving, "commit", 1, False),
    ("after the receiver's commit", receiving, "commit", 1, True),
    ("after the answer was heard", posting, "read_answer", 1, True),
    ("after the answer was noted, before the commit", settling, "answered", 1, True),
    ("after the last commit", posting, "commit", 3, True),
]


def _killing(real: Callable[..., Any], at: int, after: bool) -> Callable[..., Any]:
    calls = [0]

    def dies(*given: Any, **named: Any) -> Any:
        calls[0] += 1
        if calls[0] == at and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        found = real(*given, **named)
        if calls[0] == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return found

    return dies


def _child(two: Two, act: Callable[[], None]) -> int:
    """Do it in a process of its own; how that ended."""
    for one in two:
        one.close()
    pid = os.fork()
    if pid == 0:
        try:
            for one in two:
                with one.app.app_context():
                    db.engine.dispose(close=False)
            act()
        finally:
            os._exit(7)
    return os.waitpid(pid, 0)[1]


@pytest.fixture(scope="module")
def pairs(shared_two: Two) -> Two:
    """Two that go from kill to kill."""
    return shared_two


@pytest.mark.parametrize(("name", "where", "what", "at", "after"), POINTS, ids=[one[0] for one in POINTS])
def test_killed_anywhere_it_goes_on(
    pairs: Two, name: str, where: Any, what: str, at: int, after: bool
) -> None:
    here, there = pairs
    before = len(there.came())
    document = here.issue((there.organ(), "B"))

    def act() -> None:
        setattr(where, what, _killing(getattr(where, what), at, after))
        here.carry()

    ended = _child(pairs, act)
    assert os.WIFSIGNALED(ended) and os.WTERMSIG(ended) == signal.SIGKILL, (name, ended)
    mine = ExchangePackage.outgoing_id == document
    for hours in (1, 6, 12):
        here.carry(utc_now() + timedelta(hours=hours))
    assert [one.state for one in here.packages(mine)] == [DELIVERED]
    assert len(there.came()) == before + 1 and here.standing(document, there.organ()) == "01"
    assert there.refusals() == [] and here.refusals() == []


def test_what_killed_processes_left_is_swept_and_nothing_else(
    pairs: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, _there = pairs
    monkeypatch.setattr(store, "SAFE_AGE", -1.0)
    with here.app.app_context():
        store.sweep()
        there = set(store.package_store().all())
        assert there == {one.path for one in here.packages() if one.path}
        assert store.sweep() == 0
