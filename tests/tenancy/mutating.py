"""Runs tests in processes in each of which one layer is weakened, and tells how they ended.

    python -m tests.tenancy.mutating BLANK FOLDER < questions.json

BLANK is a migrated instance folder, FOLDER a folder for what the tests write. A question is [mutant, [test, …]],
the answer {test: [outcome of its call, name of the exception]}, line by line in the order of the questions.
Everything is imported once; each question is answered by a fork of its own, which is weakened and ends.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from portal import create_app
from portal.extensions import db
from portal.tenancy.directory import directory
from portal.web.freshness import GLOBAL_SLOT, versions
from tests import conftest
from tests.tenancy import leaks, test_leaks
from tests.tenancy.mutants import MUTANTS, NOTHING

ROOT = Path(__file__).parents[2]
LONGEST = 240  # seconds that a test may take


class Notes:
    """What pytest tells of each test."""

    def __init__(self) -> None:
        self.told: dict[str, list[str]] = {}

    def pytest_exception_interact(self, node: Any, call: Any, report: Any) -> None:
        """A test that failed, while it prepared, ran or ended."""
        if getattr(report, "when", "") == "call":
            self.told[node.nodeid] = ["failed", type(call.excinfo.value).__name__]
        elif getattr(report, "when", "collect") != "teardown":  # the spy speaks after the test
            self.told[node.nodeid] = ["broken", type(call.excinfo.value).__name__]

    def pytest_runtest_logreport(self, report: Any) -> None:
        """A test that ran."""
        if report.when == "call" and report.outcome != "failed":
            self.told.setdefault(report.nodeid, [report.outcome, ""])


def _answer(mutant: str, tests: list[str], blank: Path, folder: Path) -> dict[str, list[str]]:
    def copied(to: Path) -> Path:
        shutil.copytree(blank, to, dirs_exist_ok=True)
        return to

    conftest.made_blank = copied
    if mutant != NOTHING:
        MUTANTS[mutant].weaken()
    notes = Notes()
    few = ["-x"] if len(tests) == 1 else []
    options = ["-n", "0", "-p", "no:cacheprovider", "--basetemp", str(folder / "tests")]
    pytest.main([*options, *few, *tests], plugins=[notes])
    return notes.told


def ask(mutant: str, tests: list[str], blank: Path, folder: Path) -> dict[str, list[str]]:
    """How these tests end where this layer is weakened, in a fork; {} where it was killed by the clock."""
    folder.mkdir(parents=True)
    child = os.fork()
    if child == 0:
        signal.alarm(LONGEST * len(tests))
        sink = os.open(folder / "said.txt", os.O_WRONLY | os.O_CREAT)
        for one in (1, 2):
            os.dup2(sink, one)
        try:
            told = _answer(mutant, tests, blank, folder)
            (folder / "told.json").write_text(json.dumps(told))
        finally:
            sys.stdout.flush()
            os._exit(0)
    os.waitpid(child, 0)
    told_file = folder / "told.json"
    told: dict[str, list[str]] = json.loads(told_file.read_text()) if told_file.exists() else {}
    shutil.rmtree(folder / "tests", ignore_errors=True)
    return told


def _stock(folder: Path) -> None:
    """What `test_leaks.py` looks at, made while nothing is weaker; what can be weakened is loaded with it."""
    app = create_app(conftest.settings_for(folder))
    with app.app_context():
        directory().refresh(versions().read(GLOBAL_SLOT))
    leaks.stock(app, folder).keep(folder)
    with app.app_context():
        conftest.rest(db.engine)
    os.environ[test_leaks.STOCKED] = str(folder)


def main() -> None:
    """The command."""
    blank, folder = map(Path, sys.argv[1:3])
    os.chdir(ROOT)
    stocked = folder / "stocked"
    shutil.copytree(blank, stocked)
    _stock(stocked)
    for number, (mutant, tests) in enumerate(json.load(sys.stdin)):
        print(json.dumps(ask(mutant, tests, blank, folder / str(number))), flush=True)


if __name__ == "__main__":
    main()
