"""What rooms contribute to shared pages by registration: menu entries, home blocks, desk entries, site map, feeds.

`web` knows no room; a room calls these in its package's `register(app)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import Flask, current_app


@dataclass(frozen=True)
class MenuEntry:
    """An entry of the public menu; `children` is asked per request."""

    label: Any
    path: str
    order: int
    children: Callable[[], list[tuple[str, str]]] | None = None


@dataclass(frozen=True)
class DeskEntry:
    """An entry of the desk's menu, shown to those who may do `action`."""

    label: Any
    path: str
    order: int
    icon: str
    action: str = "desk.enter"


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


@dataclass
class Contributions:
    """Everything registered on one application."""

    menu: list[MenuEntry] = field(default_factory=list)
    desk: list[DeskEntry] = field(default_factory=list)
    home: list[HomeBlock] = field(default_factory=list)
    site_map: list[Callable[[], Iterable[SiteMapEntry]]] = field(default_factory=list)
    urgent: list[Callable[[], list[dict[str, Any]]]] = field(default_factory=list)
    desk_counts: list[Callable[[], list[dict[str, Any]]]] = field(default_factory=list)
    actions: dict[str, Any] = field(default_factory=dict)  # audit action → label
    visibility: dict[str, Callable[[list[int]], set[int]]] = field(default_factory=dict)
    # Asked in order with path and query ("a=1&b=2") where a portal has no such page: where it stands now (a
    # portal-relative path or an absolute address), or None.
    moved: list[Callable[[str, str], str | None]] = field(default_factory=list)


def contributions(app: Flask | None = None) -> Contributions:
    """The application's contributions."""
    found: Contributions = (app or current_app).extensions.setdefault("contributions", Contributions())
    return found
