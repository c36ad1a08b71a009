"""`python -m portal.follower`: one process beside the web workers that keeps index and logs of proofs up to date."""

from __future__ import annotations

import logging
import signal
import threading
from datetime import date

from portal import create_app
from portal.clock import today, utc_now
from portal.extensions import db
from portal.proofs.tending import Tending
from portal.publishing.trail import keep_heads
from portal.search.indexing import keep_look, last_look, step
from portal.tenancy.directory import directory
from portal.web.freshness import GLOBAL_SLOT, versions

log = logging.getLogger(__name__)
EVERY = 0.5  # seconds between two looks


def main() -> None:
    """Follow the change log until SIGTERM or SIGINT."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    app = create_app()
    with app.app_context():
        looked = last_look()
    tending = Tending()
    heads_kept_on: date | None = None
    while not stop.is_set():
        now = utc_now()
        try:
            with app.app_context():
                directory().refresh(versions().read(GLOBAL_SLOT))
                if step(looked):
                    looked = now
                    keep_look(now)
                tending.step()
                if today() != heads_kept_on:
                    keep_heads(app.config["PORTAL"].instance_path, today())
                    heads_kept_on = today()
                db.session.remove()
        except Exception:
            # The follower outlives every fault: the next look does what this one left.
            log.exception("index or logs of proofs could not be brought up to date; trying again")
            stop.wait(5)
        stop.wait(EVERY)


if __name__ == "__main__":
    main()
