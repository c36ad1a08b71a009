"""The job of a source: look into it, try, or take it in; item after item, each committed, so that a killed worker
costs nothing but the item at hand."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from portal.clock import utc_now
from portal.extensions import db
from portal.importing.summary import ImportSummary
from portal.jobs.handlers import Handler
from portal.jobs.run import Interrupted, JobRun
from portal.moving.foreign import UnreadableSource
from portal.moving.looking import look
from portal.moving.mapping import InvalidMapping, Mapping
from portal.moving.models import BROKEN, DONE, LOOKED, TRIED, Move
from portal.moving.running import Running, library_of, open_source
from portal.moving.selecting import InvalidSelector
from portal.moving.service import follow_job, importing_actor, max_file_mb, paths_of
from portal.moving.unpacking import parts_of, unpack

TOLD_EVERY = 0.5  # seconds between two signs of progress


def run(job: JobRun) -> None:
    """Do one step of a source. Raises Interrupted, JobLost."""
    step = str(job.payload.get("step", "look"))
    try:
        if step == "look":
            _look(job)
        else:
            _take(job, dry=step == "try")
    except (UnreadableSource, InvalidMapping, InvalidSelector) as error:
        db.session.rollback()
        _settle(job, BROKEN, str(error))


def _move(job: JobRun) -> Move:
    db.session.expire_all()
    move = db.session.scalar(select(Move).where(Move.id == (job.subject_id or 0)))
    if move is None:  # forgotten meanwhile
        raise Interrupted
    return move


def _settle(job: JobRun, state: str, problem: str = "", **values: Any) -> None:
    """Say how the step ended, in one transaction with the end of the job."""
    move = _move(job)
    move.state, move.problem, move.finished_at = state, problem[:500], utc_now()
    for name, value in values.items():
        setattr(move, name, value)
    job.finish(problem)
    db.session.commit()


@dataclass(frozen=True)
class _Opened:
    """A source with what lies where, apart from any transaction."""

    id: int
    kind: str
    identity: str
    mapping: Mapping
    summary: dict[str, Any]
    path: Path
    media: Path | None


def _opened(job: JobRun) -> _Opened:
    """The source; a ZIP is unpacked, once."""
    move = _move(job)
    kind, identity = move.kind, move.identity
    mapping, summary = Mapping.from_json(move.mapping), dict(move.summary)
    path, media = paths_of(move)
    db.session.rollback()  # nothing is held open while files are read
    if media is not None and media.suffix.lower() == ".zip":
        media = unpack(media)
    if path.suffix.lower() == ".zip":
        kind, path, inner = parts_of(unpack(path))
        media = media or inner
    return _Opened(job.subject_id or 0, kind, identity, mapping, summary, path, media)


class _Progress:
    """Tells how far it is, twice a second at most."""

    def __init__(self, job: JobRun) -> None:
        self._job = job
        self._last = time.monotonic()

    def told(self, done: int, total: int, counts: ImportSummary | None = None) -> None:
        """Note it and commit."""
        if time.monotonic() - self._last < TOLD_EVERY:
            return
        self._last = time.monotonic()
        message = "" if counts is None else f"{counts.taken + counts.updated}/{counts.total}"
        self._job.progress(done, total, message)
        db.session.commit()


def _look(job: JobRun) -> None:
    opened = _opened(job)
    mapping = opened.mapping
    source = open_source(opened.kind, opened.path, mapping)
    actor = importing_actor(job.tenant_id, str(job.payload.get("by", "")))
    library = library_of(opened.kind, opened.path, opened.media)
    found = look(source, mapping, library, actor, _Progress(job).told, job.stop_wanted)
    if found is None:
        raise Interrupted
    mapping.site = mapping.site or str(found["site"])
    _settle(job, LOOKED, found=found | {"kind": opened.kind}, mapping=mapping.as_json())


def _take(job: JobRun, *, dry: bool) -> None:
    opened = _opened(job)
    actor = importing_actor(job.tenant_id, str(job.payload.get("by", "")))
    source = open_source(opened.kind, opened.path, opened.mapping)
    running = Running(
        f"{opened.kind}:{opened.identity}",
        opened.id,
        source,
        opened.mapping,
        library_of(opened.kind, opened.path, opened.media),
        actor,
        max_mb=max_file_mb(),
        dry=dry,
    )
    result = running.run(_Progress(job).told, job.stop_wanted)
    if result.unfinished:
        raise Interrupted
    done = opened.summary | {"trial" if dry else "done": result.as_json()}
    _settle(job, TRIED if dry else DONE, summary=done)


HANDLER = Handler(run, follow_job)
