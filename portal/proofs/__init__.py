"""Proof of publication: a log of each tenant that shows what was published when, and that nothing of it was changed."""

from __future__ import annotations

from flask import Flask

from portal.proofs.commands import proofs_cli


def register(app: Flask) -> None:
    """Bind the logs to the application. Rooms that are to be logged call `following.follow`."""
    app.cli.add_command(proofs_cli)
