"""Definitions from JSON and back."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.services.definition.faults import InvalidDefinition
from portal.services.definition.reading import digest, from_json, to_json
from tests.services.defining import BIRTH, definitions

JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8), st.floats(allow_nan=False)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(definitions())
def test_what_is_written_reads_as_the_same(data: dict[str, Any]) -> None:
    definition = from_json(data)
    written = json.loads(json.dumps(to_json(definition)))
    assert from_json(written) == definition
    assert digest(from_json(written)) == digest(definition)
    assert to_json(from_json(written)) == written


def test_a_digest_tells_another_definition() -> None:
    assert digest(from_json(BIRTH)) != digest(from_json(BIRTH | {"summary": "Khác"}))


def _places(data: Any, before: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found: list[tuple[str | int, ...]] = []
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in pairs:
        found += [(*before, key), *_places(value, (*before, key))]
    return found


PLACES = _places(BIRTH)


@given(st.sampled_from(PLACES), JSON)
def test_any_value_anywhere_is_read_or_told(place: tuple[str | int, ...], value: Any) -> None:
    data = copy.deepcopy(BIRTH)
    part: Any = data
    for step in place[:-1]:
        part = part[step]
    part[place[-1]] = value
    try:
        definition = from_json(data)
    except InvalidDefinition as error:
        assert error.faults
        told = error.faults[0].place
        assert told[: len(place)] == place or place[: len(told)] == told, "told where it is"
        assert str(error)
    else:
        assert from_json(to_json(definition)) == definition


@given(JSON)
def test_no_definition_at_all_is_told(value: Any) -> None:
    with pytest.raises(InvalidDefinition):
        from_json(value)


def test_all_faults_come_at_once_with_their_places_in_words() -> None:
    data = copy.deepcopy(BIRTH)
    data["sections"][0]["fields"][2]["kind"] = "chon"
    data["sections"][1]["fields"][0]["required"] = "yes"
    data["steps"][1]["hours"] = "3"
    data["deadlines"][0]["when"] = {"field": "sinh-o"}
    data["thua"] = 1
    del data["summary"]
    with pytest.raises(InvalidDefinition) as caught:
        from_json(data)
    told = {one.where: one.message for one in caught.value.faults}
    assert told["phần 1, trường 3, loại"] == "không nhận “chon”"
    assert told["phần 2, trường 1, required"] == "phải là có hoặc không"
    assert told["bước 2, số giờ làm việc"] == "phải là số nguyên"
    assert told["thời hạn 1, điều kiện"] == "không phải một điều kiện"
    assert told["thua"] == "không có phần mang tên này"
    assert told["lời giới thiệu"] == "còn thiếu"


@pytest.mark.parametrize("key", ["", "a b", "đường", "a" * 61, "-a", "a.b", "a_b", "x\n"])
def test_keys_are_plain(key: str) -> None:
    data = copy.deepcopy(BIRTH)
    data["sections"][0]["fields"][0]["key"] = key
    with pytest.raises(InvalidDefinition):
        from_json(data)


def test_bounds_hold() -> None:
    for part, change in (
        ("fees", {"amount": -1}),
        ("fees", {"amount": True}),
        ("papers", {"most_mb": 0}),
        ("steps", {"hours": 4001}),
        ("deadlines", {"days": -1}),
    ):
        data = copy.deepcopy(BIRTH)
        data[part][0] |= change
        with pytest.raises(InvalidDefinition):
            from_json(data)
    with pytest.raises(InvalidDefinition):
        from_json(BIRTH | {"papers": BIRTH["papers"] * 100})


def test_a_table_within_a_table_is_refused() -> None:
    data = copy.deepcopy(BIRTH)
    row = data["sections"][1]["fields"][3]
    row["fields"].append(copy.deepcopy(row) | {"key": "chau"})
    with pytest.raises(InvalidDefinition, match="bảng không nằm trong bảng khác"):
        from_json(data)
