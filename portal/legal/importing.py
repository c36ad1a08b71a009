"""`flask legal import`: the codification's documents into the district's library, shared with the communes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import selectinload

from portal.accounts.permissions import system_actor
from portal.clock import from_local, utc_now
from portal.extensions import db
from portal.importing.known import Known, origin_of
from portal.importing.run import Item
from portal.legal.merging import are_halves, merged
from portal.legal.models import LegalDocument, LegalField, Provision
from portal.legal.naming import name_key, number_key, slug
from portal.legal.record import LegalRecord, read_legal
from portal.proofs.following import log_many
from portal.publishing.importing import BatchImporter, insert_rows, known_by, number_revisions
from portal.publishing.models import PUBLISHED
from portal.publishing.slugs import slugify
from portal.tenancy.scope import editing, entered

Row = dict[str, Any]
TAKEN = (
    "number",
    "type",
    "title",
    "title_is_built",
    "issuer",
    "issued",
    "year",
    "effective",
    "source",
)
PROVISION = ("position", "unit", "no", "anchor", "chapter", "heading", "text")


@dataclass
class _Batch:
    """The rows of one transaction; of documents that are there already, the new values by id."""

    documents: list[Row] = field(default_factory=list)
    updates: dict[int, Row] = field(default_factory=dict)
    fields: list[Row] = field(default_factory=list)
    provisions: list[Row] = field(default_factory=list)
    revisions: list[Row] = field(default_factory=list)


class LegalImporter(BatchImporter[LegalRecord, _Batch]):
    """Takes records of the codification into one tenant (see portal.importing.run.Importer)."""

    kind = "legal"
    noun = "văn bản"

    def __init__(self, tenant_id: int) -> None:
        self.tenant_id = tenant_id
        self._look()

    def _look(self) -> None:
        """Learn what the tenant holds."""
        with entered(editing(self.tenant_id, writes=False)):
            self.known = Known(known_by(LegalDocument.natural_key, LegalDocument))
            self.slugs = set(db.session.scalars(select(LegalDocument.slug)))

    def new_batch(self) -> _Batch:
        """An empty batch of rows."""
        return _Batch()

    def wanted(self, _raw: Row) -> bool:
        """Every document is."""
        return True

    def read(self, raw: Row) -> tuple[str, LegalRecord]:
        """Key and record. Raises UnreadableRecord."""
        record = read_legal(raw)
        return record.natural_key, record

    def key_of(self, raw: Row) -> str:
        """The natural key, without taking the articles apart. Raises UnreadableRecord."""
        return self.read(raw | {"articles": []})[0]

    def label_of(self, raw: Row) -> str:
        """Type and number as the record has them."""
        return " ".join(str(raw[name])[:80] for name in ("type", "number") if raw.get(name))

    def joined(self, first: LegalRecord, second: LegalRecord) -> LegalRecord | None:
        """The document of two halves, or None."""
        return merged(first, second) if are_halves(first, second) else None

    def _add(self, batch: _Batch, item: Item[LegalRecord], object_id: int, *, is_new: bool) -> None:
        """Add the rows of a record to the batch."""
        values = self._values(item)
        if is_new:
            own = {"id": object_id, "slug": self._unique_slug(item.record), "status": PUBLISHED}
            batch.documents.append(values | own | {"publish_at": _published(item.record.issued)})
        else:
            batch.updates[object_id] = values
        key: Row = {"tenant_id": self.tenant_id, "shared": True, "document_id": object_id}
        names = {slugify(name): name[:200] for name in item.record.subjects}
        batch.fields.extend(key | {"slug": slug_of, "name": name} for slug_of, name in names.items())
        batch.provisions.extend(
            key | {name: getattr(one, name) for name in PROVISION} for one in item.record.provisions
        )
        batch.revisions.append(
            {
                "tenant_id": self.tenant_id,
                "kind": "legal",
                "object_id": object_id,
                "number": 1,
                "by_name": system_actor(self.tenant_id).name,
                "data": {
                    name: value.isoformat() if isinstance(value, date) else value
                    for name, value in values.items()
                },
            }
        )

    def _values(self, item: Item[LegalRecord]) -> Row:
        """What a record says of its document itself."""
        return {name: getattr(item.record, name) for name in TAKEN} | {
            "tenant_id": self.tenant_id,
            "shared": True,
            "category": "normative",
            "natural_key": item.key,
            "number_key": number_key(item.record.number),
            "name_key": name_key(item.record.type, item.record.title),
            "needs_relating": True,
            "origin": origin_of(item.key),
            "origin_digest": item.digest,
        }

    def _unique_slug(self, record: LegalRecord) -> str:
        base = slug(record.type, record.number, record.title)
        candidate, number = base, 1
        while candidate in self.slugs:
            number += 1
            candidate = f"{base}-{number}"
        self.slugs.add(candidate)
        return candidate

    @staticmethod
    def _write(batch: _Batch) -> None:
        """Write a batch, a few statements whatever its size."""
        ids = list(batch.updates)
        if ids:
            documents = db.session.scalars(select(LegalDocument).where(LegalDocument.id.in_(ids))).all()
            for document in documents:
                for name, value in batch.updates[document.id].items():
                    setattr(document, name, value)
            db.session.flush()
            number_revisions(batch.revisions, documents)
            for part in (Provision, LegalField):
                db.session.execute(delete(part).where(part.document_id.in_(ids)))
        tables: list[tuple[Any, list[Row]]] = [
            (LegalDocument, batch.documents),
            (LegalField, batch.fields),
            (Provision, batch.provisions),
        ]
        insert_rows("legal", tables, batch.revisions)
        _prove(batch)


def _prove(batch: _Batch) -> None:
    """Log what the batch published or replaced, in its transaction."""
    written = [row["object_id"] for row in batch.revisions]
    statement = select(LegalDocument).where(LegalDocument.id.in_(written))
    documents = db.session.scalars(statement.options(selectinload(LegalDocument.provisions))).all()
    log_many(
        batch.revisions[0]["tenant_id"], "legal", sorted(documents, key=lambda one: written.index(one.id))
    )
    db.session.expunge_all()


def _published(issued: date | None) -> datetime:
    """The morning of the day of issue, now where that is unknown or (by an error of the source) to come."""
    now = utc_now() - timedelta(seconds=1)
    return min(from_local(datetime.combine(issued, time(8))), now) if issued else now
