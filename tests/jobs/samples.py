"""Handlers and queues of the tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from sqlalchemy import select

from portal.accounts.permissions import system_actor
from portal.extensions import db
from portal.jobs import service
from portal.jobs.handlers import Handler, register_job
from portal.jobs.models import Job
from portal.jobs.run import JobRun
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered

KIND = "thu"


def tenant_id(app: Flask, slug: str) -> int:
    """The id of a tenant."""
    portal = directory(app).by_slug(slug)
    assert portal is not None
    return portal.id


@contextmanager
def inside(app: Flask, slug: str) -> Iterator[None]:
    """In a tenant's editing scope."""
    with app.app_context(), entered(editing(tenant_id(app, slug))):
        yield


def ask(app: Flask, slug: str, subject: int, payload: dict[str, Any] | None = None) -> None:
    """Enqueue a job in a tenant."""
    with inside(app, slug):
        service.enqueue(KIND, subject, system_actor(tenant_id(app, slug)), payload)
        db.session.commit()


def job(app: Flask, slug: str, subject: int) -> Job:
    """The job of a subject as it is now."""
    with inside(app, slug):
        found = db.session.scalar(select(Job).where(Job.subject_id == subject))
        assert found is not None
        return found


def handle(app: Flask, run: Callable[[JobRun], None], settled: Callable[[Job], None] | None = None) -> None:
    """Do the jobs of the tests with this."""
    register_job(app, KIND, Handler(run, settled) if settled else Handler(run))
