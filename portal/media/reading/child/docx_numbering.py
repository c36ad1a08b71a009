"""The automatic numbers of DOCX: word/numbering.xml evaluated, so that "Điều 1." and "a)" are not lost.

Rules: ECMA-376 part 1, 17.9 (numbering) and 17.3.1.19 (numPr); a style may carry the number for its paragraphs.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from .numbers import Level, NumberedList

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def value(element: Any, name: str, default: str = "") -> str:
    """The w:val of a child element; "" for an element without it, the default where there is no such child."""
    found = element.find(W + name) if element is not None else None
    return default if found is None else (found.get(W + "val") or "")


def number(text: str, default: int) -> int:
    """A whole number from an attribute; the default for anything else."""
    try:
        return max(-1, min(int(text), 32767))
    except ValueError:
        return default


def lists_of(root: Any | None) -> dict[str, NumberedList]:
    """The lists of a w:numbering element by w:numId; none where the document has no such element."""
    if root is None:
        return {}
    definitions: dict[str, dict[int, Level]] = {}
    by_style: dict[str, str] = {}
    links: dict[str, str] = {}
    for one in root.iterfind(W + "abstractNum"):
        key = one.get(W + "abstractNumId", "")
        definitions[key] = {
            number(level.get(W + "ilvl", "0"), 0): _level(level) for level in one.iterfind(W + "lvl")
        }
        if style := value(one, "styleLink"):
            by_style[style] = key
        if link := value(one, "numStyleLink"):
            links[key] = link
    found: dict[str, NumberedList] = {}
    for one in root.iterfind(W + "num"):
        key = value(one, "abstractNumId")
        key = by_style.get(links.get(key, ""), key)
        found[one.get(W + "numId", "")] = _list(one, key, definitions.get(key, {}))
    return found


def _list(element: Any, key: str, levels: dict[int, Level]) -> NumberedList:
    made = NumberedList(key, dict(levels))
    for override in element.iterfind(W + "lvlOverride"):
        place = number(override.get(W + "ilvl", "0"), 0)
        if (level := override.find(W + "lvl")) is not None:
            made.levels[place] = _level(level)
        if start := value(override, "startOverride"):
            made.starts[place] = number(start, 1)
    return made


def _level(element: Any) -> Level:
    made = Level(
        start=number(value(element, "start", "0"), 0),
        kind=value(element, "numFmt", "decimal"),
        text=value(element, "lvlText")[:200],
        legal=element.find(W + "isLgl") is not None,
        style=value(element, "pStyle"),
    )
    restart = value(element, "lvlRestart", "none")
    return made if restart == "none" else replace(made, restart=number(restart, 0))
