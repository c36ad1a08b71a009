"""Data of persons in words that are to be published: numbers of cards, telephones, private mail, days of birth. Pure.

A hint for who publishes, found by patterns: it changes no word, and what it does not find may be personal all the same
(Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15). Official addresses (.gov.vn) are no data of a person.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from portal.citizens.identity import InvalidNumber, read_number

CARD, OLD_CARD, PHONE, MAIL, BORN = "card", "old_card", "phone", "mail", "born"
_GAP = r"[ .\u00a0\-]?"
_DIGITS = re.compile(rf"(?<![\d/.,])\d{{3}}(?:{_GAP}\d{{3}}){{3}}(?![\d/]|[.,]\d)")
_OLD = re.compile(
    rf"(?:CMND|CMTND|chứng minh(?: nhân dân| thư)?|giấy CM)\D{{0,30}}(\d{{3}}{_GAP}\d{{3}}{_GAP}\d{{3}})(?!\d)",
    re.IGNORECASE,
)
_PHONE = re.compile(rf"(?<![\d/])(?:\+?84{_GAP}|0)[35789](?:{_GAP}\d){{8}}(?![\d/])")
_MAIL = re.compile(r"[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,4}")
_BORN = re.compile(
    r"\bsinh (?:ngày|năm)\s*:?\s*(?:\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*)?(?:19|20)\d\d(?!\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Piece:
    """Something of a person: what it seems to be, how it stands there, on which page (from 1)."""

    kind: str
    text: str
    page: int


def found_in(pages: Iterable[str], on: date) -> list[Piece]:
    """What stands on these pages of persons, each piece once, in order of pages; `on` is the present day."""
    found: dict[tuple[str, str], Piece] = {}
    for number, page in enumerate(pages, 1):
        for kind, text in _pieces(unicodedata.normalize("NFC", page), on):
            found.setdefault((kind, text), Piece(kind, text, number))
    return list(found.values())


def _pieces(text: str, on: date) -> Iterable[tuple[str, str]]:
    cards = [one[0] for one in _DIGITS.finditer(text) if _is_card(one[0], on)]
    yield from ((CARD, one) for one in cards)
    yield from ((OLD_CARD, one[1]) for one in _OLD.finditer(text) if one[1] not in " ".join(cards))
    yield from ((PHONE, one[0]) for one in _PHONE.finditer(text))
    yield from ((MAIL, one[0]) for one in _MAIL.finditer(text) if not one[0].lower().endswith(".gov.vn"))
    yield from ((BORN, " ".join(one[0].split())) for one in _BORN.finditer(text))


def _is_card(text: str, on: date) -> bool:
    try:
        read_number(text.replace("\u00a0", " "), on)
    except InvalidNumber:
        return False
    return True
