"""The services that come with the project: each reads, is without remark, and says what the real catalogue says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from flask import Flask

from portal.results import starting as results
from portal.services import starting
from portal.services.definition.checking import DAY_HOURS, check
from portal.services.starting import Start
from tests.test_words import newer_tones

ROOT = Path(__file__).resolve().parents[2]
CONTENT = ROOT / "content"
FILES = sorted((CONTENT / starting.FOLDER).glob("*.yaml"))


@pytest.fixture(scope="module")
def starts() -> dict[str, Start]:
    """The services by their slug."""
    found = starting.read_folder(CONTENT)
    assert found.refused == ()
    return {one.facts.slug: one for one in found.services}


def test_what_communes_do_every_day_is_there(starts: dict[str, Start]) -> None:
    wanted = {
        "1.001193", "1.000894", "1.000656", "2.000635", "1.004873", "2.000884", "1.013314",
        "1.001776", "1.001731", "1.001612", "1.013978", "1.012812", "2.002409",
    }  # fmt: skip
    assert len(starts) >= 14
    assert wanted <= {one.facts.code for one in starts.values()}
    ranks = [one.facts.popular for one in starts.values() if one.facts.popular]
    assert len(ranks) == len(set(ranks))


def test_each_is_without_remark(app: Flask, starts: dict[str, Start]) -> None:
    with app.test_request_context():
        for one in starts.values():
            assert [str(fault) for fault in check(one.definition)] == [], one.facts.slug
            assert one.definition.purpose and one.definition.source, one.facts.slug
            assert 3 <= len(one.definition.questions) <= 6, one.facts.slug


def test_the_steps_fill_the_time_there_is(starts: dict[str, Start]) -> None:
    for slug, one in starts.items():
        last = one.definition.deadlines[-1]
        allowed = (last.days or 1) * DAY_HOURS
        spent = sum(step.hours for step in one.definition.steps)
        assert allowed * 0.9 <= spent <= allowed, slug
        assert one.definition.steps[0].role == "counter_clerk", slug
        assert all(deadline.basis for deadline in one.definition.deadlines), slug


def test_results_name_templates_that_are_there(starts: dict[str, Start]) -> None:
    known = {one.key for one in results.read_folder(CONTENT).templates}
    named = {
        outcome.template for one in starts.values() for outcome in one.definition.outcomes if outcome.template
    }
    assert len(named) >= 10
    assert named <= known


def test_blanks_that_papers_name_are_in_the_content(starts: dict[str, Start]) -> None:
    forms = {paper.form for one in starts.values() for paper in one.definition.papers if paper.form}
    assert len(forms) >= 9
    assert {name for name in forms if not list(CONTENT.glob(f"*/tep/{name}"))} == set()


def _texts(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from _texts(value)
    elif isinstance(data, list):
        for value in data:
            yield from _texts(value)


@pytest.mark.parametrize("file", FILES, ids=lambda one: one.stem)
def test_words_are_written_as_in_the_rest_of_the_project(file: Path) -> None:
    for text in _texts(yaml.safe_load(file.read_text(encoding="utf-8"))):
        assert newer_tones(text) == set(), text
        assert text == " ".join(text.split()), text
