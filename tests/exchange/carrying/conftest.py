"""Two installations that know each other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.web.rates import bind
from tests.exchange.carrying.world import Installation, pair


@pytest.fixture()
def two(blank_instance: Path, tmp_path: Path) -> Iterator[tuple[Installation, Installation]]:
    """Fresh ones for a test."""
    found = pair(blank_instance, tmp_path)
    yield found
    for one in found:
        one.close()


@pytest.fixture(scope="module")
def shared_two(
    blank_instance: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Installation, Installation]]:
    """Two for all tests of a module: each looks only at what it made."""
    found = pair(blank_instance, tmp_path_factory.mktemp("lien-thong"))
    yield found
    for one in found:
        one.close()


@pytest.fixture(autouse=True)
def _nobody_counted(request: pytest.FixtureRequest) -> Iterator[None]:
    """Each test of shared ones begins with nobody counted and a line that is well."""
    found = request.getfixturevalue("shared_two") if "shared_two" in request.fixturenames else ()
    for one in found:
        bind(one.app)
    yield
    for one in found:
        one.line.fault = None
