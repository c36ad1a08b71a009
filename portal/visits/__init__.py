"""Reading figures without tracking anybody: what was read on which day, and nothing about who read it.

In front of the application `counting.Counter` notes what was answered, in the memory of each web process; every few
seconds that goes to a file in `instance/visits/`; the follower adds the files to the table (`tending.Folding`).
No cookie, no address, no browser is kept anywhere on this way.
"""

from __future__ import annotations

from flask import Flask

from portal.config import Settings
from portal.visits.counting import Counting
from portal.visits.spool import Spool
from portal.visits.tending import Folding, TakingIn
from portal.visits.views import bp
from portal.web.contributions import contributions


def register(app: Flask) -> None:
    """Bind the public page of figures to the application."""
    app.register_blueprint(bp)
    contributions(app).tended_here.append(lambda: TakingIn().step)
    contributions(app).tended.append(lambda: Folding().step)


def wrap(app: Flask, settings: Settings) -> None:
    """Count what the application (and the page cache before it) answers."""
    spool = Spool(settings.instance_path / "visits")
    app.extensions["portal_visits"] = spool
    app.wsgi_app = Counting(app.wsgi_app, spool)  # type: ignore[method-assign]
