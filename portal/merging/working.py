"""A reorganisation that was begun at the desk is done by the worker, step by step."""

from __future__ import annotations

from portal.extensions import db
from portal.jobs.run import JobRun
from portal.merging import service
from portal.merging.orders import Impossible


def work(run: JobRun) -> None:
    """Do what is left of the order that the job is about; after a crash the job is given back and goes on."""

    def told(done: int, total: int) -> None:
        run.progress(done, total)
        db.session.commit()  # the steps take the write lock in sessions of their own

    try:
        service.go_on(run.subject_id or 0, told)
        run.finish()
    except Impossible as error:
        run.finish(str(error))
    db.session.commit()
