"""Reads of files that came in, in the scope in force."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import defer

from portal.extensions import db
from portal.jobs.models import Job
from portal.jobs.service import jobs_of
from portal.legal.intake.models import ACTIVE, IntakeFile, IntakePage
from portal.legal.models import LegalDocument

KIND = "intake"


@dataclass(frozen=True)
class Line:
    """A file as the list shows it: how far its reading is, what it seems to be, what became of it."""

    file: IntakeFile
    job: Job | None
    document: LegalDocument | None

    @property
    def active(self) -> bool:
        """Whether it waits or is read."""
        return self.file.state in ACTIVE

    @property
    def guess(self) -> str:
        """Kind and number as proposed ("Quyết định 12/QĐ-UBND"), or ""."""
        found = self.file.proposals or {}
        return " ".join(one["value"] for one in (found.get("type"), found.get("number")) if one)


def count_files() -> int:
    """How many files there are."""
    return int(db.session.scalar(select(func.count()).select_from(IntakeFile)) or 0)


def lines(offset: int, limit: int) -> list[Line]:
    """Files, the newest first, with their jobs and documents; three statements."""
    statement = select(IntakeFile).options(
        defer(IntakeFile.signatures), defer(IntakeFile.body), defer(IntakeFile.closing)
    )
    ordered = statement.order_by(IntakeFile.created_at.desc(), IntakeFile.id.desc())
    files = list(db.session.scalars(ordered.offset(offset).limit(limit)))
    jobs = jobs_of(KIND, [one.id for one in files])
    wanted = [one.document_id for one in files if one.document_id is not None]
    loaded = select(LegalDocument).where(LegalDocument.id.in_(wanted)).options(defer(LegalDocument.preamble))
    documents = {one.id: one for one in db.session.scalars(loaded)}
    return [Line(one, jobs.get(one.id), documents.get(one.document_id or 0)) for one in files]


def by_id(file_id: int) -> IntakeFile | None:
    """One file of this portal."""
    return db.session.scalar(select(IntakeFile).where(IntakeFile.id == file_id)) if file_id < 2**63 else None


def by_sha256(sha256: str) -> IntakeFile | None:
    """The file with these bytes."""
    return db.session.scalar(select(IntakeFile).where(IntakeFile.sha256 == sha256))


def pages_of(file_id: int, *, words: bool = True) -> list[IntakePage]:
    """All pages that were read, in order; the places of their words are most of what there is to load."""
    statement = _pages(file_id).order_by(IntakePage.number)
    return list(db.session.scalars(statement if words else statement.options(defer(IntakePage.words))))


def count_pages(file_id: int) -> int:
    """How many pages were read."""
    return int(db.session.scalar(select(func.count()).select_from(_pages(file_id).subquery())) or 0)


def page_of(file_id: int, number: int) -> IntakePage | None:
    """One page that was read."""
    return db.session.scalar(_pages(file_id).where(IntakePage.number == number)) if number < 2**31 else None


def _pages(file_id: int) -> Select[IntakePage]:
    return select(IntakePage).where(IntakePage.file_id == file_id)


def waiting_for_people() -> int:
    """How many files were read and wait to be confirmed, for the desk's overview."""
    ready = select(func.count()).select_from(IntakeFile).where(IntakeFile.state.in_(("read", "no_text")))
    return int(db.session.scalar(ready) or 0)
