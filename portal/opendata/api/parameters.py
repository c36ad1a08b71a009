"""The parameters of the read API: each declared once; how it is read, refused and documented follows. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.digits import whole_number

TEXT, INTEGER, DAY, INSTANT, BOOLEAN, CHOICE, NAMES = (
    "text",
    "integer",
    "day",
    "instant",
    "boolean",
    "choice",
    "names",
)
LONGEST = 200
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)\Z", re.ASCII)
_INSTANT = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.\d+)?([Zz]|[+-]\d\d:\d\d)\Z",
    re.ASCII,
)


class BadValue(ValueError):
    """A value that a parameter does not take; `said` tells why, in words of the interface."""

    def __init__(self, said: Any) -> None:
        super().__init__(str(said))
        self.said = said


@dataclass(frozen=True)
class Parameter:
    """A parameter of the query (or of the path).

    `least` and `most` bound a number, `longest` a text; `values` are all that a choice or a list of names takes, or
    tell them when asked. `default` is what is taken where it is not given.
    """

    name: str
    kind: str
    about: Any
    default: Any = None
    least: int = 0
    most: int = 0
    longest: int = LONGEST
    pattern: str = ""
    values: Sequence[str] | Callable[[], Sequence[str]] = ()
    in_path: bool = False
    example: str = ""

    def choices(self) -> list[str]:
        """All values that it takes; of a choice or a list of names."""
        return list(self.values() if callable(self.values) else self.values)

    @property
    def shown_default(self) -> str:
        """The default in words of the API, "" where there is none."""
        return (
            "" if self.default is None or self.default == "" or callable(self.default) else str(self.default)
        )

    def read(self, written: str) -> Any:
        """The value of what was written. Raises BadValue."""
        return _READERS[self.kind](self, written)

    def schema(self) -> dict[str, Any]:
        """Its JSON Schema."""
        found = _SCHEMAS[self.kind](self)
        if self.default is not None and not callable(self.default):
            found["default"] = self.default
        return found

    def documented(self) -> dict[str, Any]:
        """How OpenAPI describes it."""
        found: dict[str, Any] = {
            "name": self.name,
            "in": "path" if self.in_path else "query",
            "required": self.in_path,
            "description": str(self.about),
            "schema": self.schema(),
        }
        if self.kind == NAMES:
            found |= {"style": "form", "explode": False}
        if self.example:
            found["example"] = [self.example] if self.kind == NAMES else self.example
        return found


def _text(one: Parameter, written: str) -> str:
    if len(written) > one.longest:
        raise BadValue(_l("dài quá %(most)s ký tự", most=one.longest))
    if one.pattern and not re.search(one.pattern, written):
        raise BadValue(_l("không đúng dạng %(pattern)s", pattern=one.pattern))
    return written


def _integer(one: Parameter, written: str) -> int:
    found = whole_number(written, one.most) if written.isascii() else None
    if found is None or not one.least <= found <= one.most:
        raise BadValue(_l("phải là số nguyên từ %(least)s đến %(most)s", least=one.least, most=one.most))
    return found


def read_day(written: str) -> date:
    """A day as RFC 3339 writes it. Raises BadValue."""
    found = _DAY.match(written)
    try:
        if found is not None:
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        pass
    raise BadValue(_l("phải là một ngày dạng 2026-11-30"))


def _day(_one: Parameter, written: str) -> date:
    return read_day(written)


def _instant(_one: Parameter, written: str) -> datetime:
    # A plus sign of an address is a blank: whoever forgot to write %2B means the zone all the same.
    found = _INSTANT.match(written.replace(" ", "+"))
    try:
        if found is not None:
            day, hour, minute = read_day(found[1]), int(found[2]), int(found[3])
            # A leap second, which Python's clock does not know.
            local = datetime(day.year, day.month, day.day, hour, minute, min(int(found[4]), 59))
            return local.replace(tzinfo=_zone(found[5])).astimezone(UTC).replace(tzinfo=None)
    except OverflowError:
        return datetime.min if found is not None and found[1] < "1000" else datetime.max
    except ValueError:
        pass
    raise BadValue(_l("phải là một thời điểm dạng 2026-11-30T08:00:00+07:00"))


def _zone(written: str) -> timezone:
    if written in "Zz":
        return UTC
    minutes = int(written[1:3]) * 60 + int(written[4:6])
    return timezone(timedelta(minutes=-minutes if written[0] == "-" else minutes))


def _boolean(_one: Parameter, written: str) -> bool:
    if written not in {"true", "false"}:
        raise BadValue(_l("phải là true hoặc false"))
    return written == "true"


def _choice(one: Parameter, written: str) -> str:
    allowed = one.choices()
    if written not in allowed:
        raise BadValue(_l("phải là một trong: %(values)s", values=", ".join(allowed)))
    return written


def _names(one: Parameter, written: str) -> list[str]:
    allowed = one.choices()
    asked = written.split(",")
    if unknown := [name for name in asked if name not in allowed]:
        raise BadValue(
            _l(
                "không có trường %(names)s; các trường có: %(values)s",
                names=", ".join(name[:40] for name in unknown[:5]),
                values=", ".join(allowed),
            )
        )
    return list(dict.fromkeys(asked))


def _text_schema(one: Parameter) -> dict[str, Any]:
    found: dict[str, Any] = {"type": "string", "maxLength": one.longest}
    return found | ({"pattern": one.pattern} if one.pattern else {})


_READERS: Mapping[str, Callable[[Parameter, str], Any]] = {
    TEXT: _text,
    INTEGER: _integer,
    DAY: _day,
    INSTANT: _instant,
    BOOLEAN: _boolean,
    CHOICE: _choice,
    NAMES: _names,
}
_SCHEMAS: Mapping[str, Callable[[Parameter], dict[str, Any]]] = {
    TEXT: _text_schema,
    INTEGER: lambda one: {"type": "integer", "minimum": one.least, "maximum": one.most},
    DAY: lambda _one: {"type": "string", "format": "date"},
    INSTANT: lambda _one: {"type": "string", "format": "date-time"},
    BOOLEAN: lambda _one: {"type": "boolean"},
    CHOICE: lambda one: {"type": "string", "enum": one.choices()},
    NAMES: lambda one: {
        "type": "array",
        "items": {"type": "string", "enum": one.choices()},
        "minItems": 1,
    },
}
