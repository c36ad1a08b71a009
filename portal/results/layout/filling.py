"""Values put into a template: checked, written in the way the template asks, and never read as marks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask_babel import gettext as _

from portal.digits import whole_number
from portal.printing.in_words import MOST, day_in_words, money_in_digits, money_in_words, number_in_words
from portal.printing.letterhead import day_in_words as day_written_out
from portal.results.layout.marks import (
    CAPITALS,
    IN_WORDS,
    WRITTEN_OUT,
    Line,
    Slot,
    Text,
    When,
    read_body,
    read_inline,
)
from portal.results.layout.shapes import CHOICE, DATE, LONGEST_VALUE, MONEY, NUMBER, Field, Template

Value = str | int | date


class InvalidValues(ValueError):
    """Values that a template can't take: `faults` by the field's key, for people. The text names labels, no value."""

    def __init__(self, faults: dict[str, str]) -> None:
        self.faults = faults
        super().__init__("; ".join(faults.values()))


@dataclass(frozen=True)
class Run:
    """Words with their style; `is_value`: they were filled in."""

    text: str
    style: str = ""
    is_value: bool = False


@dataclass(frozen=True)
class Block:
    """A line to set: its kind (of `marks`) and its cells; what was not filled in is a cell without values."""

    kind: str
    cells: tuple[tuple[Run, ...], ...]

    def is_blank(self, cell: int) -> bool:
        """Whether a cell is waiting to be written on by hand."""
        return not any(run.is_value and run.text.strip() for run in self.cells[cell])


@dataclass(frozen=True)
class Filled:
    """A paper to set: title and subtitle in runs, its blocks."""

    title: str
    subtitle: str
    blocks: tuple[Block, ...]


def read_values(template: Template, given: Mapping[str, Any], *, partly: bool = False) -> dict[str, Value]:
    """The values that a template asks for, of their kinds; others are left out, empty ones too. `partly`: nothing is
    required yet (previews). Raises InvalidValues."""
    faults: dict[str, str] = {}
    values: dict[str, Value] = {}
    for one in template.fields:
        text = given.get(one.key)
        text = text.isoformat() if isinstance(text, date) else "" if text is None else str(text)
        text = text.replace("\r\n", "\n").strip()
        if not text:
            if one.required and not partly:
                faults[one.key] = _("Thiếu “%(label)s”.", label=one.label)
            continue
        value = _value(one, text)
        if isinstance(value, _Fault):
            faults[one.key] = value.text
        else:
            values[one.key] = value
    if faults:
        raise InvalidValues(faults)
    return values


@dataclass(frozen=True)
class _Fault:
    text: str


def _value(one: Field, text: str) -> Value | _Fault:
    if len(text) > LONGEST_VALUE:
        return _Fault(_("“%(label)s” dài quá.", label=one.label))
    if one.kind == DATE:
        try:
            return date.fromisoformat(text)
        except ValueError:
            return _Fault(_("“%(label)s” phải là một ngày.", label=one.label))
    if one.kind in {NUMBER, MONEY}:
        number = whole_number(text.replace(".", "").replace(" ", ""), MOST - 1)
        return _Fault(_("“%(label)s” phải là một số.", label=one.label)) if number is None else number
    if one.kind == CHOICE and text not in one.choices:
        return _Fault(_("“%(label)s” không có trong các lựa chọn.", label=one.label))
    return text


def as_json(values: Mapping[str, Value]) -> dict[str, str]:
    """Values as they are kept: texts that `read_values` reads again."""
    return {
        key: value.isoformat() if isinstance(value, date) else str(value) for key, value in values.items()
    }


def fill(template: Template, values: Mapping[str, Value], built_in: Mapping[str, Value]) -> Filled:
    """A template with its values (`read_values`) and those that every template has."""
    known = dict(built_in) | dict(values)
    kinds = {one.key: one.kind for one in template.fields}
    return Filled(
        _flat(_cell(read_inline(template.title), known, kinds)),
        _flat(_cell(read_inline(template.subtitle), known, kinds)),
        tuple(_blocks(read_body(template.body), known, kinds)),
    )


def _flat(runs: tuple[Run, ...]) -> str:
    return "".join(run.text for run in runs)


def _blocks(
    lines: tuple[Line | When, ...], known: Mapping[str, Value], kinds: Mapping[str, str]
) -> list[Block]:
    blocks: list[Block] = []
    for one in lines:
        if isinstance(one, Line):
            blocks.append(Block(one.kind, tuple(_begun(_cell(cell, known, kinds)) for cell in one.cells)))
        elif _holds(one, known):
            blocks += _blocks(one.lines, known, kinds)
    return blocks


def _begun(cell: tuple[Run, ...]) -> tuple[Run, ...]:
    """A line that begins with a day written out begins with a capital: "Ngày 05 tháng 02 năm 2026"."""
    if cell and cell[0].is_value and cell[0].text.startswith("ngày "):
        return (replace(cell[0], text=f"N{cell[0].text[1:]}"), *cell[1:])
    return cell


def _holds(condition: When, known: Mapping[str, Value]) -> bool:
    text = written(known.get(condition.key, ""), "", "")
    if condition.value:
        return text == condition.value
    return bool(text) == condition.has


def _cell(
    parts: tuple[Text | Slot, ...], known: Mapping[str, Value], kinds: Mapping[str, str]
) -> tuple[Run, ...]:
    return tuple(
        Run(part.text, part.style)
        if isinstance(part, Text)
        else Run(written(known.get(part.key, ""), part.way, kinds.get(part.key, "")), part.style, True)
        for part in parts
    )


def written(value: Value, way: str, kind: str) -> str:
    """A value as it is set: 2026-02-05 as 05/02/2026, money with dots, in words where the template asks for it."""
    if isinstance(value, date):
        if way == IN_WORDS:
            return day_in_words(value)
        return day_written_out(value) if way == WRITTEN_OUT else f"{value:%d/%m/%Y}"
    if isinstance(value, int):
        if way == IN_WORDS:
            return money_in_words(value) if kind == MONEY else number_in_words(value)
        return money_in_digits(value) if kind == MONEY else str(value)
    return value.upper() if way == CAPITALS else value
