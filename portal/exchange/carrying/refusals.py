"""Packages that were not taken, written down with their reason: what was sent is shown to nobody and not kept."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from portal.clock import utc_now
from portal.exchange.carrying.models import ORGAN_LENGTH, WORDS_LENGTH, ExchangeRefusal
from portal.exchange.edxml.refusing import NotTaken
from portal.extensions import db
from portal.publishing.service import commit
from portal.tenancy.scope import editing, entered

MOST_KEPT = 1000
"""Rows of a portal; who sends rubbish without end fills no disk."""


@dataclass(frozen=True)
class Came:
    """What is known of a package that came: how, from whom it says to be, whether its seal shows that, its bytes."""

    way: str
    data: bytes
    claims: str = ""
    is_proven: bool = False


def note(portal_id: int, came: Came, why: NotTaken) -> None:
    """Write a refusal down in a transaction of its own, commits; the same bytes for the same reason count once more."""
    for _attempt in range(2):
        try:
            return _note(portal_id, came, why)
        except IntegrityError:
            continue  # the same bytes came twice at once


def _note(portal_id: int, came: Came, why: NotTaken) -> None:
    digest, now = hashlib.sha256(came.data).hexdigest(), utc_now()
    with entered(editing(portal_id)):
        row = db.session.scalar(
            select(ExchangeRefusal).where(
                ExchangeRefusal.sha256 == digest, ExchangeRefusal.reason == why.code
            )
        )
        if row is not None:
            row.times, row.last_at = row.times + 1, now
            row.is_proven = row.is_proven or came.is_proven
            commit()
            return
        _room()
        db.session.add(
            ExchangeRefusal(
                tenant_id=portal_id,
                at=now,
                last_at=now,
                claims=_plain(came.claims)[:ORGAN_LENGTH],
                is_proven=came.is_proven,
                way=came.way,
                reason=why.code,
                detail=_plain(why.detail)[:WORDS_LENGTH],
                size=len(came.data),
                sha256=digest,
            )
        )
        commit()


def _plain(text: str) -> str:
    return "".join(one if one.isprintable() else " " for one in text)


def _room() -> None:
    """Let the oldest go where there are as many as are kept."""
    held = db.session.scalar(select(func.count()).select_from(ExchangeRefusal)) or 0
    if held < MOST_KEPT:
        return
    oldest = select(ExchangeRefusal.id).order_by(ExchangeRefusal.last_at).limit(held - MOST_KEPT + 1)
    db.session.execute(
        delete(ExchangeRefusal)
        .where(ExchangeRefusal.id.in_(db.session.scalars(oldest).all()))
        .execution_options(synchronize_session=False)
    )
