"""What is known of a case: answers and guide answers together, and the fields that they show."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from portal.services.definition.conditions import holds, is_empty
from portal.services.definition.shapes import Definition, Field, Question, Section

Answers: TypeAlias = dict[str, Any]


def facts(
    definition: Definition, answers: Mapping[str, Any], guide_answers: Mapping[str, Any] | None = None
) -> Answers:
    """What conditions look at: answers and guide answers together. Where a question fills a field, the field's answer
    counts for both, since it is the later word."""
    known = guided(definition, guide_answers)
    found: Answers = {**known, **answers}
    for one in definition.questions:
        if not one.fills:
            continue
        if not is_empty(answers.get(one.fills)):
            found[one.key] = _as_option(answers[one.fills])
        elif one.key in known:
            found.setdefault(one.fills, _as_answer(definition, one, known[one.key]))
    return found


def guided(definition: Definition, sent: Mapping[str, Any] | None) -> dict[str, str]:
    """Of what was sent as guide answers those that answer a question that is asked (`when`) with one of its options."""
    found: dict[str, str] = {}
    for one in definition.questions:
        value = (sent or {}).get(one.key)
        if (
            isinstance(value, str)
            and holds(one.when, found)
            and value in {each.value for each in one.options}
        ):
            found[one.key] = value
    return found


def prefilled(
    definition: Definition, guide_answers: Mapping[str, Any] | None, known: Mapping[str, Any] | None = None
) -> Answers:
    """Answers to begin with: from the guide, and from what the account knows ({"name": …, "identity": …, "phone": …,
    "born": ISO day, "email": …, "address": {…}})."""
    found: Answers = {}
    for section in definition.sections:
        for one in section.fields:
            if one.known and not is_empty((known or {}).get(one.known)):
                found[one.key] = (known or {})[one.known]
    given = guided(definition, guide_answers)
    for question in definition.questions:
        if question.fills and question.key in given:
            found[question.fills] = _as_answer(definition, question, given[question.key])
    return found


def _as_option(answer: Any) -> Any:
    return ("co" if answer else "khong") if isinstance(answer, bool) else answer


def _as_answer(definition: Definition, question: Question, value: str) -> Any:
    for section in definition.sections:
        for one in section.fields:
            if one.key == question.fills and one.kind == "yes-no":
                return value == "co"
    return value


def visible(
    definition: Definition, answers: Mapping[str, Any], guide_answers: Mapping[str, Any] | None = None
) -> Iterator[tuple[Section, list[Field]]]:
    """The sections and fields that these answers show. A condition sees only what shows itself."""
    all_of_them = facts(definition, {}, guide_answers)
    filled = {one.fills: one.key for one in definition.questions if one.fills}
    for section in definition.sections:
        shown: list[Field] = []
        is_shown = holds(section.when, all_of_them)
        for one in section.fields:
            if is_shown and holds(one.when, all_of_them):
                shown.append(one)
                if not is_empty(answers.get(one.key)):
                    all_of_them[one.key] = answers[one.key]
                    if one.key in filled:
                        all_of_them[filled[one.key]] = _as_option(answers[one.key])
        if shown:
            yield section, shown


def kept(
    definition: Definition, answers: Mapping[str, Any], guide_answers: Mapping[str, Any] | None = None
) -> Answers:
    """The answers without those that nothing asks for."""
    known = facts(definition, answers, guide_answers)
    found = {
        one.key: _kept_rows(one, answers[one.key], known) if one.kind == "rows" else answers[one.key]
        for _section, shown in visible(definition, answers, guide_answers)
        for one in shown
        if one.kind != "note" and not is_empty(answers.get(one.key))
    }
    return {key: answer for key, answer in found.items() if not is_empty(answer)}


def _kept_rows(one: Field, rows: Any, known: Mapping[str, Any]) -> Any:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return rows
    left = (
        {column.key: row[column.key] for column in columns_shown(one, row, known) if column.key in row}
        for row in rows
    )
    return [row for row in left if row]  # a row of which nothing shows is none


def columns_shown(one: Field, row: Mapping[str, Any], answers: Mapping[str, Any]) -> list[Field]:
    """The columns of a row that its own answers, and those of the whole, show."""
    known = {**answers}
    shown = []
    for column in one.fields:
        if holds(column.when, known):
            shown.append(column)
            if column.key in row:
                known[column.key] = row[column.key]
    return shown
