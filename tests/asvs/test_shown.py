"""docs/asvs.md tells the truth: it is made of the marks that tests carry."""

from __future__ import annotations

import re

import pytest

from tools.asvs import PAGE, ROOT, marked, page, requirements

LEAST = {"asvs": 0.95, "tcvn": 0.95}
"""The share of the requirements that apply which a test shows."""


@pytest.mark.tcvn("7.1.4.3.a")
def test_the_page_is_made_of_the_marks() -> None:
    """`python tools/asvs.py` writes it anew."""
    assert PAGE.read_text(encoding="utf-8") == page()


@pytest.mark.parametrize("kind", LEAST)
def test_marks_name_requirements_that_apply(kind: str) -> None:
    applying = {one.number for one in requirements(kind) if not one.excused}
    assert set(marked(kind)) - applying == set()


@pytest.mark.parametrize(("kind", "level", "count"), [("asvs", 1, 70), ("asvs", 2, 183)])
def test_no_requirement_was_left_out(kind: str, level: int, count: int) -> None:
    """ASVS 5.0.0 has 70 requirements of level 1 and 183 more of level 2."""
    numbers = [one.number for one in requirements(kind) if one.level == level]
    assert len(numbers) == len(set(numbers)) == count


SECTIONS = {
    *(f"7.1.1.{one}" for one in range(1, 4)),
    *(f"7.1.2.{one}" for one in range(1, 3)),
    *(f"7.1.3.{one}" for one in range(1, 4)),
    *(f"7.1.4.{one}" for one in range(1, 4)),
    *(f"7.1.5.{one}" for one in range(1, 12)),
    *(f"7.2.1.{one}" for one in range(1, 8)),
    *(f"7.2.2.{one}" for one in range(1, 7)),
    *(f"7.2.3.{one}" for one in range(1, 7)),
    *(f"7.2.4.{one}" for one in range(1, 4)),
}
"""The sections of TCVN 11930:2017 for level 3: 7.1 asks of the office, 7.2 of the system."""


def test_every_section_of_tcvn_is_there_and_stands_on_the_page() -> None:
    asked = requirements("tcvn")
    numbers = [one.number for one in asked]
    assert len(numbers) == len(set(numbers)) and {one.level for one in asked} == {3}
    assert {".".join(one.split(".")[:4]) for one in numbers} == SECTIONS
    assert all(f"| {one} | 3 | " in page() for one in numbers)


def test_a_reason_that_names_a_document_names_one_that_there_is() -> None:
    reasons = [one.excused for one in requirements("tcvn")]
    named = [name for one in reasons for name in re.findall(r"(?:docs|deploy)/[\w./-]*\w", one)]
    assert len(named) > 10 and [one for one in named if not (ROOT / one).exists()] == []


@pytest.mark.parametrize("kind", LEAST)
def test_nearly_all_that_apply_are_shown(kind: str) -> None:
    applying, held = [one for one in requirements(kind) if not one.excused], marked(kind)
    missing = [one.number for one in applying if one.number not in held]
    assert len(missing) <= (1 - LEAST[kind]) * len(applying), missing
