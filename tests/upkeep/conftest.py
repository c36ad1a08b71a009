"""A small installation with something of everything that a backup must hold, and a folder of backups beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal.config import Settings
from portal.tenancy.directory import directory
from portal.upkeep.keys import KeySource, make_key_file
from portal.web.freshness import GLOBAL_SLOT, versions
from tests.databases import ON_POSTGRESQL, address_of
from tests.upkeep.things import fill


@pytest.fixture()
def source(tmp_path: Path) -> KeySource:
    """A key of backups in a file of its own."""
    path = tmp_path / "khoa-sao-luu"
    make_key_file(path)
    return KeySource(path)


@pytest.fixture()
def filled(app: Flask) -> Iterator[Flask]:
    """The application with news, files, a sealed paper and keys; within its context."""
    with app.app_context():
        directory().refresh(versions().read(GLOBAL_SLOT))
        fill(app)
        yield app


@pytest.fixture()
def target(app: Flask, tmp_path: Path) -> Settings:
    """The settings of an empty machine."""
    settings: Settings = app.config["PORTAL"]
    folder = tmp_path / "may-moi" / "instance"
    empty = {"database_url": address_of(tmp_path / "csdl")} if ON_POSTGRESQL else {}
    return Settings(**(vars(settings) | {"instance": str(folder)} | empty))
