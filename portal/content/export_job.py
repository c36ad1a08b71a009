"""Exports of portals as jobs: asked for at the desk, made beside the web workers, kept for a week."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from portal.accounts.permissions import Actor
from portal.clock import utc_now
from portal.content.exporting import Stopped, export_tenant, exports_folder
from portal.extensions import db
from portal.jobs.handlers import Handler
from portal.jobs.models import Job
from portal.jobs.run import Interrupted, JobRun
from portal.jobs.service import enqueue, job_of
from portal.publishing.service import audit
from portal.tenancy.directory import Portal, directory
from portal.web.freshness import GLOBAL_SLOT, versions

KIND = "tenant_export"
ACTION = "district.tenants"
KEPT_DAYS = 7
TOLD_EVERY = 0.5  # seconds between two signs of progress
PERSONAL = "ca-nhan"
"""In the name of an export: it holds what citizens gave of themselves."""
_NAME = re.compile(rf"[a-z0-9-]{{1,80}}_\d{{8}}-\d{{6}}(?:-{PERSONAL})?\.zip\Z")


@dataclass(frozen=True)
class Export:
    """An export that is there: its name, its size in bytes, when it was made (UTC), when it goes."""

    name: str
    size: int
    made: datetime
    path: Path

    @property
    def is_personal(self) -> bool:
        """Whether it holds what citizens gave of themselves."""
        return self.path.stem.endswith(PERSONAL)


def ask(portal: Portal, actor: Actor, *, with_personal_data: bool = False) -> Job:
    """Ask for the export of a portal, in the scope of the one who asks (the caller commits). Raises Forbidden."""
    actor.require(ACTION)
    told = portal.slug + (": kèm dữ liệu cá nhân" if with_personal_data else "")
    audit(actor, "tenants.exported", detail=told)
    return enqueue(KIND, portal.id, actor, {PERSONAL: with_personal_data})


def state_of(tenant_id: int) -> Job | None:
    """The job of a portal's export, in the scope of the one who asked."""
    return job_of(KIND, tenant_id)


def exports_of(tenant_id: int) -> list[Export]:
    """The exports of a portal that are there, the newest first."""
    found = []
    for path in (exports_folder() / str(tenant_id)).glob("*.zip"):
        if _NAME.match(path.name):
            stat = path.stat()
            made = datetime.fromtimestamp(stat.st_mtime, UTC).replace(tzinfo=None)
            found.append(Export(path.name, stat.st_size, made, path))
    return sorted(found, key=lambda one: one.name, reverse=True)


def run(job: JobRun) -> None:
    """Make an export. Raises Interrupted, JobLost; nothing half-made is left."""
    directory().refresh(versions().read(GLOBAL_SLOT))
    portal = directory().by_id(job.subject_id or 0)
    if portal is None:
        raise Interrupted
    last = 0.0

    def told(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last < TOLD_EVERY:
            return
        last = time.monotonic()
        if job.stop_wanted():
            raise Stopped
        job.progress(done, total)
        db.session.commit()

    sweep()
    personal = job.payload.get(PERSONAL) is True
    name = f"{portal.slug}_{utc_now():%Y%m%d-%H%M%S}{f'-{PERSONAL}' if personal else ''}.zip"
    target = exports_folder() / str(portal.id) / name
    try:
        export_tenant(portal, target, told, with_personal_data=personal)
    except Stopped as error:
        raise Interrupted from error
    job.finish(name)
    db.session.commit()


def sweep(older_than: float = KEPT_DAYS * 86400) -> int:
    """Take away exports that are older than a week; how many. Those of removed portals stay."""
    gone = 0
    for path in exports_folder().glob("*/*.zip"):
        if _NAME.match(path.name) and path.stat().st_mtime < time.time() - older_than:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


HANDLER = Handler(run)
