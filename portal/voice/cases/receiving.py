"""The public door: what a citizen sends becomes a case, with what is personal held apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from portal.accounts.permissions import Actor
from portal.clock import today
from portal.extensions import db
from portal.notices.service import notify, people_who_may
from portal.publishing.service import audit, commit
from portal.tenancy.directory import Portal
from portal.tenancy.scope import editing, entered
from portal.voice.cases import mails
from portal.voice.cases.labels import KIND_LABELS
from portal.voice.cases.models import VoiceCase, VoiceEvent, VoicePerson
from portal.voice.cases.service import desk_path
from portal.voice.codes import new_code
from portal.voice.deadlines import calendar_for, due_on
from portal.voice.settings import voice_settings


@dataclass(frozen=True)
class Sender:
    """Who writes, as far as they say, and the sentence that they agreed to."""

    name: str = ""
    email: str = ""
    phone: str = ""
    consent: str = ""


@dataclass(frozen=True)
class Letter:
    """What somebody writes. `form_token` is the single-use number of the form."""

    kind: str
    title: str
    text: str
    form_token: str
    sender: Sender
    field: str = ""
    may_publish: bool = False
    consultation_id: int | None = None
    area: str = ""
    place: str = ""
    lat: float | None = None
    lon: float | None = None
    suspicion: Sequence[str] = ()


def citizen(portal: Portal) -> Actor:
    """Somebody of the public: may do nothing on the desk; the trail names nobody."""
    return Actor(None, "người dân", portal.id, frozenset())


@contextmanager
def public_door(portal: Portal) -> Iterator[Actor]:
    """Write in this portal for a visitor: a scope of its own beside the reading one of the request."""
    with entered(editing(portal.id)):
        yield citizen(portal)


def receive(letter: Letter, portal: Portal, actor: Actor) -> tuple[VoiceCase, bool]:
    """Make a case of a letter, within `public_door`: (case, whether it is new). The caller commits.

    A form that comes a second time (a double click, a resend) answers the case that it made before.
    """
    known = _made_before(letter.form_token)
    if known is not None:
        return known, False
    case = _row(letter, portal)
    db.session.add(case)
    try:
        db.session.flush()
    except IntegrityError:
        db.session.rollback()  # the same form at the same instant, or a code that exists (once in 10^11)
        known = _made_before(letter.form_token)
        if known is not None:
            return known, False
        case = _row(letter, portal)
        db.session.add(case)
        db.session.flush()
    sender = letter.sender
    person = VoicePerson(
        tenant_id=portal.id,
        case_id=case.id,
        name=sender.name,
        email=sender.email,
        phone=sender.phone,
        title=letter.title,
        text=letter.text,
        consent=sender.consent[:600],
    )
    db.session.add(person)
    db.session.add(VoiceEvent(tenant_id=portal.id, case_id=case.id, action="received", by_name=actor.name))
    audit(actor, "voice.received", kind=case.kind, object_id=case.id, detail=case.code)
    db.session.flush()
    if not case.suspicion:
        _tell(case, person, portal, actor)
    return case, True


def _made_before(token: str) -> VoiceCase | None:
    return db.session.scalar(select(VoiceCase).where(VoiceCase.form_token == token))


def _row(letter: Letter, portal: Portal) -> VoiceCase:
    settings = voice_settings(portal)
    days = settings.days_for(letter.kind)
    return VoiceCase(
        tenant_id=portal.id,
        kind=letter.kind,
        code=new_code(letter.kind),
        form_token=letter.form_token,
        title=letter.title,
        text=letter.text,
        field=letter.field,
        may_publish=letter.may_publish,
        consultation_id=letter.consultation_id,
        area=letter.area,
        place=letter.place,
        lat=letter.lat,
        lon=letter.lon,
        suspicion=list(letter.suspicion),
        suspected=bool(letter.suspicion),
        due_on=due_on(today(), days, calendar_for(portal)) if days else None,
    )


def _tell(case: VoiceCase, person: VoicePerson, portal: Portal, actor: Actor) -> None:
    """Tell the sender the code, and the moderators that there is something. Spam is answered to nobody."""
    mails.tell_received(case, person, portal)
    moderators = [one.id for one in people_who_may("voice.moderate", portal.id)]
    title = f"{KIND_LABELS[case.kind]} {case.code}"
    notify(moderators, "voice.received", title, desk_path(case), actor, detail=case.title)


def count_helpful(case_id: int, *, helped: bool) -> None:
    """Count that an answer helped somebody, or did not; a number, and no version: nobody edits over it."""
    column = VoiceCase.helpful if helped else VoiceCase.unhelpful
    db.session.execute(
        update(VoiceCase).where(VoiceCase.id == case_id).values({column: column + 1}),
        execution_options={"synchronize_session": False},
    )
    commit()
