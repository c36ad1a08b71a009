"""Live pages of the counter: what moved is told by server-sent events, a number and nothing else.

Each portal has a counter in a small memory-mapped file (`web.versions`), moved after the commit of an act on a dossier.
A stream reads that counter, no database. The server has few threads, so only `PORTAL_COUNTER_STREAMS` streams of a
process are held open, for HELD seconds each; whoever comes after gets the number at once and is asked to come again,
which is what browsers do by themselves with such a stream (`retry:`).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from flask import Blueprint, Flask, Response, current_app, request
from flask_login import current_user
from sqlalchemy import event
from sqlalchemy.orm import Session

from portal.accounts.signing_in import desk_view, session_lives
from portal.dossiers.counter.where import HERE, READ
from portal.dossiers.models import Dossier
from portal.dossiers.models_course import DossierEvent
from portal.extensions import db
from portal.web import REDIS
from portal.web.request import current_portal
from portal.web.shared_versions import versions_at
from portal.web.versions import ContentVersions

HELD = 20.0  # seconds that a stream is held open
LOOK = 0.4  # seconds between two looks at the counter
ASK = 2.0  # … and between two questions whether who listens is still signed in
AGAIN = 4000  # milliseconds after which one asks again who was not held
SOON = 300  # … and who was
_TOUCHED, _EXTENSION = "counter_touched", "portal_counter_live"

bp = Blueprint("counter_live", __name__, url_prefix=HERE.rstrip("/"))


class Places:
    """So many streams at once in this process."""

    def __init__(self, most: int) -> None:
        self._most, self._taken, self._lock = most, 0, threading.Lock()

    def take(self) -> bool:
        """Take a place if there is one."""
        with self._lock:
            if self._taken >= self._most:
                return False
            self._taken += 1
            return True

    def leave(self) -> None:
        """Give a place back."""
        with self._lock:
            self._taken -= 1

    @property
    def taken(self) -> int:
        """How many are taken."""
        return self._taken


class Place:
    """One place that was taken; given back once, whoever says so first."""

    def __init__(self, places: Places) -> None:
        self._places: Places | None = places

    def leave(self) -> None:
        """Give it back."""
        places, self._places = self._places, None
        if places is not None:
            places.leave()


def install(app: Flask) -> None:
    """Open the counters, and let commits move them."""
    settings = app.config["PORTAL"]
    app.extensions[_EXTENSION] = (
        versions_at(
            settings.instance_path / "counter-versions.bin", app.extensions[REDIS], "counter-versions"
        ),
        Places(settings.counter_streams),
    )
    if not event.contains(Session, "after_commit", _after_commit):
        event.listen(Session, "after_commit", _after_commit)
        event.listen(Session, "after_rollback", _after_rollback)


def versions() -> ContentVersions:
    """The counters, by the id of the portal."""
    found: ContentVersions = current_app.extensions[_EXTENSION][0]
    return found


def places() -> Places:
    """The places for streams of this process."""
    found: Places = current_app.extensions[_EXTENSION][1]
    return found


def counter_version() -> int:
    """Where the counter of this portal stands; read it before the rows that are shown beside it."""
    return versions().read(current_portal().id)


def moved(dossier: Dossier, _event: DossierEvent) -> None:
    """Something happened to a dossier: the counter of its portal moves with the commit."""
    db.session().info.setdefault(_TOUCHED, set()).add(dossier.tenant_id)


def _after_commit(session: Session) -> None:
    if session.get_nested_transaction() is not None:
        return
    touched: set[int] | None = session.info.pop(_TOUCHED, None)
    if touched:
        versions().bump(touched)


def _after_rollback(session: Session) -> None:
    if session.get_nested_transaction() is None:
        session.info.pop(_TOUCHED, None)


@bp.get("/dong-su-kien")
@desk_view(READ)
def stream() -> Response:
    """A stream of the portal's counter; ends by itself, browsers come again."""
    slot, counters, held = current_portal().id, versions(), places()
    seen = request.headers.get("Last-Event-ID") or request.args.get("tu", "")
    if not held.take():
        return _answer(_once(counters.read(slot), seen))
    place = Place(held)
    answer = _answer(_lines(counters, slot, seen, place, _presence(slot)))
    answer.call_on_close(place.leave)  # also when the browser went away, or nothing was read at all
    return answer


stream.unattended = True  # type: ignore[attr-defined]  # a page asks for it, nobody sits there for it


def _presence(tenant_id: int) -> Callable[[], bool]:
    """Tells whether who opened the stream is still signed in; looks at most every ASK seconds, in a context of its
    own, since the request is over by then."""
    app, token = current_app._get_current_object(), current_user.token  # type: ignore[attr-defined]
    asked = time.monotonic()

    def is_there() -> bool:
        nonlocal asked
        if time.monotonic() < asked + ASK:
            return True
        asked = time.monotonic()
        with app.app_context():
            return session_lives(token, tenant_id)

    return is_there


def _answer(body: Any) -> Response:
    answer = Response(body, mimetype="text/event-stream")
    answer.headers["X-Accel-Buffering"] = "no"  # nginx would keep it back
    return answer


def _once(now: int, seen: str) -> str:
    told = _told(now) if str(now) != seen else f"id: {now}\n: \n\n"
    return f"retry: {AGAIN}\n{told}"


def _lines(
    counters: ContentVersions, slot: int, seen: str, place: Place, is_there: Callable[[], bool]
) -> Iterator[str]:
    try:
        yield f"retry: {SOON}\n\n"
        end = time.monotonic() + HELD
        while is_there():
            now = str(counters.read(slot))
            if now != seen:
                seen = now
                yield _told(int(now))
            if time.monotonic() >= end:
                return
            time.sleep(LOOK)
    finally:
        place.leave()


def _told(now: int) -> str:
    return f"id: {now}\nevent: moved\ndata: {now}\n\n"
