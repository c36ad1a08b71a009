"""On PostgreSQL: one moment of all tenants' rows; restored, or tried, without a touch to what serves meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from shutil import which

import psycopg
import pytest
from flask import Flask
from sqlalchemy.engine import make_url

from portal.config import APPLICATION_NAME, Settings
from portal.database import migrating, roles, schema
from portal.database.digest import table_digests, whole
from portal.extensions import db
from portal.search.engines import open_engine
from portal.search.indexing import rebuild
from portal.tenancy.directory import directory
from portal.tenancy.scope import all_tenants
from portal.upkeep import dumps, repository, restoring
from portal.upkeep.apart import DRILLING, RESTORING, Apart, reserved
from portal.upkeep.dumps import rows_in
from portal.upkeep.faults import RestoreRefused, SnapshotFailed, UpkeepFault
from portal.upkeep.keys import KeySource
from portal.upkeep.making import Made, make_backup
from portal.upkeep.rebuilding import create_app
from portal.upkeep.repository import Repository
from portal.upkeep.restoring import drill, restore
from portal.upkeep.running import run_checks
from portal.upkeep.snapshot import snapshot
from portal.web.freshness import GLOBAL_SLOT, versions
from tests import postgres
from tests.conftest import A, B
from tests.database.conftest import (  # noqa: F401 - fixtures
    APPLICATION,
    OWNER,
    make_database,
    migrated_template,
    on_postgresql,
    served,
    template_of_portals,
)
from tests.factories import Factory
from tests.upkeep.things import backup, fill

pytestmark = pytest.mark.skipif(
    which("pg_dump") is None or which("psql") is None, reason="no client programs of PostgreSQL here"
)


def _quiet(_what: str, _done: int, _total: int) -> None:
    pass


@pytest.fixture()
def living(on_postgresql: Flask) -> Iterator[Flask]:  # noqa: F811
    """A filled installation on PostgreSQL of two roles; within its context."""
    with on_postgresql.app_context():
        fill(on_postgresql)
        yield on_postgresql
        db.session.remove()


@pytest.fixture()
def folder(source: KeySource, tmp_path: Path) -> Repository:
    """A folder of backups."""
    return repository.prepared(tmp_path / "kho", source)


def _digest() -> str:
    try:
        with all_tenants("so"):
            return whole(table_digests(db.session.connection()))
    finally:
        db.session.remove()


def _as_administrator(settings: Settings, statement: str) -> list[tuple[object, ...]]:
    name = make_url(settings.database_url).database
    address = postgres.cluster().address.replace("/postgres?", f"/{name}?")
    with psycopg.connect(address, autocommit=True) as connection:
        done = connection.execute(statement.encode())
        return done.fetchall() if done.description else []


def _schemas(settings: Settings) -> set[object]:
    found = _as_administrator(settings, "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'cong%'")
    return {one for (one,) in found}


def _digest_in(settings: Settings, name: str) -> str:
    """The digest of the tables in a schema."""
    engine = schema.engine_for(Apart(make_url(settings.database_owner_url), name).address)
    with all_tenants("so"), engine.connect() as connection:
        found = whole(table_digests(connection))
    engine.dispose()
    return found


def test_an_installation_on_postgresql_comes_back(living: Flask, folder: Repository, tmp_path: Path) -> None:
    """By an owner who makes no roles, into a database where the application's role has no rights yet."""
    made, held = backup(folder), _digest()
    assert made.head.digest == held and made.head.dialect == "postgresql"
    taken: Settings = living.config["PORTAL"]
    full = Settings(**(vars(taken) | {"instance": str(tmp_path / "moi")}))
    with pytest.raises(RestoreRefused, match="đã có"):
        restore(folder, made.head.id, full, _quiet)
    target = served(tmp_path / "moi", make_database())
    with _owner_makes_no_roles(target):
        restored = restore(folder, made.head.id, target, _quiet)
    assert restored.is_same and restored.is_sound, restored.findings
    assert (restored.former, restored.former_schema, _schemas(target)) == (None, "", set())
    fresh = create_app(target)
    with fresh.app_context():
        directory().refresh(versions().read(GLOBAL_SLOT))
        assert _digest() == held
        with db.engine.connect() as connection:
            assert roles.faults_of(connection, APPLICATION) == []
        Factory(fresh).news(A)
        assert _digest() != held
        db.engine.dispose()
        migrating.owner_engine().dispose()


