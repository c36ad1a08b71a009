"""Reads of cases: public ones without anything personal, the desk's lists, one case by its code."""

from __future__ import annotations

import hmac
import string
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from portal.clock import today
from portal.extensions import db
from portal.quality.registry import Met
from portal.voice.cases.models import (
    COMMENT,
    NEW,
    OPEN_STATES,
    QUESTION,
    VoiceCase,
    VoiceEvent,
    VoicePerson,
)
from portal.voice.codes import is_secret_of, read_code

PATHS = {"question": "/hoi-dap/", "report": "/phan-anh/"}


def case_path(case: VoiceCase) -> str:
    """Where citizens find a published question or report; the code stays with who wrote."""
    return f"{PATHS[case.kind]}{case.id}"


def count_of(statement: Select[Any]) -> int:
    """How many rows a SELECT answers."""
    rows = statement.order_by(None).subquery()
    return int(db.session.scalar(select(func.count()).select_from(rows)) or 0)


def published(kind: str, q: str = "", field: str = "") -> Select[Any]:
    """Published cases of a kind, narrowed by words and field."""
    statement = select(VoiceCase).where(VoiceCase.kind == kind, VoiceCase.published_at.is_not(None))
    for word in q.split()[:8]:
        held = [
            column.icontains(word, autoescape=True)
            for column in (VoiceCase.title, VoiceCase.text, VoiceCase.answer)
        ]
        statement = statement.where(or_(*held))
    if field:
        statement = statement.where(VoiceCase.field == field)
    return statement


def latest(statement: Select[Any], offset: int, limit: int) -> list[VoiceCase]:
    """Published cases, latest first."""
    ordered = statement.order_by(VoiceCase.published_at.desc(), VoiceCase.id.desc())
    return list(db.session.scalars(ordered.offset(offset).limit(limit)))


def published_by_id(kind: str, case_id: int) -> VoiceCase | None:
    """One published case of a kind."""
    if case_id >= 2**63:
        return None
    return db.session.scalar(published(kind).where(VoiceCase.id == case_id))


def fields_in_use(kind: str) -> list[tuple[str, int]]:
    """The fields of published cases of a kind with their counts, by name."""
    rows = db.session.execute(
        select(VoiceCase.field, func.count())
        .where(VoiceCase.kind == kind, VoiceCase.published_at.is_not(None), VoiceCase.field != "")
        .group_by(VoiceCase.field)
        .order_by(VoiceCase.field)
    )
    return [(name, count) for name, count in rows]


def all_published(kind: str) -> list[tuple[int, datetime]]:
    """(id, last change) of everything published of a kind, for the site map."""
    rows = db.session.execute(
        select(VoiceCase.id, VoiceCase.updated_at).where(
            VoiceCase.kind == kind, VoiceCase.published_at.is_not(None)
        )
    )
    return [(case_id, changed) for case_id, changed in rows]


def visible_ids(ids: Collection[int]) -> set[int]:
    """Those of the cases that citizens see now."""
    return set(
        db.session.scalars(
            select(VoiceCase.id).where(VoiceCase.id.in_(ids), VoiceCase.published_at.is_not(None))
        )
    )


def comments_on(consultation_id: int) -> list[VoiceCase]:
    """The published comments on a draft, oldest first."""
    statement = select(VoiceCase).where(
        VoiceCase.kind == COMMENT,
        VoiceCase.consultation_id == consultation_id,
        VoiceCase.published_at.is_not(None),
    )
    return list(db.session.scalars(statement.order_by(VoiceCase.received_at, VoiceCase.id).limit(500)))


def comment_count(consultation_id: int) -> int:
    """How many comments on a draft were taken (shown or not; spam and refused ones do not count)."""
    statement = select(func.count()).where(
        VoiceCase.kind == COMMENT,
        VoiceCase.consultation_id == consultation_id,
        VoiceCase.state.in_(("accepted", "assigned", "drafted", "answered")),
    )
    return int(db.session.scalar(statement) or 0)


def by_id(case_id: int) -> VoiceCase | None:
    """One case of this portal, whatever its state."""
    if case_id >= 2**63:
        return None
    return db.session.scalar(select(VoiceCase).where(VoiceCase.id == case_id))


def by_code(typed: str) -> VoiceCase | None:
    """The case with this code, as people type it."""
    code = read_code(typed)
    return db.session.scalar(select(VoiceCase).where(VoiceCase.code == code)) if code else None


def person_of(case_id: int) -> VoicePerson | None:
    """What is personal about a case; None once it was forgotten."""
    return db.session.scalar(select(VoicePerson).where(VoicePerson.case_id == case_id))


