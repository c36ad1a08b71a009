"""`python -m portal.follower`: one process beside the web workers that keeps the index up to date, does what packages
contribute as steps (`contributions.tended`), and sends e-mails and citizens' messages (each in a thread: a slow server
delays nothing else).

Every machine has one. What concerns the machine itself (its index, `contributions.tended_here`) each does; all else is
done by the one that holds the lease, and by another one when that machine is gone.
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from datetime import datetime

from flask import Flask

from portal import create_app
from portal.citizens.sending import Courier
from portal.clock import utc_now
from portal.extensions import db
from portal.jobs.leases import Holding
from portal.jobs.service import workers_folder
from portal.mail.sending import Postman
from portal.search.indexing import keep_look, last_look, step
from portal.tenancy.directory import directory
from portal.web.contributions import Step, contributions
from portal.web.freshness import GLOBAL_SLOT, versions

log = logging.getLogger(__name__)
EVERY = 0.5  # seconds between two looks
PAUSE = 5.0  # seconds that a step rests after a fault
LEASE = "follower"


class Indexing:
    """The search index follows the change log, and what came to its hour since the last look."""

    def __init__(self) -> None:
        self._looked = last_look()

    def step(self, now: datetime) -> None:
        """Look once. Raises database and index errors."""
        if step(self._looked):
            self._looked = now
            keep_look(now)


class Tended:
    """A step that outlives its faults: the next call does what this one left, and no step holds up another."""

    def __init__(self, act: Step) -> None:
        self._act = act
        self._rests_until = 0.0

    def __call__(self, now: datetime) -> None:
        """Do it once, unless it rests after a fault."""
        if time.monotonic() < self._rests_until:
            return
        try:
            self._act(now)
        except Exception:
            log.exception("a step of the follower failed; trying again")
            self._rests_until = time.monotonic() + PAUSE
        finally:
            db.session.remove()


def steps_here(app: Flask) -> list[Tended]:
    """What is done on every machine. Needs an application context."""
    return [Tended(Indexing().step), *(Tended(make()) for make in contributions(app).tended_here)]


def steps_alone(app: Flask) -> list[Tended]:
    """What is done on one machine. Needs an application context."""
    return [Tended(make()) for make in contributions(app).tended]


def steps_of(app: Flask) -> list[Tended]:
    """Everything that the follower does, in its order. Needs an application context."""
    return [*steps_here(app), *steps_alone(app)]


class Senders:
    """The threads that send, as long as this machine is the one that does."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._stop: threading.Event | None = None

    def be(self, wanted: bool) -> None:
        """Let them run, or end after what they are sending."""
        if wanted and self._stop is None:
            self._stop = threading.Event()
            # Daemons: what is just being sent does not hold up the end; its lease runs out, it is sent again.
            for act, name in ((Postman(self._app).run, "postman"), (Courier(self._app).run, "courier")):
                threading.Thread(target=act, args=(self._stop,), name=name, daemon=True).start()
        elif not wanted and self._stop is not None:
            self._stop.set()
            self._stop = None


def main() -> None:
    """Look again and again until SIGTERM or SIGINT."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    app = create_app()
    with app.app_context():
        here, alone, folder = steps_here(app), steps_alone(app), workers_folder()
    senders = Senders(app)
    with Holding(app, LEASE, folder) as holding:
        while not stop.is_set():
            senders.be(holding.is_held)
            turn(app, here, stop)
            if holding.is_held:
                turn(app, alone, stop)
            stop.wait(EVERY)
        senders.be(False)


def turn(app: Flask, steps: list[Tended], stop: threading.Event) -> None:
    """Do these steps once; where the list of portals cannot be read, wait instead."""
    now = utc_now()
    with app.app_context():
        try:
            directory().refresh(versions().read(GLOBAL_SLOT))
        except Exception:
            log.exception("the list of portals could not be read; trying again")
            stop.wait(PAUSE)
            return
        for one in steps:
            one(now)


if __name__ == "__main__":
    main()
