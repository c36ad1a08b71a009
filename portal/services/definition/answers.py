"""Answers to a definition: read from a form, judged, shown, and what follows from them: papers, fees, time.

Answers are plain JSON by the fields' keys (text, int, bool, a list of values, an address, rows); guide answers are
{question key: option value}. Inputs of a form are named `f.<field>`, `f.<field>.<part>` (address) and
`f.<field>.<row>.<column>`; a message's path is the same without `f.`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from portal.digits import whole_number
from portal.services.definition.conditions import holds, is_empty
from portal.services.definition.counting import counts_of, number_labels, of_count
from portal.services.definition.knowing import (
    Answers,
    columns_shown,
    facts,
    guided,
    kept,
    prefilled,
    visible,
)
from portal.services.definition.shapes import ONLINE, Deadline, Definition, Fee, Field, PaperKind
from portal.services.definition.values import ADDRESS_PARTS, as_read, in_words, line, wrong_with

MOST_ROWS = 50
LONGEST_ANSWERS = 100_000


@dataclass(frozen=True)
class Shown:
    """A section for reading: its title and (label, text) of what was answered."""

    title: str
    lines: list[tuple[str, str]]


@dataclass(frozen=True)
class FeeLine:
    """What is to be paid for one fee: `amount` đồng (0 with `free_reason` where nobody pays) from `quantity` × `unit`;
    `is_open` where the quantity is not known yet and stands as 1; `per` is the label of what is counted."""

    key: str
    name: str
    kind: str
    unit: int
    quantity: int
    amount: int
    per: str = ""
    is_open: bool = False
    free_reason: str = ""
    basis: str = ""


def name_of(*path: str | int) -> str:
    """The name of an input: f.con.0.ho-ten."""
    return ".".join(("f", *map(str, path)))


def read(
    definition: Definition, sent: MultiDict[str, str], guide_answers: Mapping[str, Any] | None = None
) -> Answers:
    """The answers that a form sent, without those to fields that do not show; never raises, whatever was sent."""
    found: Answers = {}
    for section in definition.sections:
        for one in section.fields:
            answer = _read_field(one, sent, (one.key,))
            if not is_empty(answer):
                found[one.key] = answer
    return kept(definition, found, guide_answers)


def _read_field(one: Field, sent: MultiDict[str, str], path: tuple[str | int, ...]) -> Any:
    if one.kind == "note":
        return None
    if one.kind == "many":
        given = set(sent.getlist(name_of(*path))[:200])
        return [option.value for option in one.options if option.value in given]
    if one.kind == "address":
        parts = {part: line(sent.get(name_of(*path, part), "")[:2000]) for part in ADDRESS_PARTS}
        return {part: text for part, text in parts.items() if text}
    if one.kind == "rows":
        return [row for at in _rows_sent(one, sent) if (row := _read_row(one, sent, at))]
    return as_read(one, sent.get(name_of(*path), ""))


def _rows_sent(one: Field, sent: MultiDict[str, str]) -> list[int]:
    before = name_of(one.key) + "."
    numbers = {
        whole_number(name[len(before) :].split(".", 1)[0], 9999) for name in sent if name.startswith(before)
    }
    return sorted(number for number in numbers if number is not None)[:MOST_ROWS]


def _read_row(one: Field, sent: MultiDict[str, str], at: int) -> Answers:
    row = {column.key: _read_field(column, sent, (one.key, at, column.key)) for column in one.fields}
    return {key: answer for key, answer in row.items() if not is_empty(answer)}


def validate(
    definition: Definition, answers: Mapping[str, Any], guide_answers: Mapping[str, Any] | None = None
) -> dict[str, str]:
    """What has to be put right: {path: message}, in the order of the form; empty where all is well."""
    found: dict[str, str] = {}
    known = facts(definition, answers, guide_answers)
    for _section, shown in visible(definition, answers, guide_answers):
        for one in shown:
            found |= _wrong_field(one, answers.get(one.key), (one.key,), known)
    if not found and len(str(dict(answers))) > LONGEST_ANSWERS:
        first = next(iter(answers))
        found[first] = _("Tờ khai dài quá. Hãy rút gọn.")
    return found


def _wrong_field(
    one: Field, answer: Any, path: tuple[str | int, ...], known: Mapping[str, Any]
) -> dict[str, str]:
    place = ".".join(map(str, path))
    if one.kind == "note":
        return {}
    if is_empty(answer):
        return {place: missing(one)} if one.required else {}
    if one.kind == "rows":
        return _wrong_rows(one, answer, known)
    wrong = wrong_with(one, answer)
    return {place: wrong} if wrong else {}


def missing(one: Field) -> str:
    """What is said where a required field was left empty."""
    if one.kind in ("choice", "yes-no"):
        return _("Hãy chọn một.")
    if one.kind == "many":
        return _("Hãy chọn ít nhất một.")
    if one.kind == "rows":
        return _("Hãy điền ít nhất một dòng.")
    return _("Chưa điền.")


def _wrong_rows(one: Field, rows: Any, known: Mapping[str, Any]) -> dict[str, str]:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return {one.key: _("Hãy điền từng dòng.")}
    most = min(one.most or MOST_ROWS, MOST_ROWS)
    if len(rows) > most:
        return {one.key: _("Nhiều nhất %(most)s dòng.", most=most)}
    found: dict[str, str] = {}
    if one.least and len(rows) < one.least:
        found[one.key] = _("Cần ít nhất %(least)s dòng.", least=one.least)
    for at, row in enumerate(rows):
        for column in columns_shown(one, row, known):
            found |= _wrong_field(column, row.get(column.key), (one.key, at, column.key), known)
    return found


def shown(
    definition: Definition, answers: Mapping[str, Any], guide_answers: Mapping[str, Any] | None = None
) -> list[Shown]:
    """The answers for reading, in the order of the form; what was left empty is not there."""
    found = []
    for section, fields in visible(definition, answers, guide_answers):
        lines = [line for one in fields for line in _lines(one, answers.get(one.key))]
        if lines:
            found.append(Shown(section.title, lines))
    return found


def _lines(one: Field, answer: Any) -> Iterator[tuple[str, str]]:
    if one.kind != "rows" or not isinstance(answer, list):
        text = in_words(one, answer)
        if text:
            yield one.label, text
        return
    for at, row in enumerate(answer):
        for column in one.fields:
            text = in_words(column, row.get(column.key)) if isinstance(row, dict) else ""
            if text:
                yield f"{one.label} {at + 1} – {column.label}", text


def papers_needed(
    definition: Definition, answers: Mapping[str, Any], guide_answers: Mapping[str, Any] | None = None
) -> list[PaperKind]:
    """The papers of this case. With the guide's answers alone: `papers_needed(definition, {}, guide_answers)`."""
    known = facts(definition, answers, guide_answers)
    return [one for one in definition.papers if holds(one.when, known)]


