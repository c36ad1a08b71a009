"""The verbs of citizens' sessions: opened at one portal, ended by the server, short."""

from __future__ import annotations

import logging
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from portal.accounts.sealing import digest, new_token
from portal.citizens.models import Citizen, CitizenSession
from portal.clock import utc_now
from portal.extensions import db
from portal.tenancy.waiting import waiting_at_most

log = logging.getLogger(__name__)
IDLE = timedelta(hours=1)
"""A telephone that nobody touched for so long is asked again who holds it."""
SEEN_EVERY = timedelta(minutes=5)


def start_session(citizen: Citizen, tenant_id: int, hours: int, browser: str, how: str) -> str:
    """Open a session (the caller commits); returns the cookie's secret."""
    token, now = new_token(), utc_now()
    db.session.add(
        CitizenSession(
            token_hash=digest(token), citizen_id=citizen.id, at_tenant_id=tenant_id, how=how, started_at=now,
            last_seen_at=now, expires_at=now + timedelta(hours=hours), browser=browser[:200],
        )
    )  # fmt: skip
    db.session.execute(update(Citizen).where(Citizen.id == citizen.id).values(last_seen_at=now))
    return token


def live_session(token: str, tenant_id: int) -> CitizenSession | None:
    """The session of this secret on this portal; None where it was ended, ran out, or the account was closed."""
    found = db.session.get(CitizenSession, digest(token)) if token else None
    if found is None or found.at_tenant_id != tenant_id or found.ended_at is not None:
        return None
    now = utc_now()
    if found.expires_at < now or found.last_seen_at < now - IDLE or found.citizen.closed_at is not None:
        return None
    return found


def note_seen(session: CitizenSession) -> None:
    """Note that the person is there, in a transaction of its own, every few minutes at most. A database that is busy is
    no reason not to show a page: then it is left."""
    now = utc_now()
    if now - session.last_seen_at < SEEN_EVERY:
        return
    try:
        with db.engine.begin() as connection, waiting_at_most(connection, 200):
            of_session = update(CitizenSession).where(CitizenSession.token_hash == session.token_hash)
            of_person = update(Citizen).where(Citizen.id == session.citizen_id)
            for statement in (of_session, of_person):
                connection.execute(statement.values(last_seen_at=now))
    except OperationalError as error:
        log.info("last seen not noted: %s", error.orig)


def sessions_of(citizen_id: int) -> list[CitizenSession]:
    """The running sessions of a citizen, the latest seen first."""
    now = utc_now()
    statement = (
        select(CitizenSession)
        .where(
            CitizenSession.citizen_id == citizen_id,
            CitizenSession.ended_at.is_(None),
            CitizenSession.expires_at > now,
            CitizenSession.last_seen_at > now - IDLE,
        )
        .order_by(CitizenSession.last_seen_at.desc())
    )
    return list(db.session.scalars(statement))


def handle_of(session: CitizenSession) -> str:
    """What names a session in a form; it opens nothing."""
    return session.token_hash[:20]


def end_session(token: str) -> None:
    """Sign out one browser (the caller commits)."""
    db.session.execute(
        update(CitizenSession)
        .where(CitizenSession.token_hash == digest(token), CitizenSession.ended_at.is_(None))
        .values(ended_at=utc_now())
    )


def end_one(citizen_id: int, handle: str) -> bool:
    """End the running session of a citizen that is named so (the caller commits); False if there is none."""
    for one in sessions_of(citizen_id):
        if handle_of(one) == handle:
            one.ended_at = utc_now()
            return True
    return False


def end_all_at(tenant_id: int) -> None:
    """Sign every citizen out at one portal (the caller commits): it was suspended."""
    db.session.execute(
        update(CitizenSession)
        .where(CitizenSession.at_tenant_id == tenant_id, CitizenSession.ended_at.is_(None))
        .values(ended_at=utc_now())
    )


def end_sessions(citizen_id: int, *, but: str = "") -> None:
    """Sign a citizen out everywhere (the caller commits), but for the session with the token hash `but`."""
    db.session.execute(
        update(CitizenSession)
        .where(
            CitizenSession.citizen_id == citizen_id,
            CitizenSession.ended_at.is_(None),
            CitizenSession.token_hash != but,
        )
        .values(ended_at=utc_now())
    )
