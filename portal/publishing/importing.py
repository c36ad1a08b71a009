"""What importers of published things share: what is known of each key, and whether a person touched it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from portal.accounts.permissions import system_actor
from portal.extensions import db
from portal.importing import known as held
from portal.importing.run import Item
from portal.importing.summary import Outcome
from portal.publishing.models import Change, Revision
from portal.publishing.service import IMPORT, audit, commit, touch
from portal.tenancy.owned import new_id
from portal.tenancy.scope import editing, entered

R = TypeVar("R")
B = TypeVar("B")


@dataclass
class Known:
    """A thing that is there already: its id, where it came from, digest of what it was made from."""

    id: int
    origin: str
    digest: str


def known_by(column: Any, model: Any) -> dict[str, Known]:
    """Everything of the tenant in force by a key column."""
    rows = db.session.execute(select(column, model.id, model.origin, model.origin_digest))
    return {key: Known(object_id, origin, digest) for key, object_id, origin, digest in rows}


def edited_by_people(kind: str, ids: list[int]) -> set[int]:
    """Those of the things that a person saved since they were made."""
    statement = select(Revision.object_id).where(
        Revision.kind == kind, Revision.object_id.in_(ids), Revision.by_id.is_not(None)
    )
    return set(db.session.scalars(statement))


class BatchImporter(ABC, Generic[R, B]):
    """The storing half of an importer (portal.importing.run.Importer): batches that are whole each.

    A room says how rows are gathered (`new_batch`, `_add`) and written (`_write`), and what is there (`_look`).
    """

    kind: ClassVar[str]
    noun: ClassVar[str]  # for the audit trail: "12 <noun>, dòng 1–200"
    tenant_id: int
    known: held.Known[Known]

    @abstractmethod
    def new_batch(self) -> B:
        """An empty batch of rows."""

    @abstractmethod
    def _look(self) -> None:
        """Read what the tenant holds."""

    @abstractmethod
    def _add(self, batch: B, item: Item[R], object_id: int, *, is_new: bool) -> None:
        """Add the rows of a record to the batch."""

    @abstractmethod
    def _write(self, batch: B) -> None:
        """Put the rows of a batch into their tables."""

    def holds(self, digest: str) -> bool:
        """Whether exactly this record was taken before."""
        return self.known.holds(digest)

    def take(self, items: list[Item[R]]) -> list[Outcome]:
        """Store a batch in one transaction; once more where somebody wrote at the same time."""
        try:
            return self._store(items)
        except (IntegrityError, StaleDataError):
            self._look()
            return self._store(items)

    def _store(self, items: list[Item[R]]) -> list[Outcome]:
        batch, stored = self.new_batch(), []
        with entered(editing(self.tenant_id)):
            found = [self.known.find(item.key) for item in items]
            edited = edited_by_people(self.kind, [one.id for one in found if one is not None])
            outcomes = [self.known.outcome(item.key, item.digest, edited) for item in items]
            for item, thing, outcome in zip(items, found, outcomes, strict=True):
                if outcome in {"taken", "updated"}:
                    object_id = new_id() if thing is None else thing.id
                    self._add(batch, item, object_id, is_new=thing is None)
                    stored.append((item.key, Known(object_id, held.origin_of(item.key), item.digest)))
            if stored:
                self._write(batch)
                detail = f"{len(stored)} {self.noun}, dòng {items[0].line}–{items[-1].line}"
                audit(system_actor(self.tenant_id), "import", kind=self.kind, detail=detail)
                touch(db.session(), self.tenant_id)
                commit()
        for key, thing in stored:
            self.known.add(key, thing)
        return outcomes


def number_revisions(revisions: list[dict[str, Any]], rows: Iterable[Any]) -> None:
    """Number the revisions of things that were there already by their version, which a flush has moved.

    Nobody but imports wrote these things, and every import moves the version by one.
    """
    versions = {row.id: row.version for row in rows}
    for revision in revisions:
        revision["number"] = versions.get(revision["object_id"], 1)


def insert_rows(
    kind: str, tables: Iterable[tuple[Any, list[dict[str, Any]]]], revisions: list[dict[str, Any]]
) -> None:
    """Insert the rows of a batch table by table, then its revisions and their changes; a statement for each table."""
    for revision in revisions:
        revision |= {"action": IMPORT, "of_version": revision["number"]}
    changes = [
        {"of_tenant_id": row["tenant_id"], "kind": kind, "object_id": row["object_id"]} for row in revisions
    ]
    for model, rows in (*tables, (Revision, revisions), (Change, changes)):
        if rows:
            db.session.execute(insert(model), rows)