def fees_of(
    definition: Definition,
    answers: Mapping[str, Any],
    channel: str = ONLINE,
    guide_answers: Mapping[str, Any] | None = None,
) -> list[FeeLine]:
    """What is paid in this case, submitted through this channel ("truc-tuyen", "truc-tiep", "buu-chinh")."""
    known = facts(definition, answers, guide_answers)
    labels = number_labels(definition)
    return [_fee(one, known, channel, labels) for one in definition.fees if holds(one.when, known)]


def _fee(one: Fee, known: Mapping[str, Any], channel: str, labels: Mapping[str, str]) -> FeeLine:
    unit = one.online if channel == ONLINE and one.online is not None else one.amount
    counts = counts_of(one, known)
    is_open = None in counts
    sure = [(1, 1)] if is_open else [count for count in counts if count is not None]
    reason = next((case.reason for case in one.free if holds(case.when, known)), "")
    amount = 0 if reason else sum(of_count(one, unit, count) * times for count, times in sure)
    quantity = sum(count * times for count, times in sure)
    per = "" if one.per == "ho-so" else labels.get(one.per, one.per)
    return FeeLine(one.key, one.name, one.kind, unit, quantity, amount, per, is_open, reason, one.basis)


def deadline_of(
    definition: Definition, answers: Mapping[str, Any], guide_answers: Mapping[str, Any] | None = None
) -> Deadline | None:
    """The time that this case has; None only for a service that merely informs."""
    known = facts(definition, answers, guide_answers)
    return next((one for one in definition.deadlines if holds(one.when, known)), None)


__all__ = [
    "Answers",
    "FeeLine",
    "Shown",
    "columns_shown",
    "deadline_of",
    "facts",
    "fees_of",
    "guided",
    "kept",
    "name_of",
    "number_labels",
    "papers_needed",
    "prefilled",
    "read",
    "shown",
    "validate",
    "visible",
]
