"""What a sender wants of a document that is here already: to have it back, to put it right, to put another in its
place (QCVN 102:2016/BTTTT). Until the office answers the document stays as it is; what an answer changes is kept.
Several wishes stand in the order in which they came, and each is answered; what one leaves nothing to do for is
answered with it.

The caller commits.
"""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.clock import utc_now
from portal.exchange.edxml.shapes import ARRIVED, DENIED, GRANTED, RECALL, REFUSED, REPLACE, UPDATE, Document
from portal.exchange.registers.acting import note, require, tell_sender
from portal.exchange.registers.arriving import take_in, uploads_of_package
from portal.exchange.registers.errors import NotPossible
from portal.exchange.registers.files import add_incoming, of_incoming
from portal.exchange.registers.models import ATTACHED, MAIN, OFFERED, IncomingDocument, IncomingFile
from portal.exchange.registers.people import tell, tell_clerks
from portal.exchange.registers.values import from_plain, of_package, of_row, plain
from portal.extensions import db

NEXT = "then"
"""In `wanted`: the wishes that came after the first, in order."""
ACTS = {RECALL: "wish_recall", UPDATE: "wish_update", REPLACE: "wish_replace"}
TITLES = {
    RECALL: lambda: _("Nơi gửi đề nghị lấy lại văn bản"),
    UPDATE: lambda: _("Nơi gửi đề nghị cập nhật văn bản"),
    REPLACE: lambda: _("Nơi gửi đề nghị thay thế văn bản"),
}


def wish(
    row: IncomingDocument, document: Document, actor: Actor, instead: IncomingDocument | None = None
) -> IncomingDocument | None:
    """Put what a package asks about an arrival (`document.about`: RECALL, UPDATE, REPLACE) before the clerk.

    Of UPDATE the new values and files wait beside the old ones; of REPLACE the document that is to take the place is
    taken in as an arrival of its own, which is answered, unless it was before (`instead`). A wish that comes while
    another waits stands behind it. The caller sees that a package counts once. Raises NotPossible for an arrival that
    was refused, taken back or replaced or came from somebody else, AlreadyHeld and Refused as `take_in`.
    """
    if row.is_closed or row.state == REFUSED:
        raise NotPossible(_("Văn bản này đã được lấy lại, thay thế hoặc từ chối."))
    if row.sender_id != document.sender.id:
        raise NotPossible(_("Chỉ nơi gửi văn bản được đề nghị như vậy."))
    asked: dict[str, Any] = {
        "about": document.about,
        "reason": document.reason[:500],
        "at": utc_now().isoformat(),
        "package_id": document.package_id,
    }
    successor = None
    if document.about == UPDATE:
        asked["values"] = plain(of_package(document).columns)
        offered = add_incoming(row, uploads_of_package(document), actor)
        for made in offered:
            made.role = OFFERED
        asked["files"] = [str(one.id) for one in offered]
    elif document.about == REPLACE:
        successor = instead or take_in(document, actor)
        asked["by_id"] = str(successor.id)  # 63 bits are too many for some readers of JSON
    if row.wanted is None:
        row.wanted = asked
    else:
        row.wanted = row.wanted | {NEXT: [*waiting_behind(row), asked]}
    note(row, ACTS[document.about], document.reason, actor)
    title = f"{TITLES[document.about]()}: {row.subject}"
    tell_clerks(row, "wish", title, actor, document.reason[:500])
    tell(row, [row.holder_id], "wish", title, actor, document.reason[:500])
    return successor


