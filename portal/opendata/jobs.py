"""Versions are made beside the web workers: the follower asks for them where something moved, a job makes them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta

from portal.accounts.permissions import system_actor
from portal.clock import today
from portal.extensions import db
from portal.jobs.handlers import Handler
from portal.jobs.run import Interrupted, JobRun
from portal.jobs.service import enqueue, job_of
from portal.opendata.building import build, built_today
from portal.opendata.registry import datasets
from portal.publishing.service import commit
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import editing, entered, reading
from portal.web.contributions import Step
from portal.web.freshness import GLOBAL_SLOT, versions

log = logging.getLogger(__name__)
KIND = "open_data"
ANEW = "anew"
RESTS = timedelta(hours=6)
LOOKS_EVERY = 600.0
"""Seconds between two looks of the follower: a version is of a day, nobody waits for it."""


def asking() -> Step:
    """The follower's step: each portal whose pages moved since it was looked at last gets a job, unless it has today's
    versions of everything or one was done lately. What is remembered is lost with the process: that costs one look."""
    seen: dict[int, tuple[date, int]] = {}
    due = 0.0

    def step(now: datetime) -> None:
        nonlocal due
        if now.timestamp() < due:
            return
        due = now.timestamp() + LOOKS_EVERY
        for portal in directory().living():
            at = (today(), versions().read(portal.id))
            if portal.status == "active" and seen.get(portal.id) != at and ask_where_due(portal, now):
                seen[portal.id] = at

    return step


def ask_where_due(portal: Portal, now: datetime) -> bool:
    """Ask for the versions of today of a portal, where some are missing; whether nothing is left to ask for. One that
    was looked through lately rests first: reading all of it is work, and most of it did not change."""
    slugs = {one.slug for one in datasets()}
    with entered(reading(portal.id)):
        if built_today(sorted(slugs)) >= slugs:
            return True
        job = job_of(KIND, portal.id)
        if job is not None and job.finished_at is not None and job.finished_at > now - RESTS:
            return False
    with entered(editing(portal.id)):
        enqueue(KIND, portal.id, system_actor(portal.id))
        db.session.commit()
    return True


def build_all(
    portal: Portal, told: Callable[[int, int], None] = lambda _done, _of: None, *, anew: bool = False
) -> int:
    """Make the versions of a portal, each committed by itself, in its editing scope; how many were made."""
    made, all_of_them = 0, datasets()
    for place, one in enumerate(all_of_them):
        told(place, len(all_of_them))
        if build(portal, one, anew=anew) is not None:
            made += 1
        commit()
    return made


def run(job: JobRun) -> None:
    """Make the versions of a portal. Raises Interrupted, JobLost; what was made before stays."""
    directory().refresh(versions().read(GLOBAL_SLOT))
    portal = directory().by_id(job.tenant_id)
    if portal is None or not portal.is_living:
        raise Interrupted

    def told(done: int, total: int) -> None:
        if job.stop_wanted():
            raise Interrupted
        job.progress(done, total)
        db.session.commit()

    made = build_all(portal, told, anew=job.payload.get(ANEW) is True)
    job.finish(str(made))
    db.session.commit()


HANDLER = Handler(run)
