"""A legal document as an importer reads it: plain data, no database."""

from __future__ import annotations

import re
from dataclasses import dataclass
from dataclasses import field as made
from datetime import date
from typing import Any

from portal.importing.fields import UnreadableRecord, read_mappings, read_text, read_texts
from portal.legal.agencies import agency_name, issuer_of
from portal.legal.naming import (
    clean_number,
    natural_key,
    number_is_complete,
    number_year,
    rejoin,
    unique_anchors,
)

__all__ = ["LegalRecord", "ProvisionRecord", "UnreadableRecord", "read_legal"]

_FIRST_YEAR, _LAST_YEAR = 1945, 2100
_READ = {"number": 200, "type": 200, "title": 20_000, "issuer": 4_000, "source": 2_000}
"""Longest texts that are looked at, in characters; what is kept after cleaning is held to _MAX."""
_MAX = {"number": 80, "type": 60, "issuer": 250, "source": 500}
_SWALLOWED = re.compile(
    r"(?P<rest>.*)\s+ngày (?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4}) của (?P<issuer>.+)", re.S
)


@dataclass(frozen=True)
class ProvisionRecord:
    """One article or other unit, in the order of the document; `anchor` is unique within the document."""

    position: int
    unit: str
    no: str
    chapter: str = ""
    heading: str = ""
    text: str = ""
    cites: list[str] = made(default_factory=list)
    anchor: str = ""


@dataclass(frozen=True)
class LegalRecord:
    """One legal document; what is not known is "" or None, but a title is built (`title_is_built`)."""

    number: str
    type: str
    title: str
    title_is_built: bool = False
    issuer: str = ""
    issued: date | None = None
    effective: date | None = None
    subjects: list[str] = made(default_factory=list)
    source: str = ""
    provisions: list[ProvisionRecord] = made(default_factory=list)

    @property
    def year(self) -> int | None:
        """The year of the number, else of the date of issue."""
        return number_year(self.number) or (self.issued.year if self.issued else None)

    @property
    def natural_key(self) -> str:
        """The key of the document; an incomplete number ("18") is told apart by the source's address."""
        number = self.number if number_is_complete(self.number) else f"{self.number}@{self.source[-40:]}"
        return natural_key(self.type, number, self.issuer)


def read_legal(raw: dict[str, Any]) -> LegalRecord:
    """Turn one decoded JSON object into a LegalRecord.

    Raises UnreadableRecord (with a Vietnamese reason) for anything that is not an object, has no number or
    type, or holds a value of the wrong type or an impossible date.
    """
    if not isinstance(raw, dict):
        raise UnreadableRecord(f"bản ghi phải là đối tượng, không phải {type(raw).__name__}")
    texts = {name: _line(raw, name, limit) for name, limit in _READ.items()}
    issued, effective = _date(raw, "issued"), _date(raw, "effective")
    if not texts["type"]:
        raise UnreadableRecord("không có loại văn bản")
    number, title = _number_and_title(texts["number"], texts["title"])
    title, issuer, issued = _unswallowed(title, texts["issuer"], issued)
    issuer = agency_name(issuer.strip(" .,;")) or issuer_of(number)
    for name, value in (texts | {"number": number, "issuer": issuer}).items():
        if len(value) > _MAX.get(name, len(value)):
            raise UnreadableRecord(f"trường “{name}” quá dài ({len(value)} ký tự)")
    subjects = list(dict.fromkeys(" ".join(subject.split()) for subject in read_texts(raw, "subjects")))
    subjects = [subject for subject in subjects if subject]
    provisions = _provisions(raw)
    return LegalRecord(
        number=number,
        type=texts["type"],
        title=title or _built_title(texts["type"], number, subjects, provisions),
        title_is_built=not title,
        issuer=issuer,
        issued=issued,
        effective=effective,
        subjects=subjects,
        source=_address(texts["source"]),
        provisions=provisions,
    )


