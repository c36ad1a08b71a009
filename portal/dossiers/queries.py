"""Reads of dossiers for pages: queues of the desk, one dossier (each reading by the office is written down), its story.

Lists take what they show and nothing else: of sealed columns the applicant's name alone.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, tuple_

from portal.accounts.permissions import Actor, Forbidden
from portal.dossiers import moment
from portal.dossiers.codes import read_code
from portal.dossiers.finding import marks_sought, number_as_kept
from portal.dossiers.models import Dossier, DossierMark, DossierPaper
from portal.dossiers.models_aside import DossierReading
from portal.dossiers.models_course import DossierEvent, DossierForm, DossierRequest, DossierStep
from portal.dossiers.people import units_of
from portal.dossiers.states import DONE, NEW, OPEN_STATES, RUNNING, STATES
from portal.extensions import db
from portal.tenancy.scope import current_scope
from portal.workdays.clock import AMBER, GOOD, RED

MINE, UNIT, WAITING_HERE, ALL = "mine", "unit", "waiting", "all"
VIEWS = (MINE, UNIT, WAITING_HERE, ALL)
MOST_FOUND = 500  # dossiers that a search by name or number looks at

_SHOWN = (
    Dossier.id,
    Dossier.code,
    Dossier.title,
    Dossier.state,
    Dossier.channel,
    Dossier.applicant_name,
    Dossier.submitted_at,
    Dossier.due_at,
    Dossier.promised_at,
    Dossier.amber_at,
    Dossier.paused_since,
    Dossier.step_key,
    Dossier.step_role,
    Dossier.step_due_at,
    Dossier.holder_id,
    Dossier.holder_name,
    Dossier.unit,
    Dossier.done_at,
    Dossier.outcome,
    Dossier.version,
)


@dataclass(frozen=True)
class Line:
    """A dossier in a list. `urgency` is GOOD, AMBER or RED now."""

    id: int
    code: str
    title: str
    state: str
    channel: str
    applicant_name: str | None
    submitted_at: datetime
    due_at: datetime | None
    promised_at: datetime | None
    amber_at: datetime | None
    paused_since: datetime | None
    step_key: str
    step_role: str
    step_due_at: datetime | None
    holder_id: int | None
    holder_name: str
    unit: str
    done_at: datetime | None
    outcome: str
    version: int
    urgency: str


@dataclass(frozen=True)
class Queue:
    """What a list asks for: whose (MINE in hand, UNIT of one's units, WAITING_HERE for one's roles, ALL), states
    (those that are open, unless named), service, holder, urgency (AMBER, RED), the role of the step in hand, and a
    code, a name or number."""

    view: str = ALL
    states: tuple[str, ...] = ()
    service_id: int | None = None
    holder_id: int | None = None
    unit: str = ""
    urgency: str = ""
    q: str = ""
    role: str = ""


def rows(queue: Queue, actor: Actor, offset: int = 0, limit: int = 50) -> list[Line]:
    """A part of a list, by deadline: what is due first comes first, what has no deadline yet by its coming; what is
    done and waits to be handed out comes last. Raises Forbidden."""
    order: tuple[Any, ...] = (Dossier.state == DONE, Dossier.due_at.is_(None), Dossier.due_at, Dossier.id)
    if queue.states and not set(queue.states) & set(OPEN_STATES):
        order = (Dossier.submitted_at.desc(), Dossier.id.desc())
    statement = select(*_SHOWN).where(*conditions(queue, actor)).order_by(*order)
    now = moment.now()
    return [
        Line(**one._mapping, urgency=urgency(one, now))
        for one in db.session.execute(statement.offset(offset).limit(limit))
    ]


def count(queue: Queue, actor: Actor) -> int:
    """How many a list has. Raises Forbidden."""
    statement = select(func.count()).select_from(Dossier).where(*conditions(queue, actor))
    return int(db.session.scalar(statement) or 0)


def conditions(queue: Queue, actor: Actor) -> list[ColumnElement[bool]]:
    """What a list asks for, as SQL. Raises Forbidden."""
    actor.require("dossier.read")
    states, found = queue.states or (*OPEN_STATES, DONE), list[ColumnElement[bool]]()
    if set(states) != set(STATES):
        found.append(Dossier.state.in_(states))
    if queue.view == MINE:
        found.append(Dossier.holder_id == actor.user_id)
    elif queue.view == WAITING_HERE:
        found.append(waiting_for(actor))
    elif queue.view == UNIT:
        units = units_of(actor.user_id) if actor.user_id is not None else []
        found.append(Dossier.unit.in_(units) if units else _none())
    if queue.service_id is not None:
        found.append(Dossier.service_id == queue.service_id)
    if queue.holder_id is not None:
        found.append(Dossier.holder_id == queue.holder_id)
    if queue.unit:
        found.append(Dossier.unit == queue.unit)
    if queue.role:
        found.append(Dossier.step_role == queue.role)
    if queue.urgency in {AMBER, RED}:
        found += _urgent(queue.urgency)
    if queue.q.strip():
        found.append(_sought(queue.q))
    return found


def waiting_for(actor: Actor) -> ColumnElement[bool]:
    """What waits for somebody of this person's roles: handed in and not looked at yet, or in a queue of theirs."""
    queued = (
        Dossier.state.in_((*RUNNING, DONE))
        & Dossier.holder_id.is_(None)
        & (Dossier.step_at == "own")
        & Dossier.step_role.in_(sorted(actor.roles))
    )
    return or_(queued, Dossier.state == NEW) if actor.may("dossier.receive") else queued


