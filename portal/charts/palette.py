"""The colours of roles where no stylesheet says them: in files that people take away, and on paper.
`css/charts.css` has the same for pages (held together by a test). Every two neighbours differ in lightness as
well, and lines in their dashes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Paint:
    """How a role is drawn: what fills it, the line around or along it, its width and dashes (units of the
    drawing)."""

    fill: str = ""
    stroke: str = ""
    width: float = 1.0
    dashes: tuple[float, ...] = ()


INK, MUTED, GRID, AXIS, WHITE = "#211f1b", "#5a554c", "#ddd6c7", "#8b8375", "#ffffff"
SERIES = ("#0b5563", "#c06a12", "#7a9e3d", "#5b3a8c", "#3f8fc4", "#8a8577")
BAD, GOOD, PLAIN = "#a11d18", "#2f6b4f", "#b9c6cf"
SHADES = ("#e6f0f2", "#bcd9de", "#86bac4", "#2f7585", "#0f4450")
_DASHES: tuple[tuple[float, ...], ...] = ((), (7, 3), (2, 3), (10, 3, 2, 3), (5, 2), (1, 2))
_NAMED = {"good": GOOD, "bad": BAD, "plain": PLAIN}

PAINTS: dict[str, Paint] = {
    "label": Paint(INK),
    "label-on-light": Paint(INK),
    "label-on-dark": Paint(WHITE),
    "muted": Paint(MUTED),
    "grid-line": Paint(stroke=GRID),
    "axis": Paint(stroke=AXIS),
    "track": Paint("#f1ede4"),
    "own": Paint("#8f2d0c"),
    "line-own": Paint(stroke="#8f2d0c", width=3),
    "outlined": Paint(WHITE, "#8f2d0c", 2.5),
    "target": Paint(MUTED),
    "line-target": Paint(stroke="#6b1fa0", width=1.5, dashes=(4, 3)),
    "hatch": Paint(stroke=WHITE, width=1),
    "hatch-none": Paint(stroke=GRID, width=1),
    "none": Paint(WHITE, AXIS, 0.8),
    **{f"s{at}": Paint(colour) for at, colour in enumerate(SERIES, 1)},
    **{f"line-s{at}": Paint(stroke=colour, width=2.2, dashes=_DASHES[at - 1])
       for at, colour in enumerate(SERIES, 1)},
    **{name: Paint(colour) for name, colour in _NAMED.items()},
    **{f"line-{name}": Paint(stroke=colour, width=2.2) for name, colour in _NAMED.items()},
    **{f"shade-{at}": Paint(colour, WHITE, 1.5) for at, colour in enumerate(SHADES, 1)},
}  # fmt: skip
