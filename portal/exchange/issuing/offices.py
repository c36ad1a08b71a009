"""What documents say of the office that issues them: its names, its letters in numbers, where it writes from."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portal.exchange.composing.shapes import Issuer
from portal.exchange.kinds import BY_SLUG, letters_of
from portal.results.offices import office_of
from portal.tenancy.directory import Portal

COMMITTEE, COUNCIL = "UBND", "HĐND"
_COUNCIL = re.compile(r"hội đồng nhân dân|hđnd", re.IGNORECASE)
_COMMITTEE = re.compile(r"ủy ban nhân dân|ubnd", re.IGNORECASE)
_SMALL = frozenset({"và", "của", "về", "các", "thuộc"})
_UNIT_WORDS = re.compile(r"(?:phòng|ban|trung tâm|bộ phận)\s+(?=\S+\s+\S)", re.IGNORECASE)


@dataclass(frozen=True)
class Issuing:
    """`series`: what numbers run in; `notation`: what follows the stroke; `place`: the place before the day."""

    issuer: Issuer
    series: str
    notation: str
    place: str
    unit: str


def issuing_of(portal: Portal, kind: str, competence: str, unit: str) -> Issuing:
    """How a portal issues a document of a kind: in the name of its council where the competence says so ("TM. HỘI ĐỒNG
    NHÂN DÂN"). Letters run in one series whichever unit drafted them. Raises KeyError for an unknown kind."""
    office, found = office_of(portal), BY_SLUG[kind]
    own, agency = office.agency, agency_letters(office.agency)
    if _COUNCIL.search(competence) and _COMMITTEE.search(own):
        own, agency = _COMMITTEE.sub("Hội đồng nhân dân", own, count=1), COUNCIL
    drafted_by = unit_letters(unit)
    return Issuing(
        Issuer(own, office.above),
        letters_of(found, agency),
        letters_of(found, agency, drafted_by),
        office.place,
        drafted_by,
    )


def agency_letters(name: str) -> str:
    """The letters of an agency in numbers: UBND and HĐND, else its initials."""
    if _COUNCIL.search(name) and not _COMMITTEE.search(name):
        return COUNCIL
    return COMMITTEE if _COMMITTEE.search(name) else initials(name)


def unit_letters(unit: str) -> str:
    """The mark of who drafted: as it was typed where that is a mark ("NNMT"), else its initials without "Phòng"; "Văn
    phòng HĐND và UBND" is "VP"."""
    words = " ".join(unit.split())
    if not words or " " not in words:
        return words[:12].upper()
    if words.lower().startswith("văn phòng"):
        return "VP"
    return initials(_UNIT_WORDS.sub("", words, count=1))


def initials(name: str) -> str:
    """Initials in capitals without small words: "Nông nghiệp và Môi trường" → "NNMT"."""
    words = [one for one in re.split(r"[\s,-]+", name) if one and one.lower() not in _SMALL]
    return "".join(one[0].upper() for one in words)[:12]
