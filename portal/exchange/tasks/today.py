"""The card of tasks on the page "Hôm nay": what somebody has to do, what waits for their decision."""

from __future__ import annotations

from flask_babel import gettext as _

from portal.accounts.permissions import Actor
from portal.exchange.tasks import queries
from portal.exchange.tasks.course import REPORTED
from portal.exchange.tasks.settling import present_day
from portal.exchange.tasks.telling import GIVE, GIVEN_PATH, PART_PATH, READ, RECEIVED_PATH
from portal.exchange.tasks.wording import office_name
from portal.web.contributions import Card, CardLine

SHOWN = 6


def to_do(actor: Actor) -> Card | None:
    """What this person was given, or may take."""
    if not actor.may(READ):
        return None
    found = queries.waiting_for(actor, SHOWN + 1)
    if not found:
        return None
    day = present_day()
    lines = tuple(
        CardLine(
            one.title,
            f"{RECEIVED_PATH}{one.id}",
            _("Hạn %(day)s", day=f"{one.due:%d/%m/%Y}"),
            _("Quá hạn") if one.due < day else "",
            "bad",
        )
        for one in found[:SHOWN]
    )
    more = f"{RECEIVED_PATH}?xem={queries.MINE}"
    label = _("Tất cả nhiệm vụ của tôi")
    return Card(_("Nhiệm vụ phải làm"), 6, "clipboard", lines, len(found), more_path=more, more_label=label)


def decisions(actor: Actor) -> Card | None:
    """What waits for a decision of who gives tasks."""
    if not actor.may(GIVE):
        return None
    found = queries.decisions_waiting(SHOWN)
    if not found:
        return None
    lines = tuple(
        CardLine(
            task.title,
            f"{PART_PATH}{part.id}",
            part.first_holder or office_name(part.to_portal_id),
            _("Chờ công nhận") if part.state == REPORTED else _("Xin gia hạn"),
            "warn",
        )
        for part, task in found
    )
    count = queries.count_decisions()
    more = _("Nhiệm vụ đã giao")
    return Card(_("Nhiệm vụ chờ quyết định"), 7, "check", lines, count, more_path=GIVEN_PATH, more_label=more)
