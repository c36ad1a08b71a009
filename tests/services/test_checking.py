"""What only the whole definition can tell."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given

from portal.services.definition.checking import check, read_checked
from portal.services.definition.faults import InvalidDefinition
from portal.services.definition.reading import from_json
from tests.services.defining import BIRTH, definitions

Change = Callable[[dict[str, Any]], object]
FIRST = ("sections", 0, "fields", 0)


def _told(change: Change) -> list[tuple[tuple[str | int, ...], str, bool]]:
    data = copy.deepcopy(BIRTH)
    change(data)
    return [(one.place, one.message, one.serious) for one in check(from_json(data))]


def test_a_sound_definition_has_no_fault() -> None:
    assert check(read_checked(BIRTH)) == []


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda d: d["sections"][1]["fields"][0].update(key="ho-ten"), ("sections", 1, "fields", 0, "key")),
        (lambda d: d["steps"][1].update(key="ky"), ("steps", 2, "key")),
        (lambda d: d["sections"][0]["fields"][0].update(when={"answered": "nuoc"}), (*FIRST, "when")),
        (lambda d: d["sections"][0]["fields"][0].update(when={"answered": "khong-co"}), (*FIRST, "when")),
        (lambda d: d["papers"][1].update(when={"field": "sinh-o", "is": "sao-hoa"}), ("papers", 1, "when")),
        (lambda d: d["papers"][1].update(when={"field": "ho-ten", "at_least": 2}), ("papers", 1, "when")),
        (lambda d: d["sections"][0]["fields"][2].update(options=[]), ("sections", 0, "fields", 2, "options")),
        (lambda d: d["sections"][1]["fields"][3].update(fields=[]), ("sections", 1, "fields", 3, "fields")),
        (
            lambda d: d["sections"][0]["fields"][1].update(latest="2023-02-30"),
            ("sections", 0, "fields", 1, "latest"),
        ),
        (lambda d: d["sections"][0]["fields"][4].update(least=21), ("sections", 0, "fields", 4, "most")),
        (lambda d: d["steps"][3].update(may=["pass"]), ("steps", 3, "may")),
        (lambda d: d["steps"][0].update(may=["ask"]), ("steps", 0, "may")),
        (lambda d: d["steps"][2].update(role="case_officer"), ("steps", 2, "may")),
        (lambda d: d["steps"][3].update(role="case_officer"), ("steps", 3, "role")),
        (lambda d: d["steps"][2].update(may=["pass"]), ("steps",)),
        (lambda d: d["steps"][1].update(at="parent"), ("steps", 1, "needs")),
        (lambda d: d["steps"][1].update(at="parent", needs=["khong-co"]), ("steps", 1, "needs")),
        (lambda d: d["fees"][0].update(per="ho-ten"), ("fees", 0, "per")),
        (lambda d: d["fees"][0].update(most=7000), ("fees", 0, "most")),
        (lambda d: d["deadlines"].pop(), ("deadlines", 0, "when")),
        (lambda d: d["deadlines"].insert(0, {"days": 2}), ("deadlines", 0)),
        (lambda d: d["deadlines"][0].update(hours=4), ("deadlines", 0)),
        (lambda d: d["questions"][0].update(fills="khong-co"), ("questions", 0, "fills")),
        (lambda d: d["questions"][0].update(fills="ho-ten"), ("questions", 0, "fills")),
        (lambda d: d["questions"][1].update(options=[]), ("questions", 1, "options")),
        (lambda d: d["questions"][1].update(key="ho-ten"), ("questions", 1, "key")),
        (lambda d: d.update(sections=[]), ("sections",)),
        (lambda d: d.update(steps=[]), ("steps",)),
        (lambda d: d.update(deadlines=[]), ("deadlines",)),
        (lambda d: d.update(outcomes=[]), ("outcomes",)),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(change: Change, place: tuple[str | int, ...]) -> None:
    assert (place, True) in [(found, serious) for found, _message, serious in _told(change)]
    data = copy.deepcopy(BIRTH)
    change(data)
    with pytest.raises(InvalidDefinition):
        read_checked(data)


def test_steps_longer_than_the_deadline_are_a_remark() -> None:
    told = _told(lambda d: d["steps"][1].update(hours=30))
    assert told == [(("steps",), "các bước cộng lại 35 giờ, quá thời hạn 8 giờ", False)]


def test_what_merely_informs_needs_neither_form_nor_process() -> None:
    bare = {
        "sections": [],
        "papers": [],
        "fees": [],
        "steps": [],
        "deadlines": [],
        "outcomes": [],
        "questions": [],
    }
    assert check(from_json(BIRTH | bare | {"level": "thong-tin"})) == []


@given(definitions())
def test_checking_never_fails(data: dict[str, Any]) -> None:
    for one in check(from_json(data)):
        assert one.message
        assert one.where
