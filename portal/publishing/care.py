"""The verbs of looking after a thing: who answers for it, by when it is looked at again, notes for the desk.

None of it is a change of the text: neither version nor date of the thing moves, so that open forms can still be saved.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Any

from sqlalchemy import delete, func, select, update

from portal.accounts.models import Membership, User
from portal.accounts.permissions import Actor, Forbidden
from portal.clock import today, utc_now
from portal.extensions import db
from portal.publishing.models import Publishable
from portal.publishing.models_care import CareNote, ReviewReminder
from portal.publishing.trail import audit
from portal.tenancy.directory import directory
from portal.tenancy.models import Tenant

SETTING = "review_months"
"""Setting of a portal: kind → after how many months a published thing is looked at again."""
MONTHS = (1, 3, 6, 12)
USUAL = 6
FURTHEST = 120  # months
LONGEST_OFFICE, LONGEST_NOTE, MOST_NOTES = 120, 2_000, 200


class InvalidCare(ValueError):
    """A value that cannot be: nobody of this portal, a day that has passed, an empty note. `reason` names it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def in_months(months: int, day: date | None = None) -> date:
    """The same day so many months later; the last one where that month is shorter."""
    begin = day or today()
    year, month = divmod(begin.year * 12 + begin.month - 1 + months, 12)
    return date(year, month + 1, min(begin.day, monthrange(year, month + 1)[1]))


def months_of(tenant_id: int, kind: str) -> int | None:
    """After how many months this portal looks at published things of a kind again; None: it never said so."""
    portal = directory().by_id(tenant_id)
    months = (portal.settings.get(SETTING) or {}).get(kind) if portal else None
    return months if months in MONTHS else None


def begin_review(row: Any) -> None:
    """What is published gets a day of looking again where its portal wishes so and it has none (the caller records)."""
    months = months_of(row.tenant_id, row.kind) if row.review_on is None else None
    if months is not None:
        row.review_on = in_months(months)


def may_care(row: Publishable, actor: Actor) -> bool:
    """Whether this person may say who answers for a thing: who may edit it, and who answers for it now."""
    mine = actor.user_id is not None and actor.user_id in {row.created_by_id, row.owner_id}
    return actor.may("content.edit") or (mine and actor.may("content.edit_own"))


def require_care(row: Publishable, actor: Actor) -> None:
    """Raise Forbidden unless the person may look after the thing."""
    if not may_care(row, actor):
        raise Forbidden("content.edit")


def owners(tenant_id: int) -> list[tuple[int, str]]:
    """The active people of a portal, who may answer for its things: (id, name) by name."""
    statement = (
        select(User.id, User.name)
        .join(Membership)
        .where(Membership.for_tenant_id == tenant_id, User.is_active)
        .distinct()
        .order_by(User.name, User.id)
    )
    return [(user_id, name) for user_id, name in db.session.execute(statement)]


def give(row: Any, actor: Actor, owner_id: int | None, office: str) -> None:
    """Say who answers for a thing: a person of the portal, an office, both or nobody (the caller commits).

    Raises Forbidden, InvalidCare.
    """
    require_care(row, actor)
    known = dict(owners(actor.tenant_id))
    if owner_id is not None and owner_id not in known and owner_id != row.owner_id:
        raise InvalidCare("owner")
    if len(office) > LONGEST_OFFICE:
        raise InvalidCare("office")
    if (owner_id, office) == (row.owner_id, row.owner_office):
        return
    _set(row, owner_id=owner_id, owner_office=office)
    name = known.get(owner_id, "") if owner_id is not None else ""
    audit(
        actor, "care.owner", kind=row.kind, object_id=row.id, detail=", ".join(filter(None, (name, office)))
    )


def look_again(row: Any, actor: Actor, day: date | None) -> None:
    """Say by which day a thing is looked at again, None: never (the caller commits). Raises Forbidden, InvalidCare."""
    require_care(row, actor)
    if day is not None and not today() <= day <= in_months(FURTHEST):
        raise InvalidCare("day")
    if day != row.review_on:
        _set(row, review_on=day)
        audit(actor, "care.day", kind=row.kind, object_id=row.id, detail=f"{day:%d/%m/%Y}" if day else "–")


