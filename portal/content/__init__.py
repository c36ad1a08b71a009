"""Content as files: loading Markdown with front matter, once and again with the same result; a whole portal out."""

from __future__ import annotations

from flask import Flask

from portal.content import export_job
from portal.content.commands import bind, content_cli
from portal.jobs.handlers import register_job
from portal.web.contributions import contributions, every

HOUR = 3600.0  # seconds between two looks for exports that have lain a week


def register(app: Flask) -> None:
    """Bind `flask content …`, `flask tenants export` and the job of exports to the application."""
    app.cli.add_command(content_cli)
    bind(app)
    register_job(app, export_job.KIND, export_job.HANDLER)
    contributions(app).tended.append(every(HOUR, export_job.sweep))
