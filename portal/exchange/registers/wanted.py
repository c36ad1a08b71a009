"""What a list of a register is asked for: words, kind, state, people, days; as values, and as conditions of a query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select

from portal.accounts.permissions import Actor
from portal.clock import from_local, today
from portal.exchange.edxml.shapes import ACCEPTED, ARRIVED, ASSIGNED, HANDLING, REFUSED
from portal.exchange.registers.models import (
    DRAFT,
    ISSUED,
    RECALLED,
    REPLACED,
    TO_SIGN,
    IncomingDocument,
    OutgoingDocument,
    OutgoingRecipient,
)
from portal.exchange.registers.transitions import ASSIGN, HANDLE, OPEN_STATES, REGISTER, SIGN
from portal.letters import without_accents

MOST_WORDS = 8


@dataclass(frozen=True)
class Wanted:
    """What a list is asked for; empty values ask for nothing. `tab` is one of the lists of a register; `first`, `last`
    the days within which documents came or were issued; `number` the register's own; `other` an office: who sent it,
    or to whom it went; `person_id` who handles it, or drafted it."""

    tab: str = "tat-ca"
    q: str = ""
    kind: str = ""
    state: str = ""
    other: str = ""
    person_id: int | None = None
    urgent: int | None = None
    is_late: bool = False
    year: int | None = None
    number: int | None = None
    first: date | None = None
    last: date | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is asked besides the tab."""
        return self != Wanted(tab=self.tab)


Conditions = list[ColumnElement[bool]]


def words(column: Any, q: str) -> Conditions:
    """Every word stands in the column, whatever its accents."""
    return [column.contains(one, autoescape=True) for one in without_accents(q).split()[:MOST_WORDS]]


def start_of(day: date) -> datetime:
    """The first instant of a Vietnamese day."""
    return from_local(datetime.combine(day, time()))


def _alive() -> ColumnElement[bool]:
    return and_(IncomingDocument.taken_back_at.is_(None), IncomingDocument.replaced_by_id.is_(None))


def late() -> ColumnElement[bool]:
    """Arrivals that are not done though their day has passed (`handling.is_late` as SQL)."""
    open_states = (ARRIVED, *OPEN_STATES)
    return and_(IncomingDocument.due < today(), IncomingDocument.state.in_(open_states), _alive())


def asked_by_senders() -> Select[Any]:
    """The arrivals about which a sender asks something, by id: few, found by their index."""
    return select(IncomingDocument.id).where(IncomingDocument.wanted.isnot(None))


def incoming_tabs(actor: Actor) -> Mapping[str, ColumnElement[bool]]:
    """The lists of arrivals that somebody has something to do with, by name."""
    found: dict[str, ColumnElement[bool]] = {}
    if actor.may(HANDLE):
        mine = and_(
            IncomingDocument.holder_id == actor.user_id, IncomingDocument.state.in_((ASSIGNED, HANDLING))
        )
        found["cua-toi"] = and_(mine, _alive())
    if actor.may(REGISTER):
        found["cho-tiep-nhan"] = and_(IncomingDocument.state == ARRIVED, _alive())
        found["de-nghi"] = IncomingDocument.id.in_(asked_by_senders())
    if actor.may(ASSIGN):
        found["cho-phan-cong"] = and_(IncomingDocument.state == ACCEPTED, _alive())
    found["dang-xu-ly"] = and_(IncomingDocument.state.in_((ASSIGNED, HANDLING)), _alive())
    found["qua-han"] = late()
    return found


def refused_somewhere() -> Select[Any]:
    """The documents that somebody refused to take, by id: few, found by their index."""
    return select(OutgoingRecipient.document_id).where(OutgoingRecipient.standing == REFUSED)


def outgoing_tabs(actor: Actor) -> Mapping[str, ColumnElement[bool]]:
    """The lists of documents going out that somebody has something to do with, by name."""
    draft = OutgoingDocument.state.in_((DRAFT, TO_SIGN))
    found: dict[str, ColumnElement[bool]] = {
        "cua-toi": and_(draft, OutgoingDocument.drafter_id == actor.user_id),
    }
    if actor.may(SIGN):
        found["cho-ky"] = OutgoingDocument.state == TO_SIGN
    if actor.may(REGISTER):
        found["du-thao"] = draft
        # Not by its state, which nearly all have: the few ids are looked up. What was recalled or replaced has ended.
        found["tu-choi"] = and_(
            OutgoingDocument.id.in_(refused_somewhere()), OutgoingDocument.ended_at.is_(None)
        )
    found["da-ban-hanh"] = OutgoingDocument.state.in_((ISSUED, RECALLED, REPLACED))
    return found


def incoming(asked: Wanted, actor: Actor) -> Conditions:
    """The conditions of a list of arrivals; a tab that is not this person's answers nothing."""
    found = _tab(asked.tab, incoming_tabs(actor)) + words(IncomingDocument.sought, asked.q)
    model = IncomingDocument
    found += _same((model.kind, asked.kind), (model.state, asked.state), (model.sender, asked.other))
    found += _same((model.holder_id, asked.person_id), (model.number, asked.number))
    if asked.urgent is not None:
        found.append(model.urgency >= asked.urgent)
    if asked.is_late:
        found.append(late())
    if asked.year is not None:
        first, last = date(asked.year, 1, 1), date(asked.year, 12, 31)
        found += [
            or_(model.year == asked.year, and_(model.year.is_(None), *_within(model.arrived_at, first, last)))
        ]
    return found + _within(model.arrived_at, asked.first, asked.last)


def _within(column: Any, first: date | None, last: date | None) -> Conditions:
    found: Conditions = [column >= start_of(first)] if first is not None else []
    return [*found, column < start_of(last + timedelta(days=1))] if last is not None else found


def outgoing(asked: Wanted, actor: Actor) -> Conditions:
    """The conditions of a list of documents going out."""
    model = OutgoingDocument
    found = _tab(asked.tab, outgoing_tabs(actor)) + words(model.sought, asked.q)
    found += _same((model.kind, asked.kind), (model.state, asked.state))
    found += _same(
        (model.drafter_id, asked.person_id), (model.number, asked.number), (model.year, asked.year)
    )
    if asked.other:
        to = select(OutgoingRecipient.id).where(
            OutgoingRecipient.document_id == model.id, OutgoingRecipient.name == asked.other
        )
        found.append(to.exists())
    if asked.urgent is not None:
        found.append(model.urgency >= asked.urgent)
    if asked.is_late:
        found.append(and_(model.due < today(), model.state == ISSUED))
    if asked.first is not None:
        found.append(model.day >= asked.first)
    if asked.last is not None:
        found.append(model.day <= asked.last)
    return found


def _tab(name: str, tabs: Mapping[str, ColumnElement[bool]]) -> Conditions:
    if name == "tat-ca":
        return []
    return [tabs[name] if name in tabs else false()]


def _same(*pairs: tuple[Any, Any]) -> Conditions:
    return [column == value for column, value in pairs if value not in (None, "")]
