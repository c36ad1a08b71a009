"""Places in a definition as addresses of the desk name them ("sections.0.fields.2"), and acts on the lists there."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.digits import whole_number
from portal.publishing.slugs import slugify
from portal.services.definition.faults import Place
from portal.services.definition.reading import LONGEST_LIST
from portal.services.definition.shapes import Definition, Field, Question
from portal.services.definition.wording import asked

_PLACE = re.compile(
    r"(?:sections\.\d{1,3}(?:\.fields\.\d{1,3}(?:\.fields\.\d{1,3})?)?"
    r"|(?:papers|fees|steps|deadlines|outcomes|questions)\.\d{1,3})\Z",
    re.ASCII,
)
_LIST = re.compile(
    r"(?:sections(?:\.\d{1,3}\.fields(?:\.\d{1,3}\.fields)?)?|papers|fees|steps|deadlines|outcomes|questions)\Z",
    re.ASCII,
)
KINDS = ("sections", "fields", "papers", "fees", "steps", "deadlines", "outcomes", "questions")
TITLES = {
    "sections": _l("Phần của tờ khai"),
    "fields": _l("Trường"),
    "papers": _l("Giấy tờ phải nộp"),
    "fees": _l("Phí, lệ phí"),
    "steps": _l("Bước của quy trình"),
    "deadlines": _l("Thời hạn giải quyết"),
    "outcomes": _l("Kết quả"),
    "questions": _l("Câu hỏi hướng dẫn"),
}
_NAMES = ("title", "label", "name", "text", "key")


class NoSuchPlace(LookupError):
    """The definition has nothing there."""


def read_place(text: str) -> Place:
    """The place of one part. Raises NoSuchPlace."""
    if not _PLACE.match(text):
        raise NoSuchPlace(text[:60])
    return _steps(text)


def read_list(text: str) -> Place:
    """The place of a list of parts. Raises NoSuchPlace."""
    if not _LIST.match(text):
        raise NoSuchPlace(text[:60])
    return _steps(text)


def _steps(text: str) -> Place:
    numbers = ((step, whole_number(step)) for step in text.split("."))
    return tuple(step if number is None else number for step, number in numbers)


def written(place: Place) -> str:
    """A place as an address names it."""
    return ".".join(map(str, place))


def kind_of(place: Place) -> str:
    """What stands there: the name of the last list ("fields")."""
    return str(next(step for step in reversed(place) if isinstance(step, str)))


def at(data: Any, place: Place) -> Any:
    """What JSON of a definition has at a place. Raises NoSuchPlace."""
    for step in place:
        try:
            data = data.get(step, []) if isinstance(step, str) else data[step]
        except (IndexError, KeyError, AttributeError, TypeError) as error:
            raise NoSuchPlace(written(place)) from error
    return data


def list_at(data: dict[str, Any], place: Place) -> list[Any]:
    """The list at a place, made where there is none yet. Raises NoSuchPlace."""
    holder = at(data, place[:-1])
    if not isinstance(holder, dict):
        raise NoSuchPlace(written(place))
    found: list[Any] = holder.setdefault(str(place[-1]), [])
    return found


def add(data: dict[str, Any], place: Place, part: dict[str, Any]) -> Place:
    """Put a part at the end of a list, with a key made of its name; its place. Raises NoSuchPlace."""
    held = list_at(data, place)
    if len(held) >= LONGEST_LIST:
        raise NoSuchPlace(written(place))
    if kind_of(place) == "sections":
        part["fields"] = []
    if kind_of(place) != "deadlines":
        part["key"] = _free_key(data, place, part)
    # The deadline without a condition stays last: it is the rule, the others are its exceptions.
    where = len(held)
    if kind_of(place) == "deadlines" and part.get("when") and held and not held[-1].get("when"):
        where -= 1
    held.insert(where, part)
    return (*place, where)


def _free_key(data: dict[str, Any], place: Place, part: dict[str, Any]) -> str:
    words = next((str(part[name]) for name in _NAMES if part.get(name)), "muc")
    base = slugify(words, 40)
    taken = {str(one.get("key")) for one in at(data, place)} | _every_key(data)
    key, number = base, 1
    while key in taken:
        number += 1
        key = f"{base}-{number}"
    return key


def _every_key(data: dict[str, Any]) -> set[str]:
    fields = [one for section in data.get("sections", []) for one in section.get("fields", [])]
    return {str(one.get("key")) for one in (*fields, *data.get("questions", []), *data.get("papers", []))}


def move(data: dict[str, Any], place: Place, by: int) -> None:
    """Move a part up (-1) or down (1) in its list; at the end of the list nothing happens. Raises NoSuchPlace."""
    held, here = _list_and_position(data, place)
    there = here + by
    if 0 <= there < len(held):
        held[here], held[there] = held[there], held[here]


def remove(data: dict[str, Any], place: Place) -> None:
    """Take a part out of its list. Raises NoSuchPlace."""
    held, here = _list_and_position(data, place)
    del held[here]


def _list_and_position(data: dict[str, Any], place: Place) -> tuple[list[Any], int]:
    held, here = at(data, place[:-1]), place[-1]
    if not isinstance(held, list) or not isinstance(here, int) or here >= len(held):
        raise NoSuchPlace(written(place))
    return held, here


def name_of_part(part: dict[str, Any]) -> str:
    """What a part is called in lists."""
    if "days" in part or ("hours" in part and "role" not in part):
        return deadline_in_words(part)
    return next((str(part[name]) for name in _NAMES if part.get(name)), "")


def deadline_in_words(part: dict[str, Any]) -> str:
    """A time limit in words."""
    if part.get("hours") is not None:
        return _("%(num)s giờ làm việc", num=part["hours"])
    if part.get("days") == 0:
        return _("trong ngày")
    return _("%(num)s ngày làm việc", num=part.get("days"))


def known_at(definition: Definition, place: Place) -> dict[str, Question | Field]:
    """What a condition at this place may ask for: everything, or in questions and fields only what is asked before."""
    known = asked(definition)
    if not place or place[0] not in ("sections", "questions"):
        return known
    found: dict[str, Question | Field] = {}
    until = place[1] if len(place) > 1 and isinstance(place[1], int) else len(definition.questions)
    for one in definition.questions if place[0] == "sections" else definition.questions[:until]:
        found[one.key] = one
    if place[0] == "questions":
        return found
    here = int(place[1]) if len(place) > 1 else len(definition.sections)
    for number, section in enumerate(definition.sections[: here + 1]):
        stop = len(section.fields) if number < here else _before(place, section.fields)
        found |= {one.key: one for one in section.fields[:stop] if one.kind != "note"}
    if len(place) >= 5:
        columns = definition.sections[here].fields[int(place[3])].fields
        stop = int(place[5]) if len(place) > 5 else len(columns)
        found |= {one.key: one for one in columns[:stop]}
    return found


def _before(place: Place, fields: tuple[Field, ...]) -> int:
    if len(place) < 3:
        return 0
    return int(place[3]) if len(place) > 3 else len(fields)
