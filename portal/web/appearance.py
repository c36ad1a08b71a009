"""How a portal looks, as one document kept in its settings: menu, home page, links, footer, emblem and banner.

The document is written by `portal.desk.appearance`; here it is only read. Whatever stands in it, reading never fails:
what a later or earlier version of the program wrote, or a hand in the database, falls back to what is built in.
Theme, colours and contact are columns of the tenant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flask import g

KEY = "appearance"
_TARGET = re.compile(r"(?:/(?![/\\])|https?://)[^\s<>\"'`\\]{0,480}\Z")
_WEB = re.compile(r"https?://[^\s<>\"'`\\]{3,480}\Z")


@dataclass(frozen=True)
class MenuRow:
    """A line of the menu in its order. `key` is the path of a built-in entry, "" of an own one; an own line that is
    `below` belongs to the nearest line above it that is not."""

    key: str = ""
    label: str = ""
    target: str = ""
    off: bool = False
    below: bool = False


@dataclass(frozen=True)
class BlockRow:
    """A block of the home page: whether it is off, another title, at most how many things (0: as built in), of news
    only these sections (none: all)."""

    kind: str
    off: bool = False
    title: str = ""
    count: int = 0
    sections: tuple[str, ...] = ()


@dataclass(frozen=True)
class LinkRow:
    """A link by its words; the target is a path of the portal or an address of the web."""

    label: str
    target: str


@dataclass(frozen=True)
class Appearance:
    """The document, read. `emblem` and `banner` are paths of pictures of the portal (`banner_srcset`: the banner in
    other widths); `banner_alt` describes the banner's picture, `banner_target` is where it leads."""

    menu: tuple[MenuRow, ...] = ()
    home: tuple[BlockRow, ...] = ()
    links: tuple[LinkRow, ...] = ()
    footer_text: str = ""
    footer_links: tuple[LinkRow, ...] = ()
    social: tuple[LinkRow, ...] = ()
    responsible: str = ""
    emblem: str = ""
    banner: str = ""
    banner_srcset: str = ""
    banner_alt: str = ""
    banner_target: str = ""


def is_target(text: str) -> bool:
    """Whether a link may lead there: a path of the portal ("/…") or an address of the web (http, https)."""
    return bool(_TARGET.match(text)) and (text.startswith("/") or bool(_WEB.match(text)))


def is_web_address(text: str) -> bool:
    """Whether it is a whole http(s) address."""
    return bool(_WEB.match(text))


def read_appearance(settings: dict[str, Any]) -> Appearance:
    """The document in a tenant's settings; of portals that never had one, the order of home blocks of former times."""
    held = settings.get(KEY)
    data: dict[str, Any] = held if isinstance(held, dict) else {}
    home = _rows(data.get("home")) if "home" in data else _of_former_times(settings.get("home_blocks"))
    return Appearance(
        menu=tuple(
            MenuRow(
                _text(one, "key"),
                _text(one, "label"),
                _target(one),
                one.get("off") is True,
                one.get("below") is True,
            )
            for one in _rows(data.get("menu"))
        ),
        home=tuple(_block(one) for one in home),
        links=_links(data.get("links")),
        footer_text=_text(data, "footer_text", 4000),
        footer_links=_links(data.get("footer_links")),
        social=_links(data.get("social")),
        responsible=_text(data, "responsible"),
        emblem=_picture(data, "emblem"),
        banner=_picture(data, "banner"),
        banner_srcset=_text(data, "banner_srcset", 2000),
        banner_alt=_text(data, "banner_alt"),
        banner_target=_target({"target": data.get("banner_target")}),
    )


def appearance() -> Appearance:
    """The appearance of this request's portal, read once per request; the built-in one where there is no portal."""
    portal = g.get("portal")
    held = g.get("appearance_read")
    if held is not None and held[0] is portal:
        read: Appearance = held[1]
        return read
    found = read_appearance(portal.settings) if portal is not None else Appearance()
    g.appearance_read = (portal, found)
    return found


def _rows(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)][:100] if isinstance(value, list) else []


def _text(row: dict[str, Any], key: str, longest: int = 300) -> str:
    value = row.get(key)
    return value.strip()[:longest] if isinstance(value, str) else ""


def _target(row: dict[str, Any]) -> str:
    target = _text(row, "target", 500)
    return target if is_target(target) else ""


def _picture(row: dict[str, Any], key: str) -> str:
    """A path of a file of the portal (while it is tried out: of the desk); nothing else is shown as a picture."""
    value = _text(row, key)
    return value if value.startswith(("/tep/", "/quan-tri/tep/")) else ""


def _links(value: Any) -> tuple[LinkRow, ...]:
    rows = (LinkRow(_text(one, "label"), _target(one)) for one in _rows(value))
    return tuple(one for one in rows if one.label and one.target)


def _block(row: dict[str, Any]) -> BlockRow:
    count, sections = row.get("count"), row.get("sections")
    return BlockRow(
        _text(row, "kind", 40),
        row.get("off") is True,
        _text(row, "title", 120),
        count if isinstance(count, int) and 0 < count < 50 else 0,
        tuple(one for one in sections if isinstance(one, str)) if isinstance(sections, list) else (),
    )


def _of_former_times(chosen: Any) -> list[dict[str, Any]]:
    if not isinstance(chosen, dict):
        return []
    rows = [{"kind": kind} | wish for kind, wish in chosen.items() if isinstance(wish, dict)]
    return sorted(rows, key=lambda one: one["order"] if isinstance(one.get("order"), int) else 0)
