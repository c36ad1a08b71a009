"""Two offices."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.dossiers.referrals.world import Both


@pytest.fixture()
def both(app: Flask) -> Both:
    """A commune that refers a step, and its district."""
    return Both(app)
