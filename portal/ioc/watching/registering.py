"""Binds watching to the application: pages, menu, the card of the first page, the follower's step."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from portal.accounts.permissions import Actor
from portal.ioc.watching import commands as _commands  # noqa: F401 - joins the commands of the centre
from portal.ioc.watching import desk_alerts, desk_rules, queries, today
from portal.ioc.watching.looking import EVERY, look
from portal.ioc.watching.paths import ALERTS
from portal.ioc.watching.service import READ
from portal.ioc.watching.telling import tell
from portal.web.contributions import DeskEntry, contributions, every


def register(app: Flask) -> None:
    """Bind watching to the application."""
    app.register_blueprint(desk_alerts.bp)
    app.register_blueprint(desk_rules.bp)
    shared = contributions(app)
    shared.desk.append(DeskEntry(_l("Cảnh báo"), ALERTS, 37, "alert", READ, _waiting, group="lead"))
    shared.today.append(today.card)
    shared.tended += [every(EVERY, look), every(TELLING_EVERY, tell)]
    shared.actions |= {
        "watch.rule_made": _l("Thêm ngưỡng cảnh báo"),
        "watch.rule": _l("Sửa ngưỡng cảnh báo"),
        "watch.rule_on": _l("Bật ngưỡng cảnh báo"),
        "watch.rule_off": _l("Tắt ngưỡng cảnh báo"),
        "watch.rule_removed": _l("Xóa ngưỡng cảnh báo"),
        "watch.acknowledge": _l("Ghi nhận cảnh báo điều hành"),
    }


TELLING_EVERY = 30
"""Seconds between two looks whether somebody is to be told."""


def _waiting(_actor: Actor) -> int:
    return queries.waiting()
