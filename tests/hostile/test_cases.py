"""No case of hostile input is without a test."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest

from tests.conftest import ROOT, SHARED
from tests.hostile.cases import CASES

PROMISED = SHARED.parent / "SAFETY.md"


@cache
def _tests_in(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
    return frozenset(
        one.name for one in tree.body if isinstance(one, ast.FunctionDef) and one.name.startswith("test_")
    )


@pytest.mark.parametrize("case", CASES)
def test_a_case_is_held_by_tests_that_there_are(case: str) -> None:
    assert CASES[case]
    for one in CASES[case]:
        file, _, name = one.partition("::")
        assert name in _tests_in(file), one


@pytest.mark.skipif(not PROMISED.is_file(), reason="không có bảng các trường hợp")
def test_every_case_that_is_promised_is_listed() -> None:
    assert set(CASES) == set(
        re.findall(r"^\| (A\d\d) \|", PROMISED.read_text(encoding="utf-8"), re.MULTILINE)
    )
