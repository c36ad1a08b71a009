"""An office at the counter."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.dossiers.world import Office


@pytest.fixture()
def office(app: Flask) -> Office:
    """The office of a commune with a service, a clerk, two officers and a signatory."""
    return Office(app)


@pytest.fixture()
def offices(app: Flask) -> Callable[..., Office]:
    """Makes offices."""
    return lambda slug, **more: Office(app, slug, **more)
