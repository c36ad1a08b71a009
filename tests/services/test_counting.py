"""Fees that are counted: by a number, by the rows of a table, in steps, with a cap, times so many copies."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from portal.services.definition.answers import fees_of
from portal.services.definition.checking import check
from portal.services.definition.reading import from_json, to_json
from portal.services.definition.shapes import Definition
from tests.services.defining import BIRTH

FEE = {
    "key": "phi",
    "name": "Phí chứng thực bản sao",
    "kind": "phi",
    "amount": 2000,
    "per": "giay-to.so-trang",
    "then_from": 3,
    "then": 1000,
    "most": 200_000,
    "times": "giay-to.so-ban",
    "basis": "Thông tư số 226/2016/TT-BTC, Điều 4",
}
TABLE = {
    "key": "giay-to",
    "label": "Giấy tờ",
    "kind": "rows",
    "fields": [
        {"key": "so-trang", "label": "Số trang", "kind": "number", "required": True},
        {"key": "so-ban", "label": "Số bản sao", "kind": "number", "required": True},
        {"key": "ten", "label": "Tên"},
    ],
}


def _definition(**more: Any) -> Definition:
    data = copy.deepcopy(BIRTH)
    data["sections"][0]["fields"].append(TABLE)
    data["fees"] = [{name: value for name, value in (FEE | more).items() if value is not None}]
    return from_json(data)


@pytest.mark.parametrize(
    ("pages", "amount"),
    # Circular 226/2016/TT-BTC: 2,000 a page, from the third on 1,000, no more than 200,000 a copy.
    [(1, 2000), (2, 4000), (3, 5000), (10, 12_000), (198, 200_000), (199, 200_000), (5000, 200_000)],
)
def test_certified_copies_cost_by_pages(pages: int, amount: int) -> None:
    found = fees_of(_definition(), {"giay-to": [{"so-trang": pages, "so-ban": 1}]})
    assert [one.amount for one in found] == [amount]
    found = fees_of(_definition(), {"giay-to": [{"so-trang": pages, "so-ban": 3}]})
    assert [one.amount for one in found] == [3 * amount], "the cap is that of a copy"


rows = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 20)), min_size=1, max_size=6)


@given(rows, st.integers(2, 12), st.integers(0, 3000), st.one_of(st.none(), st.integers(0, 300_000)))
def test_each_page_counted_by_itself_gives_the_same(
    papers: list[tuple[int, int]], later_from: int, later: int, cap: int | None
) -> None:
    total = 0
    for pages, copies in papers:
        one = sum(2000 if page < later_from else later for page in range(1, pages + 1))
        total += (one if cap is None else min(one, cap)) * copies
    definition = _definition(then_from=later_from, then=later, most=cap)
    answers = {"giay-to": [{"so-trang": pages, "so-ban": copies} for pages, copies in papers]}
    (line,) = fees_of(definition, answers)
    assert (line.amount, line.is_open) == (total, False)


@pytest.mark.parametrize("given", [{}, {"giay-to": []}, {"giay-to": [{"so-trang": 3}]}, {"giay-to": "x"}])
def test_what_is_not_known_yet_stands_as_one(given: dict[str, Any]) -> None:
    (line,) = fees_of(_definition(), given)
    assert (line.is_open, line.unit, line.quantity, line.amount) == (True, 2000, 1, 2000)
    assert line.per == "Số trang"


def test_a_plain_number_may_have_steps_too() -> None:
    definition = _definition(per="ban-sao", times="")
    (line,) = fees_of(definition, {"ban-sao": 5})
    assert line.amount == 2 * 2000 + 3 * 1000


def test_nobody_pays_who_is_exempt() -> None:
    free = [{"when": {"field": "ho-ngheo", "is": "co"}, "reason": "Hộ nghèo"}]
    answers = {"giay-to": [{"so-trang": 9, "so-ban": 2}]}
    (line,) = fees_of(_definition(free=free), answers, "truc-tiep", {"ho-ngheo": "co"})
    assert (line.amount, line.free_reason) == (0, "Hộ nghèo")


@pytest.mark.parametrize(
    ("more", "part"),
    [
        ({"per": "giay-to.ten"}, "per"),
        ({"per": "giay-to.khong-co"}, "per"),
        ({"per": "giay-to"}, "per"),
        ({"per": "khong-co.so-trang"}, "per"),
        ({"times": "giay-to.ten"}, "times"),
        ({"per": "ban-sao"}, "times"),  # the copies of which row?
        ({"then": None}, "then"),
        ({"then_from": None}, "then"),
        ({"per": "ho-so", "times": ""}, "then"),
    ],
)
def test_what_cannot_be_counted_is_told(app: Flask, more: dict[str, Any], part: str) -> None:
    with app.test_request_context():
        faults = [one for one in check(_definition(**more)) if one.serious]
    assert [one.place for one in faults if one.place[-1] == part] == [("fees", 0, part)]


def test_such_a_fee_is_without_fault_and_stays_as_it_is(app: Flask) -> None:
    definition = _definition()
    with app.test_request_context():
        assert [one for one in check(definition) if one.part == "fees"] == []
    assert from_json(to_json(definition)) == definition
