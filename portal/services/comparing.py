"""Two definitions side by side: what was added, taken away, changed, in words and with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from portal.services.definition.faults import Place, place_in_words
from portal.services.definition.reading import to_json
from portal.services.definition.shapes import Definition
from portal.services.definition.wording import Asked, asked, condition_in_words


@dataclass(frozen=True)
class Difference:
    """A change at a place, in words: `before` "" where it is new, `after` "" where it is gone."""

    where: str
    before: str
    after: str


def differences(old: Definition, new: Definition) -> list[Difference]:
    """What changed from one definition to the other; parts with a key are known by it, wherever they stand."""
    return list(_of_objects(_readable(old), _readable(new), ()))


def _readable(definition: Definition) -> dict[str, Any]:
    found: dict[str, Any] = _in_words(to_json(definition), asked(definition))
    return found


def _in_words(part: Any, known: Asked) -> Any:
    """The same with conditions in words."""
    if isinstance(part, list):
        return [_in_words(one, known) for one in part]
    if not isinstance(part, dict):
        return part
    return {
        name: condition_in_words(value, known) if name == "when" else _in_words(value, known)
        for name, value in part.items()
    }


def _of_objects(old: dict[str, Any], new: dict[str, Any], place: Place) -> Iterator[Difference]:
    for name in (*old, *(one for one in new if one not in old)):
        before, after = old.get(name), new.get(name)
        if before == after:
            continue
        if _has_parts(before) or _has_parts(after):
            yield from _of_lists(before or [], after or [], (*place, name))
        else:
            yield Difference(place_in_words((*place, name)), _said(before), _said(after))


def _has_parts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _of_lists(old: list[Any], new: list[Any], place: Place) -> Iterator[Difference]:
    before = {_key(one, at): one for at, one in enumerate(old)}
    after = {_key(one, at): one for at, one in enumerate(new)}
    for at, (key, one) in enumerate(after.items()):
        where = place_in_words((*place, at))
        if key not in before:
            yield Difference(where, "", _title(one))
            continue
        for found in _of_objects(before[key], one, (*place, at)):
            yield Difference(f"{found.where} ({_title(one)})", found.before, found.after)
    for at, (key, one) in enumerate(before.items()):
        if key not in after:
            yield Difference(place_in_words((*place, at)), _title(one), "")
    stayed = [key for key in after if key in before]
    if stayed != [key for key in before if key in after]:
        yield Difference(place_in_words(place), _order(before, stayed), _order(after, stayed))


def _order(parts: dict[str, Any], stayed: list[str]) -> str:
    return _("thứ tự: %(names)s", names="; ".join(_title(one) for key, one in parts.items() if key in stayed))


def _key(one: Any, at: int) -> str:
    return str(one.get("key") or one.get("value") or at) if isinstance(one, dict) else str(at)


def _title(one: Any) -> str:
    for name in ("label", "title", "name", "text", "reason", "value", "key"):
        if isinstance(one, dict) and one.get(name):
            return str(one[name])
    return _said(one)


def _said(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(value, list):
        return ", ".join(_said(one) for one in value)
    if isinstance(value, dict):
        return "; ".join(f"{name}: {_said(one)}" for name, one in value.items())
    return str(value)
