"""Reads of referrals for pages; each opening of a referred step by somebody of the office is written down."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from portal.accounts.permissions import Actor, Forbidden
from portal.dossiers import moment
from portal.dossiers.referrals.models import (
    OPEN_STATES,
    Referral,
    Referred,
    ReferredPaper,
    ReferredReading,
)
from portal.extensions import db


def came(actor: Actor, *, ended: bool = False) -> Select[tuple[Referred]]:
    """What came to this office, by when it is due. Raises Forbidden."""
    actor.require("dossier.read")
    statement = select(Referred)
    if ended:
        statement = statement.where(Referred.state.not_in(OPEN_STATES))
        return statement.order_by(Referred.ended_at.desc(), Referred.id.desc())
    statement = statement.where(Referred.state.in_(OPEN_STATES))
    return statement.order_by(Referred.until.is_(None), Referred.until, Referred.id)


def sent(actor: Actor) -> Select[tuple[Referral]]:
    """What this office sent, the open ones first. Raises Forbidden."""
    actor.require("dossier.read")
    return select(Referral).order_by(
        Referral.state.not_in(OPEN_STATES), Referral.until.is_(None), Referral.until, Referral.id.desc()
    )


def referred(object_id: int) -> Referred | None:
    """A referred step of the portal in force, for a verb; who shows one asks `opened`."""
    return db.session.scalar(select(Referred).where(Referred.id == object_id))


def referral(object_id: int) -> Referral | None:
    """A referral of the portal in force."""
    return db.session.scalar(select(Referral).where(Referral.id == object_id))


def of_dossier(dossier_id: int) -> list[Referral]:
    """The referrals of a dossier, oldest first: for the page of the dossier."""
    statement = select(Referral).where(Referral.dossier_id == dossier_id)
    return list(db.session.scalars(statement.order_by(Referral.sent_at, Referral.id)))


def opened(object_id: int, actor: Actor, what: str = "dossier") -> Referred | None:
    """A referred step that somebody reads; that they did is written down (the caller commits). Raises Forbidden."""
    actor.require("dossier.read")
    if actor.user_id is None:
        raise Forbidden("dossier.read")
    found = referred(object_id)
    if found is not None:
        db.session.add(
            ReferredReading(
                tenant_id=found.tenant_id,
                referred_id=found.id,
                by_id=actor.user_id,
                by_name=actor.name,
                what=what,
                at=moment.now(),
            )
        )
        db.session.flush()
    return found


def papers_of(row: Referred) -> list[ReferredPaper]:
    """The papers of a referred step: what came along, then what goes with the answer."""
    statement = select(ReferredPaper).where(ReferredPaper.referred_id == row.id)
    return list(db.session.scalars(statement.order_by(ReferredPaper.position, ReferredPaper.id)))


def paper_of(row: Referred, paper_id: int) -> ReferredPaper | None:
    """A paper of this referred step by its row's id."""
    return db.session.scalar(
        select(ReferredPaper).where(ReferredPaper.referred_id == row.id, ReferredPaper.id == paper_id)
    )


def late(kind: Any, now: datetime, limit: int) -> list[Referral | Referred]:
    """Open rows whose step is late and of which nobody was told."""
    statement = select(kind).where(kind.state.in_(OPEN_STATES), kind.until < now, kind.late_told_at.is_(None))
    return list(db.session.scalars(statement.order_by(kind.until).limit(limit)))


def waiting_for(actor: Actor, limit: int) -> list[Referred]:
    """What somebody has in hand, or may take, by when it is due."""
    statement = select(Referred).where(*_of(actor))
    return list(db.session.scalars(statement.order_by(Referred.until.nulls_last(), Referred.id).limit(limit)))


def to_do(actor: Actor) -> int:
    """How many referred steps somebody has in hand, or may take."""
    return int(db.session.scalar(select(func.count()).select_from(Referred).where(*_of(actor))) or 0)


def _of(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    mine = Referred.holder_id == actor.user_id
    free = Referred.holder_id.is_(None) & Referred.role.in_(sorted(actor.roles))
    return Referred.state.in_(OPEN_STATES), or_(mine, free)
