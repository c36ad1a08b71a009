"""A document of the register as a paper: what is drawn for its preview, for Word, to be signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from portal.clock import utc_now
from portal.exchange.composing.forms import form_of
from portal.exchange.composing.shapes import OfficialPaper, Signatory
from portal.exchange.issuing.offices import issuing_of
from portal.exchange.registers.drafting import recipients_of
from portal.exchange.registers.models import OutgoingDocument
from portal.tenancy.directory import Portal

MINUTES = "bien-ban"
"""Signed by who wrote them too, as their secretary."""


@dataclass(frozen=True)
class SignAs:
    """As whom somebody signs: in whose name ("TM.", "KT. CHỦ TỊCH"; lines), as what, the name."""

    competence: str
    position: str
    name: str


def signs_as(row: OutgoingDocument) -> SignAs:
    """As whom a draft wants to be signed."""
    return SignAs(row.competence, row.position, row.signer_name)


def paper_of(
    row: OutgoingDocument,
    portal: Portal,
    *,
    number: int | None = None,
    day: date | None = None,
    signer: SignAs | None = None,
    at: datetime | None = None,
) -> OfficialPaper:
    """The document as it is drawn; without a number as a draft. Who is addressed and who gets it is taken from where it
    is sent where the draft says nothing else. A few statements. Raises KeyError for an unknown kind."""
    signer = signer or signs_as(row)
    found = issuing_of(portal, row.kind, signer.competence, row.unit)
    names = tuple(one.name for one in recipients_of(row))
    form = form_of(row.kind)
    return OfficialPaper(
        kind=row.kind,
        issuer=found.issuer,
        subject=row.subject,
        body=row.body,
        notation=found.notation if number is None else row.notation or found.notation,
        number=number,
        place=row.place or found.place,
        day=day,
        grounds=row.grounds,
        addressed=_given(row.addressed, names if form.about else ()),
        copied=_given(row.to_places, () if form.about else names),
        archive=f"VT, {found.unit}" if found.unit else "VT",
        urgency=row.urgency,
        signatory=Signatory(signer.competence, signer.position, signer.name),
        beside=Signatory("", "", row.drafter_name if row.kind == MINUTES else "") if form.left else None,
        typist=row.typist,
        copies=row.copies,
        made_at=at or utc_now(),
    )


def _given(lines: Sequence[str], others: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(lines) or others


def paper_again(row: OutgoingDocument, portal: Portal) -> OfficialPaper:
    """The document as it stands: a draft, or what was issued with its number and day (for Word)."""
    return paper_of(row, portal, number=row.number, day=row.day, at=row.issued_at)
