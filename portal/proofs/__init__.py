"""Proof of publication: a log of each tenant that shows what was published when, and that nothing of it was changed."""

from __future__ import annotations

from flask import Flask

from portal.media import arrivals, replacing
from portal.proofs.commands import proofs_cli
from portal.proofs.following import keeps_proved, notice_files
from portal.proofs.queries import proof_of
from portal.proofs.tending import Tending
from portal.proofs.views import bp
from portal.web.contributions import contributions


def register(app: Flask) -> None:
    """Bind the logs to the application: pages, commands, `proof_of` for templates of the rooms.

    A room whose things are to be logged calls `following.follow`.
    """
    app.register_blueprint(bp)
    app.jinja_env.globals["proof_of"] = proof_of
    arrivals.on_attached(app, lambda _use, thing, actor: notice_files(thing, actor))
    arrivals.on_detached(app, notice_files)
    replacing.guard(app, keeps_proved)
    app.cli.add_command(proofs_cli)
    contributions(app).tended.append(lambda: Tending().step)
