"""Definitions from JSON and to JSON. Strict: whatever is not known, of another type or out of bounds is told, all of it
at once, each with its place."""

from __future__ import annotations

import hashlib
import json
import re
import types
from collections.abc import Iterator
from dataclasses import MISSING, fields, is_dataclass
from functools import lru_cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from flask_babel import gettext as _

from portal.services.definition.conditions import InvalidCondition, checked
from portal.services.definition.faults import Fault, InvalidDefinition, Place
from portal.services.definition.shapes import (
    CHANNELS,
    FIELD_KINDS,
    LEVELS,
    ROLES,
    VERBS,
    Definition,
    Field,
)

KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,59}\Z")
LONGEST_TEXT = 4000
LONGEST_LIST = 120
FORMATS = ("pdf", "picture")
KNOWN = ("name", "identity", "born", "phone", "email", "address")
DELIVERIES = ("truc-tuyen", "tai-quay", "buu-chinh")
FEE_KINDS = ("phi", "le-phi")
PLACES = ("own", "parent")
MOST_DONG = 10_000_000_000
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_DAY = re.compile(r"(?:today|\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))?\Z")

_CHOICES: dict[tuple[str, str], tuple[str, ...]] = {
    ("Definition", "level"): LEVELS,
    ("Definition", "channels"): CHANNELS,
    ("Definition", "deliveries"): DELIVERIES,
    ("Field", "kind"): FIELD_KINDS,
    ("Field", "known"): ("", *KNOWN),
    ("PaperKind", "formats"): FORMATS,
    ("Fee", "kind"): FEE_KINDS,
    ("Step", "role"): ROLES,
    ("Step", "may"): VERBS,
    ("Step", "at"): PLACES,
}
_BOUNDS: dict[str, tuple[int, int]] = {
    "most_mb": (1, 50),
    "originals": (0, 50),
    "copies": (0, 50),
    "amount": (0, MOST_DONG),
    "online": (0, MOST_DONG),
    "then": (0, MOST_DONG),
    "then_from": (2, 10_000),
    "hours": (0, 4000),
    "days": (0, 1000),
    "valid_months": (1, 1200),
    "keep_years": (1, 100),
    "least": (0, MOST_DONG),
    "most": (0, MOST_DONG),
}
_FILLED = {"label", "title", "name", "text", "summary", "reason"}
_KEYS = {"key", "value"}
_DAYS = {"earliest", "latest"}


def from_json(data: Any) -> Definition:
    """The definition that JSON (or YAML) holds. Raises InvalidDefinition with every fault of form; what only the
    whole can tell is found by `checking.check`."""
    faults: list[Fault] = []
    definition = _object(data, Definition, (), faults)
    if faults:
        raise InvalidDefinition(faults)
    assert isinstance(definition, Definition)
    return definition


def is_definition(data: Any) -> bool:
    """Whether JSON holds a definition."""
    try:
        from_json(data)
    except InvalidDefinition:
        return False
    return True


