"""Numbers of documents as people write them, and which document is what was typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from portal.search.analysis import bare_text
from portal.search.documents import SearchDocument

_CODES = {
    "nghị định": "nd",
    "thông tư": "tt",
    "quyết định": "qd",
    "nghị quyết": "nq",
    "thông tư liên tịch": "ttlt",
}


@dataclass(frozen=True)
class Parts:
    """A number taken apart, spelling aside: "'09/2020/TT-BCT" → ("9", "2020", "ttbct")."""

    number: str
    year: str
    suffix: str

    @classmethod
    def of(cls, document: SearchDocument) -> Parts:
        """The parts of a document's number; "" where there are none."""
        plain = re.sub(r"[^a-z0-9/-]", "", bare_text(document.number or ""))
        number, year, suffix = (*plain.split("/", 2), "", "")[:3]
        return cls(number.lstrip("0"), year, re.sub(r"[^a-z0-9]", "", suffix))


def spellings(document: SearchDocument) -> Iterator[tuple[str, Callable[[SearchDocument], bool]]]:
    """A number in six usual spellings, each with whether a result is what was typed.

    "61/2018/NĐ-CP", "61/2018/nd-cp", "61-2018-nd-cp", "Nghị định 61 năm 2018", "nd 61/2018", "61/2018". The last
    three leave parts out: any document that has all parts that were typed is right. So is one that is held twice.
    """
    whole = document.number or ""
    number, year = whole.split("/")[:2]
    kind, parts = document.facets["type"], Parts.of(document)

    def same(found: SearchDocument) -> bool:
        return Parts.of(found) == parts

    def begins(found: SearchDocument) -> bool:
        other = Parts.of(found)
        return (other.number, other.year) == (parts.number, parts.year)

    def same_kind(found: SearchDocument) -> bool:
        return begins(found) and found.facets["type"] == kind

    yield whole, same
    yield bare_text(whole), same
    yield bare_text(whole).replace("/", "-"), same
    yield f"{kind} {number} năm {year}", same_kind
    yield f"{_CODES.get(str(kind).lower(), bare_text(str(kind)))} {number}/{year}", same_kind
    yield f"{number}/{year}", begins
