"""All screens of an application by kind, and the parts that packages above the screens add to them."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import Flask, current_app

from portal.screens.contract import Grouping, Part, Screen, WordStart

_EXTENSION = "portal_screens"


@dataclass
class Screens:
    """What is registered on one application."""

    by_kind: dict[str, Screen] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)
    word_starts: dict[str, WordStart] = field(default_factory=dict)
    groupings: dict[str, Grouping] = field(default_factory=dict)


def registered(app: Flask | None = None) -> Screens:
    """The application's screens."""
    found: Screens = (app or current_app).extensions.setdefault(_EXTENSION, Screens())
    return found


def all_screens() -> list[Screen]:
    """Every screen in the order of the desk's menu."""
    return sorted(registered().by_kind.values(), key=lambda one: one.order)


def screen_of(kind: str) -> Screen | None:
    """The screen of a kind of thing."""
    return registered().by_kind.get(kind)
