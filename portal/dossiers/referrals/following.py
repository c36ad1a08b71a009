"""The dossier leads: what happens to it begins a referral, moves its time, recalls it or lets it be forgotten, within
the transaction of the act."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import func, select

from portal.dossiers import moment
from portal.dossiers.errors import NotPossible
from portal.dossiers.models import Dossier
from portal.dossiers.models_course import DossierEvent
from portal.dossiers.plan import office_above
from portal.dossiers.referrals.models import BELOW, OPEN_STATES, RECALLED, Referral
from portal.dossiers.referrals.telling import RECALL, said, wants_carrying
from portal.dossiers.running import step_row
from portal.extensions import db


def followed(dossier: Dossier, event: DossierEvent) -> None:
    """After each act on a dossier. Raises NotPossible where a step belongs to a portal above and there is none."""
    if event.verb == "forget":
        _forget(dossier)
        return
    row = step_row(dossier) if dossier.step_at == "parent" and dossier.step_position >= 0 else None
    number = row.number if row is not None else None
    for one in open_of(dossier.id):
        if one.step_number != number:
            _recall(one, event)
        elif one.until != dossier.step_due_at:
            one.until, one.late_told_at = dossier.step_due_at, None
            wants_carrying(one)
    if number is None:
        return
    if latest_of(dossier.id, number) is None:
        begin(dossier, event, number)
    for one in unapplied_of(dossier.id):
        wants_carrying(one)  # what stood in its way may be gone now


def begin(dossier: Dossier, event: DossierEvent, number: int) -> Referral:
    """Send the step in hand to the portal above (the caller commits)."""
    above, row = office_above(dossier.tenant_id), step_row(dossier)
    if above is None or row is None:
        raise NotPossible(_("Nơi này không có cơ quan cấp trên để chuyển bước này."))
    before = latest_of(dossier.id, number)
    referral = Referral(
        tenant_id=dossier.tenant_id,
        dossier_id=dossier.id,
        step_number=number,
        round=before.round + 1 if before is not None else 1,
        step_key=dossier.step_key,
        step_name=row.name,
        code=dossier.code,
        title=dossier.title,
        to_portal_id=above.id,
        sent_at=moment.now(),
        sent_by_id=event.by_id,
        sent_by_name=event.by_name,
        until=dossier.step_due_at,
        carry_at=moment.now(),
    )
    db.session.add(referral)
    db.session.flush()
    return referral


def open_of(dossier_id: int) -> list[Referral]:
    """The referrals of a dossier that the other side still works on."""
    return list(
        db.session.scalars(
            select(Referral).where(Referral.dossier_id == dossier_id, Referral.state.in_(OPEN_STATES))
        )
    )


def unapplied_of(dossier_id: int) -> list[Referral]:
    """The referrals of a dossier that were answered and have not moved it on."""
    return list(
        db.session.scalars(
            select(Referral).where(
                Referral.dossier_id == dossier_id,
                Referral.state.not_in((*OPEN_STATES, RECALLED)),
                Referral.applied_at.is_(None),
            )
        )
    )


def latest_of(dossier_id: int, number: int) -> Referral | None:
    """The last referral of a run of a step."""
    last = select(func.max(Referral.round)).where(
        Referral.dossier_id == dossier_id, Referral.step_number == number
    )
    return db.session.scalar(
        select(Referral).where(
            Referral.dossier_id == dossier_id,
            Referral.step_number == number,
            Referral.round == db.session.scalar(last),
        )
    )


def _recall(referral: Referral, event: DossierEvent) -> None:
    """The dossier went elsewhere: nothing is wanted of the other side any more."""
    referral.state, referral.ended_at, referral.holder_name = RECALLED, event.at, ""
    said(referral, BELOW, RECALL, _("Nơi gửi không cần bước này nữa."), event.by_name)
    wants_carrying(referral)


def _forget(dossier: Dossier) -> None:
    for one in db.session.scalars(select(Referral).where(Referral.dossier_id == dossier.id)):
        one.thread = one.answer = None
        one.forgotten_at = moment.now()
        wants_carrying(one)
        db.session.flush()
