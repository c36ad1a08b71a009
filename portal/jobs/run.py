"""What a handler is given: what to do, where to say how far it is, whether to stop."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CursorResult, select, update

from portal.clock import utc_now
from portal.extensions import db
from portal.jobs.models import DONE, RUNNING, Job
from portal.tenancy.scope import editing, entered

LOOK_EVERY = 0.5  # seconds between two looks whether somebody cancelled


class Interrupted(Exception):
    """The handler stopped because it was asked to; the job is cancelled, or given back where the worker ends."""


class JobLost(RuntimeError):
    """The job is no longer this worker's: it was given to another; what it has not committed must not be."""


@dataclass(frozen=True)
class Claimed:
    """A job that a worker took."""

    tenant_id: int
    id: int
    kind: str
    subject_id: int | None
    payload: dict[str, Any]


def change(tenant_id: int, job_id: int, values: dict[str, Any], *conditions: Any) -> bool:
    """Change a job in the running transaction if the conditions hold; whether they did."""
    statement = update(Job).where(Job.tenant_id == tenant_id, Job.id == job_id, *conditions).values(**values)
    result: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]
        statement, execution_options={"synchronize_session": False}
    )
    return bool(result.rowcount)


class JobRun:
    """One job while it runs. A handler commits what it has after every step, and never holds a transaction open
    while it works: on SQLite everybody else would wait."""

    def __init__(
        self,
        claimed: Claimed,
        worker: str,
        stopping: Callable[[], bool],
        told: Callable[[int, int], None] = lambda _done, _total: None,
    ) -> None:
        self._claimed = claimed
        self._worker = worker
        self._stopping = stopping
        self._told = told
        self._looked = 0.0
        self._cancelled = False
        self.finished = False

    @property
    def tenant_id(self) -> int:
        """Whose job it is."""
        return self._claimed.tenant_id

    @property
    def subject_id(self) -> int | None:
        """What it is about."""
        return self._claimed.subject_id

    @property
    def payload(self) -> dict[str, Any]:
        """What else the one who asked has said."""
        return self._claimed.payload

    def progress(self, done: int, total: int, message: str = "") -> None:
        """Say how far it is, in the running transaction (the handler commits). Raises JobLost."""
        self._write({"done": done, "total": total, "message": message[:500]})
        self._told(done, total)

    def finish(self, message: str = "") -> None:
        """Say that it is done, in the running transaction (the handler commits). Raises JobLost."""
        self._write({"state": DONE, "message": message[:500], "worker": "", "finished_at": utc_now()})
        self.finished = True

    def _write(self, values: dict[str, Any]) -> None:
        mine = (Job.state == RUNNING, Job.worker == self._worker)
        if not change(self.tenant_id, self._claimed.id, {"heartbeat_at": utc_now()} | values, *mine):
            raise JobLost(f"job {self._claimed.id}")

    def stop_wanted(self) -> bool:
        """Whether to stop: somebody cancelled, the job was given to another, or the worker is to end."""
        return self._stopping() or self.cancelled()

    def cancelled(self) -> bool:
        """Whether somebody cancelled, or the job is no longer this worker's; looked up twice a second at most."""
        now = time.monotonic()
        if self._cancelled or now - self._looked < LOOK_EVERY:
            return self._cancelled
        self._looked = now
        # A scope of its own: its session is closed at once, whatever the handler's holds.
        with entered(editing(self.tenant_id, writes=False)):
            found = db.session.execute(
                select(Job.state, Job.worker, Job.cancel_wanted).where(Job.id == self._claimed.id)
            ).first()
        self._cancelled = (
            found is None or found.cancel_wanted or (found.state, found.worker) != (RUNNING, self._worker)
        )
        return self._cancelled
