"""An office with registers."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal import create_app
from portal.extensions import db, limiter
from portal.tenancy.directory import directory
from portal.web.freshness import GLOBAL_SLOT, tenants_changed, versions
from tests.conftest import settings_for
from tests.exchange.registers.world import Office


@pytest.fixture()
def office(app: Flask) -> Office:
    """The office of a commune."""
    return Office(app)


@pytest.fixture(scope="module")
def shared_office(blank_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office for all tests of a module: each makes documents of its own and looks at those alone."""
    folder = tmp_path_factory.mktemp("van-thu") / "instance"
    shutil.copytree(blank_instance, folder)
    app = create_app(settings_for(folder))
    limiter.enabled = False
    with app.app_context():
        tenants_changed()
        directory().refresh(versions().read(GLOBAL_SLOT))
    yield Office(app)
    with app.app_context():
        db.engine.dispose()
