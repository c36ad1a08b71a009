"""Asking other servers whether the links to them still lead somewhere: a few in a turn, one after the other.

A turn takes what is due over all portals, asks without a transaction or lock of the database in its hands, and keeps
what it heard portal by portal. In the follower it runs in a thread of its own, so that a slow server delays nothing.
"""

from __future__ import annotations

import fcntl
import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from flask import Flask, current_app
from sqlalchemy import func, select

from portal.clock import utc_now
from portal.extensions import db
from portal.outbound.addresses import Refused
from portal.outbound.asking import Answer, Asker, NoAnswer
from portal.quality.checking import PORTAL, check_things, look_at_portal
from portal.quality.outside.addresses import asked
from portal.quality.outside.keeping import tell
from portal.quality.outside.models import OutsideLink
from portal.quality.outside.queries import used_by
from portal.quality.outside.verdicts import BY_THE_NETWORK, NO_NETWORK, Outcome, of_status
from portal.tenancy.directory import directory
from portal.tenancy.scope import all_tenants, editing, entered

log = logging.getLogger(__name__)
AT_ONCE = 20  # addresses in a turn
OF_ONE_HOST = 3  # of them at one server
EVERY = 30.0  # seconds between two turns
AFTER_START = 60.0  # seconds before the first
_EXTENSION = "portal_quality_asker"


@dataclass
class Report:
    """What a turn heard: address → outcome; `busy`: another turn was just running, and nothing was asked."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)
    busy: bool = False


def asker() -> Asker:
    """Who asks for this application: behind the usual guard, under a name that says whom to turn to."""
    found: Asker | None = current_app.extensions.get(_EXTENSION)
    return found or replace(Asker(), agent=_agent())


def set_asker(app: Flask, one: Asker) -> None:
    """Let another one ask for this application (tests: behind a guard that lets servers of this machine through)."""
    app.extensions[_EXTENSION] = one


def _agent() -> str:
    """A polite robot names itself and where to find who runs it."""
    first = next((one for one in directory().living() if one.hosts), None)
    scheme = current_app.config["PORTAL"].public_scheme
    where = f"; +{scheme}://{first.hosts[0]}/" if first is not None else ""
    return f"CongLang-LinkCheck/1.0 (link checker{where})"


def look_up(address: str, one: Asker) -> Outcome:
    """Ask for one address: HEAD, and GET where HEAD brings nothing good, as some servers know GET alone."""
    try:
        url = asked(address)
        answer = _head(url, one)
        if answer is None or answer.status >= 400:
            answer = one.ask("GET", url)
        return of_status(answer.status)
    except Refused as refused:
        return Outcome(refused.reason)
    except NoAnswer as none:
        return Outcome(none.reason)


def _head(url: str, one: Asker) -> Answer | None:
    try:
        return one.ask("HEAD", url)
    except NoAnswer as none:
        if none.connected and none.reason != "misled":
            return None
        raise


def turn(limit: int = AT_ONCE, tenant_id: int | None = None, now: Callable[[], datetime] = utc_now) -> Report:
    """Ask for what is due, at most so many addresses (of one portal only, if named), and keep what was heard.

    Needs an application context, no scope; commits by itself.
    """
    with _alone() as mine:
        if not mine:
            return Report(busy=True)
        one = asker()
        heard = {address: look_up(address, one) for address in _due(limit, tenant_id, now())}
        if heard and not any(outcome.answered for outcome in heard.values()):
            heard = _doubted(heard, one)
        for address, outcome in heard.items():
            _keep(address, outcome, now())
        return Report(heard)


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether no other process of this installation asks just now; the lock falls with the process."""
    path = current_app.config["PORTAL"].instance_path / "links.lock"
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True


def _living() -> list[int]:
    return [one.id for one in directory().living() if one.status == "active"]


def _due(limit: int, tenant_id: int | None, now: datetime) -> list[str]:
    """The addresses that wait longest, few of each server."""
    wanted = _living() if tenant_id is None else [tenant_id]
    statement = (
        select(OutsideLink.address, OutsideLink.host)
        .where(OutsideLink.next_at <= now, OutsideLink.tenant_id.in_(wanted))
        .group_by(OutsideLink.address, OutsideLink.host)
        .order_by(func.min(OutsideLink.next_at), OutsideLink.address)
    )
    with all_tenants("tìm liên kết ra ngoài đến lượt kiểm tra"):
        rows = db.session.execute(statement.limit(limit * 20)).all()
    taken: Counter[str] = Counter()
    chosen = []
    for address, host in rows:
        taken[host] += 1
        if taken[host] <= OF_ONE_HOST:
            chosen.append(address)
    return chosen[:limit]


def _doubted(heard: dict[str, Outcome], one: Asker) -> dict[str, Outcome]:
    """Nobody answered: is it them, or our own line? The server that answered last elsewhere is asked. If it keeps
    silent too, or nobody ever answered, nothing that could be the line's fault counts."""
    if not any(outcome.reason in BY_THE_NETWORK for outcome in heard.values()):
        return heard
    witness = _witness(set(heard))
    if witness is not None and look_up(witness, one).answered:
        return heard
    cut = Outcome(NO_NETWORK)
    return {
        address: cut if outcome.reason in BY_THE_NETWORK else outcome for address, outcome in heard.items()
    }


def _witness(but: set[str]) -> str | None:
    with all_tenants("tìm máy chủ đã trả lời gần đây nhất"):
        found: str | None = db.session.scalar(
            select(OutsideLink.address)
            .where(OutsideLink.answered_at.is_not(None), OutsideLink.address.not_in(but))
            .order_by(OutsideLink.answered_at.desc())
            .limit(1)
        )
    return found


def _keep(address: str, outcome: Outcome, now: datetime) -> None:
    """Keep an outcome on every portal where the address stands; what is said there of its places follows."""
    with all_tenants("tìm các cổng có liên kết vừa kiểm tra"):
        holders = list(
            db.session.scalars(select(OutsideLink.tenant_id).where(OutsideLink.address == address))
        )
    for tenant_id in holders:
        with entered(editing(tenant_id)):
            changed = tell(address, outcome, now)
            places = used_by([changed.id]) if changed is not None else {}
            db.session.commit()
        for kind, ids in places.items():
            portal = directory().by_id(tenant_id)
            if kind == PORTAL and portal is not None:
                look_at_portal(portal)
            else:
                check_things(tenant_id, kind, ids)


class Asking:
    """The follower's step: begins a turn in a thread where something may be due, and never waits for it."""

    def __init__(self) -> None:
        self._next = time.monotonic() + AFTER_START
        self._thread: threading.Thread | None = None

    def step(self, _now: datetime) -> None:
        """Begin a turn, unless one runs or rests. Needs an application context, no scope."""
        if time.monotonic() < self._next or not current_app.config["PORTAL"].check_links:
            return
        if self._thread is not None and self._thread.is_alive():
            return
        self._next = time.monotonic() + EVERY
        app: Any = current_app
        # A daemon: what is just being asked does not hold up the end; it stays due.
        self._thread = threading.Thread(
            target=_turn_in, args=(app._get_current_object(),), name="links", daemon=True
        )
        self._thread.start()


def _turn_in(app: Flask) -> None:
    with app.app_context():
        try:
            turn()
        except Exception:
            log.exception("links could not be asked for; trying again")
