"""The public menu: what rooms contribute, in the order and with the names and own links of the portal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import g, request

from portal.web.appearance import MenuRow, appearance
from portal.web.contributions import MenuEntry, contributions
from portal.web.freshness import remembered


@dataclass(frozen=True)
class Place:
    """An entry of the menu where it stands: built in (`entry`) or own, with the own links below it."""

    label: str
    target: str
    entry: MenuEntry | None
    below: tuple[MenuRow, ...] = ()


def arranged_rows() -> list[MenuRow]:
    """The lines as the portal arranged them; built-in entries that it never saw come last, in their own order."""
    entries = {one.path: one for one in contributions().menu}
    rows = [one for one in appearance().menu if not one.key or one.key in entries]
    known = {one.key for one in rows}
    return rows + [
        MenuRow(one.path)
        for one in sorted(entries.values(), key=lambda one: one.order)
        if one.path not in known
    ]


def places() -> list[Place]:
    """What the public menu shows. What stands below an entry that is off is off with it."""
    entries = {one.path: one for one in contributions().menu}
    found: list[Place] = []
    hidden = False
    for row in arranged_rows():
        if row.below and not row.key and (found or hidden):
            if not hidden and not row.off and row.label and row.target:
                last = found.pop()
                found.append(Place(last.label, last.target, last.entry, (*last.below, row)))
            continue
        entry = entries.get(row.key)
        hidden = row.off or (entry is None and not (row.label and row.target))
        if not hidden:
            label = row.label or (str(entry.label) if entry else "")
            found.append(Place(label, entry.path if entry else row.target, entry))
    return found


def menu() -> list[dict[str, Any]]:
    """The entries as templates show them, the active one marked; `url` is set where one leads out of the portal."""
    held: list[dict[str, Any]] | None = g.get("menu_items")
    if held is None:
        held = g.menu_items = [_item(one) for one in _places()]
    return held


def _places() -> list[Place]:
    """The places, arranged once per content version."""
    return remembered("menu.places", places) if g.get("portal") is not None else places()


def _is_active(place: Place, here: str) -> bool:
    if here == place.target or (place.entry is not None and here.startswith(place.target)):
        return True
    return any(_leads_to(row.target, here) for row in place.below)


def _leads_to(target: str, here: str) -> bool:
    return target.startswith("/") and here == target.partition("#")[0]


def _item(place: Place) -> dict[str, Any]:
    own = [_link(row.label, row.target) for row in place.below]
    active = _is_active(place, request.path)
    built_in: list[dict[str, Any]] = []
    if active and place.entry is not None and place.entry.children is not None:
        children = remembered(f"menu.{place.entry.path}", place.entry.children)
        built_in = [_link(label, target) for label, target in children]
    return _link(place.label, place.target) | {"active": active, "children": built_in + own}


def _link(label: str, target: str) -> dict[str, Any]:
    inner = target.startswith("/")
    return {
        "label": label,
        "path": target if inner else "",
        "url": "" if inner else target,
        "active": _leads_to(target, request.path),
    }


def menu_key() -> str:
    """What the menu of this page depends on: which entry is marked in it, and which entry below that."""
    here = request.path
    found = next((one for one in _places() if _is_active(one, here)), None)
    if found is None:
        return "menu"
    item = _item(found)
    below = next((one["path"] for one in item["children"] if one["active"]), "")
    return f"menu {item['path']} {below}"
