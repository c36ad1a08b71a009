"""The scheme of the index as data: groups, components, weights, targets. The file of the instance goes before ours.

What the decision says moves, and not everything of it could be compared with its text: so it is data that an
administrator corrects (`chi-so-766.toml` in the instance folder), and a file that is wrong is never used silently.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import gettext as _

from portal.performance.index766 import WHOLE, Component, Group

NAME = "chi-so-766.toml"
OURS = Path(__file__).parent / "data" / NAME
MEASURES = frozenset(
    {
        *("procedures_current", "procedures_complete", "timely", "offered_online", "used_online"),
        *(
            "received_online",
            "payable_online",
            "used_payment",
            "paid_online",
            "voice_timely",
            "voice_content",
        ),
        *(
            "content",
            "results",
            "digitised",
            "certified_copies",
            "reused",
            "identified_services",
            "identified",
        ),
    }
)
"""Ways of counting that measures.py knows."""


class InvalidScheme(ValueError):
    """The file cannot be used; the message says what to put right."""


@dataclass(frozen=True)
class Scheme:
    """Groups with their components, and where they were taken from; `fault` is why the instance's own file is not used,
    `is_own` whether it is."""

    groups: tuple[Group, ...]
    source: str
    is_own: bool = False
    fault: str = ""

    @property
    def unverified(self) -> list[Component]:
        """Components that nobody compared with the text of the decision."""
        return [one for group in self.groups for one in group.components if not one.verified]


def scheme() -> Scheme:
    """The scheme in force: the instance's own where it has a right one, else ours."""
    own = current_app.config["PORTAL"].instance_path / NAME
    try:
        stat = own.stat()
    except OSError:
        return _read(OURS, 0, 0)
    try:
        found = _read(own, stat.st_mtime_ns, stat.st_size)
    except InvalidScheme as error:
        ours = _read(OURS, 0, 0)
        return Scheme(ours.groups, ours.source, False, str(error))
    return Scheme(found.groups, found.source, True)


@lru_cache(maxsize=8)
def _read(path: Path, _changed: int, _size: int) -> Scheme:
    try:
        return parsed(path.read_bytes().decode())
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidScheme(_("không đọc được tệp")) from error


def parsed(text: str) -> Scheme:
    """A scheme from TOML. Raises InvalidScheme."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidScheme(_("không phải TOML: %(why)s", why=str(error)[:200])) from error
    groups = tuple(_group(one) for one in _list(data, "nhom"))
    codes = [one.code for group in groups for one in group.components]
    if len(set(codes)) != len(codes) or len({one.key for one in groups}) != len(groups):
        raise InvalidScheme(_("có mã chỉ tiêu hoặc khóa nhóm bị lặp"))
    total = sum((one.weight for one in groups), Decimal(0))
    if total != WHOLE:
        raise InvalidScheme(_("tổng điểm là %(total)s, phải là 100", total=total))
    return Scheme(groups, str(data.get("nguon", "")))


def _list(data: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = data.get(name)
    if not isinstance(found, list) or not found or not all(isinstance(one, dict) for one in found):
        raise InvalidScheme(_("thiếu phần [[%(name)s]]", name=name))
    return found


def _text(data: dict[str, Any], name: str, *, needed: bool = True) -> str:
    found = data.get(name, "")
    if not isinstance(found, str) or (needed and not found.strip()):
        raise InvalidScheme(_("thiếu %(name)s hoặc không phải chữ", name=name))
    return found.strip()


def _number(data: dict[str, Any], name: str, default: int | None = None) -> Decimal:
    found = data.get(name, default)
    if isinstance(found, bool) or not isinstance(found, int | float):
        raise InvalidScheme(_("%(name)s phải là số", name=name))
    try:
        number = Decimal(str(found))
    except InvalidOperation as error:
        raise InvalidScheme(_("%(name)s phải là số", name=name)) from error
    if not Decimal(0) < number <= WHOLE:
        raise InvalidScheme(_("%(name)s phải lớn hơn 0 và không quá 100", name=name))
    return number


def _group(data: dict[str, Any]) -> Group:
    group = Group(
        _text(data, "khoa"), _text(data, "ten"), tuple(_component(one) for one in _list(data, "chi_tieu"))
    )
    if group.weight != _number(data, "diem"):
        raise InvalidScheme(
            _("điểm các chỉ tiêu của nhóm %(name)s cộng lại không bằng điểm nhóm", name=group.name)
        )
    return group


def _component(data: dict[str, Any]) -> Component:
    code, measure, why = (
        _text(data, "ma"),
        _text(data, "cach_dem", needed=False),
        _text(data, "vi_sao", needed=False),
    )
    if measure and measure not in MEASURES:
        raise InvalidScheme(_("chỉ tiêu %(code)s: không có cách đếm %(name)s", code=code, name=measure))
    if not measure and not why:
        raise InvalidScheme(_("chỉ tiêu %(code)s: không đếm thì phải ghi vi_sao", code=code))
    return Component(
        code,
        _text(data, "ten"),
        _number(data, "diem"),
        measure,
        _text(data, "tu_so"),
        _text(data, "mau_so"),
        _number(data, "nguong", 100),
        why,
        _text(data, "ghi_chu", needed=False),
        data.get("doi_chieu") is True,
    )