def to_json(definition: Any) -> dict[str, Any]:
    """A definition (or a part of one) as plain JSON values; what is as it would be anyway is left out."""
    found: dict[str, Any] = {}
    for one in fields(definition):
        value = getattr(definition, one.name)
        if one.default is not MISSING and value == one.default and type(value) is type(one.default):
            continue
        if one.default_factory is not MISSING and value == one.default_factory():
            continue
        found[one.name] = _plain(value)
    return found


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return to_json(value)
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def digest(definition: Definition) -> str:
    """SHA-256 (hex) of a definition; equal for equal definitions."""
    text = json.dumps(to_json(definition), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@lru_cache(maxsize=32)
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _object(data: Any, kind: type, place: Place, faults: list[Fault]) -> Any:
    if not isinstance(data, dict):
        faults.append(Fault(place, _("phải là một mục gồm nhiều phần có tên")))
        return None
    before = len(faults)
    known = {one.name: one for one in fields(kind)}
    for name in data:
        if name not in known:
            faults.append(Fault((*place, str(name)[:60]), _("không có phần mang tên này")))
    given: dict[str, Any] = {}
    for name, one in known.items():
        if name in data:
            given[name] = _value(data[name], _hints(kind)[name], (*place, name), kind, faults)
        elif one.default is MISSING and one.default_factory is MISSING:
            faults.append(Fault((*place, name), _("còn thiếu")))
    return kind(**given) if len(faults) == before else None


def _value(value: Any, hint: Any, place: Place, kind: type, faults: list[Fault]) -> Any:
    """A value of a part of `kind`, by its annotation."""
    if get_origin(hint) is tuple:
        return _list(value, get_args(hint)[0], place, kind, faults)
    inner, may_be_none = _without_none(hint)
    if value is None and may_be_none:
        return None
    if isinstance(inner, type) and is_dataclass(inner):
        return _object(value, inner, place, faults)
    if get_origin(inner) is dict:
        return _condition(value, place, faults)
    wrong = next(_wrong(value, inner, str(place[-1]), kind, place), None)
    if wrong:
        faults.append(Fault(place, wrong))
    return value


def _without_none(hint: Any) -> tuple[Any, bool]:
    if get_origin(hint) not in (Union, types.UnionType):
        return hint, False
    parts = [one for one in get_args(hint) if one is not type(None)]
    return parts[0], len(parts) < len(get_args(hint))


def _list(value: Any, inner: Any, place: Place, kind: type, faults: list[Fault]) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        faults.append(Fault(place, _("phải là một danh sách")))
        return ()
    if len(value) > LONGEST_LIST:
        faults.append(Fault(place, _("dài quá %(most)s mục", most=LONGEST_LIST)))
        return ()
    if inner is Field and kind is Field and any(isinstance(one, dict) and one.get("fields") for one in value):
        faults.append(Fault(place, _("một bảng không nằm trong bảng khác được")))
        return ()
    found = []
    for at, one in enumerate(value):
        if isinstance(inner, type) and is_dataclass(inner):
            found.append(_object(one, inner, (*place, at), faults))
        else:
            wrong = next(_wrong(one, inner, str(place[-1]), kind, place), None)
            if wrong:
                faults.append(Fault((*place, at), wrong))
            found.append(one)
    return tuple(found)


def _condition(value: Any, place: Place, faults: list[Fault]) -> Any:
    try:
        found = checked(value)
    except InvalidCondition:
        found = None
    if found is None:
        faults.append(Fault(place, _("không phải một điều kiện")))
    return found


def _wrong(value: Any, inner: Any, name: str, kind: type, place: Place) -> Iterator[str]:
    """What is wrong with a text, a number or a yes or no."""
    if inner is bool and not isinstance(value, bool):
        yield _("phải là có hoặc không")
    if inner is int:
        yield from _wrong_number(value, name)
    if inner is str:
        if not isinstance(value, str):
            yield _("phải là chữ; đặt trong dấu nháy nếu là số, ngày, hay yes, no")
            return
        yield from _wrong_text(value, name, kind, place)


def _wrong_number(value: Any, name: str) -> Iterator[str]:
    if not isinstance(value, int) or isinstance(value, bool):
        yield _("phải là số nguyên")
        return
    least, most = _BOUNDS.get(name, (0, MOST_DONG))
    if not least <= value <= most:
        yield _("phải từ %(least)s đến %(most)s", least=least, most=most)


def _wrong_text(value: str, name: str, kind: type, place: Place) -> Iterator[str]:
    choices = _CHOICES.get((kind.__name__, name))
    if choices is not None:
        if value not in choices:
            yield _("không nhận “%(value)s”", value=value[:60])
        return
    if _CONTROL.search(value) or len(value) > LONGEST_TEXT:
        yield _("có ký tự lạ, hoặc dài quá %(most)s ký tự", most=LONGEST_TEXT)
    elif name in _KEYS and not KEY.match(value):
        yield _("chỉ gồm chữ không dấu, chữ số và dấu gạch nối, tối đa 60 ký tự")
    elif name in _DAYS and not _DAY.match(value):
        yield _("phải là ngày dạng năm-tháng-ngày, hoặc today")
    elif name in _FILLED and not value.strip():
        yield _("còn để trống")
