"""Cards of the page "Hôm nay": what came and waits for the clerk or who assigns, what is mine, what is to be signed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, select

from portal.accounts.permissions import Actor
from portal.exchange.edxml.shapes import NORMAL
from portal.exchange.registers.desk.forms import URGENCIES
from portal.exchange.registers.handling import is_late
from portal.exchange.registers.models import IncomingDocument, OutgoingDocument
from portal.exchange.registers.paths import INCOMING, OUTGOING, desk_path
from portal.exchange.registers.queries import ids_in
from portal.exchange.registers.transitions import ASSIGN, READ, REGISTER, SIGN, STATE_LABELS
from portal.exchange.registers.wanted import incoming_tabs, outgoing_tabs
from portal.extensions import db
from portal.web.contributions import Card, CardLine

SHOWN = 6


def arrivals(actor: Actor) -> Card | None:
    """What waits to be accepted, answered or assigned by this person; of who assigns also what is late."""
    if not (actor.may(READ) and (actor.may(REGISTER) or actor.may(ASSIGN))):
        return None
    tabs = incoming_tabs(actor)
    lists = [name for name in ("cho-tiep-nhan", "de-nghi", "cho-phan-cong") if name in tabs]
    lists += ["qua-han"] if actor.may(ASSIGN) else []
    return _incoming_card(_("Văn bản đến chờ xử lý"), 3, [tabs[name] for name in lists], lists[0])


def mine(actor: Actor) -> Card | None:
    """What this person handles, the late ones first."""
    tabs = incoming_tabs(actor) if actor.may(READ) else {}
    if "cua-toi" not in tabs:
        return None
    return _incoming_card(_("Văn bản tôi đang xử lý"), 4, [tabs["cua-toi"]], "cua-toi")


def _first(model: type[Any], conditions: Sequence[ColumnElement[bool]], *order: Any) -> list[Any]:
    """The first documents of each of these lists, each document once."""
    found: dict[int, Any] = {}
    for condition in conditions:
        rows = db.session.scalars(select(model).where(condition).order_by(*order, model.id).limit(SHOWN))
        found |= {one.id: one for one in rows}
    return list(found.values())


def _incoming_card(
    title: str, order: int, conditions: Sequence[ColumnElement[bool]], tab: str
) -> Card | None:
    soonest = func.coalesce(IncomingDocument.due, IncomingDocument.asked_until, date.max)
    found = _first(IncomingDocument, conditions, soonest, IncomingDocument.urgency.desc())
    if not found:
        return None
    found.sort(key=lambda one: (one.due or one.asked_until or date.max, -one.urgency, one.id))
    lines = tuple(_incoming_line(one) for one in found[:SHOWN])
    count = len(ids_in(IncomingDocument, conditions)) if len(found) >= SHOWN else len(found)
    more = f"{INCOMING}?xem={tab}"
    return Card(title, order, "mail", lines, count, more_path=more, more_label=_("Xem tất cả"))


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
    conditions = [tabs[name] for name in lists]
    found = _first(OutgoingDocument, conditions, OutgoingDocument.urgency.desc())
    if not found:
        return None
    lines = tuple(_outgoing_line(one) for one in found[:SHOWN])
    count = len(ids_in(OutgoingDocument, conditions)) if len(found) >= SHOWN else len(found)
    title = _("Văn bản đi chờ ký") if lists == ["cho-ky"] else _("Văn bản đi cần xem")
    more = f"{OUTGOING}?xem={lists[0]}"
    return Card(title, 5, "upload", lines, count, more_path=more, more_label=_("Xem tất cả"))


def _outgoing_line(row: OutgoingDocument) -> CardLine:
    note = f"{row.number_text or row.drafter_name}. {STATE_LABELS[row.state]}"
    badge = "" if row.number is None else _("Bị từ chối")
    return CardLine(row.subject, desk_path(row), note, badge, "bad")
