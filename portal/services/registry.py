"""What packages above tell about services: how many dossiers there are, and where one is begun."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app


@dataclass
class Above:
    """`dossiers(ids)`: how many dossiers each of these services of the portal in force has, of those that have any;
    `apply(slug, guide answers)`: the portal-relative path where a citizen begins one, "" where none can be begun."""

    dossiers: Callable[[list[int]], dict[int, int]] = lambda _ids: {}
    apply: Callable[[str, Mapping[str, Any]], str] = lambda _slug, _answers: ""


def above(app: Flask | None = None) -> Above:
    """What was registered on the application; the package that knows sets the functions in its `register`."""
    found: Above = (app or current_app).extensions.setdefault("services_above", Above())
    return found
