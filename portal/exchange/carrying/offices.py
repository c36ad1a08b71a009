"""The book of offices that can be written to: the portals of this installation by themselves, also under the
identifiers of portals that went into them, and offices outside that the district's administrator enters."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from cryptography import x509
from sqlalchemy import select

from portal.dossiers.codes import agency_identifier
from portal.exchange.carrying.certificates import read_all, serial_of
from portal.exchange.carrying.models import INSIDE, ExchangeOffice
from portal.exchange.carrying.own_keys import certificates_of
from portal.exchange.edxml.shapes import Organ
from portal.extensions import db
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import scope_or_none


class Entry(NamedTuple):
    """A line of the book, for choosing recipients: identifier, name, how it is reached (`models.INSIDE`, …)."""

    organ_id: str
    name: str
    carrier: str


@dataclass(frozen=True)
class Office:
    """An office that packages go to or come from. `portal_id` is the living portal that it is, of one inside."""

    organ_id: str
    name: str
    carrier: str
    address: str = ""
    certificates: tuple[x509.Certificate, ...] = field(default=(), repr=False)
    revoked: frozenset[str] = frozenset()
    is_active: bool = True
    portal_id: int | None = None

    @property
    def trusted(self) -> list[x509.Certificate]:
        """Its certificates that were not revoked; none while it is switched off."""
        return (
            [one for one in self.certificates if serial_of(one) not in self.revoked] if self.is_active else []
        )

    @property
    def untrusted(self) -> list[x509.Certificate]:
        """Its certificates that were."""
        return [one for one in self.certificates if serial_of(one) in self.revoked] if self.is_active else []


def inside() -> dict[str, Portal]:
    """Every identifier of this installation, also those of portals that were merged, with the living portal that it
    leads to. Where two have the same the living one counts."""
    known = directory()
    ended = {agency_identifier(one): known.heir_of(one) for one in known.all() if not one.is_living}
    return ended | {agency_identifier(one): one for one in reversed(known.living())}


def own_organ(portal: Portal, organ_id: str = "") -> Organ:
    """The office of a portal as packages name it, under the identifier that is given, else its own."""
    above = directory().by_id(portal.parent_id) if portal.parent_id is not None else None
    return Organ(
        id=organ_id or agency_identifier(portal),
        name=_line(portal.authority or portal.name),
        in_charge=_line(above.authority or above.name) if above is not None else "",
        address=_line(portal.address),
        email=_line(portal.email),
        telephone=_line(portal.telephone),
        website=f"https://{portal.hosts[0]}" if portal.hosts else "",
    )


def _line(text: str) -> str:
    return " ".join(text.split())[:500]


def book() -> list[Entry]:
    """Who can be written to from the portal in force: the portals of this installation, the district first, then the
    offices outside by name. Inactive ones and the portal itself are left out. A few statements."""
    scope = scope_or_none()
    own = scope.own if scope is not None else None
    portals = [
        Entry(agency_identifier(one), one.authority or one.name, INSIDE)
        for one in directory().living()
        if one.id != own
    ]
    known = {one.organ_id for one in portals}
    rows = db.session.scalars(
        select(ExchangeOffice).where(ExchangeOffice.is_active).order_by(ExchangeOffice.name)
    )
    return portals + [Entry(one.organ_id, one.name, one.carrier) for one in rows if one.organ_id not in known]


def find(organ_id: str) -> Office | None:
    """The office of an identifier, None where the book has none. What is of this installation comes before what was
    entered."""
    portal = inside().get(organ_id)
    if portal is not None:
        certificates = tuple(certificates_of(portal))
        return Office(
            organ_id, portal.authority or portal.name, INSIDE, certificates=certificates, portal_id=portal.id
        )
    row = db.session.scalar(select(ExchangeOffice).where(ExchangeOffice.organ_id == organ_id))
    return office_of(row) if row is not None else None


def office_of(row: ExchangeOffice) -> Office:
    """An office that was entered."""
    return Office(
        row.organ_id,
        row.name,
        row.carrier,
        row.address,
        tuple(one for text in row.certificates for one in read_all(text)),
        frozenset(row.revoked),
        row.is_active,
    )
