"""The verbs of the queue. Those that take an actor work in the scope in force and leave the commit to the caller;
those of the workers cross tenants by name and commit themselves."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from portal.accounts.permissions import Actor
from portal.clock import utc_now
from portal.extensions import db
from portal.jobs.db_clock import db_now
from portal.jobs.handlers import handler_of
from portal.jobs.models import ACTIVE, CANCELLED, FAILED, RUNNING, WAITING, Job
from portal.jobs.presence import is_here, is_present
from portal.jobs.run import Claimed, change
from portal.tenancy.scope import all_tenants, system_task

MOST_ATTEMPTS = 3
# A step of a job (a page that is recognised) is limited to less; a worker that lives but says nothing longer hangs.
SILENCE = timedelta(minutes=15)
# A worker of another machine whose row was not said to live for so long counts as dead (beating.EVERY is 20 seconds).
LOST = timedelta(seconds=90)
DIED = "Tiến trình xử lý đã dừng đột ngột {times} lần khi làm việc này nên hệ thống thôi thử lại."
UNKNOWN_KIND = "Hệ thống không biết cách làm loại việc này."


def workers_folder() -> Path:
    """Where workers leave their signs of life."""
    folder: Path = current_app.config["PORTAL"].instance_path / "workers"
    return folder


def enqueue(kind: str, subject_id: int | None, actor: Actor, payload: dict[str, Any] | None = None) -> Job:
    """Ask for a job (the caller commits). What waits or runs already for this subject is not doubled."""
    job = job_of(kind, subject_id) if subject_id is not None else None
    if job is None:
        job = Job(tenant_id=actor.tenant_id, kind=kind, subject_id=subject_id)
        db.session.add(job)
    elif job.state in ACTIVE:
        return job
    job.payload = payload or {}
    job.by_id, job.by_name = actor.user_id, actor.name
    job.created_at = utc_now()
    _to_waiting(job)
    db.session.flush()
    return job


def job_of(kind: str, subject_id: int) -> Job | None:
    """The job of a subject in the scope in force."""
    return db.session.scalar(select(Job).where(Job.kind == kind, Job.subject_id == subject_id))


def jobs_of(kind: str, subject_ids: list[int]) -> dict[int, Job]:
    """Jobs by subject, in one statement."""
    found = db.session.scalars(select(Job).where(Job.kind == kind, Job.subject_id.in_(subject_ids)))
    return {one.subject_id: one for one in found if one.subject_id is not None}


def _to_waiting(job: Job) -> None:
    job.state, job.message, job.worker = WAITING, "", ""
    job.attempts, job.done, job.total, job.cancel_wanted = 0, 0, 0, False
    job.started_at = job.finished_at = job.heartbeat_at = None


def retry(job: Job) -> bool:
    """Let a failed or cancelled job wait again (the caller commits); whether it was one."""
    if job.state not in {FAILED, CANCELLED}:
        return False
    _to_waiting(job)
    _settled(job)
    return True


def cancel(job: Job) -> bool:
    """Cancel a job (the caller commits): one that waits at once, one that runs at its next step.

    Answers whether it could be cancelled.
    """
    if job.state == RUNNING:
        job.cancel_wanted = True
        return True
    if job.state != WAITING:
        return False
    _settle(job, CANCELLED, "")
    return True


def forget(job: Job) -> None:
    """Take a job away with its subject (the caller commits); one that runs is cancelled instead and stays."""
    if job.state == RUNNING:
        job.cancel_wanted = True
    else:
        db.session.delete(job)


def _settle(job: Job, state: str, message: str) -> None:
    job.state, job.message, job.worker = state, message[:500], ""
    job.finished_at = utc_now() if state not in ACTIVE else None
    _settled(job)


def _settled(job: Job) -> None:
    handler = handler_of(job.kind)
    if handler is not None:
        handler.settled(job)


def something_to_do() -> bool:
    """Whether there is anything to take or to give back; asks without the write lock."""
    with all_tenants("xem hàng đợi công việc"):
        if db.session.scalar(select(Job.id).where(Job.state == WAITING).limit(1)) is not None:
            return True
        now = _now()
        return any(_abandoned(one, now) for one in db.session.scalars(_running()))


def _running() -> Select[Job]:
    return select(Job).where(Job.state == RUNNING)


def _now() -> datetime:
    """The database's clock, which all machines have in common."""
    now: datetime = db.session.scalar(select(db_now()))
    return now


