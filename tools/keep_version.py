"""Keeps the database that a version makes, for the test that upgrades it.

    python tools/keep_version.py VERSION COMMIT          an installation with the content of that version
    python tools/keep_version.py VERSION COMMIT counter  one whose counter has been at work (`bench.counter`)

The version's own code makes it, from its commit. What the database holds goes to `tests/upgrades/kept/` as statements
of SQLite.
"""

from __future__ import annotations

import lzma
import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

from commits import ROOT, unpack

KEPT = ROOT / "tests" / "upgrades" / "kept"
PREPARE = ("-c", "from portal.setup import prepare; prepare()")
COUNTER = ("-m", "bench.counter", "--dossiers", "60", "--rounds", "1", "--keep")


def prepared(commit: str, folder: Path, counter: bool) -> Path:
    """The database of an installation that this commit's code makes. Raises CalledProcessError."""
    tree, instance = folder / "tree", folder / "instance"
    tree.mkdir()
    unpack(commit, tree)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    environment |= {"PORTAL_INSTANCE": str(instance), "PYTHONPATH": str(tree)}
    command = (*COUNTER, str(instance)) if counter else PREPARE
    subprocess.run([sys.executable, *command], cwd=tree, env=environment, check=not counter)
    return instance / "portal.db"


def dumped(database: Path) -> bytes:
    """The statements that make this database anew."""
    connection = sqlite3.connect(database)
    try:
        return "\n".join(connection.iterdump()).encode()
    finally:
        connection.close()


def main() -> None:
    """The command."""
    version, commit, *kind = sys.argv[1:]
    name = "-".join([version, *kind])
    KEPT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        text = dumped(prepared(commit, Path(folder), "counter" in kind))
    (KEPT / f"{name}.sql.xz").write_bytes(lzma.compress(text, preset=9))
    print(f"{name}: {len(text):,} bytes")


if __name__ == "__main__":
    main()
