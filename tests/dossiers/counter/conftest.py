"""Browsers of the people of an office."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conftest import Browser
from tests.dossiers.world import Office

At = Callable[[str], Browser]


@pytest.fixture()
def at_desk(office: Office) -> At:
    """A browser that somebody of the office is signed in with."""
    known: dict[str, Browser] = {}

    def browser(name: str) -> Browser:
        if name not in known:
            known[name] = Browser(office.app, office.slug)
            assert known[name].sign_in(f"{name}@{office.slug}.example").status_code == 302
        return known[name]

    return browser