def events_of(case_id: int) -> list[VoiceEvent]:
    """What was done with a case, oldest first."""
    return list(
        db.session.scalars(
            select(VoiceEvent).where(VoiceEvent.case_id == case_id).order_by(VoiceEvent.at, VoiceEvent.id)
        )
    )


def followed(typed_code: str, proof: str) -> VoiceCase | None:
    """The case that somebody may follow: the code, and its secret or the contact that was given (the whole e-mail
    address, or the last four digits of the telephone). An unknown code and a wrong proof are told alike."""
    case = by_code(typed_code)
    if case is None:
        return None
    if is_secret_of(case.code, proof):
        return case
    person = person_of(case.id)
    return case if person is not None and _is_contact(person, proof) else None


def _is_contact(person: VoicePerson, proof: str) -> bool:
    given = proof.strip().lower()
    if person.email and hmac.compare_digest(given.encode(), person.email.lower().encode()):
        return True
    digits = "".join(one for one in person.phone if one in string.digits)
    asked = "".join(one for one in given if one in string.digits)
    return len(digits) >= 8 and len(asked) >= 4 and hmac.compare_digest(asked, digits[-len(asked) :])


def desk_statement(
    kind: str = "", state: str = "", q: str = "", *, assignee: int | None = None, view: str = ""
) -> Select[Any]:
    """The desk's list: kind, state, words or a code, who does it; `view`: "late", "suspected", "" for what is meant."""
    statement = select(VoiceCase)

    statement = statement.where(VoiceCase.suspected.is_(view == "suspected"))
    if kind:
        statement = statement.where(VoiceCase.kind == kind)
    if state == "open":
        statement = statement.where(VoiceCase.state.in_(OPEN_STATES))
    elif state:
        statement = statement.where(VoiceCase.state == state)
    if assignee is not None:
        statement = statement.where(VoiceCase.assignee_id == assignee)
    if view == "late":
        statement = statement.where(VoiceCase.state.in_(OPEN_STATES), VoiceCase.due_on < today())
    if q:
        code = read_code(q)
        words = [VoiceCase.title.icontains(q, autoescape=True), VoiceCase.text.icontains(q, autoescape=True)]
        statement = statement.where(VoiceCase.code == code if code else or_(*words))
    return statement


def desk_rows(statement: Select[Any], offset: int, limit: int) -> list[VoiceCase]:
    """A part of the desk's list: what is open before what is done, the most urgent first, then the latest."""
    ordered = statement.order_by(
        VoiceCase.closed_at.is_not(None),
        VoiceCase.due_on.is_(None),
        VoiceCase.due_on,
        VoiceCase.received_at.desc(),
        VoiceCase.id.desc(),
    )
    return list(db.session.scalars(ordered.offset(offset).limit(limit)))


def merge_targets(case: VoiceCase) -> list[VoiceCase]:
    """The cases that a case can be merged into: of its kind, not refused or merged themselves, latest first."""
    statement = select(VoiceCase).where(
        VoiceCase.kind == case.kind,
        VoiceCase.id != case.id,
        VoiceCase.state.in_(("accepted", "assigned", "drafted", "answered")),
    )
    if case.kind == COMMENT:
        statement = statement.where(VoiceCase.consultation_id == case.consultation_id)
    return list(db.session.scalars(statement.order_by(VoiceCase.received_at.desc()).limit(50)))


def counts() -> dict[str, int]:
    """How many cases wait, are late, or look like spam in this portal."""
    late = and_(VoiceCase.state.in_(OPEN_STATES), VoiceCase.due_on < today())
    rows = {
        "new": desk_statement(state=NEW),
        "open": desk_statement(state="open"),
        "late": select(VoiceCase).where(late),
        "suspected": desk_statement(view="suspected"),
    }
    return {name: count_of(one) for name, one in rows.items()}


def latest_answers(limit: int = 3) -> list[VoiceCase]:
    """The questions that were answered last, for the home page."""
    return latest(published(QUESTION), 0, limit)


def met() -> Iterable[Met]:
    """How portals answer citizens in public (a mandatory section), in the scope in force: one statement."""
    statement = select(VoiceCase.tenant_id, func.count(), func.max(VoiceCase.published_at))
    public = statement.where(VoiceCase.kind == QUESTION, VoiceCase.published_at.is_not(None))
    for tenant_id, count, last in db.session.execute(public.group_by(VoiceCase.tenant_id)):
        yield Met(tenant_id, "hoi-dap", PATHS[QUESTION], last, count)
