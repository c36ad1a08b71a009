"""Answers that a definition takes: every field by its kind, conditions followed, judged by the definition itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from portal.performance.making.persons import Made, identity, name, phone
from portal.services.definition.answers import kept, validate
from portal.services.definition.conditions import holds
from portal.services.definition.knowing import Answers, columns_shown, visible
from portal.services.definition.shapes import Definition, Field

OPTIONAL = 0.55  # how often what is not required is filled in
TRIES = 6
_SAID = "theo giấy tờ đã nộp gia đình cần để bổ túc hồ sơ việc làm học tập vay vốn đất đai tại địa phương"
_WORDS = _SAID.split()


class CannotAnswer(ValueError):
    """No answers were found that the definition takes; the message names the fields."""


def guide_answers(definition: Definition, chance: Random) -> dict[str, str]:
    """Answers to the guide's questions that are asked."""
    found: dict[str, str] = {}
    for one in definition.questions:
        if one.options and holds(one.when, found):
            found[one.key] = chance.choice(one.options).value
    return found


def answers(
    definition: Definition, guided: Mapping[str, str], who: Made, on: date, chance: Random
) -> Answers:
    """Answers of a person on a day that `validate` takes. Raises CannotAnswer."""
    wrong: dict[str, str] = {}
    for _try in range(TRIES):
        found = _filled(definition, guided, who, on, chance)
        wrong = validate(definition, found, guided)
        for path in wrong:  # what is optional and was made wrong is better left out
            found.pop(path.split(".")[0], None)
        if wrong:
            wrong = validate(definition, found, guided)
        if not wrong:
            return dict(kept(definition, found, guided))
    raise CannotAnswer(", ".join(sorted(wrong)))


def _filled(
    definition: Definition, guided: Mapping[str, str], who: Made, on: date, chance: Random
) -> Answers:
    found: Answers = {}
    asked: set[str] = set()
    while True:  # what was answered shows further fields
        fresh = [
            one
            for _section, fields in visible(definition, found, guided)
            for one in fields
            if one.key not in asked and one.kind != "note"
        ]
        if not fresh:
            return found
        for one in fresh:
            asked.add(one.key)
            if one.required or chance.random() < OPTIONAL:
                found[one.key] = _answer(one, found, who, on, chance)


def _answer(one: Field, known: Answers, who: Made, on: date, chance: Random) -> Any:
    if one.kind == "rows":
        return _rows(one, known, who, on, chance)
    if one.known in {"name", "identity", "born", "phone"} and one.kind not in {"address"}:
        value = getattr(who.applicant, one.known)
        if value:
            return value
    return _KINDS[one.kind](one, who, on, chance)


def _rows(one: Field, known: Answers, who: Made, on: date, chance: Random) -> list[Answers]:
    least = max(one.least or 1, 1)
    rows = []
    for _each in range(chance.randint(least, min(one.most or least + 2, least + 2))):
        row: Answers = {}
        while fresh := [
            each for each in columns_shown(one, row, known) if each.key not in row and each.kind != "note"
        ]:
            for each in fresh:
                row[each.key] = _answer(each, known, who, on, chance)
        rows.append(row)
    return rows


def _number(one: Field, _who: Made, _on: date, chance: Random) -> int:
    least = one.least if one.least is not None else 1
    most = one.most if one.most is not None else max(least, 1) * (3 if one.kind == "number" else 50)
    return least + int((most - least) * chance.random() ** 3)  # small numbers are usual


def _day(one: Field, who: Made, on: date, chance: Random) -> str:
    latest = _bound(one.latest, on) or on
    earliest = _bound(one.earliest, on) or max(latest - timedelta(days=900), date(1900, 1, 1))
    span = max((latest - earliest).days, 0)
    return (earliest + timedelta(days=span - int(span * chance.random() ** 2))).isoformat()


def _bound(text: str, on: date) -> date | None:
    if not text:
        return None
    return on if text == "today" else date.fromisoformat(text)


def _text(one: Field, _who: Made, _on: date, chance: Random) -> str:
    words = " ".join(chance.choices(_WORDS, k=4 if one.kind == "text" else 14)).capitalize()
    while len(words) < (one.least or 0):
        words += f" {chance.choice(_WORDS)}"
    return words[: one.most].strip() if one.most else words


def _many(one: Field, _who: Made, _on: date, chance: Random) -> list[str]:
    values = [each.value for each in one.options]
    picked = set(chance.sample(values, chance.randint(1, min(2, len(values)))))
    return [each for each in values if each in picked]


def _identity(_one: Field, _who: Made, on: date, chance: Random) -> str:
    return identity(chance, on - timedelta(days=chance.randrange(7000, 26000)), woman=chance.random() < 0.5)


def _address(_one: Field, who: Made, _on: date, chance: Random) -> dict[str, str]:
    return {"detail": f"Thôn {chance.randrange(1, 9)}", "commune": who.commune, "province": who.province}


_KINDS: dict[str, Callable[[Field, Made, date, Random], Any]] = {
    "text": _text,
    "long-text": _text,
    "person-name": lambda _one, _who, _on, chance: name(chance),
    "date": _day,
    "number": _number,
    "money": lambda one, who, on, chance: _number(one, who, on, chance) // 1000 * 1000 or (one.least or 1000),
    "choice": lambda one, _who, _on, chance: chance.choice(one.options).value,
    "many": _many,
    "yes-no": lambda _one, _who, _on, chance: chance.random() < 0.6,
    "identity": _identity,
    "phone": lambda _one, _who, _on, chance: phone(chance),
    "email": lambda _one, _who, _on, chance: f"nguoi.dan.{chance.randrange(100_000)}@vi-du.example",
    "address": _address,
}
