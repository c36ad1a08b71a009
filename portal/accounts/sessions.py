"""The verbs of sessions: a signed-in browser, what is known of it, ending it, carrying it to another portal."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import OperationalError

from portal.accounts.models import Handover, SignInSession, User
from portal.accounts.sealing import digest, new_token
from portal.clock import utc_now
from portal.extensions import db
from portal.tenancy.waiting import waiting_at_most

log = logging.getLogger(__name__)
SEEN_EVERY = timedelta(minutes=5)
KEPT = timedelta(days=30)  # ended sessions, to be told apart from the running ones
TICKET = timedelta(seconds=60)


def start_session(
    user: User, tenant_id: int, hours: int, browser: str, factor_at: datetime | None = None
) -> str:
    """Open a session for a person who has just shown who they are (the caller commits); returns the cookie's secret.

    `factor_at` is when the second factor was shown; None if it was not (yet).
    """
    token = new_token()
    now = utc_now()
    db.session.execute(delete(SignInSession).where(SignInSession.expires_at < now - KEPT))
    db.session.add(
        SignInSession(
            token_hash=digest(token),
            user_id=user.id,
            at_tenant_id=tenant_id,
            started_at=now,
            last_seen_at=now,
            expires_at=now + timedelta(hours=hours),
            browser=browser[:200],
            factor_at=factor_at,
            confirmed_at=now,
        )
    )
    db.session.execute(update(User).where(User.id == user.id).values(last_seen_at=now))
    return token


def idle_span() -> timedelta:
    """How long a session lasts while nobody does anything in it."""
    return timedelta(minutes=current_app.config["PORTAL"].session_idle_minutes)


def live_session(token: str, tenant_id: int) -> SignInSession | None:
    """The session of this secret on this portal, unless it was ended, ran out, nobody did anything in it for long, or
    its person was suspended."""
    found = db.session.get(SignInSession, digest(token))
    now = utc_now()
    if found is None or found.ended_at is not None or found.expires_at < now or not found.user.is_active:
        return None
    if (found.last_seen_at or found.started_at) < now - idle_span():
        return None
    return found if found.at_tenant_id == tenant_id else None


def note_seen(session: SignInSession) -> None:
    """Note that the person is there, in a transaction of its own, every few minutes at most.

    Only where the request itself does not write: SQLite has one writer. A database that is busy or cannot be
    written is no reason not to show a page: then it is left.
    """
    now = utc_now()
    if not _is_time(session, now):
        return
    try:
        with db.engine.begin() as connection, waiting_at_most(connection, 200):
            for statement in (
                update(SignInSession).where(SignInSession.token_hash == session.token_hash),
                update(User).where(User.id == session.user_id),
            ):
                connection.execute(statement.values(last_seen_at=now))
    except OperationalError as error:
        log.info("last seen not noted: %s", error.orig)


def note_acting(session: SignInSession) -> None:
    """Note that the person is there, in the transaction of the act that the request is about: it is kept with it."""
    now = utc_now()
    if _is_time(session, now):
        session.last_seen_at = session.user.last_seen_at = now


def _is_time(session: SignInSession, now: datetime) -> bool:
    every = min(SEEN_EVERY, idle_span() / 4)
    return session.last_seen_at is None or now - session.last_seen_at >= every


def sessions_of(user_id: int) -> list[SignInSession]:
    """The running sessions of a person, the latest seen first."""
    now = utc_now()
    statement = select(SignInSession).where(
        SignInSession.user_id == user_id,
        SignInSession.ended_at.is_(None),
        SignInSession.expires_at > now,
        func.coalesce(SignInSession.last_seen_at, SignInSession.started_at) >= now - idle_span(),
    )
    return sorted(db.session.scalars(statement), key=lambda one: one.last_seen_at or one.started_at)[::-1]


def handle_of(session: SignInSession) -> str:
    """What names a session in a form; it opens nothing."""
    return session.token_hash[:20]


def end_session(token: str) -> None:
    """Sign out one browser (the caller commits)."""
    row = db.session.get(SignInSession, digest(token))
    if row is not None:
        row.ended_at = utc_now()


def end_one(user_id: int, handle: str) -> bool:
    """End the running session of a person that is named so (the caller commits); False if there is none."""
    for one in sessions_of(user_id):
        if handle_of(one) == handle:
            one.ended_at = utc_now()
            return True
    return False


def end_sessions(user_id: int, *, but: str = "", at_tenant_id: int | None = None) -> None:
    """Sign a person out everywhere, or at one portal (the caller commits), but for the session with the token hash
    `but`."""
    running = update(SignInSession).where(
        SignInSession.user_id == user_id, SignInSession.ended_at.is_(None), SignInSession.token_hash != but
    )
    # A ticket that was opened before must not bring back what was ended.
    tickets = delete(Handover).where(Handover.user_id == user_id)
    if at_tenant_id is not None:
        running = running.where(SignInSession.at_tenant_id == at_tenant_id)
        tickets = tickets.where(Handover.to_tenant_id == at_tenant_id)
    db.session.execute(running.values(ended_at=utc_now()))
    db.session.execute(tickets)


def end_all_at(tenant_id: int) -> None:
    """Sign everybody out at one portal (the caller commits): it was suspended."""
    db.session.execute(
        update(SignInSession)
        .where(SignInSession.at_tenant_id == tenant_id, SignInSession.ended_at.is_(None))
        .values(ended_at=utc_now())
    )
    db.session.execute(delete(Handover).where(Handover.to_tenant_id == tenant_id))


def open_handover(
    user: User,
    tenant_id: int,
    factor_at: datetime | None = None,
    *,
    confirmed_at: datetime | None = None,
) -> str:
    """A ticket of one minute and one use for the same person at another portal (the caller commits); a second
    factor that was shown here counts there, and so does the moment when they last showed who they are."""
    token = new_token()
    db.session.execute(delete(Handover).where(Handover.expires_at < utc_now()))
    db.session.add(
        Handover(
            token_hash=digest(token),
            user_id=user.id,
            to_tenant_id=tenant_id,
            expires_at=utc_now() + TICKET,
            factor_at=factor_at,
            confirmed_at=confirmed_at,
        )
    )
    return token


def redeem_handover(token: str, tenant_id: int) -> tuple[User, datetime | None, datetime | None] | None:
    """The person of a ticket for this portal, once, when they showed a second factor, and when they last showed who
    they are; None if the ticket is unknown, used, late or meant for another portal (the caller commits)."""
    ticket = db.session.get(Handover, digest(token))
    if ticket is None:
        return None
    used = db.session.execute(delete(Handover).where(Handover.token_hash == ticket.token_hash))
    if not used.rowcount or ticket.to_tenant_id != tenant_id or ticket.expires_at < utc_now():  # type: ignore[attr-defined]
        return None
    user = db.session.get(User, ticket.user_id)
    return (user, ticket.factor_at, ticket.confirmed_at) if user is not None and user.is_active else None
