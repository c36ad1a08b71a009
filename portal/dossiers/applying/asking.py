"""A section of a form alone: read, compared with what is kept, judged. Answers that a later change of mind may ask for
again stay in the draft; what nothing asks for is left out when it is handed in (`definition.answers.kept`)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from werkzeug.datastructures import MultiDict

from portal.services.definition.answers import read, validate
from portal.services.definition.conditions import is_empty
from portal.services.definition.knowing import facts
from portal.services.definition.shapes import Definition, Field, Section
from portal.services.forms import FormView, form_view


def section_of(definition: Definition, key: str) -> Section | None:
    """A section by its key."""
    return next((one for one in definition.sections if one.key == key), None)


def read_section(definition: Definition, section: Section, sent: MultiDict[str, str]) -> dict[str, Any]:
    """What a form said to the fields of one section, whatever their conditions: those may depend on other sections,
    which the form did not hold."""
    fields = tuple(_bare(one) for one in section.fields)
    return read(replace(definition, sections=(replace(section, fields=fields, when=None),)), sent)


def _bare(one: Field) -> Field:
    return replace(one, when=None, fields=tuple(_bare(each) for each in one.fields))


def merged(answers: Mapping[str, Any], section: Section, read: Mapping[str, Any]) -> dict[str, Any]:
    """All answers with those of one section put in their place."""
    own = keys(section)
    return {key: value for key, value in answers.items() if key not in own} | dict(read)


def keys(section: Section) -> set[str]:
    """The keys of a section's fields."""
    return {one.key for one in section.fields}


def mark_of(values: Mapping[str, Any]) -> str:
    """What tells two states of a section apart, for a form to carry: nobody reads an answer out of it."""
    told = json.dumps(dict(values), ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(told.encode()).hexdigest()[:24]


def own(answers: Mapping[str, Any], section: Section) -> dict[str, Any]:
    """The answers of one section, without what was left empty."""
    wanted = keys(section)
    return {key: value for key, value in answers.items() if key in wanted and not is_empty(value)}


def wrong_in(
    definition: Definition, section: Section, answers: Mapping[str, Any], guided: Mapping[str, Any]
) -> dict[str, str]:
    """What is to be put right in one section."""
    wanted = keys(section)
    found = validate(definition, answers, guided)
    return {path: said for path, said in found.items() if path.partition(".")[0] in wanted}


def section_view(
    definition: Definition,
    section: Section,
    answers: Mapping[str, Any],
    guided: Mapping[str, Any],
    errors: Mapping[str, str] | None = None,
    more_rows: Mapping[str, int] | None = None,
) -> FormView:
    """One section to fill in. The script learns what other sections said, as far as conditions may ask for it."""
    view = form_view(definition, answers, errors, guided, more_rows, only=(section.key,))
    wanted = keys(section)
    known = {key: value for key, value in facts(definition, answers, guided).items() if key not in wanted}
    return replace(view, known=json.dumps(known, ensure_ascii=False, separators=(",", ":"), default=str))
