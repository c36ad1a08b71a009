"""Public pages are read from replicas of PostgreSQL, never from one that knows less than their content version says.

Who may: requests that only read (GET, HEAD), without the cookie of a person, in scopes that only read. The desk,
citizens who are signed in, forms that are sent, the follower and the worker ask the primary: whoever writes reads what
was written.

A page is kept under the content versions that were read before it was rendered (`web/page_cache.py`). A version moves
after the commit of what it stands for; so whoever has read a version and then asks the primary how far its log goes
gets a place behind that commit. A replica that has replayed up to there may render pages of that version: this is
asked once per portal and version, and remembered. Until it has, the primary is read. What visitors send (questions,
votes) moves no version: the time of the last form counts as one, per machine.

A replica that does not answer, or is none any more, is left out for a while. Where it breaks off in the middle of a
page, or ends a long question for its own upkeep, the page is made again from the primary.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, g, has_request_context, request
from flask_sqlalchemy.session import Session
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from portal.config import Settings, engine_options
from portal.database import row_security
from portal.extensions import db
from portal.tenancy import isolation
from portal.tenancy.scope import scope_or_none

log = logging.getLogger(__name__)
LEFT_OUT = 15.0  # seconds that a replica is not asked after it did not answer
PERSONAL = ("phien", "cong_dan", "remember_token")
_READING = frozenset({"reading", "aggregate"})
_SAFE = frozenset({"GET", "HEAD"})
_REPLAYED = "SELECT pg_last_wal_replay_lsn() >= CAST(%s AS pg_lsn) AND pg_is_in_recovery()"
_WRITTEN = "SELECT CAST(pg_current_wal_insert_lsn() AS text)"
Version = tuple[Any, ...]


class Replica:
    """One replica: whether it answers, and up to which versions of which portals it has replayed."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._rests_until = 0.0
        self._reached: dict[int, Version] = {}
        event.listen(engine, "connect", self._connected)

    def _connected(self, _connection: Any, _record: Any) -> None:
        """Another server may stand at this address now: nothing is known of it."""
        self._reached.clear()

    @property
    def is_resting(self) -> bool:
        """Whether it is left out just now."""
        return time.monotonic() < self._rests_until

    def rest(self) -> None:
        """Leave it out for a while."""
        log.warning("bản sao %s không trả lời, tạm không đọc ở đó", self.engine.url.host or self.engine.url)
        self._rests_until = time.monotonic() + LEFT_OUT
        self.engine.dispose()

    def has_reached(self, portal_id: int, version: Version, place: Any) -> bool:
        """Whether it has all that a version of a portal stands for. `place()` answers how far the primary's log goes.

        Its connection is tried here each time, so that a dead one is seen before the page asks for anything.
        """
        try:
            with self.engine.connect() as connection:
                if self._reached.get(portal_id) == version:
                    return True
                answer = connection.exec_driver_sql(_REPLAYED, (place(),)).scalar()
                connection.rollback()
        except (DBAPIError, NoConnectionFree):
            self.rest()
            return False
        if answer:
            self._reached[portal_id] = version
        elif answer is None:  # no replica any more: it was made a primary, and goes its own way
            self.rest()
        return bool(answer)


class Replicas:
    """All replicas of the installation."""

    def __init__(self, engines: list[Engine], mark: Path) -> None:
        self._known = [Replica(engine) for engine in engines]
        self._places: dict[int, tuple[Version, str]] = {}
        self._mark = mark
        mark.touch()

    def form_was_sent(self) -> None:
        """Somebody wrote something: whoever reads from now on finds it."""
        self._mark.touch()

    def engine_for(self, portal_id: int, content_at: tuple[int, ...]) -> Engine | None:
        """A replica that has everything of this portal's content version and of every form that was sent before; None
        where there is none, and the primary is to be read."""
        version = (*content_at, self._mark.stat().st_mtime_ns)
        for one in random.sample(self._known, len(self._known)):
            if not one.is_resting and one.has_reached(
                portal_id, version, lambda: self._place(portal_id, version)
            ):
                return one.engine
        return None

    def _place(self, portal_id: int, version: Version) -> str:
        """A place in the primary's log behind all that the version stands for; asked once per version."""
        held = self._places.get(portal_id)
        if held is not None and held[0] == version:
            return held[1]
        with db.engine.connect() as connection:
            found = str(connection.exec_driver_sql(_WRITTEN).scalar_one())
            connection.rollback()
        self._places[portal_id] = (version, found)
        return found

    def dispose(self) -> None:
        """Close all connections."""
        for one in self._known:
            one.engine.dispose()


class RoutedSession(Session):
    """A session that reads from a replica where it may."""

    def get_bind(self, mapper: Any = None, clause: Any = None, bind: Any = None, **options: Any) -> Any:
        """The engine of this session."""
        if bind is None and (found := reads_from()) is not None:
            return found
        return super().get_bind(mapper=mapper, clause=clause, bind=bind, **options)


def install(app: Flask, settings: Settings) -> None:
    """Read from the replicas of `PORTAL_REPLICA_URLS`; nothing changes where there are none."""
    addresses = [one.strip() for one in settings.replica_urls.split(",") if one.strip()]
    if not addresses:
        return
    engines = [_engine(settings, one) for one in addresses]
    app.extensions["replicas"] = Replicas(engines, settings.instance_path / "last-form")
    db.session.session_factory.class_ = RoutedSession
    app.after_request(_after_request)
    app.dispatch_request = _again_from_primary(app.dispatch_request)  # type: ignore[method-assign]


def _again_from_primary(dispatch: Callable[..., Any]) -> Callable[..., Any]:
    """A view that failed of its replica is called once more; it only reads (`_chosen`)."""

    def called(*given: Any) -> Any:
        try:
            return dispatch(*given)
        except (OperationalError, InterfaceError):
            if g.get("replica") is None:
                raise
            log.warning("đọc lại từ bản chính: %s", request.path, exc_info=True)
            db.session.remove()
            g.replica = None
            return dispatch(*given)

    return called


def _engine(settings: Settings, address: str) -> Engine:
    options = engine_options(Settings(**(vars(settings) | {"database_url": address})))
    options["connect_args"] = {**options["connect_args"], "connect_timeout": 2}  # type: ignore[dict-item]
    engine = create_engine(Settings(database_url=address).sqlalchemy_url, **options)
    isolation.install_on_engine(engine)
    row_security.install(engine)
    return engine


def _after_request(answer: Response) -> Response:
    """Views commit before they answer."""
    if request.method not in _SAFE:
        current_app.extensions["replicas"].form_was_sent()
    return answer


def reads_from() -> Engine | None:
    """The replica that the running request reads from in the scope in force; None: the primary."""
    scope = scope_or_none()
    if scope is None or scope.kind not in _READING or not has_request_context():
        return None
    if "replica" not in g:
        g.replica = _chosen()
    found: Engine | None = g.replica
    return found


def _chosen() -> Engine | None:
    """Once per request: a page of two states would be none."""
    known: Replicas | None = current_app.extensions.get("replicas")
    content_at, portal = g.get("content_at"), g.get("portal")
    if known is None or content_at is None or portal is None or request.method not in _SAFE:
        return None
    if any(name in request.cookies for name in PERSONAL) or "Authorization" in request.headers:
        return None
    return known.engine_for(portal.id, content_at)
