"""The verbs of papers: keep, read, show a page, accept, discard. Who may see a paper is decided by the matter that it
belongs to (a dossier, an account): callers check that, and note every reading there, before they ask for content."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from portal.accounts.permissions import Actor
from portal.extensions import db
from portal.jobs.service import enqueue, forget, job_of
from portal.media.reading.pictures import page_picture as drawn_page
from portal.media.refusal import Refused
from portal.media.store import StoreUnreachable
from portal.papers import inspecting
from portal.papers.models import EXTRACT, RAW, READY, RESULT, SOURCES, Paper
from portal.papers.opened import opened
from portal.papers.preparing.child_process import picture_page
from portal.papers.store import NotAPath, paper_store
from portal.publishing.service import audit
from portal.sealing.envelope import BrokenSeal, seal, unseal
from portal.sealing.marks import mark
from portal.tenancy.owned import new_id

JOB, READ = "paper", "dossier.read"
KEEP, ACCEPT, DISCARD = "paper.keep", "paper.accept", "paper.discard"
_LEAVING, _FRESH = "papers_leaving", "papers_fresh"
log = logging.getLogger(__name__)


class PaperLost(LookupError):
    """The bytes of a paper are not there or were changed: str() is for people; `flask papers check` names them."""


def purpose_of(paper_id: int) -> str:
    """What the bytes are sealed for: this row alone, so that files cannot be exchanged."""
    return f"paper.file {paper_id}"


def digest_of(data: bytes) -> str:
    """The mark by which the same bytes are known again."""
    return mark("paper.digest", hashlib.sha256(data).hexdigest())


def keep(
    data: bytes,
    name: str,
    kind: str,
    owner_mark: str,
    source: str,
    actor: Actor,
    *,
    citizen_id: int | None = None,
    accept: frozenset[str] = inspecting.USUAL,
    read: bool = True,
    may: str = READ,
    as_it_came: bool = False,
    **more: Any,
) -> Paper:
    """Look at a file and keep it sealed (the caller commits); its text is looked for by a job unless `read` is False.

    `kind` is the key of the kind of paper, `source` one of SOURCES, `owner_mark` of `owners.owner_mark` ("" unknown);
    `more` are `number`, `issued_by`, `issued_on` (ISO 8601), `valid_until`, `forget_on`. People of the desk need the
    permission `may`; the installation itself acts for citizens. `as_it_came`: pictures too keep every byte, for files
    that others vouch for by their hash. What an agency made is accepted from the start. Raises Refused with the
    reason, Forbidden, StoreUnavailable.
    """
    if actor.user_id is not None:
        actor.require(may)
    if source not in SOURCES:
        raise ValueError(source)
    found = inspecting.inspect(data, name, accept, as_it_came=as_it_came)
    made_here = source in {RESULT, EXTRACT}
    row = Paper(
        tenant_id=actor.tenant_id,
        id=new_id(),
        owner_mark=owner_mark,
        citizen_id=citizen_id,
        kind=kind,
        name=found.name,
        source=source,
        path=paper_store().fresh_path(actor.tenant_id),
        mime=found.mime,
        size=len(found.data),
        pages=found.pages,
        digest=digest_of(found.data),
        state=RAW if found.kind == "picture" and not made_here else READY,
        accepted=made_here,
        kept_by_id=actor.user_id,
        **more,
    )
    paper_store().write(row.path, seal(purpose_of(row.id), found.data))
    _leave_unless_committed(row.path)
    db.session.add(row)
    db.session.flush()
    audit(actor, KEEP, kind="paper", object_id=row.id, detail=source)
    if read:
        enqueue(JOB, row.id, actor)
    return row


def content(paper: Paper) -> bytes:
    """The bytes of a paper. Raises PaperLost where the file is gone, cut off, exchanged or changed; StoreUnreachable
    where it cannot be asked for now."""
    try:
        return unseal(purpose_of(paper.id), paper_store().read(paper.path))
    except StoreUnreachable:
        raise
    except (OSError, BrokenSeal, ValueError) as error:
        raise PaperLost(
            "Không mở được giấy tờ này: tệp bị thiếu hoặc hỏng. Hãy báo người quản trị."
        ) from error


def page_picture(paper: Paper, number: int, width: int) -> bytes:
    """Page `number` (from 1) as WebP, `width` pixels wide (16 to 2400); drawn by a limited child, kept nowhere.

    Raises PaperLost, Refused for a page that is not there or cannot be drawn.
    """
    if not 1 <= number <= paper.pages:
        raise Refused("Giấy tờ không có trang này.", "no_page")
    data = content(paper)
    if paper.mime.startswith("image/"):
        return picture_page(data, width)
    with opened(data) as path:
        return drawn_page(path, number, width)


def accept(paper: Paper, actor: Actor, *, valid_until: date | None = None) -> None:
    """Note that an officer took this paper as proof, so that it is offered again (the caller commits)."""
    actor.require("dossier.read")
    paper.accepted = True
    if valid_until is not None:
        paper.valid_until = valid_until
    audit(actor, ACCEPT, kind="paper", object_id=paper.id)


def discard(paper: Paper, actor: Actor, *, noted: bool = True, may: str = READ) -> None:
    """Delete a paper for good (the caller commits): the row now, the file with the commit. `noted`: an entry in the
    trail; whoever discards many writes one for all. `may`: the permission that people need."""
    if actor.user_id is not None:
        actor.require(may)
    job = job_of(JOB, paper.id)
    if job is not None:
        forget(job)
    db.session.delete(paper)
    db.session.flush()  # what still refers to it is told now, before the file is meant to go
    _leaving().append((paper.path, _savepoints()))
    if noted:
        audit(actor, DISCARD, kind="paper", object_id=paper.id)


def _leaving() -> list[tuple[str, frozenset[int]]]:
    found: list[tuple[str, frozenset[int]]] = db.session().info.setdefault(_LEAVING, [])
    return found


def _savepoints() -> frozenset[int]:
    """The savepoints that are open now: should one be rolled back, what was done within it was not."""
    found, one = set(), db.session().get_nested_transaction()
    while one is not None and one.nested:
        found.add(id(one))
        one = one.parent
    return frozenset(found)


def _leave_unless_committed(path: str) -> None:
    """Take the bytes away again should the transaction be rolled back."""
    db.session().info.setdefault(_FRESH, []).append(path)


def _take_away(paths: Iterable[str]) -> None:
    for path in paths:
        try:
            paper_store().remove(path)
        except (OSError, NotAPath):
            log.warning("the file of a paper stays until the next sweep")


def _after_commit(session: Session) -> None:
    if session.get_nested_transaction() is None:  # a savepoint's end decides nothing
        session.info.pop(_FRESH, None)
        _take_away(path for path, _within in session.info.pop(_LEAVING, []))


def _after_rollback(session: Session) -> None:
    if session.get_nested_transaction() is None:
        session.info.pop(_LEAVING, None)
        _take_away(session.info.pop(_FRESH, []))


def _after_soft_rollback(session: Session, ended: SessionTransaction) -> None:
    if ended.nested and _LEAVING in session.info:
        session.info[_LEAVING] = [one for one in session.info[_LEAVING] if id(ended) not in one[1]]


def install() -> None:
    """Follow every session's end (once per process)."""
    if not event.contains(Session, "after_commit", _after_commit):
        event.listen(Session, "after_commit", _after_commit)
        event.listen(Session, "after_rollback", _after_rollback)
        event.listen(Session, "after_soft_rollback", _after_soft_rollback)
