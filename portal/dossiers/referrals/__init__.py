"""Passing between offices: a step of a commune's dossier that the district does, with exactly what the step needs.

`following` lets the dossier begin and end it, `carrying` brings over what the other side must know, `service` holds the
verbs of both sides, `queries` what pages ask (`queries.of_dossier` for the page of a dossier).
"""

from __future__ import annotations

from datetime import datetime

from flask import Flask
from flask_babel import lazy_gettext as _l

from portal.dossiers import listening
from portal.dossiers.referrals import desk, following, models, today
from portal.dossiers.referrals.holding import HOLDING
from portal.dossiers.referrals.queries import to_do
from portal.dossiers.referrals.telling import CAME
from portal.dossiers.referrals.tending import Tending
from portal.publishing.holdings import register_holding
from portal.web.contributions import DeskEntry, contributions

__all__ = ["models", "register"]


def register(app: Flask) -> None:
    """Bind the package to the application."""
    app.register_blueprint(desk.came_bp)
    app.register_blueprint(desk.sent_bp)
    app.jinja_env.filters["instant"] = datetime.fromisoformat  # of the lines of a thread
    listening.when(app, following.followed)
    register_holding(app, HOLDING)
    shared = contributions(app)
    shared.desk.append(DeskEntry(_l("Liên thông"), CAME, 24, "share", "dossier.read", to_do, group="counter"))
    shared.today.append(today.card)
    shared.tended.append(lambda: Tending().step)
    shared.actions |= {
        "referral.arrive": _l("Nhận việc liên thông"),
        "referral.take": _l("Nhận xử lý việc liên thông"),
        "referral.release": _l("Trả việc liên thông lại hàng chờ"),
        "referral.assign": _l("Phân công việc liên thông"),
        "referral.ask": _l("Hỏi lại nơi gửi"),
        "referral.reply": _l("Trả lời cơ quan cấp trên"),
        "referral.note": _l("Ghi chú việc liên thông"),
        "referral.answer": _l("Trả lời việc liên thông"),
        "referral.return": _l("Trả lại việc liên thông"),
        "referral.recall": _l("Thu hồi việc đã chuyển"),
        "referral.again": _l("Chuyển lại cho cơ quan cấp trên"),
        "referral.answered": _l("Cơ quan cấp trên đã trả lời"),
        "referral.returned": _l("Cơ quan cấp trên trả lại"),
    }
