"""docs/asvs.md tells the truth: it is made of the marks that tests carry."""

from __future__ import annotations

import pytest

from tools.asvs import PAGE, marked, page, requirements

LEAST = {"asvs": 0.95, "tcvn": 0.95}
"""The share of the requirements that apply which a test shows."""


def test_the_page_is_made_of_the_marks() -> None:
    """`python tools/asvs.py` writes it anew."""
    assert PAGE.read_text(encoding="utf-8") == page()


@pytest.mark.parametrize("kind", ["asvs"])
def test_marks_name_requirements_that_apply(kind: str) -> None:
    applying = {one.number for one in requirements(kind) if not one.excused}
    assert set(marked(kind)) - applying == set()


@pytest.mark.parametrize(("kind", "level", "count"), [("asvs", 1, 70), ("asvs", 2, 183)])
def test_no_requirement_was_left_out(kind: str, level: int, count: int) -> None:
    """ASVS 5.0.0 has 70 requirements of level 1 and 183 more of level 2."""
    numbers = [one.number for one in requirements(kind) if one.level == level]
    assert len(numbers) == len(set(numbers)) == count


@pytest.mark.parametrize("kind", ["asvs"])
def test_nearly_all_that_apply_are_shown(kind: str) -> None:
    applying, held = [one for one in requirements(kind) if not one.excused], marked(kind)
    missing = [one.number for one in applying if one.number not in held]
    assert len(missing) <= (1 - LEAST[kind]) * len(applying), missing
