"""Who does which kind of job: rooms register here, so that the queue knows no room."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, current_app

from portal.jobs.models import Job
from portal.jobs.run import JobRun

_EXTENSION = "portal_jobs"


def _nothing(_job: Job) -> None:
    return None


@dataclass(frozen=True)
class Handler:
    """`run` does a job, in its tenant's editing scope, and may be called again for one that it was interrupted in.

    `settled` is called in the transaction in which the queue itself failed, cancelled or gave back a job, so that the
    rows that it is about can follow.
    """

    run: Callable[[JobRun], None]
    settled: Callable[[Job], None] = _nothing


def register_job(app: Flask, kind: str, handler: Handler) -> None:
    """Do jobs of this kind with this handler."""
    app.extensions.setdefault(_EXTENSION, {})[kind] = handler


def handler_of(kind: str) -> Handler | None:
    """Who does jobs of this kind; None where the room is not registered."""
    found: Handler | None = current_app.extensions.get(_EXTENSION, {}).get(kind)
    return found
