"""Files and rows of papers held together: files that no row names go after a day, rows whose file is missing or broken
are told, papers whose term is over go."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from portal.accounts.permissions import system_actor
from portal.clock import today
from portal.extensions import db
from portal.papers.models import Paper
from portal.papers.service import PaperLost, content, discard
from portal.papers.store import NotAPath, paper_store
from portal.publishing.service import audit, commit
from portal.tenancy.directory import directory
from portal.tenancy.scope import all_tenants, editing, entered
from portal.web.contributions import Step

log = logging.getLogger(__name__)
SAFE_AGE = 24 * 3600.0
"""Seconds; longer than any transaction that is about to name a file."""
MOST = 2000
"""Files that one turn takes away at most."""
AT_ONCE = 100
FORGET = "paper.forget"


@dataclass
class Checked:
    """How many papers there are, the ids of those without their file, of those whose file does not open, and files
    that no row names (older than a day)."""

    papers: int = 0
    missing: list[int] = field(default_factory=list)
    broken: list[int] = field(default_factory=list)
    orphans: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether every paper can be read and nothing lies about."""
        return not (self.missing or self.broken or self.orphans)


def sweep(most: int = MOST) -> int:
    """Take away files that no row names and that were not written for a day, and remains of killed processes; how many.

    Needs an application context, no scope. Nothing that a row names is touched: rows are read after the files were
    listed, and a file is written before its row.
    """
    store, gone = paper_store(), 0
    for path in list(_orphans())[:most]:
        store.remove(path)
        gone += 1
    for left in store.unfinished(SAFE_AGE):
        left.unlink(missing_ok=True)
        gone += 1
    if gone:
        log.info("%d files of papers went: nothing names them", gone)
    return gone


def _orphans() -> Iterator[str]:
    store = paper_store()
    old = list(store.old(SAFE_AGE))
    with all_tenants("tìm tệp giấy tờ không còn dùng"):
        named = set(db.session.scalars(select(Paper.path)))
    yield from (one for one in old if one not in named)


def check(deep: bool = True) -> Checked:
    """Look at every paper of every portal; `deep` opens each file. Needs an application context, no scope.

    Raises KeysUnavailable.
    """
    found = Checked(orphans=sum(1 for _one in _orphans()))
    with all_tenants("kiểm tra giấy tờ"):
        for row in db.session.scalars(select(Paper).order_by(Paper.id).execution_options(yield_per=AT_ONCE)):
            found.papers += 1
            if not _is_there(row):
                found.missing.append(row.id)
            elif deep and not _opens(row):
                found.broken.append(row.id)
    return found


def _is_there(row: Paper) -> bool:
    try:
        return paper_store().exists(row.path)
    except NotAPath:
        return False


def _opens(row: Paper) -> bool:
    try:
        return len(content(row)) == row.size
    except PaperLost:
        return False


def forget_due(day: date | None = None) -> int:
    """Delete for good the papers whose term is over, portal by portal; how many. What a dossier still refers to stays
    until the dossier goes. Needs an application context, no scope."""
    gone = 0
    due = Paper.forget_on <= (day or today())
    for portal in directory().all():
        with entered(editing(portal.id)):
            ids = list(db.session.scalars(select(Paper.id).where(due).order_by(Paper.id)))
            for start in range(0, len(ids), AT_ONCE):
                gone += _forget(portal.id, ids[start : start + AT_ONCE])
    return gone


def _forget(tenant_id: int, ids: list[int]) -> int:
    actor, gone = system_actor(tenant_id), 0
    for one in db.session.scalars(select(Paper).where(Paper.id.in_(ids))).all():
        try:
            with db.session.begin_nested():
                discard(one, actor, noted=False)
            gone += 1
        except IntegrityError:
            db.session.expunge(one) if one in db.session else None
    if gone:
        audit(actor, FORGET, kind="paper", detail=f"{gone} giấy tờ hết hạn lưu")
    commit()
    return gone


def tending() -> Step:
    """The follower's step: once a day, what is due is forgotten and the store swept."""
    done: date | None = None

    def step(_now: datetime) -> None:
        nonlocal done
        if done != today():
            done = today()
            started = time.monotonic()
            counts = forget_due(), sweep()
            log.info("papers forgotten %d, files swept %d in %.1f s", *counts, time.monotonic() - started)

    return step
