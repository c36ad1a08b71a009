"""Registers of documents that come in and go out: read by the office's people, written as the table of verbs says."""

from __future__ import annotations

from datetime import date

from portal.exchange.registers.desk import doing
from portal.exchange.registers.models import IncomingDocument, IncomingFile, OutgoingDocument, OutgoingFile
from portal.exchange.registers.transitions import guard_of
from portal.extensions import db
from portal.papers import service as papers
from portal.papers.models import SCAN
from portal.publishing.service import commit
from tests.factories import Factory
from tests.papers import samples

READ, WRITE, REGISTER = "exchange.read", "exchange.draft", "exchange.register"
ROUTES = {
    f"{blueprint}.{name}": READ
    for blueprint in ("desk_incoming", "desk_outgoing")
    for name in ("listing_page", "one", "file", "picture", "book", "book_file")
}
ROUTES |= {f"desk_incoming.{name}": REGISTER for name in ("new", "edit", "add_file", "accept_many")}
ROUTES["desk_incoming.slip_page"] = READ
ROUTES |= {f"desk_outgoing.{name}": WRITE for name in ("new", "edit", "attach", "detach")}
ROUTES |= {f"desk_incoming.{verb}": guard_of(verb) for verb in doing.INCOMING}
ROUTES |= {f"desk_outgoing.{verb}": guard_of(verb) for verb in doing.OUTGOING}
FILE = {"file_id": "51"}
VALUES = {
    f"{blueprint}.{name}": more
    for blueprint in ("desk_incoming", "desk_outgoing")
    for name, more in (("file", FILE), ("picture", FILE), ("detach", FILE), ("book_file", {"kind": "xlsx"}))
}


def _incoming(factory: Factory, slug: str, text: str) -> tuple[int, str]:
    with factory.acting(slug) as actor:
        row = IncomingDocument(tenant_id=actor.tenant_id, organ_id="000.00.18.H47", sender=text, subject=text)
        db.session.add(row)
        held = papers.keep(samples.pdf(), "a.pdf", "a", "", SCAN, actor, read=False)
        db.session.flush()
        about = {"paper_id": held.id, "name": text, "mime": "application/pdf", "size": 1, "sha256": "0" * 64}
        db.session.add(IncomingFile(tenant_id=actor.tenant_id, id=51, document_id=row.id, **about))
        commit()
        return row.id, ""


def _outgoing(factory: Factory, slug: str, text: str) -> tuple[int, str]:
    with factory.acting(slug) as actor:
        row = OutgoingDocument(
            tenant_id=actor.tenant_id,
            organ_id="000.00.18.H47",
            kind="ke-hoach",
            subject=text,
            state="issued",
            number=1,
            year=2026,
            series="KH-UBND",
            notation="KH-UBND",
            day=date(2026, 11, 2),
        )
        db.session.add(row)
        held = papers.keep(samples.pdf(), "a.pdf", "a", "", SCAN, actor, read=False)
        db.session.flush()
        about = {"paper_id": held.id, "name": text, "mime": "application/pdf", "size": 1, "sha256": "0" * 64}
        db.session.add(OutgoingFile(tenant_id=actor.tenant_id, id=51, document_id=row.id, **about))
        commit()
        return row.id, ""


THINGS = {"incoming": _incoming, "outgoing": _outgoing}
