"""A job's sign of life for other machines: while it runs, its row says so every few seconds by the database's clock."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from portal.extensions import db
from portal.jobs.db_clock import db_now
from portal.jobs.models import RUNNING, Job
from portal.jobs.run import Claimed, change
from portal.tenancy.scope import editing, entered

log = logging.getLogger(__name__)
EVERY = 20.0  # seconds; a job that is done sooner writes nothing


@contextmanager
def beating(app: Flask, claimed: Claimed, worker: str) -> Iterator[None]:
    """Let the row of a job that this worker runs show that it lives, until the job is over."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(EVERY):
            try:
                with app.app_context():
                    say(claimed, worker)
            except SQLAlchemyError:
                log.warning("job %s could not show that it lives; trying again", claimed.id)

    thread = threading.Thread(target=beat, name=f"beat {claimed.id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def say(claimed: Claimed, worker: str) -> bool:
    """Say now that the worker of a job lives; False where the job is no longer its own."""
    with entered(editing(claimed.tenant_id)):
        mine = (Job.state == RUNNING, Job.worker == worker)
        lives = change(claimed.tenant_id, claimed.id, {"alive_at": db_now()}, *mine)
        db.session.commit()
    return lives
