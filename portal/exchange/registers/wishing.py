"""What a sender wants of a document that is here already: to have it back, to put it right, to put another in its
place (QCVN 102:2016/BTTTT). Until the office answers the document stays as it is; what an answer changes is kept.

The caller commits.
"""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.clock import utc_now
from portal.exchange.edxml.shapes import ARRIVED, DENIED, GRANTED, RECALL, REFUSED, REPLACE, UPDATE, Document
from portal.exchange.registers.acting import note, require, tell_sender
from portal.exchange.registers.arriving import take_in, uploads_of_package
from portal.exchange.registers.errors import NotPossible
from portal.exchange.registers.files import add_incoming, of_incoming
from portal.exchange.registers.models import ATTACHED, MAIN, OFFERED, IncomingDocument
from portal.exchange.registers.people import tell, tell_clerks
from portal.exchange.registers.values import from_plain, of_package, of_row, plain
from portal.extensions import db

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
    another waits takes its place. The caller sees that a package counts once. Raises NotPossible for an arrival that
    was refused, taken back or replaced or came from somebody else, AlreadyHeld and Refused as `take_in`.
    """
    if row.is_closed or row.state == REFUSED:
        raise NotPossible(_("Văn bản này đã được lấy lại, thay thế hoặc từ chối."))
    if row.sender_id != document.sender.id:
        raise NotPossible(_("Chỉ nơi gửi văn bản được đề nghị như vậy."))
    _drop_offer(row)
    asked: dict[str, object] = {
        "about": document.about,
        "reason": document.reason[:500],
        "at": utc_now().isoformat(),
        "package_id": document.package_id,
    }
    successor = None
    if document.about == UPDATE:
        asked["values"] = plain(of_package(document).columns)
        for made in add_incoming(row, uploads_of_package(document), actor):
            made.role = OFFERED
    elif document.about == REPLACE:
        successor = instead or take_in(document, actor)
        asked["by_id"] = str(successor.id)  # 63 bits are too many for some readers of JSON
    row.wanted = asked
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
    row.wanted = None
    note(row, "grant", words, actor)
    tell_sender(row, GRANTED, words.strip()[:500])
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
    row.wanted = None
    note(row, "deny", words, actor)
    tell_sender(row, DENIED, words.strip()[:500])


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
    offered = [one for one in held if one.role == OFFERED]
    if not offered:
        return  # only the values change
    for one in held:
        if one.role != OFFERED:
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
    for one in of_incoming(row):
        if one.role == OFFERED:
            one.until = utc_now()
    db.session.flush()
