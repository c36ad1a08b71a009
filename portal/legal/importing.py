"""`flask legal import`: the codification's documents into the district's library, shared with the communes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import delete, insert, select

from portal.accounts.permissions import system_actor
from portal.clock import from_local, utc_now
from portal.extensions import db
from portal.importing.run import Item
from portal.importing.summary import Outcome
from portal.legal.merging import are_halves, merged
from portal.legal.models import LegalDocument, LegalField, Provision
from portal.legal.naming import slug
from portal.legal.record import LegalRecord, read_legal
from portal.publishing.importing import Known, edited_by_people, known_by
from portal.publishing.models import PUBLISHED, Change, Revision
from portal.publishing.service import audit, commit, touch
from portal.publishing.slugs import slugify
from portal.tenancy.owned import new_id
from portal.tenancy.scope import editing, entered

ORIGIN = "import"


@dataclass
class _Batch:
    """The rows of one transaction, by table."""

    documents: list[dict[str, Any]]
    fields: list[dict[str, Any]]
    provisions: list[dict[str, Any]]
    revisions: list[dict[str, Any]]
    changes: list[dict[str, Any]]


class LegalImporter:
    """Takes records of the codification into one tenant (see portal.importing.run.Importer)."""

    def __init__(self, tenant_id: int) -> None:
        self.tenant_id = tenant_id
        self.known: dict[str, Known] = {}
        with entered(editing(tenant_id, writes=False)):
            self.known = known_by(LegalDocument.natural_key, LegalDocument)
            self.slugs = set(db.session.scalars(select(LegalDocument.slug)))

    def wanted(self, _raw: dict[str, Any]) -> bool:
        """Every document is."""
        return True

    def read(self, raw: dict[str, Any]) -> tuple[str, LegalRecord]:
        """Key and record. Raises UnreadableRecord."""
        record = read_legal(raw)
        return record.natural_key, record

    def key_of(self, raw: dict[str, Any]) -> str:
        """The natural key. Raises UnreadableRecord."""
        return self.read(raw)[0]

    def joined(self, first: LegalRecord, second: LegalRecord) -> LegalRecord | None:
        """The document of two halves, or None."""
        return merged(first, second) if are_halves(first, second) else None

    def take(self, items: list[Item[LegalRecord]]) -> list[Outcome]:
        """Store a batch of documents in one transaction."""
        with entered(editing(self.tenant_id)):
            touched = [known.id for item in items if (known := self._changed(item)) is not None]
            edited = edited_by_people("legal", touched)
            rows = _Batch([], [], [], [], [])
            outcomes = [self._take(item, edited, rows) for item in items]
            if rows.changes:
                self._write(rows)
                actor = system_actor(self.tenant_id)
                audit(
                    actor,
                    "import",
                    kind="legal",
                    detail=f"{len(rows.changes)} văn bản, từ dòng {items[0].line}",
                )
                touch(db.session(), self.tenant_id)
            commit()
        return outcomes

    def _changed(self, item: Item[LegalRecord]) -> Known | None:
        known = self.known.get(item.key)
        return known if known is not None and known.digest != item.digest else None

    def _take(self, item: Item[LegalRecord], edited: set[int], rows: _Batch) -> Outcome:
        known = self.known.get(item.key)
        if known is not None and known.digest == item.digest:
            return "unchanged"
        if known is not None and (known.id in edited or known.origin != ORIGIN):
            return "kept"
        object_id = known.id if known is not None else new_id()
        values = self._values(item)
        if known is None:
            slug_of = self._unique_slug(item.record)
            rows.documents.append(values | {"id": object_id, "slug": slug_of, "status": PUBLISHED})
            self.known[item.key] = Known(object_id, ORIGIN, item.digest)
        else:
            self._rewrite(object_id, values)
            known.digest = item.digest
        self._add_parts(object_id, item.record, rows)
        data = {key: str(value) for key, value in values.items() if value not in (None, "")}
        rows.revisions.append(
            {
                "tenant_id": self.tenant_id,
                "kind": "legal",
                "object_id": object_id,
                "number": 1 if known is None else 2,
                "by_name": "hệ thống",
                "data": data,
            }
        )
        rows.changes.append({"of_tenant_id": self.tenant_id, "kind": "legal", "object_id": object_id})
        return "taken" if known is None else "updated"

    def _values(self, item: Item[LegalRecord]) -> dict[str, Any]:
        record = item.record
        issued = from_local(datetime.combine(record.issued, time(8))) if record.issued else utc_now()
        return {
            "tenant_id": self.tenant_id,
            "shared": True,
            "category": "normative",
            "natural_key": item.key,
            "number": record.number,
            "type": record.type,
            "title": record.title,
            "title_is_built": record.title_is_built,
            "issuer": record.issuer,
            "issued": record.issued,
            "year": record.year,
            "effective": record.effective,
            "source": record.source,
            "origin": ORIGIN,
            "origin_digest": item.digest,
            "publish_at": issued,
        }

    def _unique_slug(self, record: LegalRecord) -> str:
        base = slug(record.type, record.number, record.title)
        candidate, number = base, 1
        while candidate in self.slugs:
            number += 1
            candidate = f"{base}-{number}"
        self.slugs.add(candidate)
        return candidate

    def _rewrite(self, object_id: int, values: dict[str, Any]) -> None:
        document = db.session.scalars(select(LegalDocument).where(LegalDocument.id == object_id)).one()
        for name, value in values.items():
            setattr(document, name, value)
        db.session.flush()
        for part in (Provision, LegalField):
            db.session.execute(delete(part).where(part.document_id == object_id))

    def _add_parts(self, object_id: int, record: LegalRecord, rows: _Batch) -> None:
        key = {"tenant_id": self.tenant_id, "shared": True, "document_id": object_id}
        names = {slugify(name): name.strip()[:200] for name in record.subjects if name.strip()}
        rows.fields.extend(key | {"slug": slug_of[:120], "name": name} for slug_of, name in names.items())
        rows.provisions.extend(
            key
            | {
                "position": one.position,
                "unit": one.unit[:30],
                "no": one.no[:30],
                "anchor": one.anchor,
                "chapter": one.chapter,
                "heading": one.heading,
                "text": one.text,
            }
            for one in record.provisions
        )

    @staticmethod
    def _write(rows: _Batch) -> None:
        pairs: list[tuple[Any, list[dict[str, Any]]]] = [
            (LegalDocument, rows.documents),
            (LegalField, rows.fields),
            (Provision, rows.provisions),
            (Revision, rows.revisions),
            (Change, rows.changes),
        ]
        for model, values in pairs:
            if values:
                db.session.execute(insert(model), values)
