"""Who answers for a thing, when it is looked at again, and what only the desk sees."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_babel import lazy_gettext as _l

from portal.accounts.signing_in import acting
from portal.clock import today
from portal.publishing import care
from portal.publishing.models import PUBLISHED
from portal.screens.care import overview
from portal.screens.care.pages import CarePages
from portal.screens.care.reminding import Reminding
from portal.screens.contract import Part, Rule, Screen
from portal.web.contributions import DeskEntry, contributions


def register(app: Flask) -> None:
    """Bind the page of what is to be looked at again and the names of the acts to the application."""
    app.register_blueprint(overview.bp)
    shared = contributions(app)
    shared.tended.append(lambda: Reminding().step)
    shared.desk.append(
        DeskEntry(_l("Cần rà soát"), overview.WHERE, 74, "clock", "content.read", group="watch")
    )
    shared.actions |= {
        "care.owner": _l("Giao người phụ trách"),
        "care.day": _l("Đặt ngày rà soát"),
        "care.reviewed": _l("Xác nhận nội dung còn đúng"),
        "note.remove": _l("Xóa ghi chú"),
        "bulk.undo": _l("Hoàn tác việc làm với nhiều mục"),
    }


def _rules(screen: Screen) -> list[Rule]:
    return CarePages(screen).rules()


def _data(screen: Screen, thing: Any | None) -> dict[str, Any] | None:
    if thing is None:
        return None
    actor = acting()
    people = care.owners(actor.tenant_id)
    if thing.owner_id is not None and thing.owner_id not in dict(people):
        people = [*people, (thing.owner_id, overview.names_of({thing.owner_id}).get(thing.owner_id, ""))]
    return {
        "may_care": care.may_care(thing, actor),
        "people": people,
        "owner": dict(people).get(thing.owner_id, ""),
        "overdue": thing.status == PUBLISHED and thing.review_on is not None and thing.review_on < today(),
        "choices": [(months, care.in_months(months)) for months in care.MONTHS],
        "usual": care.months_of(actor.tenant_id, screen.kind) or care.USUAL,
        "first": today(),
        "last": care.in_months(care.FURTHEST),
        "notes": care.notes_of(screen.kind, thing.id),
        "me": actor.user_id,
        "longest": care.LONGEST_NOTE,
    }


PART = Part(
    "care", 60, rules=_rules, data=_data, head="screens/care/_head.html", panel="screens/care/_panel.html"
)
