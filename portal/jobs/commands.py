"""`flask jobs run | list`."""

from __future__ import annotations

import json
import signal
import threading

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select

from portal.extensions import db
from portal.jobs.models import ACTIVE, Job
from portal.jobs.worker import Worker
from portal.tenancy.directory import directory
from portal.tenancy.scope import all_tenants
from portal.web.freshness import GLOBAL_SLOT, versions

jobs_cli = AppGroup("jobs", help="Công việc trong hàng đợi.")


def stop_on_signals() -> threading.Event:
    """An event that SIGTERM and SIGINT set, so that the running job is given back in order."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    return stop


@jobs_cli.command("run")
@click.option("--until-empty", is_flag=True, help="Dừng khi hàng đợi trống.")
def run_command(until_empty: bool) -> None:
    """Làm các công việc trong hàng đợi, lần lượt từng việc."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    with Worker(app, stop_on_signals()) as worker:
        if until_empty:
            click.echo(f"Đã xử lý {worker.run_until_empty()} công việc")
        else:
            worker.run_forever()


@jobs_cli.command("list")
@click.option("--all", "everything", is_flag=True, help="Kể cả việc đã xong.")
def list_command(everything: bool) -> None:
    """In các công việc, mỗi việc một dòng JSON; mặc định chỉ việc đang chờ và đang làm."""
    directory().refresh(versions().read(GLOBAL_SLOT))
    with all_tenants("liệt kê hàng đợi công việc"):
        statement = select(Job).order_by(Job.created_at, Job.id)
        if not everything:
            statement = statement.where(Job.state.in_(ACTIVE))
        for job in db.session.scalars(statement):
            click.echo(json.dumps(_in_words(job), ensure_ascii=False))


def _in_words(job: Job) -> dict[str, object]:
    portal = directory().by_id(job.tenant_id)
    return {
        "id": job.id,
        "tenant": portal.slug if portal else job.tenant_id,
        "kind": job.kind,
        "subject": job.subject_id,
        "state": job.state,
        "done": job.done,
        "total": job.total,
        "attempts": job.attempts,
        "message": job.message,
        "created": job.created_at.isoformat(timespec="seconds"),
        "by": job.by_name,
    }
