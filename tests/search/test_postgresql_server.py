"""Which server is asked, and that the tests' own one never outlives them."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from portal.config import InvalidSetting, Settings
from portal.search.engine import EngineError
from portal.search.engines import open_engine
from portal.search.engines.postgresql.connections import conninfo_of
from tests.conftest import ROOT
from tests.postgres import binaries


def test_addresses_are_understood_and_others_are_refused(tmp_path: Path) -> None:
    assert "host=h" in conninfo_of("postgresql+psycopg://u@h/d") and "dbname=d" in conninfo_of("dbname=d")
    assert "connect_timeout=2" in conninfo_of("postgresql://u@h/d?connect_timeout=2")
    for address in ("", "sqlite:///x", "mysql://u@h/d"):
        with pytest.raises(InvalidSetting, match="PORTAL_SEARCH_DATABASE"):
            open_engine(Settings(instance=str(tmp_path), search_engine="postgresql", database_url=address))
    nobody = Settings(search_engine="postgresql", search_database=f"postgresql:///x?host={tmp_path}")
    engine = open_engine(nobody)
    assert engine.check().problems
    with pytest.raises(EngineError):
        engine.position()


def test_the_tests_server_ends_with_tests_that_are_killed() -> None:
    if binaries() is None:
        pytest.skip("không có máy chủ PostgreSQL (initdb, postgres)")
    start = (
        "from tests.postgres import cluster; import time; print(cluster().folder, flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", start], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as tests:
        assert tests.stdout is not None
        folder = Path(tests.stdout.readline().strip())
        number = int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        assert tests.poll() is None
        tests.send_signal(signal.SIGKILL)
    command = Path(f"/proc/{number}/cmdline")  # empty once it has ended, though nobody has asked how
    until = time.monotonic() + 60
    while time.monotonic() < until and (folder.exists() or (command.exists() and command.read_bytes())):
        time.sleep(0.1)
    assert not folder.exists() and not (command.exists() and command.read_bytes())
