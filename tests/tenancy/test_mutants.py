"""Each layer weakened in turn: a test of the isolation notices, and the other layers still let nothing out.

A mutant that nobody notices is a finding: the check is missing, or the layer does nothing.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.databases import only_sqlite
from tests.tenancy.mutants import LAYERS, MUTANTS, NOTHING
from tests.thorough import THOROUGH

pytestmark = [
    pytest.mark.thorough,
    only_sqlite(reason="each mutant prepares SQLite files of its own; those about PostgreSQL begin a server"),
]
ROOT = Path(__file__).parents[2]
HOLDS = "tests/tenancy/test_leaks.py::test_nothing_of_another_portal_is_said"
UNCHANGED = "tests/tenancy/test_leaks.py::test_nothing_of_another_portal_is_changed"
BY_ACCIDENT = frozenset({"AttributeError", "ImportError", "ModuleNotFoundError", "NameError", "TypeError"})
"""What a test fails with where the mutant is broken, and not weaker."""
CAN_RUN = [name for name, one in MUTANTS.items() if not one.needs or shutil.which(one.needs)]
CHOSEN = CAN_RUN if THOROUGH else [name for name in CAN_RUN if not MUTANTS[name].needs][::18]
Told = dict[str, list[str]]
"""How each test ended, and with which exception."""
Answers = Callable[[str, str], Told]


def _questions(names: list[str]) -> list[tuple[str, list[str]]]:
    """First how all tests end where nothing is weaker, then those of each mutant and what holds with it."""
    noticing = sorted({f"tests/{test}" for name in names for test in MUTANTS[name].noticed_by})
    asked = [(NOTHING, [*noticing, HOLDS, UNCHANGED])]
    for name in names:
        asked += [(name, [f"tests/{test}"]) for test in MUTANTS[name].noticed_by]
        asked += [(name, [HOLDS, UNCHANGED])]
    return asked


@pytest.fixture(scope="module")
def told(blank_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """How tests ended with a mutant in force: told(mutant, one of its tests)."""
    folder = tmp_path_factory.mktemp("mutants")
    command = [sys.executable, "-m", "tests.tenancy.mutating", str(blank_instance), str(folder)]
    environment = {
        name: value for name, value in os.environ.items() if name not in {"PORTAL_SPY", "THOROUGH"}
    }
    asked = _questions(CHOSEN)
    done = subprocess.run(
        command,
        input=json.dumps(asked),
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60 + 600 * len(CHOSEN),
    )
    assert done.returncode == 0, done.stderr[-3000:]
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    known = {(name, tests[0]): one for (name, tests), one in zip(asked, answers, strict=True)}
    return lambda mutant, test: known[mutant, test]


def _of(ended: Told, test: str) -> list[list[str]]:
    """How the cases of a test ended."""
    return [how for node, how in ended.items() if node.partition("[")[0] == test]


def test_where_nothing_is_weaker_all_of_them_pass(told: Answers) -> None:
    asked = _questions(CHOSEN)[0][1]
    ended = told(NOTHING, asked[0])
    for test in asked:
        ways = _of(ended, test)
        assert ways and {how for how, _why in ways} <= {"passed", "skipped"}, (test, ways)


@pytest.mark.parametrize("name", CHOSEN)
def test_a_weaker_layer_is_noticed(told: Answers, name: str) -> None:
    for test in MUTANTS[name].noticed_by:
        node = f"tests/{test}"
        ways = _of(told(name, node), node)
        noticed = [why for how, why in ways if how == "failed"]
        assert noticed, f"nobody notices that {MUTANTS[name].weakened}: {test} {ways}"
        assert not set(noticed) & BY_ACCIDENT, (test, noticed)


@pytest.mark.parametrize("name", [one for one in CHOSEN if not MUTANTS[one].alone])
def test_the_other_layers_hold(told: Answers, name: str) -> None:
    ended = told(name, HOLDS)
    assert _of(ended, HOLDS) == [["passed", ""]], (MUTANTS[name].weakened, ended)
    assert _of(ended, UNCHANGED) == [["passed", ""]], (MUTANTS[name].weakened, ended)


def _named_in_the_architecture() -> list[str]:
    """The layers that its section on tenants lists."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    listed = re.search(r"^Layers that hold alone[^:]*:\n(.*?)\n\n", text, re.DOTALL | re.MULTILINE)
    assert listed
    return [one.strip() for one in " ".join(listed[1].split()).split(" · ")]


def test_every_layer_of_the_architecture_has_mutants() -> None:
    listed = _named_in_the_architecture()
    assert len(listed) == len(LAYERS)
    for layer, words in LAYERS.items():
        assert any(one.startswith(words) for one in listed), f"{words}: not in ARCHITECTURE.md"
        assert any(one.layer == layer for one in MUTANTS.values()), f"no mutant of {words}"
    for one in listed:
        assert any(one.startswith(words) for words in LAYERS.values()), f"{one}: no mutant"


def test_every_test_that_must_notice_is_there() -> None:
    for name, one in MUTANTS.items():
        assert one.layer in LAYERS and one.noticed_by, name
        for test in one.noticed_by:
            file, _, function = test.partition("::")
            assert f"def {function}(" in (ROOT / "tests" / file).read_text(encoding="utf-8"), (name, test)
