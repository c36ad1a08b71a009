"""Wrong tries, counted so that guessing ends and the owner of an account still gets in.

Whoever guesses from many addresses is counted by the account that they guess at. If that closed the account, anybody
could shut anybody out; so devices that somebody signed in from before (`known_devices`) are counted by themselves: what
strangers do costs them nothing. Nothing is ever locked: after FREE wrong tries each further one costs a pause that
doubles, up to LONGEST (OWASP, "Slow down online guessing attacks with device cookies").

Each try is counted before it is looked at, so that of many at the same moment no more than FREE are looked at. An
address that nobody has is counted like one that somebody has.
"""

from __future__ import annotations

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from portal.accounts.models import SignInTry
from portal.accounts.sealing import keyed_digest
from portal.clock import utc_now
from portal.extensions import db

FREE = 5
SHORTEST, LONGEST = timedelta(minutes=1), timedelta(minutes=15)
FORGOTTEN = timedelta(hours=24)
"""Tries are forgotten when there was none for so long."""


class TooManyTries(ValueError):
    """No try is looked at before `seconds` have passed, not even the right one; the message says so."""

    def __init__(self, seconds: int) -> None:
        minutes = -(-seconds // 60)
        super().__init__(_("Nhập sai quá nhiều lần. Hãy thử lại sau %(minutes)s phút.", minutes=minutes))
        self.seconds = seconds


def pause_after(failures: int) -> timedelta:
    """How long whoever had so many wrong tries waits before the next: nothing for FREE of them, then a minute, two,
    four …, at most LONGEST."""
    over = failures - FREE
    return timedelta() if over < 0 else min(SHORTEST * 2 ** min(over, 10), LONGEST)


def name_of(what: str, who: str) -> str:
    """The name that tries are counted under: nobody reads from it whom it is about."""
    return keyed_digest("sign-in tries", f"{what}\0{who}").hex()


def begin(name: str) -> None:
    """Count one more try before it is looked at (commits, so that it counts whatever happens then). Raises
    TooManyTries, and then counts nothing."""
    now = utc_now()
    row = _locked(name)
    if row.latest_at < now - FORGOTTEN:
        row.failures, row.wait_until = 0, None
    if row.wait_until is not None and row.wait_until > now:
        seconds = int((row.wait_until - now).total_seconds()) + 1
        db.session.rollback()
        raise TooManyTries(seconds)
    row.failures += 1
    row.latest_at = now
    row.wait_until = now + pause_after(row.failures) if row.failures >= FREE else None
    db.session.commit()


def succeeded(name: str) -> None:
    """The try was right: what came before is forgotten, with all that is long past (the caller commits)."""
    old = SignInTry.latest_at < utc_now() - FORGOTTEN
    db.session.execute(delete(SignInTry).where((SignInTry.who == name) | old))


def _locked(name: str) -> SignInTry:
    """The row of a name, made if there is none, locked until the transaction ends."""
    statement = select(SignInTry).where(SignInTry.who == name).with_for_update()
    found = db.session.scalar(statement.execution_options(populate_existing=True))
    if found is not None:
        return found
    try:
        with db.session.begin_nested():
            db.session.add(SignInTry(who=name, failures=0, latest_at=utc_now()))
    except IntegrityError:  # somebody else was faster
        pass
    return db.session.scalars(statement.execution_options(populate_existing=True)).one()
