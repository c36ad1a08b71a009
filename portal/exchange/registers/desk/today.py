"""Cards of the page "Hôm nay": what came and waits for the clerk or who assigns, what is mine, what is to be signed."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, select

from portal.accounts.permissions import Actor
from portal.exchange.edxml.shapes import NORMAL
from portal.exchange.registers.desk.forms import URGENCIES
from portal.exchange.registers.handling import is_late
from portal.exchange.registers.models import IncomingDocument, OutgoingDocument
from portal.exchange.registers.paths import INCOMING, OUTGOING, desk_path
from portal.exchange.registers.transitions import ASSIGN, READ, REGISTER, SIGN, STATE_LABELS
from portal.exchange.registers.wanted import incoming_tabs, outgoing_tabs, waiting
from portal.extensions import db
from portal.web.contributions import Card, CardLine

SHOWN = 6


def arrivals(actor: Actor) -> Card | None:
    """What waits to be accepted, answered or assigned by this person; of who assigns also what is late."""
    if not (actor.may(READ) and (actor.may(REGISTER) or actor.may(ASSIGN))):
        return None
    tabs = incoming_tabs(actor)
    lists = [name for name in ("cho-tiep-nhan", "de-nghi", "cho-phan-cong") if name in tabs]
    condition = waiting(actor, [*lists, *(["qua-han"] if actor.may(ASSIGN) else [])])
    return _incoming_card(_("Văn bản đến chờ xử lý"), 3, condition, lists[0])


def mine(actor: Actor) -> Card | None:
    """What this person handles, the late ones first."""
    tabs = incoming_tabs(actor) if actor.may(READ) else {}
    return (
        _incoming_card(_("Văn bản tôi đang xử lý"), 4, tabs["cua-toi"], "cua-toi")
        if "cua-toi" in tabs
        else None
    )


def _incoming_card(title: str, order: int, condition: ColumnElement[bool], tab: str) -> Card | None:
    soonest = func.coalesce(IncomingDocument.due, IncomingDocument.asked_until, "9999-12-31")
    statement = (
        select(IncomingDocument)
        .where(condition)
        .order_by(soonest, IncomingDocument.urgency.desc(), IncomingDocument.id)
    )
    found = list(db.session.scalars(statement.limit(SHOWN)))
    if not found:
        return None
    lines = tuple(_incoming_line(one) for one in found)
    more = f"{INCOMING}?xem={tab}"
    return Card(
        title,
        order,
        "mail",
        lines,
        _count(IncomingDocument, condition, found),
        more_path=more,
        more_label=_("Xem tất cả"),
    )


def _count(
    model: type[IncomingDocument] | type[OutgoingDocument],
    condition: ColumnElement[bool],
    found: Sequence[object],
) -> int:
    if len(found) < SHOWN:
        return len(found)
    return int(db.session.scalar(select(func.count()).select_from(model).where(condition)) or 0)


def _incoming_line(row: IncomingDocument) -> CardLine:
    due = _("Hạn %(day)s", day=f"{row.due:%d/%m/%Y}") if row.due is not None else str(STATE_LABELS[row.state])
    note = f"{row.sender}. {due}"
    if is_late(row):
        return CardLine(row.subject, desk_path(row), note, _("Quá hạn"), "bad")
    if row.urgency > NORMAL:
        return CardLine(row.subject, desk_path(row), note, str(URGENCIES[row.urgency]), "warn")
    return CardLine(row.subject, desk_path(row), note)


def drafts(actor: Actor) -> Card | None:
    """What waits for this person's signature, or was refused where it went."""
    if not (actor.may(READ) and (actor.may(SIGN) or actor.may(REGISTER))):
        return None
    tabs = outgoing_tabs(actor)
    lists = [name for name in ("cho-ky", "tu-choi") if name in tabs]
    condition = tabs[lists[0]]
    for name in lists[1:]:
        condition = condition | tabs[name]
    statement = (
        select(OutgoingDocument)
        .where(condition)
        .order_by(OutgoingDocument.urgency.desc(), OutgoingDocument.id)
    )
    found = list(db.session.scalars(statement.limit(SHOWN)))
    if not found:
        return None
    lines = tuple(
        CardLine(
            one.subject,
            desk_path(one),
            f"{one.number_text or one.drafter_name}. {STATE_LABELS[one.state]}",
            "" if one.number is None else _("Bị từ chối"),
            "bad",
        )
        for one in found
    )
    title = _("Văn bản đi chờ ký") if lists == ["cho-ky"] else _("Văn bản đi cần xem")
    count = _count(OutgoingDocument, condition, found)
    return Card(
        title, 5, "upload", lines, count, more_path=f"{OUTGOING}?xem={lists[0]}", more_label=_("Xem tất cả")
    )
