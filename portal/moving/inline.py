"""Runs of text with their marks as the line of Markdown that the portal's editor would have written."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import groupby

_MARKS = re.compile(r"[\\`*\[\]]")
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_REFERENCE = re.compile(r"&(?=#?\w+;)")
_TAG = re.compile(r"<(?=[a-zA-Z/!?])")
_LINE_START = re.compile(r"(?:[#>]|[-+](?=\s|$|[-+]))")
_NUMBER = re.compile(r"(\d+)\.(?=\s|$)")
_UNDERLINE = re.compile(r"=(?==*\s*$)")
_SPACES = re.compile(r"[ \t\r\n\f\xa0]+")
_UNSAFE = re.compile(r"[\s<>()\"\\]")


@dataclass(frozen=True)
class Marks:
    """How a run is set."""

    strong: bool = False
    em: bool = False
    script: str = ""  # sup | sub
    code: bool = False
    href: str = ""


@dataclass(frozen=True)
class Run:
    """Text with its marks; `kind` is text, break, or raw for what is Markdown already (a picture)."""

    text: str
    marks: Marks = field(default_factory=Marks)
    kind: str = "text"


def escaped(text: str, where: str = "") -> str:
    """Text that Markdown reads as it stands; `where`: "cell" of a table, "heading", or ""."""
    made = _MARKS.sub(r"\\\g<0>", text)
    made = _UNDERSCORE.sub(r"\\_", made)
    made = _TAG.sub("&lt;", _REFERENCE.sub("&amp;", made))
    return made.replace("|", "\\|") if where == "cell" else made


def line_start(text: str) -> str:
    """The beginning of a line so that it begins no list, heading or quotation."""
    if _LINE_START.match(text) or _UNDERLINE.match(text):
        return ("\\" if text[0] != "=" else "&#61;") + (text if text[0] != "=" else text[1:])
    return _NUMBER.sub(r"\1\\.", text, count=1) if _NUMBER.match(text) else text


def address(href: str) -> str:
    """An address as it may stand in the brackets of a link."""
    return _UNSAFE.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), href)


def line_of(runs: list[Run], where: str = "") -> str:
    """The runs as Markdown, without spaces around; line breaks as two spaces and a new line, <br> within a cell."""
    groups = _grouped(_spaced(runs), lambda run: run.marks.href)
    text = "".join(_link(href, part, where) for href, part in groups).strip()
    if where:
        return " ".join(text.replace("  \n", "<br>" if where == "cell" else " ").split())
    lines = [line.strip() for line in text.split("  \n")]
    return "  \n".join(line_start(line) for line in lines if line)


def _grouped(runs: list[Run], key: Callable[[Run], str]) -> list[tuple[str, list[Run]]]:
    return [(name, list(part)) for name, part in groupby(runs, key)]


def _spaced(runs: list[Run]) -> list[Run]:
    """Runs with single spaces, none at the beginning of a line."""
    made: list[Run] = []
    space = True
    for run in runs:
        text = run.text if run.kind == "raw" else _SPACES.sub(" ", run.text)
        if run.kind == "break":
            space = True
            made.append(run)
            continue
        if space and run.kind == "text":
            text = text.lstrip(" ")
        if text:
            made.append(replace(run, text=text))
            space = text.endswith(" ")
    return made


def _link(href: str, runs: list[Run], where: str) -> str:
    bare = [replace(run, marks=replace(run.marks, href="")) for run in runs]
    inner = "".join(_strong(name == "1", part, where) for name, part in _grouped(bare, _is_strong))
    return _around(inner, "[", f"]({address(href)})") if href and inner.strip() else inner


def _is_strong(run: Run) -> str:
    return "1" if run.marks.strong and run.kind != "break" else ""


def _strong(on: bool, runs: list[Run], where: str) -> str:
    inner = "".join(_em(name == "1", part, where) for name, part in _grouped(runs, _is_em))
    return _around(inner, "**", "**") if on else inner


def _is_em(run: Run) -> str:
    return "1" if run.marks.em and run.kind != "break" else ""


def _em(on: bool, runs: list[Run], where: str) -> str:
    inner = "".join(_plain(run, where) for run in runs)
    return _around(inner, "*", "*") if on else inner


def _plain(run: Run, where: str) -> str:
    if run.kind == "break":
        return "  \n"
    if run.kind == "raw":
        return run.text
    if run.marks.code and "`" not in run.text:
        return _around(run.text, "`", "`")
    text = escaped(run.text, where)
    if run.marks.script and text.strip():
        return f"<{run.marks.script}>{text.strip()}</{run.marks.script}>"
    return text


def _around(text: str, before: str, after: str) -> str:
    """Marks around a text, with the spaces at its ends outside of them."""
    bare = text.strip(" \n")
    if not bare:
        return text
    start = text.index(bare)
    return text[:start] + before + bare + after + text[start + len(bare) :]