@contextmanager
def _owner_makes_no_roles(settings: Settings) -> Iterator[None]:
    _as_administrator(settings, f"ALTER ROLE {OWNER} NOCREATEROLE")
    try:
        yield
    finally:
        _as_administrator(settings, f"ALTER ROLE {OWNER} CREATEROLE")


def test_what_stands_there_makes_way_and_is_kept(living: Flask, folder: Repository) -> None:
    settings: Settings = living.config["PORTAL"]
    made = backup(folder)
    Factory(living).news(B)
    later = _digest()
    _as_administrator(settings, "CREATE EXTENSION amcheck SCHEMA public")  # not the owner's, and not moved
    _as_administrator(
        settings, "GRANT EXECUTE ON FUNCTION bt_index_check(regclass, boolean) TO PUBLIC"
    )  # and called
    restored = restore(folder, made.head.id, settings, _quiet, replacing=str(settings.instance_path))
    assert restored.is_same and restored.is_sound and restored.former is not None, restored.findings
    assert _schemas(settings) == {restored.former_schema}
    assert _digest() == made.head.digest
    assert _digest_in(settings, restored.former_schema) == later
    Factory(living).news(A)
    db.session.remove()
    rebuild()
    checked = run_checks(_quiet, deep=True)
    assert [one for one in checked.findings if one.is_fault] == [] and checked.unable == {}
    with db.engine.connect() as connection:
        assert roles.faults_of(connection, APPLICATION) == []
    again = backup(folder)  # what is kept beside is no part of it
    assert set(again.head.tables) == set(made.head.tables)


def test_a_backup_of_a_database_with_an_extension_comes_back(
    living: Flask, folder: Repository, tmp_path: Path
) -> None:
    """Which the owner of the next database may not install."""
    _as_administrator(living.config["PORTAL"], "CREATE EXTENSION amcheck SCHEMA public")
    made = backup(folder)
    assert restore(folder, made.head.id, served(tmp_path / "moi", make_database()), _quiet).is_sound


def test_who_is_still_at_work_stops_a_restore(living: Flask, folder: Repository) -> None:
    settings: Settings = living.config["PORTAL"]
    made, held = backup(folder), _digest()
    address = f"{settings.database_url}&application_name={APPLICATION_NAME}"
    with closing(psycopg.connect(address)), pytest.raises(RestoreRefused, match="Còn 1 kết nối"):
        restore(folder, made.head.id, settings, _quiet, replacing=str(settings.instance_path))
    assert _digest() == held and _schemas(settings) == set()


def test_who_comes_while_it_is_made_stops_the_exchange(living: Flask, folder: Repository) -> None:
    settings: Settings = living.config["PORTAL"]
    made, held = backup(folder), _digest()
    address = f"{settings.database_url}&application_name={APPLICATION_NAME}"
    came: list[psycopg.Connection[tuple[object, ...]]] = []

    def told(what: str, _done: int, _total: int) -> None:
        if what == "Mã kiểm tra" and not came:
            came.append(psycopg.connect(address))

    with pytest.raises(RestoreRefused, match="Còn 1 kết nối"):
        restore(folder, made.head.id, settings, told, replacing=str(settings.instance_path))
    came[0].close()
    assert _digest() == held and _schemas(settings) == set()
    assert (settings.instance_path / "giay-to").is_dir()


