"""Results with their codes, subjects, levels, keywords and related procedures: short lists run together."""

from __future__ import annotations

import re

from portal.procedures.record import LEVELS
from portal.procedures.sections import known

_CODE = re.compile(
    r"Mã: ?(?P<code>KQ[.-][A-Z]\d\d\.\d{6}(?=\d[.)/])|[A-Z0-9][A-Z0-9._-]{0,38}\d(?!\d)|\d"
    r"|[^\n:]{1,40}(?=\s*$))?"
)
_COMMA_NAMES = ("Cán bộ, công chức, viên chức",)
_COMMA = re.compile(r",\s+(?![^()]{0,300}\))")
_RELATED_HEADER = "#Tên thủ tục"
_RELATED_ROW = re.compile(r"#\d+Tên thủ tục")


def split_results(text: str) -> tuple[list[str], list[str]]:
    """Split "Giấy phépMã: KQ.G01.000202Văn bản …Mã: …" into (results, codes) of the same length."""
    body = known(text)
    results: list[str] = []
    codes: list[str] = []
    start = 0
    for match in _CODE.finditer(body):
        if match.start() < start:
            continue
        results.append(body[start : match.start()].strip())
        codes.append(match["code"] or "")
        start = match.end()
    rest = known(body[start:])
    if rest:
        results.append(rest)
        codes.append("")
    kept = [(result, code) for result, code in zip(results, codes, strict=True) if result or code]
    return [result for result, _ in kept], [code for _, code in kept]


def split_subjects(text: str) -> list[str]:
    """Split a list of subjects at its commas, except those inside brackets and inside a subject's name."""
    body = known(text)
    names: list[str] = []
    for position, name in enumerate(_COMMA_NAMES):
        body = body.replace(name, f"\x00{position}\x00")
    for part in _COMMA.split(body):
        for position, name in enumerate(_COMMA_NAMES):
            part = part.replace(f"\x00{position}\x00", name)
        if part.strip():
            names.append(part.strip())
    return list(dict.fromkeys(names))


def split_levels(text: str) -> list[str]:
    """Read "Cấp bộ, Cấp xã, Cơ quan khác" into LEVELS, in their order; unknown words are "khác"."""
    parts = [part.strip().lower() for part in known(text).split(",")]
    found = {part.removeprefix("cấp ").strip() for part in parts if part}
    levels = {level if level in LEVELS else "khác" for level in found}
    return [level for level in LEVELS if level in levels]


def split_keywords(text: str) -> list[str]:
    """Split keywords at semicolons and line ends, and at commas where every part is short."""
    parts = [part.strip() for part in re.split(r"[;\n]", known(text)) if part.strip()]
    keywords: list[str] = []
    for part in parts:
        pieces = [piece.strip() for piece in _COMMA.split(part) if piece.strip()]
        keywords.extend(pieces if all(len(piece) <= 60 for piece in pieces) else [part])
    return list(dict.fromkeys(keywords))


def split_related(text: str) -> list[str]:
    """Read the table of related procedures, which the page holds twice (wide and narrow screen)."""
    body = known(text)
    if not body:
        return []
    rows = _RELATED_ROW.split(body)
    if body.startswith(_RELATED_HEADER) and len(rows) > 1:
        return [known(row) for row in rows[1:] if known(row)]
    return [body]
