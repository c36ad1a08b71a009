"""Conditions in words, for who fills in a form and for who makes one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from portal.services.definition.conditions import Condition
from portal.services.definition.shapes import Definition, Field, Question
from portal.services.definition.values import grouped, yes_or_no

Asked = Mapping[str, Question | Field]


def asked(definition: Definition) -> dict[str, Question | Field]:
    """What conditions may ask for: the guide's questions and the fields, by key."""
    found: dict[str, Question | Field] = {one.key: one for one in definition.questions}
    for section in definition.sections:
        found |= {one.key: one for one in section.fields if one.kind != "note"}
    return found


def condition_in_words(condition: Condition | None, known: Asked) -> str:
    """A condition as a clause: "Nơi sinh là Ở nước ngoài"; "" for none."""
    if condition is None:
        return ""
    if "all" in condition:
        return _(" và ").join(_part(one, known) for one in condition["all"])
    if "any" in condition:
        return _(" hoặc ").join(_part(one, known) for one in condition["any"])
    if "not" in condition:
        return _("không phải: %(clause)s", clause=condition_in_words(condition["not"], known))
    if "answered" in condition:
        return _("có điền %(label)s", label=_named(condition["answered"], known))
    return _comparison(condition, known)


def _part(condition: Condition, known: Asked) -> str:
    clause = condition_in_words(condition, known)
    return f"({clause})" if {"all", "any"} & condition.keys() else clause


def _named(key: str, known: Asked) -> str:
    one = known.get(key)
    if one is None:
        return f"“{key}”"
    return f"“{one.text if isinstance(one, Question) else one.label}”"


def _comparison(one: Condition, known: Asked) -> str:
    about = known.get(one["field"])
    name = _named(one["field"], known)
    if "at_least" in one:
        return _("%(name)s từ %(number)s trở lên", name=name, number=grouped(one["at_least"]))
    if "at_most" in one:
        return _("%(name)s không quá %(number)s", name=name, number=grouped(one["at_most"]))
    given = [one["is"]] if "is" in one else one["in"]
    values = _(" hoặc ").join(_value(value, about) for value in given)
    return _("%(name)s là %(value)s", name=name, value=values)


def _value(value: Any, about: Question | Field | None) -> str:
    if isinstance(value, bool):
        return yes_or_no(value)
    labels = {one.value: one.label for one in about.options} if about is not None else {}
    return f"“{labels.get(value, str(value))}”"
