"""Documents in somebody's hands pass on when they leave: to their successor, or to be assigned again; drafts too."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.accounts.permissions import system_actor
from portal.exchange.edxml.shapes import ASSIGNED, HANDLING
from portal.exchange.registers.acting import note
from portal.exchange.registers.handling import hand_over
from portal.exchange.registers.models import DRAFT, TO_SIGN, IncomingDocument, OutgoingDocument
from portal.exchange.registers.paths import desk_path
from portal.exchange.registers.people import handler
from portal.extensions import db
from portal.publishing.holdings import Held, Holding


def _in_hand(user_id: int) -> list[Held]:
    arrivals = select(IncomingDocument).where(
        IncomingDocument.holder_id == user_id, IncomingDocument.state.in_((ASSIGNED, HANDLING))
    )
    drafts = select(OutgoingDocument).where(
        OutgoingDocument.drafter_id == user_id, OutgoingDocument.state.in_((DRAFT, TO_SIGN))
    )
    rows: list[IncomingDocument | OutgoingDocument] = [
        *db.session.scalars(arrivals.order_by(IncomingDocument.due.nulls_last(), IncomingDocument.id)),
        *db.session.scalars(drafts.order_by(OutgoingDocument.id)),
    ]
    return [Held(one.kind_of_thing, one.id, one.subject, desk_path(one)) for one in rows if not _ended(one)]


def _ended(row: IncomingDocument | OutgoingDocument) -> bool:
    return isinstance(row, IncomingDocument) and row.is_closed


def _pass_on(things: list[Held], successor_id: int) -> None:
    by_kind: dict[str, list[int]] = {}
    for one in things:
        by_kind.setdefault(one.kind, []).append(one.object_id)
    arrivals = by_kind.get(IncomingDocument.kind_of_thing, [])
    for row in db.session.scalars(select(IncomingDocument).where(IncomingDocument.id.in_(arrivals))):
        able = handler(successor_id, row.tenant_id)
        to_id, to_name = (able.id, able.name) if able is not None else (None, "")
        hand_over(row, to_id, to_name, system_actor(row.tenant_id))
    drafts = by_kind.get(OutgoingDocument.kind_of_thing, [])
    for draft in db.session.scalars(select(OutgoingDocument).where(OutgoingDocument.id.in_(drafts))):
        able = handler(successor_id, draft.tenant_id)
        if able is not None:  # else the clerk, who may change every draft, goes on with it
            draft.drafter_id, draft.drafter_name = able.id, able.name
            note(draft, "hand_over", able.name, system_actor(draft.tenant_id))


HOLDING = Holding(_l("Văn bản đi và đến đang xử lý"), _in_hand, _pass_on)