def grant(row: IncomingDocument, words: str, seen: int | None, actor: Actor) -> None:
    """Let the sender have it so (15): taken back, put right with what stood there kept, or replaced.

    Raises Forbidden, StaleVersion, NotPossible where nothing is asked.
    """
    require("grant", row, actor, seen)
    assert row.wanted is not None
    about = row.wanted["about"]
    if about == RECALL:
        row.taken_back_at = row.ended_at = utc_now()
    elif about == UPDATE:
        _put_right(row, actor)
    else:
        row.replaced_by_id, row.ended_at = _successor(row).id, utc_now()
    note(row, "grant", words, actor)
    tell_sender(row, GRANTED, words.strip()[:500])
    _go_on(row, actor)
    tell(
        row,
        [row.holder_id],
        "granted",
        _("Đã đồng ý đề nghị của nơi gửi: %(subject)s", subject=row.subject),
        actor,
    )


def deny(row: IncomingDocument, words: str, seen: int | None, actor: Actor) -> None:
    """Leave it as it is (16), for a reason that the sender reads; a document that was to take the place is refused
    where nobody registered it yet. Raises as `grant`, and Wrong without a reason."""
    require("deny", row, actor, seen, words)
    assert row.wanted is not None
    if row.wanted["about"] == REPLACE:
        other = _successor(row)
        if other.state == ARRIVED:
            other.state, other.reason, other.ended_at = REFUSED, words.strip()[:500], utc_now()
            note(other, "refuse", words, actor)
            tell_sender(other, REFUSED, other.reason)
    _drop_offer(row)
    note(row, "deny", words, actor)
    tell_sender(row, DENIED, words.strip()[:500])
    _go_on(row, actor)


def waiting_behind(row: IncomingDocument) -> list[dict[str, Any]]:
    """The wishes that stand behind the one that is to be answered, in the order in which they came."""
    found: list[dict[str, Any]] = (row.wanted or {}).get(NEXT, [])
    return found


def _go_on(row: IncomingDocument, actor: Actor) -> None:
    """Put the next wish before the clerk. Of a document that is closed now none can be granted any more: each is
    answered, and what was to take its place stays an arrival of its own."""
    behind = waiting_behind(row)
    if not row.is_closed:
        row.wanted = behind[0] | ({NEXT: behind[1:]} if behind[1:] else {}) if behind else None
        return
    words = (
        _("Văn bản đã được lấy lại theo đề nghị trước.")
        if row.taken_back_at is not None
        else _("Văn bản đã được thay thế theo đề nghị trước.")
    )
    for asked in behind:
        row.wanted = asked
        _drop_offer(row)
        note(row, "deny", words, actor)
        tell_sender(row, DENIED, words)
    row.wanted = None


def _put_right(row: IncomingDocument, actor: Actor) -> None:
    assert row.wanted is not None
    after = from_plain(row.wanted.get("values") or {})
    before = of_row(row)
    changed = {name: before[name] for name in after if before[name] != after[name]}
    for name in changed:
        setattr(row, name, after[name])
    now = utc_now()
    row.former = [
        *row.former,
        {"at": now.isoformat(), "by": actor.name, "why": "update", "values": plain(changed)},
    ]
    held = of_incoming(row)
    offered = _offered(row)
    if not offered:
        return  # only the values change
    for one in held:
        if one.role != OFFERED:  # what other wishes offer waits on
            one.until = now
    for place, one in enumerate(offered):
        one.role = ATTACHED if place else MAIN
    db.session.flush()


def _successor(row: IncomingDocument) -> IncomingDocument:
    assert row.wanted is not None
    found = db.session.scalar(
        select(IncomingDocument).where(IncomingDocument.id == int(row.wanted.get("by_id") or 0))
    )
    if found is None:
        raise NotPossible(_("Không tìm thấy văn bản thay thế."))
    return found


def _drop_offer(row: IncomingDocument) -> None:
    """What was offered and not taken stays with the document, as what it no longer is about."""
    for one in _offered(row):
        one.until = utc_now()
    db.session.flush()


def _offered(row: IncomingDocument) -> list[IncomingFile]:
    """The files that the wish offers; one that was noted before wishes stood in line has all there are."""
    mine = (row.wanted or {}).get("files")
    found = [one for one in of_incoming(row) if one.role == OFFERED]
    return found if mine is None else [one for one in found if str(one.id) in mine]