def _abandoned(job: Job, now: datetime) -> bool:
    """Whether the worker of a running job died or hangs."""
    if job.heartbeat_at is None or job.heartbeat_at < now - SILENCE:
        return True
    if is_here(workers_folder(), job.worker):
        return not is_present(workers_folder(), job.worker)
    return job.alive_at is None or job.alive_at < now - LOST


def claim(worker: str) -> Claimed | None:
    """Take the next job: of the tenant whose last start lies furthest back, its oldest. None where nothing waits.

    So one commune's hundred scans do not keep the others waiting. The condition on the state makes it atomic where
    several workers ask at once.
    """
    with system_task("nhận công việc trong hàng đợi"):
        while (job := _next()) is not None:
            if _take(job, worker):
                return _claimed(job)
            db.session.expire_all()
    return None


def claim_of(kind: str, subject_id: int, worker: str) -> Claimed | None:
    """Take the job of one subject before its turn, in the scope in force, and commit; None where it does not wait."""
    job = job_of(kind, subject_id)
    if job is not None and _take(job, worker):
        return _claimed(job)
    db.session.rollback()
    return None


def _take(job: Job, worker: str) -> bool:
    now = utc_now()
    values = {"state": RUNNING, "worker": worker, "attempts": job.attempts + 1}
    moments = {"started_at": now, "heartbeat_at": now, "finished_at": None, "alive_at": db_now()}
    taken = change(job.tenant_id, job.id, values | moments, Job.state == WAITING)
    db.session.commit()
    return taken


def _claimed(job: Job) -> Claimed:
    return Claimed(job.tenant_id, job.id, job.kind, job.subject_id, dict(job.payload))


def _next() -> Job | None:
    last = aliased(Job)
    begun = (
        select(func.max(last.started_at))
        .where(last.tenant_id == Job.tenant_id)
        .correlate(Job)
        .scalar_subquery()
    )
    waiting = select(Job).where(Job.state == WAITING)
    return db.session.scalars(
        waiting.order_by(begun.asc().nulls_first(), Job.created_at, Job.id).limit(1)
    ).first()


def end_early(claimed: Claimed, worker: str, state: str, message: str = "") -> None:
    """Fail, cancel or give back (state waiting) a job that this worker runs, and commit.

    One that it has lost stays as it is. Giving back of one's own will does not count as an attempt.
    """
    mine = select(Job).where(Job.id == claimed.id).with_for_update()
    job = db.session.scalar(mine.execution_options(populate_existing=True))
    if job is not None and job.worker == worker and job.state == RUNNING:
        if state == WAITING:
            job.attempts = max(0, job.attempts - 1)
        _settle(job, state, message)
    db.session.commit()


def give_back_of_dead() -> int:
    """Let the jobs of workers that died (or hang) wait again; how many.

    After MOST_ATTEMPTS a job fails with the reason, because it may be what kills them.
    """
    with system_task("trả lại công việc của tiến trình đã dừng"):
        now = _now()
        # Locked: of two workers that see one dead, the second must not give back what the first has taken since.
        locked = _running().with_for_update(skip_locked=True).execution_options(populate_existing=True)
        left = [one for one in db.session.scalars(locked) if _abandoned(one, now)]
        for job in left:
            if job.cancel_wanted:
                _settle(job, CANCELLED, "")
            elif job.attempts >= MOST_ATTEMPTS:
                _settle(job, FAILED, DIED.format(times=job.attempts))
            else:
                _settle(job, WAITING, "")
        db.session.commit()
    return len(left)
