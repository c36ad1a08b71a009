"""What is held about a citizen, room by room: shown, downloaded, corrected, forgotten, and who looked at it.

A room registers what it holds in its `register(app)`:

    hold(app, Held("ho-so", _l("Hồ sơ"), order=20, tell=…, export=…, files=…, accesses=…, correct=…, forget=…))

Every function is called with the citizen (to read from) and opens the scopes that it needs by itself (dossiers lie in
many portals: `all_tenants("…")`, `system_task("…")`), commits by itself, and may be called again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Flask, current_app

from portal.citizens.models import Citizen

REGISTRY = "citizen_held"


@dataclass(frozen=True)
class Line:
    """One thing that is held: what it is, its value, and the portal-relative page where more of it stands."""

    label: str
    value: str
    path: str = ""


@dataclass(frozen=True)
class Chapter:
    """One thing of several that the page of the download reads out whole."""

    title: str
    lines: Sequence[Line]


@dataclass(frozen=True)
class File:
    """A file that goes along in the download; its bytes are asked for when they are written."""

    name: str
    content: Callable[[], bytes]


@dataclass(frozen=True)
class Access:
    """Somebody of an office read something: when (UTC), who, of which office, what."""

    at: datetime
    who: str
    office: str
    what: str


def _nothing(_citizen: Citizen) -> Sequence[Any]:
    return ()


@dataclass(frozen=True)
class Held:
    """What a room holds. `export` answers what JSON can say. `correct` takes a request for correction, in the citizen's
    words, to the office that decides (None: nothing here needs deciding) and raises LookupError where none holds
    anything. `forget` lets go of what no law keeps once the citizen withdrew consent or closed the account; `kept` says
    what stays, and why. `chapters` is what the download's page tells in words beyond `tell`."""

    kind: str
    label: Any
    order: int
    tell: Callable[[Citizen], Sequence[Line]]
    export: Callable[[Citizen], Any]
    files: Callable[[Citizen], Sequence[File]] = _nothing
    accesses: Callable[[Citizen], Sequence[Access]] = _nothing
    correct: Callable[[Citizen, str], None] | None = None
    forget: Callable[[Citizen], None] | None = None
    kept: Any = ""
    chapters: Callable[[Citizen], Sequence[Chapter]] = _nothing


def hold(app: Flask, held: Held) -> None:
    """Register what a room holds."""
    app.extensions.setdefault(REGISTRY, {})[held.kind] = held


def all_held() -> list[Held]:
    """Everything that is held about citizens, in its order."""
    found: dict[str, Held] = current_app.extensions.get(REGISTRY, {})
    return sorted(found.values(), key=lambda one: one.order)


def accesses_of(citizen: Citizen, most: int = 500) -> list[Access]:
    """Who read what of a citizen's, the latest first."""
    found = [access for held in all_held() for access in held.accesses(citizen)]
    return sorted(found, key=lambda one: one.at, reverse=True)[:most]
