"""On PostgreSQL: one moment of all tenants' rows by the owner's role, restored into an empty database alone."""

from __future__ import annotations

from pathlib import Path
from shutil import which

import pytest
from flask import Flask

from portal.config import Settings
from portal.database import migrating
from portal.database.digest import table_digests, whole
from portal.extensions import db
from portal.tenancy.scope import all_tenants
from portal.upkeep import repository
from portal.upkeep.faults import RestoreRefused
from portal.upkeep.keys import KeySource
from portal.upkeep.rebuilding import create_app
from portal.upkeep.restoring import restore
from tests.database.conftest import (  # noqa: F401 - fixtures
    make_database,
    migrated_template,
    on_postgresql,
    served,
    template_of_portals,
)
from tests.upkeep.things import backup, fill

pytestmark = pytest.mark.skipif(
    which("pg_dump") is None or which("pg_restore") is None, reason="no client programs of PostgreSQL here"
)


def _quiet(_what: str, _done: int, _total: int) -> None:
    pass


def test_an_installation_on_postgresql_comes_back(
    on_postgresql: Flask,  # noqa: F811
    source: KeySource,
    tmp_path: Path,
) -> None:
    with on_postgresql.app_context():
        fill(on_postgresql)
        folder = repository.prepared(tmp_path / "kho", source)
        made = backup(folder)
        with all_tenants("so"):
            held = whole(table_digests(db.session.connection()))
        db.session.remove()
        assert made.head.digest == held and made.head.dialect == "postgresql"
        taken: Settings = on_postgresql.config["PORTAL"]
        full = Settings(**(vars(taken) | {"instance": str(tmp_path / "moi")}))
        with pytest.raises(RestoreRefused, match="đã có"):
            restore(folder, made.head.id, full, _quiet)
        target = served(tmp_path / "moi", make_database())
        restored = restore(folder, made.head.id, target, _quiet)
        assert restored.is_same and restored.is_sound, restored.findings
    fresh = create_app(target)
    with fresh.app_context():
        with all_tenants("so"):
            assert whole(table_digests(db.session.connection())) == held
        db.session.remove()
        db.engine.dispose()
        migrating.owner_engine().dispose()
