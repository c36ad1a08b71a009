"""Which tests reach a database of an installation: on PostgreSQL these alone run a second time.

A test reaches one where one of its fixtures does (`DOORS`), or where it says so (`@pytest.mark.database`). A test that
asks for a database and belongs to neither fails, on SQLite too: so none is left out by mistake.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests import databases

DOORS = frozenset({"blank_instance", "installation"})
"""The fixtures through which a test comes by an installation that has a database."""
_left_out = 0
_running: pytest.Item | None = None


def reaches(item: pytest.Item) -> bool:
    """Whether a test reaches a database of an installation, through whatever fixture or by its own mark."""
    return (
        not DOORS.isdisjoint(getattr(item, "fixturenames", ()))
        or item.get_closest_marker("database") is not None
    )


def asked() -> None:
    """Somebody wants the address of a database. Raises AssertionError where the running test is not known to."""
    if _running is not None and not reaches(_running):
        raise AssertionError(f"{_running.nodeid} reaches a database: give it @pytest.mark.database")


databases.when_asked = asked


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL leave out what would do the same as on SQLite."""
    global _left_out
    if not databases.ON_POSTGRESQL:
        return
    left = [item for item in items if not reaches(item)]
    if left:
        _left_out = len(left)
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if reaches(item)]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Remember which test is running."""
    global _running
    _running = item
    try:
        return (yield)
    finally:
        _running = None


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A worker tells the others' head how many it left out."""
    told = getattr(session.config, "workeroutput", None)
    if told is not None:
        told["left_out"] = _left_out


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: Any) -> None:
    """The head hears of it; each worker collects all tests, so that one number stands for all."""
    global _left_out
    _left_out = max(_left_out, getattr(node, "workeroutput", {}).get("left_out", 0))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many were left out, and why."""
    if _left_out:
        terminalreporter.write_line(
            f"On PostgreSQL {_left_out} tests were left out: no fixture of theirs reaches a database, "
            "`make test` has run them."
        )
