"""Layout and issuing of documents: previews for who reads, the act for who signs or keeps the register."""

from __future__ import annotations

from portal.exchange.registers.models import OutgoingDocument
from portal.extensions import db
from portal.publishing.service import commit
from tests.factories import Factory

READ = "exchange.read"
ROUTES = {
    "desk_official.preview": READ,
    "desk_official.pdf": READ,
    "desk_official.page": READ,
    "desk_official.word": READ,
    "desk_official.from_word": "exchange.draft",
    "desk_official.sign": "exchange.sign",
    "desk_official.number": "exchange.register",
}
VALUES = {"desk_official.page": {"number": "1"}}


def _official(factory: Factory, slug: str, text: str) -> tuple[int, str]:
    with factory.acting(slug) as actor:
        row = OutgoingDocument(
            tenant_id=actor.tenant_id, organ_id="000.00.18.H47", kind="ke-hoach", subject=text, body=text
        )
        db.session.add(row)
        commit()
        return row.id, ""


THINGS = {"official": _official}
