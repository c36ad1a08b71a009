"""The register of scenes: picture_sea, picture_land and picture_village enter their drawings here."""

from __future__ import annotations

from collections.abc import Callable

SCENES: dict[str, Callable[[], str]] = {}


def scene(name: str) -> Callable[[Callable[[], str]], Callable[[], str]]:
    def keep(draw: Callable[[], str]) -> Callable[[], str]:
        SCENES[name] = draw
        return draw

    return keep
