"""Whether a value of a package may stand in a column: its type, its length, and what else of it pages rely on."""

from __future__ import annotations

import inspect
import math
import re
import sys
import types
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from sqlalchemy import JSON, Boolean, Column, Date, DateTime, Float, Integer, String

from portal.alerts.hazards import HAZARDS, LEVELS
from portal.content.carried import Carried
from portal.legal.relation_kinds import CONFIRMED, FOUND, PROPOSED, REJECTED
from portal.legal.relation_kinds import KINDS as RELATIONS
from portal.procedures.service import CHANNELS, SERVICE_LEVELS
from portal.publishing.models import STATES, TRASHED
from portal.results.layout.checking import is_template
from portal.services.definition.reading import is_definition
from portal.services.models import CLOSED, OPEN
from portal.voice.cases import models as cases
from portal.web.appearance import is_target

LONGEST = 20_000_000  # characters of a text
DEEPEST = 40  # lists and tables within each other
SLUG = re.compile(r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?\Z")
SHA = re.compile(r"[0-9a-f]{64}\Z")
LIFE = (*STATES, TRASHED)
Check = Callable[[Any], bool]


class WrongShape(ValueError):
    """A value does not fit; the message says which, for the one who loads."""


def _one_of(*known: Any) -> Check:
    return lambda value: value in known


def _is_place(value: Any) -> bool:
    """Where an old address leads: nowhere (a thing stands for it), or a path of the portal."""
    return value == "" or (is_target(value) and value.startswith("/"))


RULES: dict[tuple[str, str], Check] = {
    ("alert", "hazard"): _one_of(*(one.code for one in HAZARDS)),
    ("alert", "level"): _one_of(*LEVELS),
    ("legal_document", "category"): _one_of("normative", "directive"),
    ("legal_relation", "kind"): _one_of(*RELATIONS),
    ("legal_relation", "state"): _one_of(FOUND, PROPOSED, CONFIRMED, REJECTED),
    ("media_file", "sha256"): lambda value: bool(SHA.match(value)),
    ("old_path", "target"): _is_place,
    ("procedure", "service_level"): _one_of(*SERVICE_LEVELS),
    ("procedure_way", "channel"): _one_of(*CHANNELS),
    ("result_template_version", "definition"): is_template,
    ("search_promoted", "target"): is_target,
    ("service", "status"): _one_of(CLOSED, OPEN),
    ("service_version", "definition"): is_definition,
    ("voice_case", "kind"): _one_of(*cases.KINDS),
    ("voice_case", "state"): _one_of(*cases.STATES),
}
"""What pages rely on beyond types, by table and column."""


@lru_cache(maxsize=256)
def kept_as(model: Any, key: str) -> Any:
    """What a column of JSON holds, by the annotation of the model (`Mapped[list[str]]`: list[str])."""
    owner = next(one for one in model.__mro__ if key in inspect.get_annotations(one))
    alone = type("Alone", (), {"__annotations__": {key: inspect.get_annotations(owner)[key]}})
    hint = get_type_hints(alone, vars(sys.modules[owner.__module__]))[key]
    return get_args(hint)[0]


def read_value(one: Carried, key: str, value: Any) -> Any:
    """A value as the column holds it. Raises WrongShape."""
    column = one.columns[key]
    if value is None:
        if not column.nullable:
            raise WrongShape(f"{key} để trống")
        return None
    made = _typed(one, key, column, value)
    rule = RULES.get((one.name, key))
    if (rule is not None and not rule(made)) or not _lives(one, key, made):
        raise WrongShape(f"{key} có giá trị không hợp lệ: {str(value)[:80]!r}")
    return made


def _lives(one: Carried, key: str, value: Any) -> bool:
    if key == "slug":
        return bool(SLUG.match(value))
    if not one.is_thing:
        return True
    return not (key == "status" and value not in LIFE) and not (
        key == "trashed_from" and value not in ("", *LIFE)
    )


def _typed(one: Carried, key: str, column: Column[Any], value: Any) -> Any:
    kind = column.type
    if isinstance(kind, JSON):
        return _json(one, key, value)
    if isinstance(kind, String) and isinstance(value, str):
        return _text(key, value, kind.length)
    if isinstance(kind, Boolean) and isinstance(value, bool):
        return value
    if isinstance(kind, Integer) and isinstance(value, int) and not isinstance(value, bool):
        if -(2**63) <= value < 2**63:
            return value
    elif isinstance(kind, Float) and isinstance(value, int | float) and not isinstance(value, bool):
        if math.isfinite(value):
            return float(value)
    elif isinstance(kind, DateTime | Date) and isinstance(value, str):
        return _instant(key, kind, value)
    raise WrongShape(f"{key} sai kiểu dữ liệu")


def _text(key: str, value: str, length: int | None) -> str:
    if len(value) > (length or LONGEST):
        raise WrongShape(f"{key} dài quá {length or LONGEST} ký tự")
    if "\x00" in value or any("\ud800" <= one <= "\udfff" for one in value):
        raise WrongShape(f"{key} có ký tự không hợp lệ")
    return value


def _instant(key: str, kind: Any, value: str) -> date | datetime:
    try:
        if isinstance(kind, Date):
            return date.fromisoformat(value)
        made = datetime.fromisoformat(value)
    except ValueError as error:
        raise WrongShape(f"{key} không phải ngày giờ") from error
    if made.tzinfo is not None:
        raise WrongShape(f"{key} phải là giờ UTC không ghi múi giờ")
    return made


def _json(one: Carried, key: str, value: Any) -> Any:
    check_plain(key, value)
    if not fits(value, kept_as(one.model, key)):
        raise WrongShape(f"{key} sai cấu trúc")
    return value


def check_plain(key: str, value: Any, depth: int = 0) -> None:
    """Raise WrongShape for texts that no database holds, and for what is nested beyond measure."""
    if depth > DEEPEST:
        raise WrongShape(f"{key} lồng nhau quá sâu")
    if isinstance(value, str):
        _text(key, value, None)
    elif isinstance(value, dict):
        for name, held in value.items():
            _text(key, name, None)
            check_plain(key, held, depth + 1)
    elif isinstance(value, list):
        for held in value:
            check_plain(key, held, depth + 1)
    elif isinstance(value, float) and not math.isfinite(value):
        raise WrongShape(f"{key} có số không hợp lệ")


def fits(value: Any, wanted: Any) -> bool:
    """Whether JSON data is what an annotation says (lists, tables, unions, plain types, Any)."""
    origin, inner = get_origin(wanted), get_args(wanted)
    if wanted is Any:
        return True
    if origin in (Union, types.UnionType):
        return any(fits(value, one) for one in inner)
    if wanted is None or wanted is type(None):
        return value is None
    if origin is list:
        return isinstance(value, list) and all(fits(one, inner[0]) for one in value)
    if origin is dict:
        return isinstance(value, dict) and all(fits(one, inner[1]) for one in value.values())
    if wanted is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if wanted in (int, str, bool, list, dict):
        return type(value) is wanted
    return False
