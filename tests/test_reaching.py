"""A test that reaches a database says so by its fixtures or its mark, so that PostgreSQL is tried with all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import settings_for
from tests.databases import address_of
from tests.reaching import reaches


def test_who_asks_for_a_database_and_never_said_so_is_stopped(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="reaches a database"):
        address_of(tmp_path)
    with pytest.raises(AssertionError, match="reaches a database"):
        settings_for(tmp_path)
    assert settings_for(tmp_path, database_url="").database_url == ""


@pytest.mark.database
def test_a_mark_says_so(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    address_of(tmp_path)
    assert reaches(request.node)


def test_a_fixture_of_a_fixture_says_so(browser: object, request: pytest.FixtureRequest) -> None:
    assert "blank_instance" in request.fixturenames and reaches(request.node)


def test_none_says_that_there_is_none(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    assert not reaches(request.node)