def test_tables_go_back_where_the_folder_does_not_follow(
    living: Flask, folder: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings: Settings = living.config["PORTAL"]
    made = backup(folder)
    Factory(living).news(B)
    held = _digest()

    def refused(*_: object) -> None:
        assert _schemas(settings) > {RESTORING}  # the exchange has been
        raise OSError("đĩa chỉ đọc")

    monkeypatch.setattr(restoring, "_take_place", refused)
    with pytest.raises(OSError, match="đĩa chỉ đọc"):
        restore(folder, made.head.id, settings, _quiet, replacing=str(settings.instance_path))
    assert _digest() == held and _schemas(settings) == set()


def test_killed_between_tables_and_folder_it_is_called_again(
    living: Flask, folder: Repository, source: KeySource
) -> None:
    """By the command, which says where everything that stood there is kept."""
    settings: Settings = living.config["PORTAL"]
    made = backup(folder)
    Factory(living).news(B)
    later = _digest()
    db.engine.dispose()
    replacing = str(settings.instance_path)
    child = os.fork()
    if child == 0:
        try:
            restoring.__dict__["_take_place"] = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
            restore(folder, made.head.id, settings, _quiet, replacing=replacing)
        finally:
            os._exit(1)
    assert os.WIFSIGNALED(os.waitpid(child, 0)[1])
    (kept,) = _schemas(settings) - {RESTORING}
    assert (_digest(), _digest_in(settings, str(kept))) == (made.head.digest, later)
    Factory(living).news(A)  # somebody opened the portals: this is kept too
    between = _digest()
    said = ["restore", "--from", str(folder.folder), "--key", str(source.file)]
    refused = living.test_cli_runner().invoke(args=said)
    assert refused.exit_code == 2 and f"--replace {replacing}" in refused.output
    again = living.test_cli_runner().invoke(args=[*said, "--replace", replacing])
    assert again.exit_code == 0, again.output
    (newer,) = _schemas(settings) - {kept}
    assert f"DROP SCHEMA {newer} CASCADE;" in again.output
    assert _digest() == made.head.digest
    assert (_digest_in(settings, str(kept)), _digest_in(settings, str(newer))) == (later, between)


def test_a_drill_beside_a_living_installation(living: Flask, folder: Repository, tmp_path: Path) -> None:
    """People go on writing, in the same database and in the search index there, and a drill touches neither."""
    taken: Settings = living.config["PORTAL"]
    settings = Settings(**(vars(taken) | {"search_engine": "postgresql"}))
    _as_administrator(
        settings, f"GRANT CREATE ON DATABASE {make_url(taken.database_url).database} TO {APPLICATION}"
    )
    _as_administrator(
        settings, "CREATE EXTENSION amcheck SCHEMA public"
    )  # which nobody but a superuser may call
    index = open_engine(settings)
    with index.rebuild() as batch:
        batch.mark(7)
    made = backup(folder)
    _as_administrator(settings, f"CREATE SCHEMA {DRILLING} AUTHORIZATION {OWNER}")  # of one that was killed
    _as_administrator(settings, f"CREATE TABLE {DRILLING}.news_item (id int)")
    _as_administrator(settings, f"ALTER TABLE {DRILLING}.news_item OWNER TO {OWNER}")
    written: list[int] = []

    def told(what: str, _done: int, _total: int) -> None:
        if what == "Chỉ mục tìm kiếm" and not written:
            with living.app_context():
                written.append(Factory(living).news(A)[0])
                db.session.remove()

    place = tmp_path / "tạm"
    place.mkdir()
    result = drill(folder, made.head.id, settings, told, place)
    assert result.is_same and result.is_sound, result.findings
    assert written and list(place.iterdir()) == []
    assert _schemas(settings) == {"cong_lang_search"}
    assert index.position() == 7
    with all_tenants("xem"):
        assert (
            db.session.connection()
            .exec_driver_sql("SELECT count(*) FROM news_item WHERE id = %s", (written[0],))
            .scalar_one()
        )


def test_a_drill_without_the_right_says_so(living: Flask, folder: Repository) -> None:
    """The application's role owns nothing: it neither makes schemas nor reads those of others."""
    settings: Settings = living.config["PORTAL"]
    made = backup(folder)
    alone = Settings(**(vars(settings) | {"database_owner_url": ""}))
    with pytest.raises(RestoreRefused, match="owner of schema public"):
        drill(folder, made.head.id, alone, _quiet)
    noted = folder.noted(restoring.DRILL)
    assert noted is not None and "owner of schema public" in noted["fault"]


def test_one_drill_at_a_time_in_a_database(living: Flask) -> None:
    settings: Settings = living.config["PORTAL"]
    with (
        reserved(settings, DRILLING),
        reserved(settings, RESTORING),
        pytest.raises(RestoreRefused, match="đang chạy"),
        reserved(settings, DRILLING),
    ):
        pass
    with reserved(settings, DRILLING):
        pass


def _without_options(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As through a pooler that lets no options through."""
    folder.mkdir()
    program = folder / "pg_dump"
    program.write_text(f'#!/bin/sh\nunset PGOPTIONS\nexec {which("pg_dump")} "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


def test_rows_hidden_from_the_dump_make_no_backup(
    living: Flask, folder: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = backup(folder)
    _without_options(tmp_path / "bin", monkeypatch)
    with pytest.raises(SnapshotFailed, match="thiếu dữ liệu"):
        make_backup(folder)
    assert folder.ids() == [before.head.id]


def test_options_of_the_address_stay(living: Flask, folder: Repository) -> None:
    """Who gives options of their own still gets all rows."""
    settings: Settings = living.config["PORTAL"]
    url = make_url(settings.database_url).update_query_dict({"options": "-cwork_mem=8MB"})
    own = create_app(Settings(**(vars(settings) | {"database_url": url.render_as_string(False)})))
    with own.app_context():
        held: Made = backup(folder)
        db.session.remove()
        db.engine.dispose()
    assert held.head.digest == _digest()


def test_a_dump_is_counted_and_loaded_whole_or_not_at_all(living: Flask, tmp_path: Path) -> None:
    settings: Settings = living.config["PORTAL"]
    with snapshot(tmp_path) as taken:
        digests = table_digests(taken.connection)
        counted = rows_in(taken.file)
    assert {name: counted[name] for name in digests} == {name: one.rows for name, one in digests.items()}
    assert counted["news_item"] == 2
    whole_dump = taken.file.read_bytes()
    owner = make_url(settings.database_owner_url)
    for kept in (len(whole_dump) // 2, len(whole_dump) - 1, 100):
        taken.file.write_bytes(whole_dump[:kept])
        with pytest.raises(UpkeepFault):
            dumps.load(taken.file, owner, DRILLING)
        assert _schemas(settings) == set()
    taken.file.write_bytes(whole_dump)
    dumps.load(taken.file, owner, DRILLING)
    assert _schemas(settings) == {DRILLING} and _digest_in(settings, DRILLING) == _digest()


def test_a_dump_of_the_whole_database_is_loaded_too(living: Flask, tmp_path: Path) -> None:
    """As backups of earlier versions hold it: with schemas of others and extensions, which stay out."""
    settings: Settings = living.config["PORTAL"]
    name = make_url(settings.database_url).database
    for statement in (
        f"GRANT CREATE ON DATABASE {name} TO {OWNER}",
        "CREATE EXTENSION amcheck SCHEMA public",
        f"CREATE SCHEMA cong_khac AUTHORIZATION {OWNER}",
        "CREATE TABLE cong_khac.news_item (id int)",
        f"ALTER TABLE cong_khac.news_item OWNER TO {OWNER}",
    ):
        _as_administrator(settings, statement)
    file = tmp_path / "cu.pgdump"
    address = settings.database_owner_url
    asked = ["pg_dump", "--format=custom", "--compress=0", "--no-owner", "--no-privileges", f"--file={file}"]
    environment = os.environ | {"PGOPTIONS": "-c app.tenants=*"}
    subprocess.run([*asked, "--enable-row-security", "--dbname", address], env=environment, check=True)
    dumps.load(file, make_url(address), DRILLING)
    assert _schemas(settings) == {DRILLING, "cong_khac"} and _digest_in(settings, DRILLING) == _digest()
