"""Work beside the web workers: a queue in the database, done one at a time, with progress, cancelling and retrying."""

from __future__ import annotations

from flask import Flask

from portal.jobs.commands import jobs_cli


def register(app: Flask) -> None:
    """Bind the queue to the application; rooms register their handlers themselves."""
    app.cli.add_command(jobs_cli)
