"""What becomes of somebody whom VNeID vouches for: who has an account by it goes in; everybody else decides first.

Nobody's account is taken over: VNeID is linked to an existing account only by who is signed in to it with a code sent
to its contact. That a number was typed into an account proves nothing.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from portal.accounts.sealing import digest, new_token
from portal.citizens import accounts
from portal.citizens.models import VNEID, Citizen, VneidArrival
from portal.citizens.vneid.claims import Vouched
from portal.citizens.vneid.provider import Said
from portal.clock import utc_now
from portal.extensions import db
from portal.sealing.marks import mark

VALID = timedelta(minutes=15)


class AlreadyLinked(ValueError):
    """This person's VNeID belongs to another account, or this account to another person's VNeID."""


def subject_mark(said: Said) -> str:
    """What accounts of a provider's person are found by."""
    return mark("citizen.vneid", f"{said.issuer}\n{said.subject}")


def known(said: Said, vouched: Vouched) -> Citizen | None:
    """The account that this VNeID opens, with what it says today (the caller commits); None where there is none, or
    its owner has to agree first."""
    found = _of_mark(subject_mark(said))
    if found is None or found.consent_at is None or found.closed_at is not None:
        return None
    _vouch(found, vouched)
    return found


def _of_mark(vneid_mark: str) -> Citizen | None:
    return db.session.scalar(select(Citizen).where(Citizen.vneid_mark == vneid_mark))


def remember(said: Said, vouched: Vouched) -> str:
    """Keep for some minutes what VNeID said of somebody who is still to decide (the caller commits); returns the
    handle."""
    handle, now = new_token(), utc_now()
    db.session.execute(delete(VneidArrival).where(VneidArrival.expires_at < now))
    kept = {"name": vouched.name, "identity": vouched.identity, "born": vouched.born}
    db.session.add(
        VneidArrival(
            handle_hash=digest(handle), vneid_mark=subject_mark(said), claims=kept, expires_at=now + VALID
        )
    )
    return handle


def look_up(handle: str) -> VneidArrival | None:
    """Who arrived, while that holds."""
    found = db.session.get(VneidArrival, digest(handle)) if handle else None
    return found if found is not None and found.expires_at > utc_now() else None


def vouched_of(arrival: VneidArrival) -> Vouched:
    """Whom an arrival is of."""
    return Vouched(**arrival.claims)


def link(arrival: VneidArrival, citizen: Citizen) -> None:
    """Link an arrival to the account that its owner is signed in to (the caller commits). Raises AlreadyLinked."""
    other = _of_mark(arrival.vneid_mark)
    taken = other is not None and other.id != citizen.id
    if taken or citizen.vneid_mark not in {None, arrival.vneid_mark}:
        raise AlreadyLinked
    citizen.vneid_mark = arrival.vneid_mark
    _vouch(citizen, vouched_of(arrival))
    db.session.delete(arrival)
    try:
        db.session.flush()
    except IntegrityError:
        db.session.rollback()
        raise AlreadyLinked from None


def begin(arrival: VneidArrival) -> Citizen:
    """A new account for an arrival who agrees, or the one that was left (the caller commits)."""
    citizen = _of_mark(arrival.vneid_mark)
    if citizen is None:
        citizen = Citizen(vneid_mark=arrival.vneid_mark)
        db.session.add(citizen)
    accounts.agree(citizen)
    _vouch(citizen, vouched_of(arrival))
    db.session.delete(arrival)
    db.session.flush()
    return citizen


def _vouch(citizen: Citizen, vouched: Vouched) -> None:
    citizen.level = VNEID
    citizen.name, citizen.born = vouched.name, vouched.born or citizen.born
    citizen.identity, citizen.identity_mark = vouched.identity, accounts.identity_mark(vouched.identity)
