"""Signing results: number, signature and keeping in one transaction, the slow work outside of the write lock."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.clock import to_local, utc_now
from portal.extensions import db
from portal.papers import service as papers
from portal.papers.models import RESULT
from portal.publishing.service import StaleVersion, audit, commit, touch
from portal.results import paper, queries
from portal.results.models import (
    REPLACED,
    SIGNED,
    ResultDocument,
    ResultSeries,
)
from portal.results.service import SIGN, NotPossible, require_draft
from portal.signing.turns import turn
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import editing, entered

ATTEMPTS = 8
"""How often a paper is signed anew because its number was given away meanwhile."""


def sign(
    document_id: int,
    seen: int,
    actor: Actor,
    *,
    titles: tuple[str, ...] = (),
    and_then: Callable[[ResultDocument], None] = lambda _document: None,
) -> None:
    """Number, sign (PAdES) and keep a document, and do `and_then` in the same transaction; commits by itself.

    The paper is drawn and signed before the write lock is taken, with the number that is next; whoever was faster in
    the series makes it be signed anew. The caller's session must hold no changes: what it
    read is to be read again. `titles`: as whom ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), of the template where empty. Raises
    Forbidden, StaleVersion, NotPossible("gone", "signed", "busy"), NoSigningKey, SigningFailed, InvalidValues, Refused,
    StoreUnavailable; nothing is done then and no number is lost.
    """
    actor.require(SIGN)
    if db.session.new or db.session.dirty or db.session.deleted:
        raise RuntimeError("results.sign is called with nothing pending")
    db.session.commit()  # lets go of the write lock
    portal = _portal(actor)
    keys = paper.keys_for(portal, actor.user_id)
    with entered(editing(actor.tenant_id, writes=False)):
        series = _series_of(_to_sign(document_id, seen))
    with turn(actor.tenant_id, series):
        for _attempt in range(ATTEMPTS):
            with entered(editing(actor.tenant_id, writes=False)):
                job = _job(document_id, seen, actor, portal, titles)
            data = paper.signed(job, keys)
            with entered(editing(actor.tenant_id)):
                try:
                    if _settle(document_id, seen, job, data, actor, and_then):
                        return
                except Exception:
                    db.session.rollback()  # what was kept of the paper goes with it, at once
                    raise
    raise NotPossible("busy")


def _job(document_id: int, seen: int, actor: Actor, portal: Portal, titles: tuple[str, ...]) -> paper.Wanted:
    document = _to_sign(document_id, seen)
    template = queries.template_of(document)
    at = utc_now()
    serial = None
    if template.number:
        serial = queries.last_number(_series_of(document), to_local(at).year) + 1
    return paper.Wanted(template, document.values, portal, actor.name, titles, at, document.code, serial)


def _settle(
    document_id: int,
    seen: int,
    job: paper.Wanted,
    data: bytes,
    actor: Actor,
    and_then: Callable[[ResultDocument], None],
) -> bool:
    """Keep what was signed, in one transaction; False where its number is no longer the next one."""
    document = _to_sign(document_id, seen)
    day = to_local(job.at).date()
    if job.serial is not None and not _take_number(document, job, day.year, actor):
        db.session.rollback()
        return False
    number = paper.number_of(job.template, job.serial, day.year)
    kept = papers.keep(
        data,
        f"{job.template.kind} {number}".strip().replace("/", "-") + ".pdf",
        job.template.paper_kind,
        document.owner_mark,
        RESULT,
        actor,
        read=False,
        number=number,
        issued_by=job.portal.authority,
        issued_on=day.isoformat(),
    )
    document.state, document.paper_id, document.sha256 = SIGNED, kept.id, paper.sha256_of(data)
    document.number, document.issued_on = number, day
    document.signed_at, document.signed_by_id, document.signed_by = job.at, actor.user_id, actor.name
    _end_replaced(document, actor)
    db.session.flush()
    audit(actor, "result.sign", kind="result", object_id=document.id, detail=document.subject_code)
    touch(db.session(), document.tenant_id)
    and_then(document)
    commit()
    return True


def _take_number(document: ResultDocument, job: paper.Wanted, year: int, actor: Actor) -> bool:
    series = _series_of(document)
    row = db.session.scalar(
        select(ResultSeries).where(ResultSeries.series == series, ResultSeries.year == year).with_for_update()
    )
    if row is None:
        row = ResultSeries(tenant_id=actor.tenant_id, series=series, year=year, last=0)
        db.session.add(row)
    if row.last + 1 != job.serial:
        return False
    row.last += 1
    document.series, document.year, document.serial = series, year, row.last
    return True


def _end_replaced(document: ResultDocument, actor: Actor) -> None:
    old = queries.document(document.replaces_id) if document.replaces_id is not None else None
    if old is None:
        return
    if old.state != SIGNED:
        raise NotPossible("draft")
    old.state, old.ended_at, old.ended_by_id = REPLACED, utc_now(), actor.user_id
    audit(actor, "result.replace", kind="result", object_id=old.id, detail=old.subject_code)


def _to_sign(document_id: int, seen: int) -> ResultDocument:
    document = queries.document(document_id)
    if document is None:
        raise NotPossible("gone")
    require_draft(document)
    if document.version != seen:
        raise StaleVersion
    return document


def _series_of(document: ResultDocument) -> str:
    """The series that a document is numbered in, "" for papers without a number."""
    row = queries.version(document.template_version_id)
    if row is None:
        raise NotPossible("template")
    template = queries.definition_of(row)
    return (template.series or f"mau_{row.template_id}") if template.number else ""


def _portal(actor: Actor) -> Portal:
    portal = directory().by_id(actor.tenant_id)
    if portal is None:
        raise NotPossible("gone")
    return portal