def reviewed(row: Any, actor: Actor, months: int) -> date:
    """Somebody looked at a thing and it still holds; the next day of looking (the caller commits).

    Raises Forbidden, InvalidCare.
    """
    require_care(row, actor)
    if months not in MONTHS:
        raise InvalidCare("months")
    day = in_months(months)
    _set(row, review_on=day)
    audit(actor, "care.reviewed", kind=row.kind, object_id=row.id, detail=f"{day:%d/%m/%Y}")
    return day


def put_back(row: Any, actor: Actor, values: dict[str, Any]) -> None:
    """Undo `give` or `look_again`: what these columns held before (the caller commits). Raises Forbidden."""
    require_care(row, actor)
    _set(row, **values)
    audit(actor, "bulk.undo", kind=row.kind, object_id=row.id)


def _set(row: Any, **values: Any) -> None:
    model = type(row)
    kept = {"updated_at": model.updated_at}
    db.session.execute(update(model).where(model.id == row.id).values(values | kept))
    db.session.expire(row, list(values))


def notes_of(kind: str, object_id: int) -> list[CareNote]:
    """The notes on a thing: those that are pinned first, then the newest."""
    statement = select(CareNote).where(CareNote.kind == kind, CareNote.object_id == object_id)
    ordered = statement.order_by(CareNote.pinned.desc(), CareNote.at.desc(), CareNote.id.desc())
    return list(db.session.scalars(ordered.limit(MOST_NOTES)))


def note_by_id(kind: str, object_id: int, note_id: int) -> CareNote | None:
    """A note on this thing."""
    mine = (CareNote.id == note_id, CareNote.kind == kind, CareNote.object_id == object_id)
    return db.session.scalar(select(CareNote).where(*mine))


def _words(text: str) -> str:
    words = text.strip()
    if not words:
        raise InvalidCare("empty")
    if len(words) > LONGEST_NOTE:
        raise InvalidCare("long")
    return words


def add_note(row: Any, text: str, actor: Actor) -> CareNote:
    """Leave a note on a thing (the caller commits). Raises Forbidden, InvalidCare."""
    actor.require("content.read")
    words = _words(text)
    mine = (CareNote.kind == row.kind, CareNote.object_id == row.id)
    if (db.session.scalar(select(func.count(CareNote.id)).where(*mine)) or 0) >= MOST_NOTES:
        raise InvalidCare("many")
    note = CareNote(
        tenant_id=row.tenant_id,
        kind=row.kind,
        object_id=row.id,
        text=words,
        by_id=actor.user_id,
        by_name=actor.name,
    )
    db.session.add(note)
    db.session.flush()
    return note


def edit_note(note: CareNote, text: str, actor: Actor) -> None:
    """Write an own note anew (the caller commits). Raises Forbidden, InvalidCare."""
    _require_own(note, actor)
    words = _words(text)
    if words != note.text:
        note.text, note.edited_at = words, utc_now()


def remove_note(note: CareNote, actor: Actor) -> None:
    """Delete an own note (the caller commits). Raises Forbidden."""
    _require_own(note, actor)
    audit(actor, "note.remove", kind=note.kind, object_id=note.object_id, detail=note.text[:200])
    db.session.delete(note)
    db.session.flush()


def pin_note(note: CareNote, actor: Actor, *, pinned: bool) -> None:
    """Keep a note on top, or no longer (the caller commits). Raises Forbidden."""
    actor.require("content.read")
    note.pinned = pinned


def _require_own(note: CareNote, actor: Actor) -> None:
    actor.require("content.read")
    if note.by_id is None or note.by_id != actor.user_id:
        raise Forbidden("content.read")


def forget(kind: str, object_id: int) -> None:
    """Delete the notes on a thing that is deleted for good, and that people were told of it (the caller commits)."""
    for model in (CareNote, ReviewReminder):
        db.session.execute(delete(model).where(model.kind == kind, model.object_id == object_id))


def set_months(months: dict[str, int], actor: Actor) -> None:
    """After how many months published things of each kind are looked at again; kinds left out never are by themselves
    (the caller commits and tells that the portal changed). Raises Forbidden, InvalidCare."""
    actor.require("tenant.settings")
    if any(one not in MONTHS for one in months.values()):
        raise InvalidCare("months")
    tenant = db.session.scalar(select(Tenant).where(Tenant.id == actor.tenant_id))
    if tenant is not None:
        tenant.settings = tenant.settings | {SETTING: months}
        detail = ", ".join(f"{kind}: {count}" for kind, count in sorted(months.items()))
        audit(actor, "settings", detail=f"{SETTING} {detail or '–'}")
