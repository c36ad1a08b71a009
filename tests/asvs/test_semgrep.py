"""The rules of our own for semgrep (tools/semgrep): each sees what it looks for, and finds nothing in the source."""

from __future__ import annotations

import json
import re
import subprocess
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT

SEMGREP = ROOT / ".tools" / "checks" / "bin" / "semgrep"
RULES = ROOT / "tools" / "semgrep"
EXAMPLES = RULES / "examples"
_TOLD = re.compile(r"\b(ruleid|ok): ([a-z, -]+[a-z])")
_EXCUSED = re.compile(r"nosemgrep(?P<which>: [a-z-]+)?(?P<why> – \S.{9,})?")

pytestmark = pytest.mark.skipif(
    not SEMGREP.exists(), reason="semgrep is not installed: make lint sets it up in .tools/checks"
)


@cache
def _rules() -> dict[str, dict[str, object]]:
    """Each rule by its id."""
    found: dict[str, dict[str, object]] = {}
    for path in sorted(RULES.glob("*.yml")):
        for rule in yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]:
            assert rule["id"] not in found, f"{rule['id']} is there twice"
            found[rule["id"]] = rule
    return found


@cache
def _planted() -> tuple[dict[str, set[tuple[str, int]]], dict[str, set[tuple[str, int]]]]:
    """For each rule the lines of the examples that it must find, and those that it must not: (file, line)."""
    bad, good = defaultdict(set), defaultdict(set)
    for path in sorted(EXAMPLES.iterdir()):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            told = _TOLD.search(line)
            if told:
                for rule in told[2].split(", "):
                    (bad if told[1] == "ruleid" else good)[rule].add((path.name, number + 1))
    return bad, good


@cache
def _found() -> dict[str, set[tuple[str, int]]]:
    """What semgrep finds in the examples: for each rule, (file, line)."""
    done = subprocess.run(
        [str(SEMGREP), "scan", "--metrics", "off", "--disable-version-check", "--json", "--no-git-ignore",
         "--config", str(RULES), str(EXAMPLES)],
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    told = json.loads(done.stdout)
    assert told["errors"] == [], told["errors"]
    assert {Path(one).name for one in told["paths"]["scanned"]} == {one.name for one in EXAMPLES.iterdir()}
    found = defaultdict(set)
    for one in told["results"]:
        found[one["check_id"].rpartition(".")[2]].add((Path(one["path"]).name, one["start"]["line"]))
    return found


def test_each_rule_has_a_planted_fault_and_a_good_counterpart() -> None:
    bad, good = _planted()
    assert set(bad) == set(_rules()), "a rule without a planted fault, or an example of no rule"
    assert set(good) == set(_rules()), "a rule without a good counterpart, or an example of no rule"


def test_each_rule_says_what_to_do_instead() -> None:
    for key, rule in _rules().items():
        message = str(rule["message"])
        assert rule["severity"] == "ERROR" and len(message) > 60 and message.count(".") >= 1, key


def test_places_that_a_rule_allows_are_there() -> None:
    """A place that is gone would let a new file of its name through."""
    for key, rule in _rules().items():
        for place in rule.get("paths", {}).get("exclude", []):  # type: ignore[attr-defined]
            named = ROOT / str(place).removeprefix("/").removesuffix("/**")
            assert named.exists(), f"{key} allows {place}, which is not there"


@pytest.mark.asvs("1.2.4", "1.3.2", "1.3.6", "1.5.1", "1.5.2", "15.3.6")
def test_rules_find_each_planted_fault_and_nothing_good() -> None:
    """SQL and code of words, unsafe parsers, addresses of strangers, prototypes of scripts (`merge-by-names`)."""
    bad, good = _planted()
    found = _found()
    assert {key: found.get(key, set()) for key in bad} == dict(bad)
    assert {key: found.get(key, set()) & lines for key, lines in good.items()} == {key: set() for key in good}


def test_a_place_that_is_excused_says_which_rule_and_why() -> None:
    seen = 0
    for place in ("portal", "themes"):
        for path in (ROOT / place).rglob("*"):
            if path.suffix not in {".py", ".html", ".js"} or "vendor" in path.parts:
                continue
            for line in path.read_text(encoding="utf-8").splitlines():
                if "nosemgrep" in line:
                    told = _EXCUSED.search(line)
                    assert told and told["which"] and told["why"], f"{path}: {line.strip()}"
                    assert told["which"].removeprefix(": ") in _rules(), f"{path}: {line.strip()}"
                    seen += 1
    assert seen


def test_make_lint_runs_the_rules_on_all_that_is_shipped() -> None:
    """The scan itself takes half a minute and stands in `make lint`; that it stands there is seen here."""
    told = (ROOT / "Makefile").read_text(encoding="utf-8")
    lint = told[told.index("\nlint:") :].split("\n\n")[0]
    line = next(line for line in lint.splitlines() if "$(SEMGREP)" in line)
    assert "--config tools/semgrep --error" in line and {"portal", "themes", "wsgi.py"} <= set(line.split())
    assert "--metrics off --disable-version-check" in told
