"""The end of what is personal: after its term, or when its sender takes it back (Law 91/2025/QH15: purpose and term).

What was published stays in its published wording; everything else of a case goes: the person, the original, pictures
that were not shown, e-mails that were sent about it. A case that was never published goes as a whole.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, or_, select, update

from portal.accounts.permissions import Actor, system_actor
from portal.clock import today, utc_now
from portal.extensions import db
from portal.mail.models import OutgoingMail
from portal.notices.models import Notice
from portal.publishing.service import audit, commit, log_change
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import editing, entered
from portal.voice.cases.mails import reason_of
from portal.voice.cases.models import (
    ACCEPTED,
    COMMENT,
    OPEN_STATES,
    REFUSED,
    TAKEN_BACK,
    VoiceCase,
    VoiceEvent,
    VoicePerson,
)
from portal.voice.cases.pictures import drop_pictures, erase
from portal.voice.cases.queries import person_of
from portal.voice.cases.service import desk_path, note_act
from portal.voice.consultations.models import Consultation
from portal.voice.settings import voice_settings

AT_ONCE = 100
SPAM_DAYS = 30  # what was refused unseen as spam is kept no longer than a mistake takes to be noticed


@dataclass
class Forgotten:
    """How many cases lost what was personal, and how many of them went as a whole."""

    persons: int = 0
    cases: int = 0
    pictures: list[str] = field(default_factory=list)  # hashes of bytes that nothing needs any more


def take_back(case: VoiceCase, actor: Actor) -> None:
    """The sender takes a case back: it is closed, hidden, and what is personal is deleted at once."""
    begun = time.time()
    case.state = TAKEN_BACK if case.state in OPEN_STATES else case.state
    case.published_at = None
    case.closed_at = case.closed_at or utc_now()
    note_act(case, "taken_back", actor)
    _forget_person(case)
    case.title = case.code
    case.text, case.answer, case.place, case.lat, case.lon = "", "", "", None, None
    case.field, case.area, case.forgotten_at = "", "", utc_now()
    pictures = drop_pictures(case, only_hidden=False)
    commit()
    erase(pictures, begun)


def forget_due(now: datetime | None = None) -> dict[str, Forgotten]:
    """Forget everything whose term is over, portal by portal: slug → what was done."""
    instant = now or utc_now()
    done = {}
    for portal in directory().all():
        found, begun = Forgotten(), time.time()
        while _forget_some(portal, instant, found):
            continue
        erase(found.pictures, begun)
        if found.persons:
            done[portal.slug] = found
    return done


def _forget_some(portal: Portal, now: datetime, found: Forgotten) -> bool:
    """One transaction of a portal; whether there may be more."""
    settings = voice_settings(portal)
    with entered(editing(portal.id)):
        actor = system_actor(portal.id)
        term = now - timedelta(days=round(settings.keep_months * 365 / 12))
        cases = list(db.session.scalars(_due(term, now - timedelta(days=SPAM_DAYS)).limit(AT_ONCE)))
        for case in cases:
            found.persons += 1
            found.cases += _forget(case, actor, now, found.pictures)
        commit()
    return len(cases) == AT_ONCE


def _due(term: datetime, spam_term: datetime) -> Select[Any]:
    """Closed cases beyond their term that still hold something personal, comments a term after their draft closed."""
    over = select(Consultation.id).where(Consultation.closes_on < min(term.date(), today()))
    held = or_(VoiceCase.forgotten_at.is_(None), VoiceCase.published_at.is_(None))
    spam = (VoiceCase.state == REFUSED) & (VoiceCase.refusal == "") & (VoiceCase.closed_at < spam_term)
    comment = (
        (VoiceCase.kind == COMMENT)
        & VoiceCase.state.in_((ACCEPTED, *OPEN_STATES))
        & VoiceCase.consultation_id.in_(over)
    )
    # Held to be spam, and nobody ever looked: it is never closed, so its term runs from the day it came.
    unseen = VoiceCase.suspected & (VoiceCase.received_at < term)
    over_term = or_(VoiceCase.closed_at < term, spam, comment, unseen)
    return select(VoiceCase).where(held, over_term).order_by(VoiceCase.id)


def _forget(case: VoiceCase, actor: Actor, now: datetime, pictures: list[str]) -> int:
    """Forget one case; 1 if it went as a whole. Hashes of dropped pictures are added to `pictures`."""
    _forget_person(case)
    if case.published_at is not None:
        case.forgotten_at = now
        pictures += drop_pictures(case, only_hidden=True)
        note_act(case, "forgotten", actor)
        return 0
    pictures += drop_pictures(case, only_hidden=False)
    audit(actor, "voice.forgotten", kind=case.kind, object_id=case.id, detail=case.code)
    # What was merged into it leads nowhere from now on.
    db.session.execute(
        update(VoiceCase).where(VoiceCase.merged_into_id == case.id).values(merged_into_id=None)
    )
    db.session.execute(delete(VoiceEvent).where(VoiceEvent.case_id == case.id))
    log_change(case.tenant_id, case.kind, case.id)
    db.session.delete(case)
    db.session.flush()
    return 1


def _forget_person(case: VoiceCase) -> None:
    person = person_of(case.id)
    if person is None:
        return
    db.session.execute(delete(OutgoingMail).where(OutgoingMail.reason == reason_of(case)))
    db.session.execute(delete(Notice).where(Notice.path == desk_path(case)))
    db.session.execute(delete(VoicePerson).where(VoicePerson.id == person.id))
    # Notes of the desk may repeat what was personal.
    for event in db.session.scalars(select(VoiceEvent).where(VoiceEvent.case_id == case.id)):
        event.note = ""
