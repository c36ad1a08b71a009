"""Doing jobs one at a time, until told to stop."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from types import TracebackType

from flask import Flask

from portal.extensions import db
from portal.jobs import service
from portal.jobs.beating import beating
from portal.jobs.handlers import handler_of
from portal.jobs.models import CANCELLED, FAILED, WAITING
from portal.jobs.presence import Presence, sweep
from portal.jobs.run import Claimed, Interrupted, JobLost, JobRun
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered
from portal.web.freshness import GLOBAL_SLOT, versions

log = logging.getLogger(__name__)
EVERY = 0.5  # seconds between two looks at an empty queue
AFTER_FAULT = 5.0
UNEXPECTED = "Lỗi ngoài dự kiến khi xử lý. Hãy thử lại; nếu vẫn lỗi, báo người quản trị hệ thống."


class Worker:
    """Takes jobs and does them; `with` shows its sign of life for as long. `told(done, total)` hears of progress."""

    def __init__(
        self,
        app: Flask,
        stop: threading.Event | None = None,
        told: Callable[[int, int], None] = lambda _done, _total: None,
    ) -> None:
        self._app = app
        self._told = told
        self.stop = stop or threading.Event()
        with app.app_context():
            folder = service.workers_folder()
        self._presence = Presence(folder)
        sweep(folder)

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._presence.end()

    def run_until_empty(self) -> int:
        """Do what waits, until nothing does or it is told to stop; how many were done, failed or cancelled."""
        count = 0
        while not self.stop.is_set() and self.step():
            count += 1
        return count

    def run_forever(self) -> None:
        """Do what comes until told to stop; outlives every fault of the database."""
        while not self.stop.is_set():
            try:
                busy = self.step()
            except Exception:
                # The next look does what this one left: the job is given back as of a dead worker.
                log.exception("the queue could not be worked on; trying again")
                self._renew()
                self.stop.wait(AFTER_FAULT)
                continue
            if not busy:
                self.stop.wait(EVERY)

    def _renew(self) -> None:
        """A new sign of life: what was taken under the old one counts as a dead worker's."""
        self._presence.end()
        with self._app.app_context():
            self._presence = Presence(service.workers_folder())

    def step(self) -> bool:
        """Give back what dead workers left, take the next job and do it; False where there was none."""
        with self._app.app_context():
            directory().refresh(versions().read(GLOBAL_SLOT))
            if not service.something_to_do():
                return False
            service.give_back_of_dead()
            claimed = service.claim(self._presence.name)
            if claimed is None:
                return False
            with entered(editing(claimed.tenant_id)):
                self._do(claimed)
        return True

    def do_now(self, kind: str, subject_id: int) -> bool:
        """Do the job of one subject before its turn, in the editing scope in force; False where it does not wait."""
        claimed = service.claim_of(kind, subject_id, self._presence.name)
        if claimed is not None:
            self._do(claimed)
        return claimed is not None

    def _do(self, claimed: Claimed) -> None:
        name = self._presence.name
        run = JobRun(claimed, name, self.stop.is_set, self._told)
        handler = handler_of(claimed.kind)
        if handler is None:
            service.end_early(claimed, name, FAILED, service.UNKNOWN_KIND)
            return
        try:
            with beating(self._app, claimed, name):
                handler.run(run)
            if not run.finished:
                run.finish()
                db.session.commit()
        except JobLost:
            db.session.rollback()
            log.warning("job %s was given to another worker", claimed.id)
        except Interrupted:
            db.session.rollback()
            given_back = self.stop.is_set() and not run.cancelled()
            service.end_early(claimed, name, WAITING if given_back else CANCELLED)
        except Exception:
            db.session.rollback()
            log.exception("job %s (%s) failed", claimed.id, claimed.kind)
            service.end_early(claimed, name, FAILED, UNEXPECTED)
