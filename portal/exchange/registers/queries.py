"""Finding documents of the registers within the scope in force; figures for menus and cards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select, tuple_

from portal.accounts.permissions import Actor
from portal.exchange.registers import wanted as asking
from portal.exchange.registers.models import (
    IncomingDocument,
    IncomingFile,
    OutgoingDocument,
    OutgoingFile,
    OutgoingRecipient,
)
from portal.exchange.registers.transitions import READ
from portal.exchange.registers.wanted import Wanted
from portal.extensions import db

MOST_CHOICES, LATEST, MOST_WAITING = 60, 2000, 1000


def incoming(object_id: int) -> IncomingDocument | None:
    """An arrival of this portal; None for anything else."""
    return db.session.scalar(select(IncomingDocument).where(IncomingDocument.id == object_id))


def outgoing(object_id: int) -> OutgoingDocument | None:
    """A document going out of this portal; None for anything else."""
    return db.session.scalar(select(OutgoingDocument).where(OutgoingDocument.id == object_id))


def incoming_file(document_id: int, file_id: int) -> IncomingFile | None:
    """A file of an arrival."""
    statement = select(IncomingFile).where(
        IncomingFile.id == file_id, IncomingFile.document_id == document_id
    )
    return db.session.scalar(statement)


def outgoing_file(document_id: int, file_id: int) -> OutgoingFile | None:
    """A file of a document going out."""
    statement = select(OutgoingFile).where(
        OutgoingFile.id == file_id, OutgoingFile.document_id == document_id
    )
    return db.session.scalar(statement)


def incoming_list(asked: Wanted, actor: Actor) -> Select[Any]:
    """Arrivals, what presses first: in the lists of things to do by their day, else the newest first."""
    statement = select(IncomingDocument).where(*asking.incoming(asked, actor))
    newest = (IncomingDocument.arrived_at.desc(), IncomingDocument.id.desc())
    if asked.tab == "tat-ca":
        return statement.order_by(*newest)
    soonest = func.coalesce(IncomingDocument.due, IncomingDocument.asked_until, date.max)
    return statement.order_by(IncomingDocument.urgency.desc(), soonest, *newest)


def outgoing_list(asked: Wanted, actor: Actor) -> Select[Any]:
    """Documents going out, the newest first; of issued ones by their day."""
    statement = select(OutgoingDocument).where(*asking.outgoing(asked, actor))
    if asked.tab == "da-ban-hanh":
        return statement.order_by(OutgoingDocument.day.desc(), OutgoingDocument.id.desc())
    return statement.order_by(OutgoingDocument.id.desc())  # ids grow with time


def tally(model: type[Any], tabs: Mapping[str, ColumnElement[bool]]) -> dict[str, int]:
    """How many documents each list has, in one statement of as many counts: each is found by an index of its own."""
    if not tabs:
        return {}
    counts = [
        select(func.count()).select_from(model).where(condition).scalar_subquery().label(f"n{at}")
        for at, condition in enumerate(tabs.values())
    ]
    found = db.session.execute(select(*counts)).one()
    return dict(zip(tabs, (int(one or 0) for one in found), strict=True))


def ids_in(model: type[Any], conditions: Sequence[ColumnElement[bool]]) -> set[int]:
    """The documents that are in any of these lists, by id: asked one by one, so that an index finds each."""
    found: set[int] = set()
    for condition in conditions:
        found.update(db.session.scalars(select(model.id).where(condition).limit(MOST_WAITING)))
    return found


def incoming_to_do(actor: Actor) -> int:
    """How many arrivals wait for somebody: to be handled, accepted, answered, assigned. 0 for who reads none."""
    if not actor.may(READ):
        return 0
    tabs = asking.incoming_tabs(actor)
    names = [one for one in ("cua-toi", "cho-tiep-nhan", "cho-phan-cong", "de-nghi") if one in tabs]
    return len(ids_in(IncomingDocument, [tabs[one] for one in names]))


def outgoing_to_do(actor: Actor) -> int:
    """How many documents wait to be signed by somebody, or were refused where they went. 0 for who reads none."""
    if not actor.may(READ):
        return 0
    tabs = asking.outgoing_tabs(actor)
    return len(ids_in(OutgoingDocument, [tabs[one] for one in ("cho-ky", "tu-choi") if one in tabs]))


def _latest(model: type[Any], *columns: Any) -> Any:
    """Columns of the latest rows of a table: what filters offer is what was met lately, however long a book is."""
    return select(*columns).order_by(model.id.desc()).limit(LATEST).subquery()


def _most(model: type[Any], column: Any) -> list[str]:
    """The values that were met most often lately, in their order."""
    value = _latest(model, column).c[column.key]
    statement = select(value).where(value != "").group_by(value).order_by(func.count().desc())
    return sorted(db.session.scalars(statement.limit(MOST_CHOICES)))


def senders() -> list[str]:
    """Who sent documents here lately."""
    return _most(IncomingDocument, IncomingDocument.sender)


def receivers() -> list[str]:
    """To whom documents went lately."""
    return _most(OutgoingRecipient, OutgoingRecipient.name)


def units() -> list[str]:
    """The units that arrivals were given to lately."""
    return _most(IncomingDocument, IncomingDocument.unit)


def people(model: type[Any]) -> list[tuple[int, str]]:
    """Who had documents of a register in hand lately: handlers of arrivals, drafters."""
    prefix = "holder" if model is IncomingDocument else "drafter"
    number, name = getattr(model, f"{prefix}_id"), getattr(model, f"{prefix}_name")
    latest = _latest(model, number, name)
    one, called = latest.c[number.key], latest.c[name.key]
    rows = db.session.execute(select(one, called).where(one.isnot(None)).group_by(one, called).limit(200))
    return sorted(((row[0], row[1]) for row in rows), key=lambda one: one[1])


def years(model: type[Any]) -> list[int]:
    """The years that have numbers in a register, newest first."""
    statement = select(model.year).where(model.year.isnot(None)).distinct()
    return sorted(db.session.scalars(statement), reverse=True)


def organs(model: type[Any]) -> list[str]:
    """The identifiers of the offices whose books lie here: several after a merger."""
    return sorted(db.session.scalars(select(model.organ_id).where(model.number.isnot(None)).distinct()))


def recipients_of(ids: Sequence[int]) -> dict[int, list[OutgoingRecipient]]:
    """Where documents go, by document, in one statement."""
    found: dict[int, list[OutgoingRecipient]] = {one: [] for one in ids}
    statement = select(OutgoingRecipient).where(OutgoingRecipient.document_id.in_(ids))
    for row in db.session.scalars(statement.order_by(OutgoingRecipient.position, OutgoingRecipient.id)):
        found[row.document_id].append(row)
    return found


def neighbours(row: IncomingDocument) -> tuple[int | None, int | None]:
    """The arrivals with the number before and after this one in the register, by id."""
    if row.number is None:
        return None, None
    place = tuple_(IncomingDocument.organ_id, IncomingDocument.year, IncomingDocument.number)
    around = {
        at: db.session.scalar(
            select(IncomingDocument.id).where(place == (row.organ_id, row.year, row.number + at)).limit(1)
        )
        for at in (-1, 1)
    }
    return around[-1], around[1]


def former_of(row: IncomingDocument) -> list[IncomingDocument]:
    """The arrivals whose place this one took."""
    return list(db.session.scalars(select(IncomingDocument).where(IncomingDocument.replaced_by_id == row.id)))


def replacing(row: OutgoingDocument) -> list[OutgoingDocument]:
    """The documents that are to take, or took, the place of this one."""
    statement = select(OutgoingDocument).where(OutgoingDocument.replaces_id == row.id)
    return list(db.session.scalars(statement.order_by(OutgoingDocument.id)))


def last_issued() -> OutgoingDocument | None:
    """The document that this office issued last: the next is mostly signed by the same."""
    statement = select(OutgoingDocument).where(OutgoingDocument.number.isnot(None))
    return db.session.scalar(statement.order_by(OutgoingDocument.issued_at.desc()).limit(1))


def drafts_for(row: IncomingDocument) -> list[OutgoingDocument]:
    """All documents that answer an arrival, drafts too."""
    statement = select(OutgoingDocument).where(OutgoingDocument.answers_id == row.id)
    return list(db.session.scalars(statement.order_by(OutgoingDocument.id)))
