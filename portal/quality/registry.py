"""What rooms say of themselves: which of their things are looked at, and how they meet a mandatory section.

The board knows no room; a room calls these in its `register(app)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask import Flask, current_app

_EXTENSION = "portal_quality"


@dataclass(frozen=True)
class Checked:
    """A kind of thing that is looked at, by the names of its columns.

    `summary` "" and `texts` () where the kind has none; `picture` is (column of the picture, of its description).
    `needs_owner`: somebody has to answer for each (standing pages).
    `anchors` answers, for things of the kind, the places on their pages that addresses may name ("dieu-5"); `leading`
    the addresses that their pages link beside what stands in `texts`.
    """

    model: Any  # the Publishable table
    title: str = "title"
    summary: str = ""
    texts: tuple[str, ...] = ()
    picture: tuple[str, str] | None = None
    anchors: Callable[[list[int]], dict[int, set[str]]] | None = None
    leading: Callable[[list[int]], dict[int, set[str]]] | None = None
    needs_owner: bool = False
    is_being_written: Callable[[str], bool] | None = (
        None  # told from the text: nothing but a notice stands there
    )

    @property
    def kind(self) -> str:
        """The name of the kind."""
        name: str = self.model.kind
        return name


@dataclass(frozen=True)
class Met:
    """How a portal meets a mandatory section: where, how many things there are, when it was last renewed.

    `filled` is False where the page stands but says nothing yet. `kind` and `object_id` name what is looked at by the
    checks: one thing, or (without an id) all things of the kind. `shared`: portals below show these things too.
    """

    tenant_id: int
    code: str
    path: str
    renewed: datetime | None = None
    count: int | None = None
    filled: bool = True
    kind: str = ""
    object_id: int | None = None
    review_on: date | None = None
    shared: bool = False


@dataclass
class Registered:
    """Everything registered on one application. `built_in`: code of a section → the page by which the system itself
    meets it on every portal. A provider is asked in a scope of one or of all portals, and needs few statements."""

    checked: dict[str, Checked] = field(default_factory=dict)
    providers: list[Callable[[], Iterable[Met]]] = field(default_factory=list)
    built_in: dict[str, str] = field(default_factory=dict)


def registered(app: Flask | None = None) -> Registered:
    """The application's register."""
    found: Registered = (app or current_app).extensions.setdefault(_EXTENSION, Registered())
    return found


def check(app: Flask, one: Checked) -> None:
    """Let things of this kind be looked at."""
    registered(app).checked[one.kind] = one


def provide(app: Flask, provider: Callable[[], Iterable[Met]]) -> None:
    """Let a room say how portals meet mandatory sections."""
    registered(app).providers.append(provider)
