"""Files of documents: kept sealed among the office's papers, byte for byte as they came, named by their hash."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _
from sqlalchemy import func, select

from portal.accounts.permissions import Actor
from portal.exchange.registers.errors import Wrong
from portal.exchange.registers.models import (
    ATTACHED,
    MAIN,
    IncomingDocument,
    IncomingFile,
    OutgoingDocument,
    OutgoingFile,
)
from portal.extensions import db
from portal.papers import queries as papers
from portal.papers import service as store
from portal.papers.models import UPLOAD, Paper

KIND = "van-ban"
FORMATS = frozenset({"picture", "pdf", "docx", "xlsx", "pptx", "odt", "doc", "xls", "text"})
MOST_FILES = 50
READABLE = "exchange.read"


@dataclass(frozen=True)
class Upload:
    """A file that comes in: its name as given, its bytes, what it is to the document."""

    name: str
    data: bytes = field(repr=False)
    role: str = ATTACHED


def keep(upload: Upload, actor: Actor) -> Paper:
    """Keep a file sealed (the caller commits). Raises Refused with the reason, Forbidden, StoreUnavailable."""
    return store.keep(
        upload.data,
        upload.name,
        KIND,
        "",
        UPLOAD,
        actor,
        accept=FORMATS,
        read=False,
        may=READABLE,
        as_it_came=True,
    )


def add_incoming(row: IncomingDocument, uploads: Sequence[Upload], actor: Actor) -> list[IncomingFile]:
    """Keep files of an arrival behind those that it has. Raises as `keep`."""
    first = _count(IncomingFile, row.id)
    made = [
        IncomingFile(
            tenant_id=row.tenant_id, document_id=row.id, position=place, **_about(one, keep(one, actor))
        )
        for place, one in enumerate(uploads, first)
    ]
    db.session.add_all(made)
    db.session.flush()
    return made


def add_outgoing(row: OutgoingDocument, uploads: Sequence[Upload], actor: Actor) -> list[OutgoingFile]:
    """Keep files of a document going out behind those that it has. Raises as `keep`."""
    first = _count(OutgoingFile, row.id)
    made = [
        OutgoingFile(
            tenant_id=row.tenant_id, document_id=row.id, position=place, **_about(one, keep(one, actor))
        )
        for place, one in enumerate(uploads, first)
    ]
    db.session.add_all(made)
    db.session.flush()
    return made


def require_room(held: int, more: int) -> None:
    """Raise Wrong where a document would have more files than anybody looks through."""
    if held + more > MOST_FILES:
        raise Wrong({"files": _("Mỗi văn bản kèm được nhiều nhất %(most)s tệp.", most=MOST_FILES)})


def _about(upload: Upload, paper: Paper) -> dict[str, object]:
    return {
        "paper_id": paper.id,
        "role": upload.role,
        "name": paper.name,
        "mime": paper.mime,
        "size": paper.size,
        "sha256": hashlib.sha256(upload.data).hexdigest(),
    }


def _count(model: type[IncomingFile] | type[OutgoingFile], document_id: int) -> int:
    held = select(func.count()).select_from(model).where(model.document_id == document_id)
    return int(db.session.scalar(held) or 0)


def of_incoming(row: IncomingDocument, *, former: bool = False) -> list[IncomingFile]:
    """The files of an arrival in their order; with `former` also those that an update left behind."""
    statement = select(IncomingFile).where(IncomingFile.document_id == row.id)
    if not former:
        statement = statement.where(IncomingFile.until.is_(None))
    return list(db.session.scalars(statement.order_by(IncomingFile.position, IncomingFile.id)))


def of_outgoing(row: OutgoingDocument) -> list[OutgoingFile]:
    """The files of a document going out: the document itself first, then in their order."""
    statement = select(OutgoingFile).where(OutgoingFile.document_id == row.id)
    found = list(db.session.scalars(statement.order_by(OutgoingFile.position, OutgoingFile.id)))
    return sorted(found, key=lambda one: one.role != MAIN)


def uploads_of(rows: Sequence[IncomingFile | OutgoingFile]) -> list[Upload]:
    """The same files to be kept again with another document. Raises PaperLost."""
    held = papers.papers([one.paper_id for one in rows])
    return [Upload(one.name, store.content(held[one.paper_id]), one.role) for one in rows]


def drop_outgoing(row: OutgoingFile, actor: Actor) -> None:
    """Take a file out of a draft for good (the caller commits)."""
    held = papers.paper(row.paper_id)
    db.session.delete(row)
    db.session.flush()
    if held is not None:
        store.discard(held, actor, may=READABLE)
