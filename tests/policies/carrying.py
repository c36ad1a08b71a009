"""The exchange between offices: the door for other installations, what goes out, the book of offices."""

from __future__ import annotations

from datetime import timedelta

from portal.clock import utc_now
from portal.exchange.carrying.models import DOCUMENT, TURNED_DOWN, ExchangePackage
from portal.exchange.registers.models import ISSUED, OutgoingDocument
from portal.extensions import db
from portal.publishing.service import commit
from portal.tenancy.owned import new_id
from tests.factories import Factory

READ, REGISTER, TENANTS = "exchange.read", "exchange.register", "district.tenants"
ROUTES = {"exchange.receive": "public", "exchange.card": "public"}
ROUTES |= {
    f"desk_exchange_package.{name}": READ
    for name in ("listing", "package", "receipt", "refusals", "certificate")
}
ROUTES |= {"desk_exchange_package.again": REGISTER, "desk_exchange_course.put_right": REGISTER}
ROUTES |= {f"exchange_offices.{name}": TENANTS for name in ("listing", "new", "edit", "try_out")}
VALUES = {f"exchange_offices.{name}": {"organ": "000.00.15.H47"} for name in ("edit", "try_out")}


def _document(factory: Factory, slug: str, text: str) -> tuple[int, str]:
    with factory.acting(slug) as actor:
        number = new_id() % 900_000
        row = OutgoingDocument(
            tenant_id=actor.tenant_id,
            organ_id="000.00.18.H47",
            state=ISSUED,
            kind="ke-hoach",
            series="KH-UBND",
            notation="KH-UBND",
            year=2026,
            number=number,
            day=utc_now().date(),
            subject=text,
        )
        db.session.add(row)
        commit()
        return row.id, ""


def _package(factory: Factory, slug: str, text: str) -> tuple[int, str]:
    document, _slug = _document(factory, slug, text)
    with factory.acting(slug) as actor:
        row = ExchangePackage(
            tenant_id=actor.tenant_id,
            package_id=f"g-{new_id()}",
            from_organ="000.00.18.H47",
            to_organ="000.00.15.H47",
            to_name=text,
            what=DOCUMENT,
            outgoing_id=document,
            payload={"at": "2026-11-30T01:00:00", "words": ""},
            state=TURNED_DOWN,
            reason="structure",
            detail=text,
            receipt="<a/>",
            ended_at=utc_now(),
            until=utc_now() + timedelta(days=7),
        )
        db.session.add(row)
        commit()
        return row.id, ""


THINGS = {"exchange_package": _package, "exchange_course": _document}
