"""`python -m portal.follower`: one process beside the web workers that keeps index and logs of proofs up to date,
tells of what came to its hour, forgets what is personal, and sends e-mails (in a thread: a slow mail server delays
nothing else)."""

from __future__ import annotations

import logging
import signal
import threading
from datetime import date

from portal import create_app
from portal.clock import today, utc_now
from portal.extensions import db
from portal.mail.sending import Postman
from portal.notices.digest import send_digests
from portal.proofs.tending import Tending
from portal.publishing.trail import keep_heads
from portal.screens.trash import Emptying
from portal.screens.workflow.due import tell_due
from portal.search.indexing import keep_look, last_look, step
from portal.tenancy.directory import directory
from portal.visits.tending import Folding
from portal.voice.tending import Forgetting
from portal.web.freshness import GLOBAL_SLOT, versions

log = logging.getLogger(__name__)
EVERY = 0.5  # seconds between two looks


def main() -> None:
    """Follow the change log, tell of hours and send e-mails until SIGTERM or SIGINT."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    app = create_app()
    with app.app_context():
        looked = last_look()
    tending, forgetting, folding, emptying = Tending(), Forgetting(), Folding(), Emptying()
    # A daemon: an e-mail that is just being sent does not hold up the end; its lease runs out, it is sent again.
    threading.Thread(target=Postman(app).run, args=(stop,), name="postman", daemon=True).start()
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
                forgetting.step()
                folding.step()
                emptying.step()
                tell_due(now)
                send_digests(now)
                if today() != heads_kept_on:
                    keep_heads(app.config["PORTAL"].instance_path, today())
                    heads_kept_on = today()
                db.session.remove()
        except Exception:
            # The follower outlives every fault: the next look does what this one left.
            log.exception("what follows the change log could not be brought up to date; trying again")
            stop.wait(5)
        stop.wait(EVERY)


if __name__ == "__main__":
    main()
