"""Runs the tests of earlier code on today's schema: what a web server of the version before does while a machine
beside it has brought the database up to date already.

    python tools/old_code.py REVISION [pytest's arguments]

REVISION is a migration, e.g. 0041: the code is that of the last commit that knew no later one. Only its database is
today's: where its tests would migrate a blank one, today's migrations do. Exits as pytest does.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from commits import ROOT, unpack

MIGRATIONS = "portal/migrations/versions"
PLUGIN = "todays_schema"
_PLUGIN = f"""
import os, subprocess, sys
import flask_migrate
from flask import current_app

def upgrade(*_args, **_options):
    settings = current_app.config["PORTAL"]
    told = {{"PORTAL_INSTANCE": settings.instance, "PORTAL_DATABASE_URL": settings.database_url}}
    kept = {{name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}}
    new = {str(ROOT)!r}
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "portal.wsgi", "db", "upgrade"],
        cwd=new, env=kept | {{n: v for n, v in told.items() if v}} | {{"PYTHONPATH": new}}, check=True,
        capture_output=True,
    )

flask_migrate.upgrade = upgrade
"""


class NoSuchCode(RuntimeError):
    """The history at hand does not reach back to that code."""


def last_commit_at(revision: str) -> str:
    """The last commit whose newest migration is this one. Raises NoSuchCode."""
    names = sorted(path.name for path in (ROOT / MIGRATIONS).glob("[0-9]*.py"))
    later = [name for name in names if name[:4] > revision]
    if not later:
        raise NoSuchCode(f"{revision} is the newest migration")
    told = subprocess.run(
        ["git", "log", "--format=%H", "--diff-filter=A", "--", f"{MIGRATIONS}/{later[0]}"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    before = subprocess.run(
        ["git", "rev-parse", "--verify", "--quiet", f"{told.stdout.strip()}^"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if told.returncode or not told.stdout.strip() or before.returncode:
        raise NoSuchCode(f"no commit before {later[0]}")
    return before.stdout.strip()


def run_tests(commit: str, arguments: list[str], folder: Path) -> int:
    """The exit status of pytest, run over the tests of this commit on today's schema."""
    unpack(commit, folder)
    (folder / f"{PLUGIN}.py").write_text(_PLUGIN)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    command = [sys.executable, "-m", "pytest", "-p", PLUGIN, *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment | {"PYTHONPATH": str(folder)}, check=False
    ).returncode


def main() -> int:
    """The command."""
    revision, *arguments = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        return run_tests(last_commit_at(revision), arguments, Path(folder))


if __name__ == "__main__":
    sys.exit(main())
