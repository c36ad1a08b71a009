"""The services that come with the project: each reads, is without remark, and says what the real catalogue says."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from flask import Flask

from portal.results import starting as results
from portal.services import starting
from portal.services.definition.answers import (
    deadline_of,
    fees_of,
    guided,
    kept,
    papers_needed,
    shown,
    validate,
)
from portal.services.definition.checking import DAY_HOURS, check
from portal.services.starting import Start
from tests.services.realistic import CASES, WANTED
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


@pytest.mark.parametrize("slug", CASES)
def test_a_realistic_case_is_right(app: Flask, starts: dict[str, Start], slug: str) -> None:
    definition, (guide, answers) = starts[slug].definition, CASES[slug]
    with app.test_request_context():
        assert guided(definition, guide) == guide, "every answer of the guide is asked"
        assert validate(definition, answers, guide) == {}
        assert kept(definition, answers, guide) == answers, "nothing is asked in vain"
        assert shown(definition, answers, guide)
        needed = {one.key for one in papers_needed(definition, answers, guide) if one.required}
        deadline = deadline_of(definition, answers, guide)
        total = sum(one.amount for one in fees_of(definition, answers, definition.channels[0], guide))
    assert deadline is not None
    assert (deadline.days, total, needed) == WANTED[slug]


def test_each_service_has_a_realistic_case(starts: dict[str, Start]) -> None:
    assert CASES.keys() == WANTED.keys() == starts.keys()


def test_an_empty_form_says_what_is_missing(app: Flask, starts: dict[str, Start]) -> None:
    with app.test_request_context():
        for slug, one in starts.items():
            assert len(validate(one.definition, {}, {})) >= 3, slug


def test_what_the_result_needs_is_asked_under_the_same_name(starts: dict[str, Start]) -> None:
    """An officer types nothing again that the citizen wrote: names and numbers go over by their keys."""
    templates = {one.key: one.template for one in results.read_folder(CONTENT).templates}
    for slug, one in starts.items():
        asked_for = {field.key.replace("-", "_") for part in one.definition.sections for field in part.fields}
        for outcome in one.definition.outcomes:
            holder = templates[outcome.template].holder if outcome.template else ""
            known = {"ho_ten_vo": "ho_ten"}.get(holder, holder)
            assert not holder or {holder, known} & asked_for, (slug, outcome.key, holder)


CATALOGUE = Path("/work/shared/data/procedures.jsonl.gz")
WAY = re.compile(r"(Trực tuyến|Dịch vụ bưu chính|Trực tiếp)(?:(\d+)(?: Ngày làm việc)?)?(?:Không có thông tin)?"
                 r"(Miễn phí|[\d,.]+ (?:VNĐ|Việt Nam Đồng))")  # fmt: skip


@pytest.mark.skipif(not CATALOGUE.is_file(), reason=f"the national catalogue is not here ({CATALOGUE})")
def test_days_and_fees_are_those_of_the_national_catalogue(starts: dict[str, Start]) -> None:
    known = {one.facts.code: one for one in starts.values()}
    compared = set()
    with gzip.open(CATALOGUE, "rt", encoding="utf-8") as lines:
        for found in map(json.loads, lines):
            one = known.get(found["ma_thu_tuc"])
            ways = WAY.findall(found["cach_thuc_thuc_hien"]) if one is not None else []
            if one is None or not ways:
                continue
            compared.add(one.facts.code)
            _compare(one, ways)
    assert len(compared) >= 11, compared


def _compare(one: Start, ways: list[tuple[str, str, str]]) -> None:
    days = {int(number) for _way, number, _fee in ways if number}
    own = {limit.days for limit in one.definition.deadlines}
    # "1" is how the catalogue writes "the same day"; land and mediation are told in days of the calendar there.
    assert not days or days & (own | ({1} if 0 in own else set())) or one.facts.code == "1.012812", (
        one.facts.slug,
        days,
        own,
    )
    told = {int(re.sub(r"\D", "", fee)) for _way, _number, fee in ways if fee != "Miễn phí"}
    paid = {fee.amount for fee in one.definition.fees if fee.amount and fee.when is None}
    assert bool(told) == bool(paid), (one.facts.slug, told, paid)
    assert paid <= told, (one.facts.slug, told, paid)


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
