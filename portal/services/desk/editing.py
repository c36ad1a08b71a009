"""A part of a definition as a form of the desk: what it shows, and the JSON that is made of what was sent."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date
from functools import lru_cache
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from portal.publishing.slugs import slugify
from portal.services.definition.counting import NUMBERS
from portal.services.definition.faults import InvalidDefinition, Place
from portal.services.definition.reading import from_json
from portal.services.definition.shapes import (
    Deadline,
    Definition,
    Fee,
    Field,
    Outcome,
    PaperKind,
    Question,
    Section,
    Step,
)
from portal.services.definition.values import as_read, line
from portal.services.definition.wording import Asked
from portal.services.desk import conditions
from portal.services.desk.inputs import Input
from portal.services.desk.places import kind_of, known_at

MOST_EXEMPTIONS = 6
SHAPES: dict[str, type] = {
    "": Definition,
    "sections": Section,
    "fields": Field,
    "papers": PaperKind,
    "fees": Fee,
    "steps": Step,
    "deadlines": Deadline,
    "outcomes": Outcome,
    "questions": Question,
}
TODAY_WORDS = ("hôm nay", "hom nay", "today")


@dataclass(frozen=True)
class Box:
    """An input to show: its value as text, a list of values, a condition as lines, or exemptions."""

    input: Input
    value: Any
    choices: list[tuple[str, Any]]
    error: str = ""
    groups: tuple[conditions.Group, ...] = ()


@dataclass(frozen=True)
class Exempt:
    """Who pays nothing, as lines of a condition, and why."""

    built: conditions.Built
    reason: str


def boxes(
    inputs: tuple[Input, ...],
    part: Mapping[str, Any],
    definition: Definition,
    place: Place,
    errors: Mapping[str, str] | None = None,
    sent: MultiDict[str, str] | None = None,
) -> list[Box]:
    """What the form shows: the part as it is, or what was sent where it comes again with errors."""
    known = known_at(definition, place)
    groups = tuple(conditions.groups(known))
    defaults = _defaults(SHAPES[kind_of(place) if place else ""])
    return [
        Box(
            one,
            _sent_value(one, sent) if sent is not None else _value(one, part, defaults, known),
            _choices(one, definition),
            (errors or {}).get(one.name, ""),
            groups if one.kind in ("condition", "exemptions") else (),
        )
        for one in inputs
    ]


def _value(one: Input, part: Mapping[str, Any], defaults: Mapping[str, Any], known: Asked) -> Any:
    held = part.get(one.name, defaults.get(one.name))
    if one.kind == "condition":
        return conditions.built(held, known)
    if one.kind == "exemptions":
        found = [Exempt(conditions.built(each["when"], known), each["reason"]) for each in held or []]
        return _with_empty(found)
    if one.kind == "options":
        return "\n".join(_option_line(each) for each in held or [])
    if one.kind == "lines":
        return "\n".join(held or [])
    if one.kind == "day":
        return _day_shown(held or "")
    if one.kind in ("many", "needs", "check"):
        return held or []
    return "" if held is None else str(held)


def _with_empty(found: list[Exempt]) -> list[Exempt]:
    empty = Exempt(conditions.built(None, {}), "")
    return [*found, *([empty] if len(found) < MOST_EXEMPTIONS else [])]


@lru_cache(maxsize=16)
def _defaults(shape: type) -> dict[str, Any]:
    """What holds where a part says nothing, as JSON."""
    found = {one.name: one.default for one in fields(shape) if one.default is not MISSING}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in found.items()}


def _option_line(one: Mapping[str, Any]) -> str:
    parts = [str(one.get(name, "")).replace("|", "/") for name in ("label", "note", "value")]
    return " | ".join(parts)


def _day_shown(text: str) -> str:
    if text == "today":
        return str(_("hôm nay"))
    return f"{date.fromisoformat(text):%d/%m/%Y}" if text else ""


def _sent_value(one: Input, sent: MultiDict[str, str]) -> Any:
    if one.kind == "condition":
        return conditions.as_sent(sent, one.name)
    if one.kind == "exemptions":
        names = [f"{one.name}.{at}" for at in range(MOST_EXEMPTIONS)]
        return [
            Exempt(conditions.as_sent(sent, name), sent.get(f"{name}.ly-do", ""))
            for name in names
            if f"{name}.ly-do" in sent
        ]
    if one.kind in ("many", "needs"):
        return sent.getlist(one.name)
    if one.kind == "check":
        return bool(sent.get(one.name))
    return sent.get(one.name, "")


def _choices(one: Input, definition: Definition) -> list[tuple[str, Any]]:
    every = [each for section in definition.sections for each in section.fields]
    if one.kind == "fields-of-number":
        by = [(key, _("nhân với: %(label)s", label=label)) for key, label in _numbers(every)]
        return [("ho-so", _("mỗi hồ sơ một lần")), *by]
    if one.kind == "fields-of-times":
        return [("", _("không nhân thêm")), *_numbers(every)]
    if one.kind == "needs":
        papers = [(each.key, _("Giấy tờ: %(name)s", name=each.name)) for each in definition.papers]
        return [*((each.key, each.label) for each in every if each.kind != "note"), *papers]
    if one.kind == "fills":
        fillable = [(each.key, each.label) for each in every if each.kind in ("choice", "yes-no")]
        return [("", _("Không điền vào trường nào")), *fillable]
    return list(one.choices)


def _numbers(every: list[Field]) -> list[tuple[str, str]]:
    """Fields that are numbers, and such columns of tables."""
    found = [(each.key, each.label) for each in every if each.kind in NUMBERS]
    columns = [(each, column) for each in every for column in each.fields if column.kind in NUMBERS]
    return [
        *found,
        *((f"{each.key}.{column.key}", f"{each.label} – {column.label}") for each, column in columns),
    ]


def read_part(
    inputs: tuple[Input, ...],
    sent: MultiDict[str, str],
    present: Mapping[str, Any],
    definition: Definition,
    place: Place,
) -> tuple[dict[str, Any], dict[str, str]]:
    """The part as JSON, made of what was sent and of what the form does not ask about; and messages by input."""
    known = known_at(definition, place)
    part, errors = copy.deepcopy(dict(present)), {}
    for one in inputs:
        try:
            value = _read(one, sent, present.get(one.name), known)
        except ValueError as error:
            errors[one.name] = str(error)
            continue
        if value is None:
            part.pop(one.name, None)
            if one.required:
                errors[one.name] = _("Chưa điền.")
        else:
            part[one.name] = value
    return part, errors


def _read(one: Input, sent: MultiDict[str, str], present: Any, known: Asked) -> Any:
    """The value of an input, None for none. Raises ValueError with what to do."""
    text = sent.get(one.name, "").replace("\r\n", "\n").strip()
    if one.kind == "condition":
        return conditions.chosen(sent, one.name, present, known)
    if one.kind == "exemptions":
        return _exemptions(one.name, sent, present or [], known)
    if one.kind == "check":
        return bool(text)
    if one.kind in ("many", "needs"):
        return list(dict.fromkeys(sent.getlist(one.name))) or ([] if not one.required else None)
    if one.kind == "number":
        return _number(text)
    if one.kind == "day":
        return _day(text)
    if one.kind == "options":
        return _options(text, present or [])
    if one.kind == "lines":
        return [each for each in map(line, text.split("\n")) if each] or None
    return (text if one.kind == "area" else line(text)) or None


def _number(text: str) -> int | None:
    if not text:
        return None
    found = as_read(Field("", "", "number"), text)
    if not isinstance(found, int):
        raise ValueError(_("Chỉ ghi số, ví dụ: 8000."))
    return found


def _day(text: str) -> str | None:
    if text.lower() in TODAY_WORDS:
        return "today"
    found = as_read(Field("", "", "date"), text)
    try:
        return date.fromisoformat(found).isoformat() if found else None
    except ValueError as error:
        raise ValueError(_("Ghi ngày như 31/01/2020, hoặc ghi: hôm nay.")) from error


def _options(text: str, present: list[dict[str, Any]]) -> list[dict[str, Any]] | None:
    """Options from lines "lời hiện ra | ghi chú | mã"; an option whose label stayed keeps its code, so that conditions
    on it go on to hold."""
    codes = {one["label"]: one["value"] for one in present}
    found: list[dict[str, Any]] = []
    for row in filter(str.strip, text.split("\n")):
        label, note, code = ([part.strip() for part in row.split("|")] + ["", "", ""])[:3]
        if not label:
            raise ValueError(_("Có dòng thiếu lời hiện ra."))
        base = code or codes.get(label) or slugify(label, 40)
        value, number = base, 1
        while value in {one["value"] for one in found}:
            number += 1
            value = f"{base}-{number}"
        found.append({"value": value, "label": line(label)} | ({"note": line(note)} if note else {}))
    return found or None


def _exemptions(
    name: str, sent: MultiDict[str, str], present: list[dict[str, Any]], known: Asked
) -> list[dict[str, Any]] | None:
    found = []
    for at in range(MOST_EXEMPTIONS):
        reason = line(sent.get(f"{name}.{at}.ly-do", ""))
        held = present[at]["when"] if at < len(present) else None
        when = conditions.chosen(sent, f"{name}.{at}", held, known)
        if when is None and not reason:
            continue
        if when is None or not reason:
            raise ValueError(_("Mỗi trường hợp miễn cần cả điều kiện và lý do."))
        found.append({"when": when, "reason": reason})
    return found or None


def with_part(
    data: dict[str, Any], place: Place, part: dict[str, Any]
) -> tuple[Definition | None, dict[str, str]]:
    """The definition with a part in its place; messages by input where that is none."""
    whole = copy.deepcopy(data)
    if place:
        holder: Any = whole
        for step in place[:-1]:
            holder = holder[step]
        holder[place[-1]] = part
    else:
        whole = part
    try:
        return from_json(whole), {}
    except InvalidDefinition as error:
        told: dict[str, str] = {}
        for one in error.faults:
            inner = one.place[len(place) :]
            told.setdefault(str(inner[0]) if inner else "", one.message)
        return None, told
