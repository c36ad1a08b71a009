"""The verbs of files that come in: bring, cancel, read again, remove, make into a document."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import delete

from portal.accounts.permissions import Actor
from portal.extensions import db
from portal.jobs import service as jobs
from portal.jobs.models import CANCELLED as JOB_CANCELLED
from portal.jobs.models import FAILED as JOB_FAILED
from portal.jobs.models import RUNNING, WAITING, Job
from portal.legal import service as legal
from portal.legal.intake import keeping
from portal.legal.intake.models import (
    ACTIVE,
    CANCELLED,
    CONFIRMED,
    FAILED,
    NO_TEXT,
    READ,
    READING,
    READY,
    REFUSED,
    IntakeFile,
    IntakePage,
)
from portal.legal.intake.models import WAITING as FILE_WAITING
from portal.legal.intake.queries import KIND, by_id, by_sha256
from portal.legal.models import LegalDocument
from portal.media import service as media
from portal.media.names import clean_display_name
from portal.publishing import service as publishing
from portal.publishing.workflow import publish_or_submit

AGAIN = (REFUSED, FAILED, CANCELLED, NO_TEXT, READ)
"""States from which a file may be read again: pages without text are tried once more (Tesseract may have been
installed since), the others stay, and the fields are proposed anew."""


class NotReady(ValueError):
    """The file is not in a state for this; nothing was changed."""


def bring(path: Path, raw_name: str, actor: Actor) -> tuple[IntakeFile, bool]:
    """Store a file and ask for it to be read (the caller commits): the row, and whether it is new.

    Nothing is looked at yet: the bytes are safe in the store before anything can go wrong with them. The same bytes
    again are the row that is there. Raises Forbidden, media.store.StoreUnavailable.
    """
    actor.require("content.create")
    actor.require("media.upload")
    with path.open("rb") as stream:
        stored = media.file_store().put(stream)
    found = by_sha256(stored.sha256)
    if found is not None:
        return found, False
    row = IntakeFile(
        tenant_id=actor.tenant_id,
        sha256=stored.sha256,
        name=clean_display_name(raw_name),
        size=stored.size,
        created_by_id=actor.user_id,
        created_by_name=actor.name,
    )
    db.session.add(row)
    db.session.flush()
    jobs.enqueue(KIND, row.id, actor)
    publishing.audit(actor, "upload", kind=KIND, object_id=row.id, detail=row.name)
    return row, True


def cancel(row: IntakeFile, actor: Actor) -> None:
    """Stop the reading (the caller commits). Raises Forbidden, NotReady."""
    actor.require_edit(row.created_by_id)
    job = jobs.job_of(KIND, row.id)
    if job is None or not jobs.cancel(job):
        raise NotReady


def retry(row: IntakeFile, actor: Actor) -> None:
    """Let the file be read again (the caller commits); pages that were read stay. Raises Forbidden, NotReady."""
    actor.require_edit(row.created_by_id)
    if row.state not in AGAIN:
        raise NotReady
    row.state, row.reason = FILE_WAITING, ""
    jobs.enqueue(KIND, row.id, actor)


def remove(row: IntakeFile, actor: Actor) -> None:
    """Take the file off the list with what was read (the caller commits); a document made of it stays.

    Raises Forbidden.
    """
    actor.require_edit(row.created_by_id)
    job = jobs.job_of(KIND, row.id)
    if job is not None:
        jobs.forget(job)
    publishing.audit(actor, "intake.remove", kind=KIND, object_id=row.id, detail=row.name)
    db.session.execute(delete(IntakePage).where(IntakePage.file_id == row.id))
    db.session.delete(row)


def confirm(
    row: IntakeFile, draft: legal.LegalDraft, actor: Actor, *, publish: bool = False
) -> LegalDocument:
    """Make a document of the file and attach it, in one transaction; published at once on request, or submitted where
    four eyes ask for somebody else.

    Raises Forbidden, NotReady, legal.NumberTaken, media.kinds.Refused.
    """
    actor.require_edit(row.created_by_id)
    _require_ready(row)
    document = legal.write(draft, actor)
    _settle_on(row, document, actor)
    if publish:
        publish_or_submit(document, actor)
    publishing.commit()
    return document


def attach_to(row: IntakeFile, document: LegalDocument, actor: Actor) -> None:
    """Attach the file to a document that is there, in one transaction. Raises Forbidden, NotReady, Refused."""
    actor.require_edit(row.created_by_id)
    actor.require_edit(document.created_by_id)
    _require_ready(row)
    _settle_on(row, document, actor)
    publishing.record(document, "attach", actor, detail=row.name)
    publishing.commit()


def _require_ready(row: IntakeFile) -> None:
    if row.state not in READY:
        raise NotReady


def _settle_on(row: IntakeFile, document: LegalDocument, actor: Actor) -> None:
    keeping.attach_files(row, document, actor)
    row.state, row.document_id = CONFIRMED, document.id


def follow_job(job: Job) -> None:
    """What becomes of a file when the queue itself changes its job (in the queue's transaction, over tenants)."""
    row = by_id(job.subject_id or 0)
    if row is None or row.tenant_id != job.tenant_id or row.state not in ACTIVE:
        return
    if job.state == JOB_FAILED:
        row.state, row.reason = FAILED, job.message
    elif job.state == JOB_CANCELLED:
        row.state = CANCELLED
    elif job.state in {WAITING, RUNNING}:
        row.state = FILE_WAITING if job.state == WAITING else READING
