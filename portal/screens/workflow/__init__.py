"""From draft to portal: submit, return, approve, publish, schedule, withdraw; what is said about a draft."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_babel import lazy_gettext as _l

from portal.accounts.signing_in import acting
from portal.clock import utc_now
from portal.publishing.answering import must_wait
from portal.publishing.corrections import correction_of
from portal.publishing.models import PUBLISHED
from portal.publishing.workflow import possible
from portal.screens.contract import Part, Rule, Screen
from portal.screens.workflow import commenting, shown
from portal.screens.workflow.acts import Acts
from portal.screens.workflow.commenting import Comments
from portal.screens.workflow.due import tell_due
from portal.screens.workflow.hours import hour_label, soonest, write_hour
from portal.screens.workflow.today import CARDS
from portal.web.contributions import contributions


def register(app: Flask) -> None:
    """Bind the cards of the desk's first page and the names of the acts to the application."""
    shared = contributions(app)
    shared.today.extend(CARDS)
    shared.tended.append(lambda: tell_due)
    shared.actions |= {
        "submit": _l("Gửi duyệt"),
        "take_back": _l("Rút lại bài đã gửi duyệt"),
        "return": _l("Trả lại"),
        "approve": _l("Duyệt"),
        "hours": _l("Đổi giờ tự gỡ"),
        "correct": _l("Sửa nội dung đang đăng"),
        "correction.save": _l("Lưu bản sửa"),
        "correction.submit": _l("Gửi duyệt bản sửa"),
        "correction.take_back": _l("Rút lại bản sửa"),
        "correction.return": _l("Trả lại bản sửa"),
        "correction.approve": _l("Duyệt bản sửa"),
        "correction.drop": _l("Bỏ bản sửa"),
        "comment.remove": _l("Xóa góp ý"),
    }


def _rules(screen: Screen) -> list[Rule]:
    return [*Acts(screen).rules(), *Comments(screen).rules()]


def _data(screen: Screen, thing: Any) -> dict[str, Any]:
    actor = acting()
    if thing is None:
        return {
            "can_submit": True,
            "can_publish": not must_wait(actor),
            "correction": None,
            "waits": False,
        }
    held = correction_of(screen.kind, thing.id) if thing.status == PUBLISHED else None
    correction = shown.about_correction(screen, thing, held, actor) if held is not None else None
    may = possible(thing, actor)
    now = utc_now()
    to_come = thing.status == PUBLISHED and thing.publish_at is not None and thing.publish_at > now
    waits = thing.status == PUBLISHED and must_wait(actor)
    return commenting.shown(screen, thing.id, actor) | {
        "may": may,
        "locked": not actor.may_edit(thing.created_by_id),
        "state": shown.state_of(thing.status, thing.publish_at, thing.expires_at),
        "to_come": to_come,
        "live": thing.is_visible(now),
        "over": thing.status == PUBLISHED and thing.expires_at is not None and thing.expires_at <= now,
        "expires": hour_label(thing.expires_at) if thing.expires_at and thing.expires_at > now else "",
        "publish_at": write_hour(thing.publish_at) if to_come else "",
        "expires_at": write_hour(thing.expires_at)
        if thing.expires_at is not None and thing.expires_at > now
        else "",
        "soonest": soonest(),
        "eyes": shown.eyes(actor),
        "correction": correction,
        "seen_correction": held.version if held else 0,
        "waits": waits,
        "can_submit": correction["submit"] if correction else (waits or may.get("submit", False)),
        "can_publish": thing.status != PUBLISHED and "publish" in may and not must_wait(actor),
    }


PART = Part(
    "workflow",
    20,
    rules=_rules,
    data=_data,
    head="screens/workflow/_head.html",
    actions="screens/workflow/_actions.html",
    top="screens/workflow/_top.html",
    form="screens/workflow/_form.html",
    panel="screens/workflow/_panel.html",
)
