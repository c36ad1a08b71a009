"""What the page of one file shows: proposals with their places, outline, the page with its marks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal.digits import whole_number
from portal.legal.intake import queries
from portal.legal.intake.fields import SURE
from portal.legal.intake.models import IntakeFile, IntakePage
from portal.legal.intake.places import Box, boxes

PROPOSED = ("number", "type", "issuer", "signer", "signer_position", "issued", "effective", "title")


@dataclass(frozen=True)
class Hint:
    """Where a proposed value was found; `key` names it in links."""

    key: str
    value: str
    page: int
    quote: str
    sure: bool


@dataclass(frozen=True)
class PageView:
    """One page as it is shown: its picture or its text, with what is marked on it."""

    number: int
    total: int
    page: IntakePage | None
    marks: list[Box] = field(default_factory=list)
    before: str = ""  # the text before, in and behind what is marked, where there is no picture
    marked: str = ""
    after: str = ""

    @property
    def has_picture(self) -> bool:
        """Whether the page has a picture to show."""
        return self.page is not None and self.page.width > 0


def _entry(file: IntakeFile, key: str) -> dict[str, Any] | None:
    found = file.proposals or {}
    name, _, number = key.partition("-")
    if name != "legal_bases":
        return found.get(name) if name in PROPOSED and not number else None
    bases: list[dict[str, Any]] = found.get("legal_bases") or []
    at = whole_number(number, len(bases) - 1)
    return bases[at] if at is not None else None


def _hint(key: str, entry: dict[str, Any]) -> Hint:
    quote = " ".join(str(entry["quote"]).split())
    shown = quote if len(quote) <= 160 else quote[:159].rstrip() + "…"
    return Hint(key, str(entry["value"]), int(entry["page"]), shown, float(entry["confidence"]) >= SURE)


def hints(file: IntakeFile) -> dict[str, Hint]:
    """The proposals by field."""
    return {key: _hint(key, entry) for key in PROPOSED if (entry := _entry(file, key)) is not None}


def legal_bases(file: IntakeFile) -> list[Hint]:
    """The legal bases that were found."""
    bases: list[dict[str, Any]] = (file.proposals or {}).get("legal_bases") or []
    return [_hint(f"legal_bases-{place}", one) for place, one in enumerate(bases)]


def proposed_date(hint: Hint | None) -> date | None:
    """A proposed day; None where nothing usable was proposed."""
    try:
        return date.fromisoformat(hint.value) if hint is not None else None
    except ValueError:
        return None


def page_view(file: IntakeFile, number: int, key: str) -> PageView:
    """The page with this number (or of what is to be marked, where `number` is 0), with the marks of `key`."""
    entry = _entry(file, key) if key else None
    wanted = number or (int(entry["page"]) if entry is not None else 1)
    total = queries.count_pages(file.id)
    shown = min(max(1, wanted), max(1, total))
    page = queries.page_of(file.id, shown)
    if page is None:
        return PageView(shown, total, None)
    if entry is None or int(entry["page"]) != shown:
        return PageView(shown, total, page, before=page.text)
    if "boxes" in entry:  # of a second reading: places in its text are none in the text that is kept
        seen = [Box(*map(float, one)) for one in entry["boxes"]]
        return PageView(shown, total, page, seen, page.text, str(entry["quote"]))
    start, end = int(entry["start"]), int(entry["end"])
    found = boxes(page.text, page.words, start, end)
    return PageView(shown, total, page, found, page.text[:start], page.text[start:end], page.text[end:])
