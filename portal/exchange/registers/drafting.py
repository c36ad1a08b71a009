"""Documents that go out, until they are signed: drafted, changed, submitted, given back; afterwards recalled, replaced.

Signing, numbers and files that are issued are `issuing`'s. Nothing here commits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import attributes

from portal.accounts.permissions import Actor
from portal.clock import today, utc_now
from portal.exchange.edxml.shapes import AT_ONCE, NORMAL
from portal.exchange.kinds import BY_SLUG
from portal.exchange.registers.acting import moved_to_target, note, own_organ, require
from portal.exchange.registers.errors import NotPossible, Wrong
from portal.exchange.registers.files import Upload, add_outgoing, drop_outgoing, of_outgoing, require_room
from portal.exchange.registers.models import (
    ISSUED,
    MAIN,
    REPLACED,
    TEXT_LENGTH,
    HandlingNote,
    IncomingDocument,
    OutgoingDocument,
    OutgoingFile,
    OutgoingRecipient,
)
from portal.exchange.registers.people import tell, tell_clerks, tell_signers
from portal.exchange.registers.secrecy import OPEN, require_open
from portal.exchange.registers.telling import listeners
from portal.exchange.registers.transitions import WRITE
from portal.extensions import db

MOST_RECIPIENTS, MOST_LINES = 200, 60
LENGTHS = {
    "subject": TEXT_LENGTH,
    "place": 100,
    "unit": 120,
    "typist": 20,
    "competence": 200,
    "position": 120,
    "signer_name": 120,
}


@dataclass(frozen=True)
class Recipient:
    """An office that a document goes to: by the exchange under its identifier, on paper under its name ("")."""

    name: str
    organ_id: str = ""


@dataclass(frozen=True)
class Draft:
    """What is written of a document before it is signed; names as of the columns. `grounds`, `body`: Markdown."""

    kind: str
    subject: str
    grounds: str = ""
    body: str = ""
    addressed: tuple[str, ...] = ()
    to_places: tuple[str, ...] = ()
    urgency: int = NORMAL
    due: date | None = None
    unit: str = ""
    typist: str = ""
    copies: int = 1
    place: str = ""
    competence: str = ""
    position: str = ""
    signer_name: str = ""
    recipients: tuple[Recipient, ...] = field(default=())


COLUMNS = tuple(one.name for one in fields(Draft) if one.name != "recipients")


def checked(draft: Draft, secrecy: str = OPEN) -> None:
    """Raise NotOpen for a state secret, Wrong with messages by input for what no draft can say."""
    require_open(secrecy)
    wrong: dict[str, str] = {}
    if draft.kind not in BY_SLUG:
        wrong["kind"] = _("Chọn loại văn bản.")
    if not draft.subject.strip():
        wrong["subject"] = _("Ghi trích yếu nội dung văn bản.")
    if not NORMAL <= draft.urgency <= AT_ONCE:
        wrong["urgency"] = _("Chọn mức độ khẩn.")
    if draft.due is not None and draft.due < today():
        wrong["due"] = _("Hạn trả lời phải từ hôm nay trở đi.")
    if not 1 <= draft.copies <= 9999:
        wrong["copies"] = _("Ghi số bản từ 1 đến 9999.")
    if len(draft.recipients) > MOST_RECIPIENTS:
        wrong["recipients"] = _("Nhiều nhất %(most)s nơi nhận.", most=MOST_RECIPIENTS)
    for name in ("addressed", "to_places"):
        if len(getattr(draft, name)) > MOST_LINES:
            wrong[name] = _("Nhiều nhất %(most)s dòng.", most=MOST_LINES)
    long = {name: most for name, most in LENGTHS.items() if len(getattr(draft, name)) > most}
    wrong |= {name: _("Nhiều nhất %(most)s ký tự.", most=most) for name, most in long.items()}
    if wrong:
        raise Wrong(wrong)


def make(
    draft: Draft,
    actor: Actor,
    *,
    origin: str = "",
    secrecy: str = OPEN,
    answers: IncomingDocument | None = None,
    replaces: OutgoingDocument | None = None,
) -> OutgoingDocument:
    """Begin a document; a form sent again (same `origin`) answers what it made. `answers`: the arrival that it answers;
    `replaces`: the issued document whose place it will take. Raises Forbidden, NotOpen, Wrong, NotPossible."""
    actor.require(WRITE)
    checked(draft, secrecy)
    made = (
        db.session.scalar(select(OutgoingDocument).where(OutgoingDocument.origin == origin))
        if origin
        else None
    )
    if made is not None:
        return made
    if replaces is not None:
        require("replace", replaces, actor, None)
    row = OutgoingDocument(
        tenant_id=actor.tenant_id,
        organ_id=own_organ(actor.tenant_id),
        drafter_id=actor.user_id,
        drafter_name=actor.name,
        answers_id=answers.id if answers is not None else None,
        replaces_id=replaces.id if replaces is not None else None,
        origin=origin or None,
        **_columns(draft),
    )
    db.session.add(row)
    db.session.flush()
    set_recipients(row, draft.recipients)
    note(row, "draft", "", actor)
    return row


def _columns(draft: Draft) -> dict[str, Any]:
    found = {name: getattr(draft, name) for name in COLUMNS}
    return found | {name: [one for one in found[name] if one] for name in ("addressed", "to_places")}


def change(row: OutgoingDocument, draft: Draft, seen: int, actor: Actor, secrecy: str = OPEN) -> None:
    """Change a draft. Raises Forbidden, StaleVersion, NotPossible, NotOpen, Wrong; nothing is changed then."""
    require("change", row, actor, seen)
    checked(draft, secrecy)
    changed = False
    for name, value in _columns(draft).items():
        if getattr(row, name) != value:
            setattr(row, name, value)
            changed = True
    if set_recipients(row, draft.recipients):
        attributes.flag_modified(row, "subject")  # the row says where it goes: its version moves
        changed = True
    if changed:
        note(row, "change", "", actor)


def recipients_of(row: OutgoingDocument) -> list[OutgoingRecipient]:
    """Where a document goes, in order."""
    statement = select(OutgoingRecipient).where(OutgoingRecipient.document_id == row.id)
    return list(db.session.scalars(statement.order_by(OutgoingRecipient.position, OutgoingRecipient.id)))


def set_recipients(row: OutgoingDocument, wanted: Sequence[Recipient]) -> bool:
    """Let a document that is not issued go to these offices, each once; whether that was a change."""
    names = {(one.organ_id, "" if one.organ_id else one.name.casefold()): one for one in reversed(wanted)}
    once = [
        one for one in wanted if names.get((one.organ_id, "" if one.organ_id else one.name.casefold())) is one
    ]
    now = [(one.organ_id, one.name) for one in recipients_of(row)]
    if now == [(one.organ_id, one.name) for one in once]:
        return False
    db.session.execute(delete(OutgoingRecipient).where(OutgoingRecipient.document_id == row.id))
    db.session.add_all(
        OutgoingRecipient(
            tenant_id=row.tenant_id,
            document_id=row.id,
            position=place,
            organ_id=one.organ_id,
            name=one.name[:200],
        )
        for place, one in enumerate(once)
    )
    db.session.flush()
    return True


def attach(
    row: OutgoingDocument, uploads: Sequence[Upload], seen: int | None, actor: Actor
) -> list[OutgoingFile]:
    """Put files with a draft. Raises Forbidden, StaleVersion, NotPossible, Refused."""
    require("change", row, actor, seen)
    require_room(len(of_outgoing(row)), len(uploads))
    made = add_outgoing(row, uploads, actor)
    note(row, "attach", ", ".join(one.name for one in made), actor)
    return made


def detach(row: OutgoingDocument, file: OutgoingFile, seen: int | None, actor: Actor) -> None:
    """Take a file out of a draft for good. Raises as `attach`."""
    require("change", row, actor, seen)
    name = file.name
    drop_outgoing(file, actor)
    note(row, "detach", name, actor)


def submit(row: OutgoingDocument, words: str, seen: int | None, actor: Actor) -> None:
    """Put a draft before who signs. Raises Forbidden, StaleVersion, NotPossible; Wrong where nothing is to sign."""
    require("submit", row, actor, seen)
    if not row.body.strip() and not any(one.role == MAIN for one in of_outgoing(row)):
        raise Wrong({"body": _("Soạn nội dung văn bản trước khi trình ký.")})
    moved_to_target("submit", row)
    note(row, "submit", words, actor)
    tell_signers(row, "to_sign", _("Văn bản trình ký: %(subject)s", subject=row.subject), actor, words[:500])


def take_back(row: OutgoingDocument, seen: int | None, actor: Actor) -> None:
    """Take a submitted draft back to change it. Raises as `submit`."""
    require("take_back", row, actor, seen)
    moved_to_target("take_back", row)
    note(row, "take_back", "", actor)


def give_back(row: OutgoingDocument, words: str, seen: int | None, actor: Actor) -> None:
    """Give a draft back to who wrote it, with what is to be changed. Raises as `submit`."""
    require("give_back", row, actor, seen, words)
    moved_to_target("give_back", row)
    note(row, "give_back", words, actor)
    title = _("Dự thảo được trả lại để sửa: %(subject)s", subject=row.subject)
    tell(row, [row.drafter_id], "given_back", title, actor, words[:500])


def discard(row: OutgoingDocument, seen: int | None, actor: Actor) -> None:
    """Delete a draft with its files for good; it never had a number. Raises as `submit`; NotPossible (the caller rolls
    back) where something else refers to it."""
    require("discard", row, actor, seen)
    note(row, "discard", "", actor)
    for one in of_outgoing(row):
        drop_outgoing(one, actor)
    db.session.execute(delete(HandlingNote).where(HandlingNote.document_id == row.id))
    db.session.execute(delete(OutgoingRecipient).where(OutgoingRecipient.document_id == row.id))
    db.session.delete(row)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise NotPossible(_("Dự thảo này đang được việc khác dẫn đến nên không xóa được.")) from error


def recall(row: OutgoingDocument, reason: str, seen: int | None, actor: Actor) -> None:
    """Recall an issued document: its number stays taken, recipients in the exchange are asked to give it back.

    Raises Forbidden, StaleVersion, NotPossible, Wrong without a reason (Nghị định 30/2020/NĐ-CP, điều 18).
    """
    require("recall", row, actor, seen, reason)
    moved_to_target("recall", row)
    row.reason, row.ended_at = reason.strip()[:TEXT_LENGTH], utc_now()
    note(row, "recall", reason, actor)
    for one in listeners().recalled:
        one(row)
    title = _("Đã thu hồi văn bản %(number)s", number=row.number_text)
    tell(row, [row.drafter_id], "recalled", title, actor, row.reason)
    tell_clerks(row, "recalled", title, actor, row.reason)


def settle_issued(row: OutgoingDocument) -> None:
    """What follows from a document being issued, in the same transaction: the one that it replaces is replaced, the
    arrival that it answers says so. A listener of `telling.issued`."""
    actor = Actor(row.issued_by_id, row.signer_name, row.tenant_id)
    if row.replaces_id is not None:
        former = db.session.scalar(select(OutgoingDocument).where(OutgoingDocument.id == row.replaces_id))
        if former is not None and former.state == ISSUED:
            former.state, former.ended_at = REPLACED, utc_now()
            note(former, "replaced", row.number_text, actor)
    if row.answers_id is not None:
        asked = db.session.scalar(select(IncomingDocument).where(IncomingDocument.id == row.answers_id))
        if asked is not None:
            note(asked, "answered", row.number_text, actor)
