"""Every table of a portal goes along or says why not; every value of a package is what its column takes."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import BigInteger, Integer

from portal.content.carried import ARCHIVED, DERIVED, LEFT_OUT, PORTALS, carried, entities
from portal.content.rows_in import STOPPED, UNDER_WAY
from portal.content.shapes import RULES, WrongShape, fits, read_value
from portal.moving import models as moving

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def test_each_table_goes_along_or_has_a_reason(app: Flask) -> None:
    named = [*ARCHIVED, *LEFT_OUT]
    assert len(named) == len(set(named)) and set(named) <= set(entities())
    assert {*named, *carried()} == set(entities())
    assert all(reason for reason in (ARCHIVED | LEFT_OUT).values())


def test_what_the_rules_name_is_there(app: Flask) -> None:
    for table, key in [*RULES, *PORTALS]:
        assert key in carried()[table].columns, (table, key)
    for table, keys in DERIVED.items():
        assert keys <= set(carried()[table].table.c.keys()), table


def test_states_of_moving_in_are_those_of_its_package() -> None:
    assert (set(UNDER_WAY), STOPPED) == (set(moving.BUSY), moving.STOPPED)


def test_nothing_that_goes_along_refers_to_what_stays(app: Flask) -> None:
    for name, one in carried().items():
        for key in one.table.foreign_key_constraints:
            assert key.referred_table.name in {*carried(), "tenant"}, (name, key.referred_table.name)


def test_plain_numbers_that_name_something_name_people(app: Flask) -> None:
    """Ids of accounts and of portals are other ones elsewhere: a column of either kind must be known as such."""
    for name, one in carried().items():
        for key, column in one.columns.items():
            if key.endswith("_id") and isinstance(column.type, Integer):
                is_person = not isinstance(column.type, BigInteger)
                assert (key in one.people) == is_person, (name, key)
                assert "portal" not in key and "tenant" not in key, (name, key)


@given(st.data())
def test_any_value_fits_its_column_or_is_refused(data: st.DataObject) -> None:
    one = carried()[data.draw(st.sampled_from(sorted(carried())))]
    key = data.draw(st.sampled_from(sorted(one.columns)))
    try:
        made = read_value(one, key, data.draw(JSON))
    except WrongShape as error:
        assert str(error)
        return
    if made is not None:
        wanted = one.columns[key].type.python_type
        assert isinstance(made, wanted if wanted is not dict else (dict, list)), (one.name, key, made)


@pytest.mark.parametrize(
    ("value", "hint", "good"),
    [
        ([{"a": 1}], list[dict[str, Any]], True),
        ([["x", "y"]], list[list[str]], True),
        ([["x", 1]], list[list[str]], False),
        ({"a": True}, dict[str, int], False),
        ({"a": 1}, dict[str, int], True),
        (None, list[str] | None, True),
        ("x", list[str], False),
        ([], dict[str, Any], False),
        (2, float, True),
    ],
)
def test_data_is_held_against_its_annotation(value: Any, hint: Any, good: bool) -> None:
    assert fits(value, hint) is good
