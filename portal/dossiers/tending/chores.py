"""The chores of a portal's counter. Each is a transaction of a few rows, so that nobody waits for it; done again, it
does nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, and_, exists, not_, or_, select

from portal.clock import to_local
from portal.dossiers import moment
from portal.dossiers.drafts import drop
from portal.dossiers.models import Dossier
from portal.dossiers.models_aside import DossierDraft
from portal.dossiers.models_course import APOLOGY, COMPLETION, DossierForm, DossierRequest
from portal.dossiers.party import Party, system
from portal.dossiers.people import in_role
from portal.dossiers.states import CLOSED, COMPLETING, RUNNING
from portal.dossiers.telling import tell_desk
from portal.dossiers.tending.forgetting import forget
from portal.dossiers.verbs.apologising import AHEAD, prepare
from portal.extensions import db
from portal.notices.service import people_who_may
from portal.publishing.service import commit
from portal.tenancy.directory import Portal
from portal.tenancy.scope import editing, entered, reading
from portal.workdays.queries import calendar_of

AT_ONCE = 50


def _horizon(now: datetime) -> datetime:
    """Up to when promised moments are near: so many working minutes from now."""
    return calendar_of().add_minutes(now, AHEAD)


def _unprepared(now: datetime) -> Select[Any]:
    """Running dossiers whose promised moment is past, or near with most of their time spent (what is due on the day
    that it comes is always near), and that have no apology lying ready."""
    ready = exists().where(
        DossierForm.tenant_id == Dossier.tenant_id,
        DossierForm.dossier_id == Dossier.id,
        DossierForm.kind == APOLOGY,
        DossierForm.issued_at.is_(None),
    )
    near = and_(Dossier.promised_at <= _horizon(now), Dossier.amber_at <= now)
    return select(Dossier).where(
        Dossier.state.in_(RUNNING), or_(Dossier.promised_at <= now, near), not_(ready)
    )


def _unwarned(now: datetime) -> Select[Any]:
    """Running dossiers that turned amber or red and nobody was told."""
    amber = and_(Dossier.amber_at <= now, Dossier.warned == "")
    red = and_(Dossier.due_at < now, Dossier.warned != "late")
    return select(Dossier).where(Dossier.state.in_(RUNNING), or_(amber, red))


def _lapsed(now: datetime) -> Select[Any]:
    """Requests for completion that ran out and nobody was told."""
    return select(DossierRequest).where(
        DossierRequest.ended_at.is_(None),
        DossierRequest.until < now,
        DossierRequest.kind == COMPLETION,
        DossierRequest.lapsed_at.is_(None),
    )


def _expired(now: datetime) -> Select[Any]:
    """Drafts whose time is over."""
    return select(DossierDraft).where(DossierDraft.expires_at <= now)


def _to_forget(now: datetime) -> Select[Any]:
    """Closed dossiers whose term of keeping is over."""
    return select(Dossier).where(
        Dossier.forget_on <= to_local(now).date(), Dossier.forgotten_at.is_(None), Dossier.state.in_(CLOSED)
    )


def is_due(portal: Portal, now: datetime) -> bool:
    """Whether a portal has something to do, seen without locking anything."""
    looks = (_unprepared, _unwarned, _lapsed, _expired, _to_forget)
    with entered(reading(portal.id)):
        return any(db.session.scalar(look(now).limit(1)) is not None for look in looks)


def tend_portal(portal: Portal, now: datetime) -> int:
    """Do what is due in one portal; how many things."""
    by, done = system(portal.id), 0
    chores: Sequence[Callable[[Party, datetime], int]] = (
        _prepare,
        _warn,
        _tell_lapsed,
        _drop_drafts,
        _forget,
    )
    with moment.at(now):
        for chore in chores:
            while True:
                with entered(editing(portal.id)):
                    count = chore(by, now)
                    commit()
                done += count
                if count < AT_ONCE:
                    break
    return done


def _prepare(by: Party, now: datetime) -> int:
    """Lay apologies ready before the promised moment passes; who has the dossier and who assigns are told."""
    found = list(db.session.scalars(_unprepared(now).order_by(Dossier.promised_at).limit(AT_ONCE)))
    leaders = [one.id for one in people_who_may("dossier.assign", by.actor.tenant_id)]
    for dossier in found:
        prepare(dossier, by)
        title = _("Có hồ sơ cần phiếu xin lỗi và hẹn lại")
        text = _("Giờ hẹn trả kết quả của một hồ sơ sắp hết hoặc đã hết. Hãy mở hồ sơ để xin lỗi và hẹn lại.")
        tell_desk(dossier, [dossier.holder_id, *leaders], "apology", title, by.actor, mail=text)
    return len(found)


def _warn(by: Party, now: datetime) -> int:
    """Tell who has what turned amber or red; of what nobody has, those who assign."""
    found = list(db.session.scalars(_unwarned(now).order_by(Dossier.due_at).limit(AT_ONCE)))
    leaders = [one.id for one in people_who_may("dossier.assign", by.actor.tenant_id)] if found else []
    for dossier in found:
        late = dossier.due_at is not None and dossier.due_at < now
        dossier.warned = "late" if late else "amber"
        title = _("Hồ sơ quá hạn giải quyết") if late else _("Hồ sơ sắp đến hạn giải quyết")
        told = [dossier.holder_id, *leaders] if late or dossier.holder_id is None else [dossier.holder_id]
        tell_desk(dossier, told, "late" if late else "amber", title, by.actor)
    db.session.flush()
    return len(found)


def _tell_lapsed(by: Party, now: datetime) -> int:
    """Tell who asked, or the counter, that the citizen did not answer in time: they stop, refuse, or wait on."""
    found = list(db.session.scalars(_lapsed(now).order_by(DossierRequest.until).limit(AT_ONCE)))
    for request in found:
        request.lapsed_at = now
        dossier = db.session.scalar(select(Dossier).where(Dossier.id == request.dossier_id))
        if dossier is None or dossier.state != COMPLETING:
            continue
        clerks = [one.id for one in in_role("counter_clerk", dossier.tenant_id)]
        told = [dossier.holder_id] if dossier.holder_id is not None else clerks
        tell_desk(dossier, told, "lapsed", _("Hồ sơ quá hạn bổ sung"), by.actor)
    db.session.flush()
    return len(found)


def _drop_drafts(by: Party, now: datetime) -> int:
    found = list(db.session.scalars(_expired(now).limit(AT_ONCE)))
    for one in found:
        drop(one, by)
    return len(found)


def _forget(by: Party, now: datetime) -> int:
    found = list(db.session.scalars(_to_forget(now).order_by(Dossier.id).limit(AT_ONCE)))
    for one in found:
        forget(one, by)
    return len(found)
