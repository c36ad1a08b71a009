"""What the edit page and the desk's first page show of sharing."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from portal.accounts.permissions import Actor
from portal.accounts.signing_in import acting
from portal.screens.contract import Part, Screen
from portal.sharing import queries, service
from portal.sharing.models import DECLINED, FOLLOW, FOLLOWING, SENDING, SHOWN, WAITING, SharedCopy, Sharing
from portal.sharing.registry import sharable
from portal.sharing.switching import is_switchable
from portal.sharing.telling import WHERE
from portal.sharing.words import SENT, STUCK
from portal.tenancy.directory import directory
from portal.web.contributions import Card, CardLine
from portal.web.request import current_portal
from portal.web.templating import viet_datetime

TRIES = 3
"""After so many tries in vain the sender is told; a few go wrong by chance where others write at the same moment."""
SHOWN_ON_CARD = 5


def line_of(one: Sharing) -> dict[str, Any]:
    """A sharing as the panel shows it."""
    portal = queries.source_portal(one.to_portal_id)
    if one.due_at is not None and one.tries >= TRIES:
        label, tone = STUCK
    else:
        label, tone = SENT[SENDING] if one.due_at is not None and not one.tries else SENT[one.state]
    return {
        "row": one,
        "name": portal.name if portal else "",
        "label": label,
        "tone": tone,
        "url": queries.public_address(portal, one.there) if portal and one.there else "",
        "again": one.recalled or one.state == DECLINED,
    }


def _sending(thing: Any, actor: Actor) -> dict[str, Any]:
    lines = sorted(
        (line_of(one) for one in queries.sharings_of(thing.kind, thing.id)), key=lambda one: one["name"]
    )
    there = {one["row"].to_portal_id for one in lines if not one["again"]}
    below = set(current_portal().descendants)
    free = [one for one in service.recipients(actor) if one.id not in there]
    return {
        "lines": lines,
        "following": sum(one["row"].state == SHOWN and one["row"].mode == FOLLOW for one in lines),
        "below": [one for one in free if one.id in below],
        "above": [one for one in free if one.id not in below],
        "may_send": service.may_send(thing) and actor.may(service.SEND),
        "may_recall": actor.may(service.SHARE) or not below,
        "moving": any(one["row"].due_at is not None for one in lines),
    }


def origin_name(copy: SharedCopy) -> str:
    """The portal that something came from."""
    portal = directory().by_id(copy.from_portal_id)
    return portal.name if portal else ""


def panel_of(thing: Any, actor: Actor) -> dict[str, Any] | None:
    """What the edit page is told of a thing; None where sharing has nothing to do with it."""
    copy = queries.copy_of(thing.kind, thing.id) if sharable(thing.kind) is not None else None
    found: dict[str, Any] = {"came": None, "switch": None, "sending": None, "locked": False, "where": WHERE}
    if copy is not None:
        source = queries.source_portal(copy.from_portal_id)
        found |= {
            "came": copy,
            "source": origin_name(copy),
            "url": queries.public_address(source, copy.source_path) if source and copy.live else "",
            "locked": copy.state == FOLLOWING,
        }
    if is_switchable(thing):
        has_below = bool(current_portal().descendants)
        found["switch"] = {"on": bool(thing.shared), "may": actor.may(service.SHARE)} if has_below else None
    elif sharable(thing.kind) is not None and (copy is None or copy.changed):
        sending = _sending(thing, actor)
        found["sending"] = sending if sending["lines"] or service.recipients(actor) else None
    return found if found["came"] or found["switch"] or found["sending"] else None


def _data(_screen: Screen, thing: Any | None) -> dict[str, Any] | None:
    return panel_of(thing, acting()) if thing is not None else None


def card(actor: Actor) -> Card | None:
    """What other portals sent and nobody has decided on."""
    if not actor.may("content.publish"):
        return None
    count = queries.count_waiting()
    if not count:
        return None
    rows = [one for one in queries.came(0, SHOWN_ON_CARD) if one.state == WAITING]
    lines = tuple(
        CardLine(one.title, f"{WHERE}{one.id}", f"{origin_name(one)} · {viet_datetime(one.arrived_at)}")
        for one in rows
    )
    return Card(
        _("Cổng khác gửi đến"), 22, "share", lines, count, more_path=WHERE, more_label=_("Tất cả bài gửi đến")
    )


PART = Part(
    "sharing", 45, data=_data, head="sharing/_head.html", top="sharing/_top.html", panel="sharing/_panel.html"
)
