"""What is done by itself: late codes, ended sessions, arrivals of nobody and accounts that nobody uses are forgotten.

The terms stand in docs/cong-dan.md.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select

from portal.citizens import accounts
from portal.citizens.leaving import finish_all
from portal.citizens.models import Citizen, CitizenSession, OneTimeCode, VneidArrival
from portal.clock import utc_now
from portal.extensions import db
from portal.tenancy.scope import system_task

log = logging.getLogger(__name__)
EVERY = 600.0
CODES_KEPT = timedelta(hours=2)
"""Longer than the hour over which codes to a contact are counted."""
SESSIONS_KEPT = timedelta(days=30)
UNAGREED_KEPT = timedelta(days=1)
UNUSED_KEPT = timedelta(days=730)


def tend(now: datetime | None = None) -> int:
    """Forget what is due; how many accounts were closed or given up."""
    instant = now or utc_now()
    with system_task("dọn mã và phiên của người dân"):
        codes = OneTimeCode.created_at < instant - CODES_KEPT
        db.session.execute(delete(OneTimeCode).where(codes))
        db.session.execute(delete(VneidArrival).where(VneidArrival.expires_at < instant))
        old = instant - SESSIONS_KEPT
        over = or_(CitizenSession.ended_at < old, CitizenSession.expires_at < old)
        db.session.execute(delete(CitizenSession).where(over))
        never = (
            Citizen.consent_at.is_(None),
            Citizen.withdrawn_at.is_(None),
            Citizen.created_at < instant - UNAGREED_KEPT,
        )
        given_up = db.session.execute(delete(Citizen).where(*never)).rowcount  # type: ignore[attr-defined]
        unused = select(Citizen).where(
            Citizen.closed_at.is_(None), Citizen.last_seen_at < instant - UNUSED_KEPT
        )
        left = list(db.session.scalars(unused))
        for one in left:
            accounts.close(one)
        db.session.commit()
    finish_all()
    if given_up or left:
        log.info("citizens' accounts: %s never agreed, %s unused", given_up, len(left))
    return int(given_up) + len(left)
