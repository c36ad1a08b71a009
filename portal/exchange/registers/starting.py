"""What a draft begins with: an older document, the arrival that it answers."""

from __future__ import annotations

from dataclasses import fields

from flask_babel import gettext as _

from portal.accounts.permissions import Actor
from portal.exchange.kinds import LETTER
from portal.exchange.registers.drafting import COLUMNS, Draft, Recipient, recipients_of
from portal.exchange.registers.files import add_outgoing, of_outgoing, uploads_of
from portal.exchange.registers.models import MAIN, TEXT_LENGTH, IncomingDocument, OutgoingDocument


def as_draft(row: OutgoingDocument) -> Draft:
    """What a document says, to be changed or copied."""
    values = {name: getattr(row, name) for name in COLUMNS}
    values |= {name: tuple(values[name]) for name in ("addressed", "to_places")}
    return Draft(**values, recipients=tuple(Recipient(one.name, one.organ_id) for one in recipients_of(row)))


def start_from(row: OutgoingDocument) -> Draft:
    """A copy of an older document as a start: its words and where it goes, without its deadline."""
    found = as_draft(row)
    return Draft(**{one.name: getattr(found, one.name) for one in fields(Draft) if one.name != "due"})


def answer_to(row: IncomingDocument) -> Draft:
    """A letter that answers an arrival, with what is known of it filled in."""
    cited = row.number_text
    day = _(" ngày %(day)s", day=f"{row.day:%d/%m/%Y}") if row.day is not None else ""
    about = (
        _("trả lời văn bản số %(number)s%(day)s", number=cited, day=day)
        if cited
        else _("trả lời %(about)s", about=row.subject)
    )
    to = (Recipient(row.sender, row.sender_id),)
    return Draft(
        LETTER, about[:TEXT_LENGTH], addressed=(row.sender,), to_places=(_("Như trên"),), recipients=to
    )


def copy_files(source: OutgoingDocument, row: OutgoingDocument, actor: Actor) -> None:
    """Put what came along with an older document (not the document itself) with a draft. Raises PaperLost."""
    along = [one for one in of_outgoing(source) if one.role != MAIN]
    if along:
        add_outgoing(row, uploads_of(along), actor)