def _line(raw: dict[str, Any], field: str, limit: int) -> str:
    """The text of `field` as one line, refused when it is longer than `limit`."""
    text = " ".join(read_text(raw, field).split())
    if len(text) > limit:
        raise UnreadableRecord(f"trường “{field}” quá dài ({len(text)} ký tự)")
    return text


def _number_and_title(number: str, title: str) -> tuple[str, str]:
    if not number:
        raise UnreadableRecord("không có số, ký hiệu")
    number, title = rejoin(clean_number(number), title)
    if not re.search(r"\d", number) and number != "Không số":
        raise UnreadableRecord(f"số, ký hiệu không hợp lệ: “{number[:60]}”")
    if re.search(r"[<>\\{}|]", number):
        raise UnreadableRecord(f"số, ký hiệu chứa ký tự lạ: “{number[:60]}”")
    return number, title.strip(" \t\n–-").strip()


def _unswallowed(title: str, issuer: str, issued: date | None) -> tuple[str, str, date | None]:
    """Give back to the title what the issuer swallowed.

    Of "T ngày D1 của B về C ngày D2 của A" the source took T as title, D1 as date and "B về C ngày D2 của A"
    as issuer, though D2 and A are the document's own.
    """
    match = _SWALLOWED.fullmatch(issuer)
    if match is None:
        return title, issuer, issued
    try:
        own = date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return title, issuer, issued
    former = f" ngày {issued:%d/%m/%Y}" if issued else ""
    return f"{title}{former} của {match['rest']}".strip(" ."), match["issuer"], own


def _built_title(type: str, number: str, subjects: list[str], provisions: list[ProvisionRecord]) -> str:
    heading = next((provision.heading for provision in provisions if provision.heading), "")
    about = f" (lĩnh vực: {'; '.join(subjects)})" if subjects else f" ({heading})" if heading else ""
    return f"{type} số {number}{about}" if number != "Không số" else f"{type} không số{about}"


def _provisions(raw: dict[str, Any]) -> list[ProvisionRecord]:
    rows = []
    for row in read_mappings(raw, "articles"):
        short = {
            name: " ".join(read_text(row, name).split()) for name in ("unit", "no", "chapter", "heading")
        }
        if len(short["unit"]) > 30 or len(short["no"]) > 30:
            raise UnreadableRecord(f"số điều không hợp lệ: “{(short['unit'] + ' ' + short['no'])[:60]}”")
        cites = read_texts(row, "cites")
        if any(len(cite) > _READ["number"] for cite in cites):
            raise UnreadableRecord("trường “cites” chứa số, ký hiệu quá dài")
        cites = list(dict.fromkeys(filter(None, map(clean_number, cites))))
        rows.append((short, read_text(row, "text").strip(), cites))
    anchors = unique_anchors((short["unit"] or "Điều", short["no"]) for short, _, _ in rows)
    return [
        ProvisionRecord(
            position=position,
            unit=short["unit"] or "Điều",
            no=short["no"],
            chapter=short["chapter"],
            heading=short["heading"],
            text=text,
            cites=cites,
            anchor=anchors[position - 1],
        )
        for position, (short, text, cites) in enumerate(rows, start=1)
    ]


def _date(raw: dict[str, Any], field: str) -> date | None:
    """The date of `field`; None when absent, or in a year that no document can be of ("0092-12-04")."""
    text = read_text(raw, field).strip()
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise UnreadableRecord(f"ngày trong trường “{field}” không hợp lệ: “{text[:40]}”")
    try:
        value = date.fromisoformat(text)
    except ValueError:
        raise UnreadableRecord(f"ngày trong trường “{field}” không có trong lịch: “{text}”") from None
    return value if _FIRST_YEAR <= value.year <= _LAST_YEAR else None


def _address(source: str) -> str:
    if source and not re.fullmatch(r"https?://[^\s<>\"'\\]+", source):
        raise UnreadableRecord(f"địa chỉ nguồn không hợp lệ: “{source[:80]}”")
    return source
