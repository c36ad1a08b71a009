"""What tests of tasks share."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.exchange.tasks.world import World


@pytest.fixture()
def world(app: Flask) -> World:
    """The district and one commune with their people."""
    return World(app)