def _none() -> ColumnElement[bool]:
    """What no dossier is; a plain FALSE would take the portal's own condition out of the statement."""
    return Dossier.id == -1


def _urgent(kind: str) -> list[ColumnElement[bool]]:
    now = moment.now()
    running = [Dossier.state.in_(RUNNING), Dossier.paused_since.is_(None)]
    if kind == RED:
        return [*running, Dossier.due_at < now]
    return [*running, Dossier.amber_at <= now, Dossier.due_at >= now]


def _sought(typed: str) -> ColumnElement[bool]:
    code = read_code(typed)
    if code:
        return Dossier.code == code
    marks = marks_sought(typed)
    marked = select(DossierMark.dossier_id).where(
        tuple_(DossierMark.kind, DossierMark.mark).in_(sorted(marks))
    )
    ids = _newest(marked, DossierMark.dossier_id) if marks else []
    if tail := re.fullmatch(r"\s*([0-9]{1,6})\s*", typed):
        ended = select(Dossier.id).where(Dossier.code.endswith(f"-{int(tail[1]):04d}", autoescape=True))
        ids += _newest(ended, Dossier.code)  # the day stands in a code
    # Ids alone, and nothing beside them: with an OR the database reads every dossier of the portal.
    return Dossier.id.in_(ids) if ids else _none()


def _newest(statement: Select[Any], by: Any) -> list[int]:
    return list(db.session.scalars(statement.order_by(by.desc()).limit(MOST_FOUND)))


def urgency(line: Any, now: datetime) -> str:
    """How urgent a dossier is now, from its columns: nothing is while the office waits or once it is done."""
    if line.state not in RUNNING or line.paused_since is not None or line.due_at is None:
        return GOOD
    if now > line.due_at:
        return RED
    return AMBER if line.amber_at is not None and now >= line.amber_at else GOOD


def by_id(dossier_id: int) -> Dossier | None:
    """A dossier of the portal in force, for a verb: as it stands now, where the scope writes locked until the commit
    (not against rows that name it: that it is read is written down beside the request). Who shows one to somebody of
    the office asks `opened`."""
    if not 0 <= dossier_id < 2**63:
        return None
    statement = select(Dossier).where(Dossier.id == dossier_id)
    if current_scope().writes:
        statement = statement.with_for_update(key_share=True)
    return db.session.scalar(statement.execution_options(populate_existing=True))


