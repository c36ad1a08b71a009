"""The trash: taken away, and back within thirty days."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_babel import lazy_gettext as _l

from portal.accounts.signing_in import acting
from portal.publishing.models import TRASHED
from portal.publishing.trash import ends_at, may_trash
from portal.screens.contract import Part, Rule, Screen
from portal.screens.trash.pages import WHERE, TrashPages, bp
from portal.screens.trash.purging import purge_due
from portal.web.contributions import DeskEntry, contributions, every

HOUR = 3600.0  # seconds between two looks for what has lain thirty days


def register(app: Flask) -> None:
    """Bind the page of the trash and the names of its acts to the application."""
    app.register_blueprint(bp)
    shared = contributions(app)
    shared.tended.append(every(HOUR, purge_due))
    shared.desk.append(DeskEntry(_l("Thùng rác"), WHERE, 75, "trash", "content.read", group="watch"))
    shared.actions |= {
        "trash": _l("Bỏ vào thùng rác"),
        "untrash": _l("Lấy lại từ thùng rác"),
        "purge": _l("Xóa hẳn"),
    }


def _rules(screen: Screen) -> list[Rule]:
    return TrashPages(screen).rules()


def _data(_screen: Screen, thing: Any | None) -> dict[str, Any] | None:
    if thing is None:
        return None
    actor = acting()
    return {
        "lies_there": thing.status == TRASHED,
        "may_trash": may_trash(thing, actor),
        "may_restore": thing.status == TRASHED
        and (actor.may("content.edit") or (thing.created_by_id or 0) == actor.user_id),
        "ends": ends_at(thing),
    }


PART = Part(
    "trash",
    70,
    rules=_rules,
    data=_data,
    top="screens/trash/_top.html",
    panel="screens/trash/_panel.html",
)
