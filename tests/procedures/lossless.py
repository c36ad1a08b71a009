"""What a table that was taken apart must satisfy: its pieces, in order, are the original."""

from __future__ import annotations

import re
import unicodedata

from portal.procedures.record import LegalBasis, PaperCase, ProcedureRecord, Way
from portal.procedures.sections import LEGAL_HEADER, NOTHING, PAPERS_HEADER, WAYS_HEADER
from portal.procedures.ways import CHANNEL_NAMES

QUANTITY = r"\d+bảnchính(?:,\d+bảnsao)?|\d+bảnsao"


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u200b\u200e\ufeff]+", "", unicodedata.normalize("NFC", text))


def assert_nothing_lost(original: str, pieces: list[str], furniture: str) -> None:
    """Every piece stands in the original, in order, and what stands between them is furniture only."""
    text, place, between = squeezed(original), 0, []
    for piece in filter(None, map(squeezed, pieces)):
        found = text.find(piece, place)
        assert found >= 0, f"piece out of order or invented: {piece[:120]!r}"
        between.append(text[place:found])
        place = found + len(piece)
    between.append(text[place:])
    allowed = re.compile(rf"(?:{furniture}|{squeezed(NOTHING)}|-+)*")
    for gap in between:
        assert allowed.fullmatch(gap), f"lost: {gap[:200]!r}"


def way_pieces(ways: list[Way]) -> list[str]:
    names = {channel: name for name, channel in CHANNEL_NAMES.items()} | {"": ""}
    return [part for way in ways for part in (names[way.channel], way.time, way.fee, way.note)]


def paper_pieces(cases: list[PaperCase]) -> list[str]:
    pieces = []
    for case in cases:
        pieces.append(case.case)
        for item in case.items:
            pieces += [item.name, *item.form.split("\n")]
            if item.originals is not None:
                pieces.append(f"{item.originals}bảnchính")
    return pieces


def basis_pieces(rows: list[LegalBasis]) -> list[str]:
    return [part for row in rows for part in (row.title, row.stated or row.number)]


def assert_all_parts_kept(ways: str, papers: str, bases: str, record: ProcedureRecord) -> None:
    assert_nothing_lost(ways, way_pieces(record.ways), squeezed(WAYS_HEADER))
    assert_nothing_lost(
        papers, paper_pieces(record.papers), f"{squeezed(PAPERS_HEADER)}|,\\d+bảnsao|{QUANTITY}"
    )
    assert_nothing_lost(bases, basis_pieces(record.legal_basis), squeezed(LEGAL_HEADER))
