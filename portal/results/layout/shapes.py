"""What a template of results says: plain values, to and from JSON, and what is wrong with them."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from flask_babel import gettext as _

TEXT, LONG, DATE, NUMBER, MONEY, CHOICE = "text", "long", "date", "number", "money", "choice"
KINDS = (TEXT, LONG, DATE, NUMBER, MONEY, CHOICE)
SIZES = ("A4", "A5")
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}\Z")
SERIAL, YEAR = "{số}", "{năm}"
BUILT_IN = ("co_quan", "cap_tren", "dia_danh", "so_van_ban", "ngay_ky", "nguoi_ky", "chuc_vu")
"""Slots that every template has: agency, the one above, place, number, day of signing, who signs and as what."""
MOST_FIELDS, LONGEST_BODY, LONGEST_LINE, LONGEST_VALUE = 80, 40_000, 300, 20_000


@dataclass(frozen=True)
class Field:
    """A value that the officer fills in. `choices`: of kind CHOICE."""

    key: str
    label: str
    kind: str = TEXT
    required: bool = False
    help: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Template:
    """A kind of result as a paper.

    `number` is the pattern of its number ({số}, {năm}; "" for papers without one); templates with the same `series`
    count on together. `body` is written in the marks of `marks`. `titles` are the lines above the signature,
    `recipients` those of "Nơi nhận". `identity` names the field with the identity number of whom it is about, `holder`
    that with the name. `paper_kind` is the kind of paper that it becomes for later dossiers. `source` tells the rule
    that prescribes it.
    """

    kind: str
    title: str
    body: str
    subtitle: str = ""
    number: str = ""
    series: str = ""
    size: str = "A4"
    fields: tuple[Field, ...] = ()
    titles: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    identity: str = ""
    holder: str = ""
    paper_kind: str = ""
    source: str = ""

    def field(self, key: str) -> Field | None:
        """The field with this key."""
        return next((one for one in self.fields if one.key == key), None)


class InvalidTemplate(ValueError):
    """It is no template; `faults` say what is wrong, for people."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("; ".join(faults[:20]))


def to_json(template: Template) -> dict[str, Any]:
    """The template as JSON; what is empty is left out."""
    data = asdict(template)
    data["fields"] = [_spare(one) for one in data["fields"]]
    return _spare(data)


def _spare(data: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in data.items()
        if value not in ("", (), [], False)
    }


def digest(template: Template) -> str:
    """SHA-256 of the template's JSON."""
    return hashlib.sha256(
        json.dumps(to_json(template), sort_keys=True, ensure_ascii=False).encode()
    ).hexdigest()


def from_json(data: Any) -> Template:
    """The template in what JSON or YAML held. Raises InvalidTemplate; what its parts mean is checked by `checking`."""
    if not isinstance(data, Mapping):
        raise InvalidTemplate([_("phải là một mục gồm nhiều phần có tên")])
    faults: list[str] = []
    known = Template.__dataclass_fields__
    faults += [_("không có phần tên %(name)s", name=str(one)[:40]) for one in data if one not in known]
    values: dict[str, Any] = {
        name: _text(data.get(name), name, faults)
        for name in known
        if name not in {"fields", "titles", "recipients"}
    }
    values["size"] = values["size"] or "A4"
    for name in ("titles", "recipients"):
        values[name] = _lines(data.get(name), name, faults)
    rows = data.get("fields") or []
    if not isinstance(rows, list) or not all(isinstance(one, Mapping) for one in rows):
        faults.append(_("fields phải là danh sách các mục"))
        rows = []
    values["fields"] = tuple(_field(one, faults) for one in rows)
    if faults:
        raise InvalidTemplate(faults)
    return Template(**values)


def _text(value: Any, name: str, faults: list[str]) -> str:
    if value is None or isinstance(value, str):
        return (value or "").replace("\r\n", "\n").strip()
    faults.append(_("%(name)s phải là chữ", name=name))
    return ""


def _lines(value: Any, name: str, faults: list[str]) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, list | tuple) and all(isinstance(one, str) for one in value):
        return tuple(line.strip() for line in value if line.strip())
    faults.append(_("%(name)s phải là danh sách các dòng", name=name))
    return ()


def _field(data: Mapping[str, Any], faults: list[str]) -> Field:
    known = Field.__dataclass_fields__
    faults += [_("trường không có phần tên %(name)s", name=str(one)[:40]) for one in data if one not in known]
    return Field(
        key=_text(data.get("key"), "key", faults),
        label=_text(data.get("label"), "label", faults),
        kind=_text(data.get("kind"), "kind", faults) or TEXT,
        required=data.get("required") is True,
        help=_text(data.get("help"), "help", faults),
        choices=_lines(data.get("choices"), "choices", faults),
    )
