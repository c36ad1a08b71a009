"""Where the sections of an old portal go: read from a TOML file or from the desk's form, kept as JSON."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from portal.importing.fields import clean_text
from portal.moving.foreign import ForeignItem
from portal.publishing.slugs import slugify

NEWS, PAGE, SKIP = "news", "page", "skip"
AS_WAS, AS_DRAFT = "as-was", "draft"
EVERYTHING_ELSE = "*"
USUAL_TYPES = {"post": NEWS, "page": PAGE}
"""Types that have a place of their own; any other type of content needs a rule."""


class InvalidMapping(ValueError):
    """The mapping cannot be used; the message says in Vietnamese what is wrong and where."""


@dataclass(frozen=True)
class Target:
    """Where items go: news of a section, pages below a parent, or nowhere."""

    to: str = NEWS
    section: str = ""
    parent: str = ""


@dataclass
class Mapping:
    """All rules of one source. `rules` by name of section, or "type:…" for a type of content.

    `content` and `drop` are selectors for pages of HTML (see selecting.py); `site` is the address of the old portal,
    `also` further hosts that it had.
    """

    rules: dict[str, Target] = field(default_factory=dict)
    rest: Target = field(default_factory=Target)
    state: str = AS_WAS
    site: str = ""
    also: list[str] = field(default_factory=list)
    content: str = ""
    drop: list[str] = field(default_factory=list)
    attach_originals: bool = True

    def target_of(self, item: ForeignItem) -> tuple[Target, str]:
        """Where an item goes, and the name of the rule that says so ("" for none).

        The first of its sections with a rule that takes it decides, then those above them; only where every rule says
        so it is skipped.
        """
        typed = self.rules.get(f"type:{item.type}")
        if typed is not None:
            return typed, f"type:{item.type}"
        if item.type == "page":
            return Target(PAGE), ""
        if item.type not in USUAL_TYPES:
            return Target(SKIP), f"type:{item.type}"
        skipped = ""
        for name, _label in [*item.sections, *item.above]:
            found = self.rules.get(name)
            if found is not None and found.to != SKIP:
                return found, name
            skipped = name if found is not None else skipped
        if skipped:
            return Target(SKIP), skipped
        return self.rest, ""

    def target_of_place(self, name: str, above: Sequence[str]) -> Target:
        """Where the list of a section leads, by its own rule or that of a section above it, the nearest first."""
        return next((self.rules[one] for one in (name, *above) if one in self.rules), self.rest)

    def as_json(self) -> dict[str, Any]:
        """For keeping."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Mapping:
        """What `as_json` gave."""
        known = {name: data[name] for name in cls.__dataclass_fields__ if name in data}
        rules = {name: Target(**one) for name, one in (known.pop("rules", None) or {}).items()}
        rest = Target(**(known.pop("rest", None) or {}))
        return cls(rules=rules, rest=rest, **known)


def read_mapping(path: Path) -> Mapping:
    """The mapping of a TOML file (docs/chuyen-du-lieu.md). Raises InvalidMapping, OSError."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidMapping(f"Tệp ánh xạ không phải TOML hợp lệ: {error}") from error
    known = {"site", "default", "map", "content"}
    if unknown := set(data) - known:
        raise InvalidMapping(f"Không hiểu mục “{min(unknown)}”; chỉ có {', '.join(sorted(known))}.")
    site, content, default = (_table(data, name) for name in ("site", "content", "default"))
    state = str(default.pop("status", AS_WAS))
    if state not in {AS_WAS, AS_DRAFT}:
        raise InvalidMapping(f"default.status phải là “{AS_WAS}” hoặc “{AS_DRAFT}”, đang là “{state}”.")
    mapping = Mapping(
        rest=_target(default, "default"),
        state=state,
        site=str(site.get("url", "")),
        also=_texts(site, "also"),
        content=str(content.get("main", "")),
        drop=_texts(content, "drop"),
        attach_originals=bool(content.get("attach", True)),
    )
    rows = data.get("map", [])
    if not isinstance(rows, list):
        raise InvalidMapping("Mỗi quy tắc phải mở bằng [[map]].")
    for number, row in enumerate(rows, 1):
        name = row.pop("from", None) if isinstance(row, dict) else None
        if not isinstance(name, str) or not name.strip():
            raise InvalidMapping(f"Quy tắc [[map]] thứ {number} thiếu “from”.")
        mapping.rules[rule_name(name)] = _target(row, f"[[map]] “{name}”")
    return mapping


def rule_name(name: str) -> str:
    """How a section is called in rules, by slug or by name: "Tin tức – Sự kiện" and "tin-tuc-su-kien" are one."""
    return (
        name.strip()
        if name.startswith("type:") or name == EVERYTHING_ELSE
        else slugify(clean_text(name, "from"))
    )


def _table(data: dict[str, Any], name: str) -> dict[str, Any]:
    found = data.get(name, {})
    if not isinstance(found, dict):
        raise InvalidMapping(f"“{name}” phải là một bảng [{name}].")
    return dict(found)


def _texts(table: dict[str, Any], name: str) -> list[str]:
    found = table.get(name, [])
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise InvalidMapping(f"“{name}” phải là danh sách chữ.")
    return list(found)


def _target(row: dict[str, Any], where: str) -> Target:
    if unknown := set(row) - {"to", "section", "parent"}:
        raise InvalidMapping(f"{where}: không hiểu “{min(unknown)}”; chỉ có to, section, parent.")
    to = str(row.get("to", NEWS))
    if to not in {NEWS, PAGE, SKIP}:
        raise InvalidMapping(f"{where}: “to” phải là news, page hoặc skip, đang là “{to}”.")
    return Target(to, str(row.get("section", "")), str(row.get("parent", "")))


def require_targets(mapping: Mapping, sections: Iterable[str], pages: Iterable[str]) -> None:
    """Raise InvalidMapping where a rule leads to a section or parent page that the portal does not have."""
    held_sections, held_pages = set(sections), set(pages)
    for name, target in [*mapping.rules.items(), ("default", mapping.rest)]:
        if target.to == NEWS and target.section and target.section not in held_sections:
            choice = ", ".join(sorted(held_sections))
            raise InvalidMapping(f"“{name}”: cổng không có chuyên mục “{target.section}”. Đang có: {choice}.")
        if target.to == PAGE and target.parent and target.parent not in held_pages:
            raise InvalidMapping(f"“{name}”: cổng không có trang cha “{target.parent}”.")