def opened(
    dossier_id: int, actor: Actor, what: str = "dossier", paper_id: int | None = None
) -> Dossier | None:
    """A dossier that somebody of the office reads; that they did is written down (the caller commits). None where the
    portal has none of this id. `what` is "dossier", "paper", "form". Raises Forbidden."""
    actor.require("dossier.read")
    if actor.user_id is None:
        raise Forbidden("dossier.read")
    found = db.session.scalar(select(Dossier).where(Dossier.id == dossier_id)) if dossier_id < 2**63 else None
    if found is not None:
        db.session.add(
            DossierReading(
                tenant_id=found.tenant_id,
                dossier_id=found.id,
                by_id=actor.user_id,
                by_name=actor.name,
                what=what,
                paper_id=paper_id,
                at=moment.now(),
            )
        )
        db.session.flush()
    return found


def by_code(typed: str) -> Dossier | None:
    """The dossier of a code as people type it."""
    code = read_code(typed)
    return db.session.scalar(select(Dossier).where(Dossier.code == code)) if code else None


def followed(typed_code: str, proof: str) -> Dossier | None:
    """The dossier that somebody may follow without an account: the code, and a second fact – the whole identity number
    or telephone of the applicant. An unknown code and a wrong proof are told alike."""
    dossier = by_code(typed_code)
    applicant = (dossier.applicant if dossier is not None else None) or {}
    given = number_as_kept(proof)
    known = [number_as_kept(str(applicant.get(key, ""))) for key in ("identity", "phone")]
    right = [hmac.compare_digest(given, one) for one in known if len(one) >= 9]
    return dossier if dossier is not None and any(right) else None


def events_of(dossier: Dossier) -> list[DossierEvent]:
    """What happened, oldest first."""
    statement = select(DossierEvent).where(DossierEvent.dossier_id == dossier.id)
    return list(db.session.scalars(statement.order_by(DossierEvent.number)))


def steps_of(dossier: Dossier) -> list[DossierStep]:
    """The runs of its steps, oldest first."""
    statement = select(DossierStep).where(DossierStep.dossier_id == dossier.id)
    return list(db.session.scalars(statement.order_by(DossierStep.number)))


def requests_of(dossier: Dossier) -> list[DossierRequest]:
    """What the citizen was asked for, oldest first."""
    statement = select(DossierRequest).where(DossierRequest.dossier_id == dossier.id)
    return list(db.session.scalars(statement.order_by(DossierRequest.number)))


def forms_of(dossier: Dossier) -> list[DossierForm]:
    """The forms that were made, oldest first; an apology that waits for its reason is among them."""
    statement = select(DossierForm).where(DossierForm.dossier_id == dossier.id)
    return list(db.session.scalars(statement.order_by(DossierForm.number)))


def papers_of(dossier: Dossier) -> list[DossierPaper]:
    """All papers of a dossier, those that were replaced too, in the order of its definition."""
    statement = select(DossierPaper).where(DossierPaper.dossier_id == dossier.id)
    return list(db.session.scalars(statement.order_by(DossierPaper.position, DossierPaper.id)))


def readings_of(dossier_ids: Sequence[int], most: int = 500) -> list[DossierReading]:
    """Who of the office read these dossiers, the latest first."""
    statement = select(DossierReading).where(DossierReading.dossier_id.in_(dossier_ids))
    return list(db.session.scalars(statement.order_by(DossierReading.at.desc()).limit(most)))


def of_citizen(citizen_id: int) -> Select[Any]:
    """The dossiers of an account, the latest first; in a scope over all portals, or of the one in force."""
    return (
        select(Dossier)
        .where(Dossier.citizen_id == citizen_id, Dossier.forgotten_at.is_(None))
        .order_by(Dossier.submitted_at.desc(), Dossier.id.desc())
    )
