"""Recipients that are added after a document was issued: the document stays as it is, it only goes to more offices.

The register shows them with the day on which they were added (Nghị định 30/2020/NĐ-CP, điều 18: what was sent to whom).
Nothing here commits.
"""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import attributes

from portal.accounts.permissions import Actor
from portal.exchange.registers.acting import note, require
from portal.exchange.registers.drafting import MOST_RECIPIENTS, Recipient, recipients_of
from portal.exchange.registers.errors import Wrong
from portal.exchange.registers.models import OUT, HandlingNote, OutgoingDocument, OutgoingRecipient
from portal.exchange.registers.telling import listeners
from portal.extensions import db

VERB = "send_more"


def send_more(
    row: OutgoingDocument, wanted: Sequence[Recipient], seen: int | None, actor: Actor
) -> list[OutgoingRecipient]:
    """Let an issued document go to further offices; who has it already is passed over. Raises Forbidden, StaleVersion,
    NotPossible; Wrong where nobody new is named, or too many."""
    require(VERB, row, actor, seen)
    there = recipients_of(row)
    known = {_key(one.organ_id, one.name) for one in there}
    fresh: list[Recipient] = []
    for one in wanted:
        key = _key(one.organ_id, one.name)
        if key not in known:
            known.add(key)
            fresh.append(one)
    if not fresh:
        raise Wrong({"recipients": _("Chọn hoặc ghi ít nhất một nơi chưa nhận văn bản này.")})
    if len(there) + len(fresh) > MOST_RECIPIENTS:
        raise Wrong({"recipients": _("Nhiều nhất %(most)s nơi nhận.", most=MOST_RECIPIENTS)})
    begin = max((one.position for one in there), default=-1) + 1
    made = [
        OutgoingRecipient(
            tenant_id=row.tenant_id,
            document_id=row.id,
            position=begin + place,
            organ_id=one.organ_id,
            name=one.name[:200],
        )
        for place, one in enumerate(fresh)
    ]
    db.session.add_all(made)
    attributes.flag_modified(row, "subject")  # the row says where it goes: its version moves
    note(row, VERB, "; ".join(one.name for one in made), actor)
    for listener in listeners().sent_more:
        listener(row)
    return made


def _key(organ_id: str, name: str) -> tuple[str, str]:
    return (organ_id, "" if organ_id else name.casefold())


def added_to(ids: Sequence[int]) -> dict[int, list[HandlingNote]]:
    """What was added to documents after they were issued, the earliest first, by document; one statement."""
    found: dict[int, list[HandlingNote]] = {}
    statement = select(HandlingNote).where(
        HandlingNote.register == OUT, HandlingNote.document_id.in_(ids), HandlingNote.act == VERB
    )
    for one in db.session.scalars(statement.order_by(HandlingNote.id)):
        found.setdefault(one.document_id, []).append(one)
    return found
