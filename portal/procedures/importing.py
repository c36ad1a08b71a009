"""`flask procedures import`: the national catalogue into the district's, shared with the communes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal.accounts.permissions import system_actor
from portal.extensions import db
from portal.importing.run import Item
from portal.importing.summary import Outcome
from portal.procedures import service
from portal.procedures.flattened import read_procedure
from portal.procedures.models import Procedure
from portal.procedures.record import ProcedureRecord
from portal.publishing.importing import Known, edited_by_people, known_by
from portal.publishing.service import commit
from portal.tenancy.scope import editing, entered

ORIGIN = "import"


def draft_of(record: ProcedureRecord) -> service.ProcedureDraft:
    """A catalogue record as our own draft, shared. The level of online service is the least that the ways show:
    the catalogue does not say "toàn trình"."""
    ways = [service.Way(one.channel or "truc-tiep", one.time, one.fee, one.note) for one in record.ways]
    online = any(one.channel == "truc-tuyen" for one in ways)
    return service.ProcedureDraft(
        code=record.code,
        name=record.name,
        field=record.field[:200],
        levels=record.levels,
        service_level="mot-phan" if online else "thong-tin",
        procedure_kind=record.kind[:200],
        decision=record.decision[:200],
        subjects=record.subjects,
        executing_agency=record.executing_agency,
        competent_agency=record.competent_agency,
        coordinating_agency=record.coordinating_agency,
        place=record.place,
        steps=record.steps_markdown,
        results=record.results,
        conditions=record.conditions,
        keywords=record.keywords,
        description=record.description,
        source=record.source_url[:500],
        ways=ways,
        papers=[
            service.Paper(one.name or one.form, case.case, one.form, one.originals, one.copies, one.note)
            for case in record.papers
            for one in case.items
        ],
        bases=[service.Basis(one.number[:120], one.title) for one in record.legal_basis],
        shared=True,
    )


class ProcedureImporter:
    """Takes records of the national catalogue into one tenant (see portal.importing.run.Importer).

    `level` narrows to records whose raw level of execution holds it ("Cấp xã"); "" takes all.
    """

    def __init__(self, tenant_id: int, level: str = "") -> None:
        self.tenant_id = tenant_id
        self.level = level
        with entered(editing(tenant_id, writes=False)):
            self.known = known_by(Procedure.code, Procedure)

    def wanted(self, raw: dict[str, Any]) -> bool:
        """Whether the record's level holds the one asked for."""
        if not self.level:
            return True
        metadata = raw.get("metadata")
        nested = metadata.get("cấp_thực_hiện") if isinstance(metadata, dict) else None
        return self.level.lower() in str(raw.get("cap_thuc_hien") or nested or "").lower()

    def read(self, raw: dict[str, Any]) -> tuple[str, ProcedureRecord]:
        """Code and record. Raises UnreadableRecord."""
        record = read_procedure(raw)
        return record.code, record

    def key_of(self, raw: dict[str, Any]) -> str:
        """The code, without taking the record apart."""
        metadata = raw.get("metadata")
        nested = metadata.get("mã_thủ_tục") if isinstance(metadata, dict) else None
        code = raw.get("ma_thu_tuc") or nested
        return code.strip() if isinstance(code, str) else ""

    def joined(self, _first: ProcedureRecord, _second: ProcedureRecord) -> None:
        """Two records of one code are two versions."""
        return None

    def take(self, items: list[Item[ProcedureRecord]]) -> list[Outcome]:
        """Store a batch of procedures in one transaction."""
        with entered(editing(self.tenant_id)):
            ids = [known.id for item in items if (known := self.known.get(item.key)) is not None]
            edited = edited_by_people("procedure", ids)
            outcomes = [self._take(item, edited) for item in items]
            commit()
        return outcomes

    def _take(self, item: Item[ProcedureRecord], edited: set[int]) -> Outcome:
        actor = system_actor(self.tenant_id)
        known = self.known.get(item.key)
        if known is not None and known.digest == item.digest:
            return "unchanged"
        if known is not None and (known.id in edited or known.origin != ORIGIN):
            return "kept"
        draft = draft_of(item.record)
        if known is None:
            procedure = service.write(draft, actor, published=True, origin=(ORIGIN, item.digest))
        else:
            statement = select(Procedure).where(Procedure.id == known.id)
            parts = (
                selectinload(Procedure.ways),
                selectinload(Procedure.papers),
                selectinload(Procedure.bases),
            )
            procedure = db.session.scalars(statement.options(*parts)).one()
            service.rewrite(procedure, draft, actor, "import")
            procedure.origin_digest = item.digest
        self.known[item.key] = Known(procedure.id, ORIGIN, item.digest)
        return "taken" if known is None else "updated"
