"""The scripts of deploy/compose with a real PostgreSQL: its roles, and a replica that signs in with a password."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests import postgres
from tests.conftest import ROOT
from tests.database.replica import basebackup
from tests.deploy.test_compose import SERVICES
from tests.deploy.test_tls import _free
from tests.postgres import Cluster

pytestmark = pytest.mark.skipif(
    postgres.binaries() is None or basebackup() is None or shutil.which("psql") is None,
    reason="không có PostgreSQL",
)
SCRIPTS = ROOT / "deploy" / "compose"
PASSWORDS = {"OWNER_PASSWORD": "chu'\"$x", "REPLICATION_PASSWORD": "chep-1"}


class _Listening(Cluster):
    """At a port of the loopback too."""

    @property
    def address(self) -> str:
        return f"{super().address}&port={self._settings['port']}"


@pytest.fixture(scope="module")
def primary() -> Iterator[tuple[Cluster, int]]:
    """A server as `database` starts it, after its first script; and its port on the loopback."""
    found = postgres.binaries()
    assert found is not None
    port = _free()
    said = SERVICES["database"]["command"]
    settings = dict(one.split("=") for one in said if "=" in one) | {"shared_buffers": "32MB"}
    server = _Listening(found, **(settings | {"listen_addresses": "127.0.0.1", "port": str(port)}))
    yield server, port
    server.remove()


def _run(server: Cluster, script: str, *more: str, **environment: str) -> subprocess.Popen[bytes]:
    binaries = postgres.binaries()
    paths = os.pathsep.join(
        [str(binaries), str(basebackup().parent) if basebackup() else "", os.environ["PATH"]]
    )  # type: ignore[union-attr]
    return subprocess.Popen(
        ["bash", str(SCRIPTS / script), *more], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env={"PATH": paths, "LC_ALL": "C"} | environment, **server._as_user(),
    )  # fmt: skip


def _made(server: Cluster, port: int) -> None:
    done = _run(
        server, "database-first.sh", PGHOST=str(server.folder), PGPORT=str(port), POSTGRES_USER="test",
        PGDATA=str(server.data), **PASSWORDS,
    )  # fmt: skip
    told = done.communicate(timeout=60)[0].decode()
    assert done.returncode == 0, told
    with psycopg.connect(
        f"host={server.folder} port={port} user=test dbname=postgres", autocommit=True
    ) as connection:
        # Of a container nothing is trusted: passwords, as its own file has it.
        hba = server.data / "pg_hba.conf"
        lines = [one for one in hba.read_text().splitlines() if one.startswith("local") or "scram" in one]
        hba.write_text("\n".join([*lines, "host all all all scram-sha-256", ""]))
        connection.execute("SELECT pg_reload_conf()")
    time.sleep(0.5)


def _flask(*arguments: str, instance: Path, port: int) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    owner = PASSWORDS["OWNER_PASSWORD"].replace("'", "%27").replace('"', "%22").replace("$", "%24")
    environment |= {
        "PORTAL_INSTANCE": str(instance), "PORTAL_SECRET_KEY": "x" * 64, "PORTAL_SEARCH_ENGINE": "postgresql",
        "PORTAL_DATABASE_URL": f"postgresql://cong_lang:ung-dung@127.0.0.1:{port}/cong_lang",
        "PORTAL_DATABASE_OWNER_URL": f"postgresql://cong_lang_chu:{owner}@127.0.0.1:{port}/cong_lang",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "portal", *arguments], cwd=ROOT, env=environment,
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_roles_tables_and_a_replica_come_to_be_as_the_services_make_them(
    primary: tuple[Cluster, int], tmp_path: Path
) -> None:
    server, port = primary
    _made(server, port)
    for line in SERVICES["prepare"]["command"][2].split("&&"):
        _flask(*line.split()[1:], instance=tmp_path, port=port)
    _flask("database", "roles", instance=tmp_path, port=port)  # again, as at every upgrade
    copy = server.folder / "replica"
    own = _free()
    _died_halfway(copy)
    command = [
        "postgres",
        "-c",
        "hot_standby_feedback=on",
        "-c",
        "shared_buffers=32MB",
        "-c",
        "max_connections=300",
    ]
    command += [
        "-c",
        f"port={own}",
        "-c",
        f"unix_socket_directories={server.folder}",
        "-c",
        "listen_addresses=",
    ]
    where = {
        "PGDATA": str(copy), "PRIMARY_HOST": "127.0.0.1", "PRIMARY_PORT": str(port),
        "PGPASSWORD": PASSWORDS["REPLICATION_PASSWORD"],
    }  # fmt: skip
    for _ in range(2):  # the second time it goes on with what is there
        process = _run(server, "replica.sh", *command, **where)
        try:
            _holds(server, own, port)
        finally:
            process.terminate()
            told = process.communicate(timeout=60)[0].decode()
        assert "PANIC" not in told, told


def _died_halfway(copy: Path) -> None:
    """What a container leaves that was killed while it copied."""
    left = copy.with_name(copy.name + ".moi")
    left.mkdir()
    (left / "PG_VERSION").write_text("15")
    if os.geteuid() == 0:
        account = pwd.getpwuid(copy.parent.stat().st_uid)
        for one in (left, left / "PG_VERSION"):
            os.chown(one, account.pw_uid, account.pw_gid)


def _holds(server: Cluster, own: int, port: int) -> None:
    """The replica follows: what the primary gets now can be read there soon, and nothing written."""
    said: dict[str, Any] = {
        "host": str(server.folder),
        "user": "test",
        "dbname": "cong_lang",
        "autocommit": True,
    }
    with psycopg.connect(port=port, **said) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS seen (number int)")
        connection.execute("INSERT INTO seen VALUES (1)")
        row = connection.execute("SELECT count(*) FROM seen").fetchone()
        assert row is not None
    until = time.monotonic() + 120
    while True:
        try:
            with psycopg.connect(port=own, **said) as connection:
                there = connection.execute("SELECT count(*) FROM seen").fetchone()
                if there == row:
                    break
        except psycopg.Error:
            pass
        assert time.monotonic() < until, "the replica never had it"
        time.sleep(0.2)
    with (
        psycopg.connect(port=own, **said) as connection,
        pytest.raises(psycopg.errors.ReadOnlySqlTransaction),
    ):
        connection.execute("INSERT INTO seen VALUES (2)")
