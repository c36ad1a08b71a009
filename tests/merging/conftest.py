"""Portals with content of every kind, made once and copied for each test."""

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
from tests.conftest import rest, settings_for
from tests.merging.world import SON, THANH, TRA, Things


def opened(folder: Path, **more: object) -> Flask:
    """The application of an instance folder, with the list of portals read."""
    app = create_app(settings_for(folder, **more))
    limiter.enabled = False
    with app.app_context():
        tenants_changed()
        directory().refresh(versions().read(GLOBAL_SLOT))
    return app


def closed(app: Flask) -> None:
    """Let go of the database file."""
    with app.app_context():
        db.session.remove()
        rest(db.engine)


@pytest.fixture(scope="session")
def filled(blank_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Things]:
    """An instance with content at three communes; only copied."""
    folder = tmp_path_factory.mktemp("filled") / "instance"
    shutil.copytree(blank_instance, folder)
    app = opened(folder)
    made = Things(app)
    for slug in (SON, THANH, TRA):
        made.fill(slug)
    closed(app)
    return folder, made


@pytest.fixture()
def app(filled: tuple[Path, Things], tmp_path: Path) -> Iterator[Flask]:
    """An application with that content."""
    shutil.copytree(filled[0], tmp_path / "instance")
    made = opened(tmp_path / "instance")
    yield made
    closed(made)


@pytest.fixture()
def things(filled: tuple[Path, Things], app: Flask) -> Things:
    """What there is, and every address of it."""
    return filled[1].at(app)
