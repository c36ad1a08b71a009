"""`flask procedures import`: the national catalogue into the district's, shared with the communes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from portal.accounts.permissions import system_actor
from portal.clock import utc_now
from portal.extensions import db
from portal.importing.fields import UnreadableRecord, read_text
from portal.importing.known import Known, origin_of
from portal.importing.run import Item
from portal.procedures import service
from portal.procedures.flattened import read_procedure
from portal.procedures.models import Procedure, ProcedureBasis, ProcedurePaper, ProcedureWay
from portal.procedures.record import LegalBasis, ProcedureRecord
from portal.publishing.importing import BatchImporter, insert_rows, known_by, number_revisions
from portal.publishing.models import PUBLISHED
from portal.publishing.slugs import slugify
from portal.tenancy.scope import editing, entered

Row = dict[str, Any]
MAX_NAME = 2500
"""Longest name of a procedure, in bytes: PostgreSQL sorts the list by an index that takes no longer ones."""
MAX_NUMBER = 120
FULLY_ONLINE = re.compile(r"dịch vụ công trực tuyến toàn trình", re.IGNORECASE)


def draft_of(record: ProcedureRecord) -> service.ProcedureDraft:
    """A catalogue record as our own draft, shared; what has no place of its own there stands in a text beside it.

    Codes of results ("KQ.G01.000030") say nothing to a citizen and are left out.
    """
    ways = [service.Way(one.channel, one.time, one.fee, one.note) for one in record.ways if one.channel]
    unnamed = "\n\n".join(one.note for one in record.ways if not one.channel and one.note)
    authorised = f"Cơ quan được ủy quyền: {record.authorised_agency}" if record.authorised_agency else ""
    related = f"Thủ tục liên quan: {'; '.join(record.related)}" if record.related else ""
    return service.ProcedureDraft(
        code=record.code,
        name=record.name,
        field=record.field,
        levels=record.levels,
        service_level=service_level(ways),
        procedure_kind=record.kind,
        decision=record.decision,
        subjects=record.subjects,
        executing_agency=record.executing_agency,
        competent_agency=_lines(record.competent_agency, authorised),
        coordinating_agency=record.coordinating_agency,
        place=record.place,
        steps=_lines(record.steps_markdown, f"**Cách thức thực hiện:** {unnamed}" if unnamed else ""),
        results=record.results,
        conditions=record.conditions,
        keywords=record.keywords,
        description=_lines(record.description, related),
        source=record.source_url,
        ways=ways,
        papers=[
            service.Paper(one.name or one.form, case.case, one.form, one.originals, one.copies, one.note)
            for case in record.papers
            for one in case.items
        ],
        bases=[_basis(one) for one in record.legal_basis],
        shared=True,
    )


def service_level(ways: list[service.Way]) -> str:
    """The least kind of online service that the ways show; "toan-trinh" only where one of them says so itself."""
    online = [one for one in ways if one.channel == "truc-tuyen"]
    if any(FULLY_ONLINE.search(one.note) for one in online):
        return "toan-trinh"
    return "mot-phan" if online else "thong-tin"


def _lines(*texts: str) -> str:
    return "\n\n".join(text for text in texts if text)


def _basis(one: LegalBasis) -> service.Basis:
    """A legal basis with the date and issuer that its title does not say already."""
    stated = "" if one.number or _folded(one.stated) in _folded(one.title) else one.stated
    number, title = one.number or stated, one.title
    if len(number) > MAX_NUMBER:
        number, title = "", " – ".join(part for part in (number, title) if part)
    issued = f"ngày {one.issued:%d/%m/%Y}" if one.issued else ""
    if one.issued and re.search(rf"\b0?{one.issued.day}/0?{one.issued.month}/{one.issued.year}\b", title):
        issued = ""
    issuer = "" if _folded(one.issuer) in _folded(title) else one.issuer
    about = ", ".join(part for part in (issued, issuer) if part)
    return service.Basis(number, f"{title} ({about})".strip() if about else title)


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).lower().split())


@dataclass
class _Batch:
    """The rows of one transaction; of procedures that are there already, the new values by id."""

    procedures: list[Row] = field(default_factory=list)
    updates: dict[int, Row] = field(default_factory=dict)
    ways: list[Row] = field(default_factory=list)
    papers: list[Row] = field(default_factory=list)
    bases: list[Row] = field(default_factory=list)
    revisions: list[Row] = field(default_factory=list)


class ProcedureImporter(BatchImporter[ProcedureRecord, _Batch]):
    """Takes records of the national catalogue into one tenant (see portal.importing.run.Importer).

    `level` narrows to records whose raw level of execution holds it ("Cấp xã"); "" takes all.
    """

    kind = "procedure"
    noun = "thủ tục"

    def __init__(self, tenant_id: int, level: str = "") -> None:
        self.tenant_id = tenant_id
        self.level = _folded(level)
        self._look()

    def _look(self) -> None:
        """Learn what the tenant holds."""
        with entered(editing(self.tenant_id, writes=False)):
            self.known = Known(known_by(Procedure.code, Procedure))
            self.slugs = set(db.session.scalars(select(Procedure.slug)))

    def new_batch(self) -> _Batch:
        """An empty batch of rows."""
        return _Batch()

    def wanted(self, raw: Row) -> bool:
        """Whether the record's level holds the one asked for."""
        if not self.level:
            return True
        level = raw.get("cap_thuc_hien") or _metadata(raw).get("cấp_thực_hiện") or ""
        return self.level in _folded(str(level))

    def read(self, raw: Row) -> tuple[str, ProcedureRecord]:
        """Code and record. Raises UnreadableRecord."""
        record = read_procedure(raw)
        if len(record.name.encode()) > MAX_NAME:
            raise UnreadableRecord(f"tên thủ tục quá dài ({len(record.name)} ký tự)")
        return record.code, record

    def key_of(self, raw: Row) -> str:
        """The code, without taking the record apart. Raises UnreadableRecord."""
        if "metadata" in raw or "content" in raw:
            return (read_text(_metadata(raw), "mã_thủ_tục") or read_text(raw, "thu_tuc_id")).strip()
        return read_text(raw, "ma_thu_tuc").strip()

    def label_of(self, raw: Row) -> str:
        """The code as the record has it, else the name."""
        about = _metadata(raw)
        names = (raw.get("ma_thu_tuc"), about.get("mã_thủ_tục"), raw.get("thu_tuc_id"))
        return str(next((one for one in (*names, raw.get("ten_thu_tuc")) if one), ""))[:80]

    def joined(self, _first: ProcedureRecord, _second: ProcedureRecord) -> None:
        """Two records of one code are two versions."""
        return None

    def _write(self, batch: _Batch) -> None:
        """Put the rows of a batch into their tables."""
        _store_rows(batch)

    def _add(self, batch: _Batch, item: Item[ProcedureRecord], object_id: int, *, is_new: bool) -> None:
        """Add the rows of a record to the batch."""
        draft = draft_of(item.record)
        said = {name: getattr(draft, name) for name in service.SCALARS}
        said["levels"] = service.joined_levels(draft.levels)
        own = {"origin": origin_of(item.key), "origin_digest": item.digest}
        key: Row = {"tenant_id": self.tenant_id, "shared": True}
        if is_new:
            now = utc_now() - timedelta(seconds=1)
            new = {
                "id": object_id,
                "slug": self._unique_slug(draft),
                "status": PUBLISHED,
                "publish_at": now,
            }
            batch.procedures.append(key | said | own | new)
        else:
            batch.updates[object_id] = said | own | {"shared": True}
        part = key | {"procedure_id": object_id}
        for rows, values in (
            (batch.ways, draft.ways),
            (batch.papers, draft.papers),
            (batch.bases, draft.bases),
        ):
            rows.extend(part | vars(one) | {"position": at} for at, one in enumerate(values))
        batch.revisions.append(
            {
                "tenant_id": self.tenant_id,
                "kind": "procedure",
                "object_id": object_id,
                "number": 1,
                "by_name": system_actor(self.tenant_id).name,
                "data": said | own,
            }
        )

    def _unique_slug(self, draft: service.ProcedureDraft) -> str:
        base = f"{slugify(draft.name, 100)}-{slugify(draft.code, 30)}"
        candidate, number = base, 1
        while candidate in self.slugs:
            number += 1
            candidate = f"{base}-{number}"
        self.slugs.add(candidate)
        return candidate


def _metadata(raw: Row) -> Row:
    """The part of a nested record that holds its code and name; empty in any other record."""
    metadata = raw.get("metadata")
    return metadata if isinstance(metadata, dict) else {}


def _store_rows(batch: _Batch) -> None:
    """Write a batch, a few statements whatever its size."""
    ids = list(batch.updates)
    if ids:
        procedures = db.session.scalars(select(Procedure).where(Procedure.id.in_(ids))).all()
        for procedure in procedures:
            for name, value in batch.updates[procedure.id].items():
                setattr(procedure, name, value)
        db.session.flush()
        number_revisions(batch.revisions, procedures)
        for part in (ProcedureWay, ProcedurePaper, ProcedureBasis):
            db.session.execute(delete(part).where(part.procedure_id.in_(ids)))
    tables: list[tuple[Any, list[Row]]] = [
        (Procedure, batch.procedures),
        (ProcedureWay, batch.ways),
        (ProcedurePaper, batch.papers),
        (ProcedureBasis, batch.bases),
    ]
    insert_rows("procedure", tables, batch.revisions)
