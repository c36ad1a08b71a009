"""Small cells: what is told of persons and households, and what somebody finds out who keeps every page and reckons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from itertools import product
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
from flask import Flask
from hypothesis import example, given, settings
from hypothesis import strategies as st

from portal.indicators import book as books
from portal.indicators import queries, revising, service
from portal.indicators.book import Held
from portal.indicators.catalogue import Measure
from portal.indicators.checking import Entry
from portal.indicators.defining import InvalidIndicator
from portal.indicators.disclosing import PublicBook
from portal.indicators.forms_data import form_data
from portal.indicators.models import LAST, MEAN
from portal.indicators.periods import Period, period
from portal.indicators.small import is_small, is_sum_safe, span
from portal.tenancy.directory import directory
from tests.conftest import DISTRICT, A, B, Browser
from tests.factories import Factory
from tests.indicators.making import BIRTHS, at, define, handed_in, last_month, person, portal_of
from tests.thorough import examples

Visit = Callable[[str], Browser]
C = "tam-giang"
COUNTED = replace(BIRTHS, change_percent=None, shown_from=5)
BOYS = replace(COUNTED, code="tre-trai", name="Trong đó trẻ trai", part_of="tre-sinh")
POOR = replace(COUNTED, code="ho-ngheo", name="Hộ nghèo", unit="hộ", accumulates=False, made=LAST)
HOMES = replace(POOR, code="so-ho", name="Số hộ", most=None)
RATE = replace(
    POOR, code="ty-le-ngheo", name="Tỷ lệ hộ nghèo", unit="%", decimals=2, made=MEAN, weight_code="so-ho"
)
TOP = 9
UNITS = tuple(SimpleNamespace(id=number) for number in (1, 2, 3))
JANUARY, FEBRUARY = (period("month", 2026, number) for number in (1, 2))
SMALL = (1, 2, 3, 4)

Event = tuple[int, Period, int]
"""A unit hands in a number for a period, or revises it."""


class _Book(PublicBook):
    def expected(self, measure: Measure, period: Period) -> list[Any]:
        return list(UNITS)


def _told(events: list[Event], measure: Measure) -> list[Any]:
    """All that somebody reads who looks at every page after every event."""
    found: list[Any] = []
    values: dict[tuple[int, Period], list[int]] = {}
    for unit, when, number in events:
        values.setdefault((unit, when), []).append(number)
        held = [
            Held(one, measure.code, at_.key, got[-1], 0, past=tuple(map(Fraction, got[:-1])))
            for (one, at_), got in values.items()
        ]
        top: Any = SimpleNamespace(id=TOP)
        book = _Book(top, {measure.code: measure}, held)
        for month in (JANUARY, FEBRUARY):
            found += [book.disclosed(one.id, measure, month) for one in (*UNITS, top)]
        found.append(book.course(TOP, measure, 2026, FEBRUARY))
    return found


_numbers = st.one_of(st.sampled_from((0, *SMALL)), st.sampled_from((5, 6, 40)))
_events = st.lists(
    st.tuples(st.sampled_from((1, 2, 3)), st.sampled_from((JANUARY, FEBRUARY)), _numbers), max_size=7
)


@settings(max_examples=examples(400))
@given(_events, st.sampled_from((COUNTED, POOR)))
@example([(1, JANUARY, 0), (2, JANUARY, 2), (3, JANUARY, 4), (1, JANUARY, 3)], COUNTED)
@example([(1, JANUARY, 40), (2, JANUARY, 5), (3, JANUARY, 4), (3, JANUARY, 40)], COUNTED)
@example([(1, JANUARY, 3), (2, JANUARY, 6), (3, JANUARY, 6), (2, FEBRUARY, 7), (3, FEBRUARY, 7)], POOR)
def test_who_keeps_every_page_cannot_tell_a_small_number(events: list[Event], measure: Measure) -> None:
    """Each small number could be another one: the same pages, after every event, would have been read."""
    hidden = [place for place, (_unit, _when, number) in enumerate(events) if number in SMALL]
    if not 0 < len(hidden) <= 4:
        return
    with patch.object(books, "hands_in", lambda _measure, portal, _period: portal.id != TOP):
        read = _told(events, measure)
        possible: list[set[int]] = [set() for _one in hidden]
        for guess in product(SMALL, repeat=len(hidden)):
            world = list(events)
            for place, number in zip(hidden, guess, strict=True):
                world[place] = (*events[place][:2], number)
            if _told(world, measure) == read:
                for one, number in zip(possible, guess, strict=True):
                    one.add(number)
    assert all(len(one) > 1 for one in possible), possible


def test_the_rules_of_sums() -> None:
    assert not is_small(Fraction(0), 5) and is_small(Fraction(4), 5) and not is_small(Fraction(5), 5)
    for hidden, told in (
        ((), True),
        ((3,), False),
        ((2, 2), False),
        ((2, 4), True),
        ((4, 4), False),
        ((1, 1, 1), False),
        ((3, 1, 2), True),
    ):
        assert is_sum_safe([Fraction(one) for one in hidden], 5) is told, hidden
    found = span(Fraction(10), 2, 5)
    assert (found.least, found.most, found.value) == (12, 18, None)


def test_pages_files_and_the_api_withhold_small_numbers(app: Flask, factory: Factory, browser: Visit) -> None:
    """Two communes have few: neither is told, anywhere, and their sum is a span as long as others are missing."""
    define(factory, COUNTED)
    for slug, number in ((A, 3), (B, 2), (C, 20)):
        handed_in(app, slug, last_month(), {"tre-sinh": number})
    page = browser(DISTRICT).get("/so-lieu/tre-sinh").text
    assert page.count("không công khai (số nhỏ)") == 2 and "từ 22 đến 28" in page
    assert "Số dưới 5 không được nêu" in page
    assert "<strong>từ 22 đến 28</strong>" in browser(DISTRICT).get("/so-lieu").text
    assert "<strong>không công khai</strong>" in browser(A).get("/so-lieu").text
    assert "không công khai" in browser(A).get("/so-lieu/tre-sinh").text
    key = last_month().key
    for path in ("/so-lieu.csv", "/so-lieu/tre-sinh.csv"):
        lines = browser(DISTRICT).get(path).text.splitlines()[1:]
        told = [line.replace(chr(34), "").split(",")[-5:] for line in lines if key in line]
        assert told[0] == ["", "0", "1", "22", "28"], path
        assert sorted(told[1:]) == [["", "0", "1", "", ""]] * 2 + [["20", "0", "0", "", ""]], path
    figures = browser(DISTRICT).get("/api/v1/indicators/tre-sinh").json["figures"]
    assert {one["area_code"]: one["value"] for one in figures if one["value"] is not None} == {"20995": 20.0}
    assert [(one["least"], one["most"]) for one in figures if one["area_code"] == "517"] == [(22.0, 28.0)]


def test_a_sum_that_tells_nothing_is_told(app: Flask, factory: Factory) -> None:
    """All handed in, and the hidden ones could be several things each: the district's figure is exact, until a
    revision of what was told would show what it became."""
    define(factory, COUNTED)
    with app.app_context():
        slugs = [directory().by_id(one).slug for one in portal_of(app, DISTRICT).descendants]  # type: ignore[union-attr]
    for place, slug in enumerate(slugs):
        handed_in(app, slug, last_month(), {"tre-sinh": {0: 2, 1: 3, 2: 0}.get(place, 50)})
    assert _value(app) == 705
    with app.app_context(), at(app, slugs[2]):
        report = service.report_of(last_month().key)
        assert report is not None
        writer, approver = person(app, slugs[2], 1), person(app, slugs[2], 2)
        data = form_data(last_month().key, portal_of(app, slugs[2]))
        asked = revising.ask(report, "tre-sinh", Entry(4, "sót"), "sót bốn trẻ", writer, data)
        revising.decide(asked, approver, take=True)
    assert _value(app) is None


def _value(app: Flask) -> Fraction | None:
    with app.app_context():
        found = queries.public_book(
            portal_of(app, DISTRICT), last_month().first, last_month().last, ["tre-sinh"]
        )
        return found.value(found.top.id, found.measures["tre-sinh"], last_month())


def test_parts_and_rates_do_not_tell_what_is_hidden(app: Flask, factory: Factory) -> None:
    define(factory, COUNTED, BOYS, HOMES, POOR, replace(RATE, rate_of="ho-ngheo"))
    values = {"tre-sinh": 12, "tre-trai": 10, "so-ho": 1800, "ho-ngheo": 4, "ty-le-ngheo": 22}
    handed_in(app, A, last_month(), values)
    handed_in(app, B, last_month(), {**values, "tre-trai": 6, "ho-ngheo": 36, "ty-le-ngheo": 200})
    with app.app_context():
        top = portal_of(app, DISTRICT)
        found = queries.public_book(top, last_month().first, last_month().last, ["tre-trai", "ty-le-ngheo"])
        told = {
            (code, slug): found.value(portal_of(app, slug).id, found.measures[code], last_month())
            for code in ("tre-sinh", "tre-trai", "ho-ngheo", "ty-le-ngheo")
            for slug in (A, B, DISTRICT)
        }
    assert told == {
        ("tre-sinh", A): 12,
        ("tre-sinh", B): 12,
        ("tre-sinh", DISTRICT): 24,
        ("tre-trai", A): None,  # two girls
        ("tre-trai", B): 6,
        ("tre-trai", DISTRICT): None,
        ("ho-ngheo", A): None,
        ("ho-ngheo", B): 36,
        ("ho-ngheo", DISTRICT): None,
        ("ty-le-ngheo", A): None,
        ("ty-le-ngheo", B): 2,
        ("ty-le-ngheo", DISTRICT): None,
    }


def test_a_threshold_and_what_a_rate_is_of_are_checked(app: Flask, factory: Factory) -> None:
    for measure, field in (
        (replace(BIRTHS, shown_from=2), "shown_from"),
        (replace(BIRTHS, rate_of="ho-ngheo"), "rate_of"),
        (replace(RATE, rate_of="khong-co"), "rate_of"),
    ):
        with pytest.raises(InvalidIndicator) as refused:
            define(factory, HOMES, measure)
        assert refused.value.field == field
