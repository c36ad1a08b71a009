"""What rooms contribute to shared pages by registration: menu entries, home blocks, desk entries, site map, feeds.

`web` knows no room; a room calls these in its package's `register(app)`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import Flask, Response, current_app
from flask_babel import lazy_gettext as _l

from portal.accounts.permissions import Actor


@dataclass(frozen=True)
class MenuEntry:
    """An entry of the public menu; `children` is asked per request."""

    label: Any
    path: str
    order: int
    children: Callable[[], list[tuple[str, str]]] | None = None


DESK_GROUPS: dict[str, Any] = {
    "": "",
    "lead": _l("Điều hành"),
    "office": _l("Văn bản, liên thông"),
    "counter": _l("Bộ phận một cửa"),
    "content": _l("Cổng thông tin"),
    "watch": _l("Theo dõi cổng"),
    "admin": _l("Quản trị"),
}
"""The parts of the desk's menu, in order; entries of the first stand above all of them."""


@dataclass(frozen=True)
class DeskEntry:
    """An entry of the desk's menu, shown to those who may do `action`; `group` is a part of DESK_GROUPS, within which
    `order` counts."""

    label: Any
    path: str
    order: int
    icon: str
    action: str = "desk.enter"
    # How many things wait behind it for somebody: one cheap statement, asked on every page of the desk.
    count: Callable[[Actor], int] | None = None
    group: str = "content"


@dataclass(frozen=True)
class HomeBlock:
    """A block of the home page: `data()` answers its template data, or None when there is nothing to show."""

    kind: str
    title: Any
    order: int
    data: Callable[[], dict[str, Any] | None]


@dataclass(frozen=True)
class SiteMapEntry:
    """A page for sitemap.xml."""

    path: str
    changed: datetime | None


@dataclass(frozen=True)
class SiteMapShelf:
    """Pages for sitemap.xml that may be very many: how many there are, and `entries(offset, limit)` in an order that
    new ones come last in."""

    count: Callable[[], int]
    entries: Callable[[int, int], Iterable[SiteMapEntry]]


@dataclass(frozen=True)
class CardLine:
    """A line of a card: what it is, where in the desk it leads, and a remark below it; `tone` as of a badge."""

    label: str
    path: str
    note: str = ""
    badge: str = ""
    tone: str = "neutral"


@dataclass(frozen=True)
class Card:
    """A card of the desk's page "Hôm nay": what somebody has to know or do today.

    `count` is how many there are, of which `lines` are the first; `empty` is said where there are none (a card without
    lines and without it is left out); `more_path` leads to all of them. Cards of `wide` take the whole row. `brief`:
    whether it is for the morning briefing too, where only what must be decided or done stands.
    """

    title: str
    order: int
    icon: str
    lines: tuple[CardLine, ...] = ()
    count: int = 0
    empty: str = ""
    more_path: str = ""
    more_label: str = ""
    wide: bool = False
    brief: bool = True


Step = Callable[[datetime], object]
"""What the follower does again and again: takes the present instant (UTC), finds out by itself whether anything is due,
opens its scopes by itself, commits by itself. What it raises is logged; it is called again a little later."""


@dataclass
class Contributions:
    """Everything registered on one application."""

    menu: list[MenuEntry] = field(default_factory=list)
    desk: list[DeskEntry] = field(default_factory=list)
    support: list[tuple[Any, str]] = field(default_factory=list)  # (label, path) below "Hỗ trợ" in the footer
    # Lines of the footer's address: each answers (icon, text, path), the same on every page of a portal.
    contact: list[Callable[[], tuple[str, str, str]]] = field(default_factory=list)
    home: list[HomeBlock] = field(default_factory=list)
    site_map: list[Callable[[], Iterable[SiteMapEntry]] | SiteMapShelf] = field(default_factory=list)
    urgent: list[Callable[[], list[dict[str, Any]]]] = field(default_factory=list)
    desk_counts: list[Callable[[], list[dict[str, Any]]]] = field(default_factory=list)
    # The desk's page "Hôm nay": each answers a card for this person, or None. A few statements each, and bounded ones:
    # the page is the first thing that people see in the morning.
    today: list[Callable[[Actor], Card | None]] = field(default_factory=list)
    tended: list[Callable[[], Step]] = field(default_factory=list)  # makers of the follower's steps
    tended_here: list[Callable[[], Step]] = field(
        default_factory=list
    )  # … of those that every machine does for itself
    actions: dict[str, Any] = field(default_factory=dict)  # audit action → label
    addresses: dict[str, str] = field(default_factory=dict)  # kind of thing → what stands before its slug
    forwarding: list[Callable[[Any, str], str | None]] = field(
        default_factory=list
    )  # (portal, path) → where it went
    # Beginning of an address → how what lies below refuses (given the status), where that is no page for people.
    refusals: dict[str, Callable[[int], Response]] = field(default_factory=dict)
    notes: list[Callable[[], dict[str, Any] | None]] = field(default_factory=list)  # said above a page's text
    # Asked with the code of a procedure: how it can be asked for online ({"path": the guide, "apply_path",
    # "service_level", "service_level_label"}), or None.
    online: list[Callable[[str], dict[str, Any] | None]] = field(default_factory=list)
    # Asked with the portal of a desk request: the portal whose rows the page is about instead, or None. The page checks
    # by itself that the person may.
    desk_scopes: list[Callable[[Any], Any | None]] = field(default_factory=list)
    visibility: dict[str, Callable[[list[int]], set[int]]] = field(default_factory=dict)
    # Asked in order with path and query ("a=1&b=2") where a portal has no such page: where it stands now (a
    # portal-relative path or an absolute address), or None.
    moved: list[Callable[[str, str], str | None]] = field(default_factory=list)


def contributions(app: Flask | None = None) -> Contributions:
    """The application's contributions."""
    found: Contributions = (app or current_app).extensions.setdefault("contributions", Contributions())
    return found


def every(seconds: float, act: Callable[[], object]) -> Callable[[], Step]:
    """A maker of a step that does `act` at once and then so often, for `Contributions.tended`."""

    def make() -> Step:
        due = 0.0

        def step(_now: datetime) -> None:
            nonlocal due
            if time.monotonic() >= due:
                due = time.monotonic() + seconds
                act()

        return step

    return make
