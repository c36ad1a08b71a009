"""A tenant's two colours, turned into a legible set of CSS variables (WCAG 2.2: 1.4.3)."""

from __future__ import annotations

import re

from portal.tenancy.directory import Portal

_HEX = re.compile(r"#[0-9a-fA-F]{6}\Z")
RGB = tuple[int, int, int]
GROUND: RGB = (244, 241, 234)
"""The darkest ground that text stands on (`--paper` of the themes)."""


def _rgb(colour: str, otherwise: str) -> RGB:
    text = colour if _HEX.match(colour) else otherwise
    return (int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16))


def luminance(colour: RGB) -> float:
    """Relative luminance as WCAG defines it, 0 (black) to 1 (white)."""

    def linear(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)

    return 0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) + 0.0722 * linear(colour[2])


def contrast(one: RGB, other: RGB) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _mix(one: RGB, other: RGB, share: float) -> RGB:
    red, green, blue = (round(a * (1 - share) + b * share) for a, b in zip(one, other, strict=True))
    return (red, green, blue)


def _until(colour: RGB, towards: RGB, against: RGB, ratio: float) -> RGB:
    for step in range(0, 101, 2):
        mixed = _mix(colour, towards, step / 100)
        if contrast(mixed, against) >= ratio:
            return mixed
    return towards


def _ink(on: RGB) -> RGB:
    white, black = (255, 255, 255), (28, 25, 23)
    return white if contrast(white, on) >= 4.5 else black


def stylesheet(portal: Portal) -> str:
    """CSS variables on :root; a primary too pale to read is darkened to 4.5:1 on the page's ground."""
    white, black = (255, 255, 255), (0, 0, 0)
    primary = _until(_rgb(portal.primary_colour, "#7a1f1f"), black, GROUND, 4.5)
    accent = _rgb(portal.accent_colour, "#c8811a")
    values = {
        "primary": primary,
        "primary-ink": _ink(primary),
        "primary-deep": _until(primary, black, white, 7.0),
        "primary-soft": _mix(white, primary, 0.08),
        "accent": accent,
        "accent-ink": _ink(accent),
    }
    lines = [f"  --{name}: #{red:02x}{green:02x}{blue:02x};" for name, (red, green, blue) in values.items()]
    return ":root {\n" + "\n".join(lines) + "\n}\n"


def contrast_on_page(colour: str) -> float:
    """Contrast of a colour ("#rrggbb") with the page's ground, the lower one of those that it stands on."""
    shown = _rgb(colour, "#7a1f1f")
    return min(contrast(shown, GROUND), contrast(shown, (255, 255, 255)))


def contrast_with_ink(colour: str) -> float:
    """Contrast of a colour with the text that is written on it."""
    shown = _rgb(colour, "#c8811a")
    return contrast(_ink(shown), shown)


def nearest_legible(colour: str) -> str:
    """The colour itself, or the least darkened one of its hue that has 4.5:1 on the page ("#rrggbb")."""
    red, green, blue = _until(_rgb(colour, "#7a1f1f"), (0, 0, 0), GROUND, 4.5)
    return f"#{red:02x}{green:02x}{blue:02x}"
