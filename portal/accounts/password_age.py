"""Passwords that must be changed before the desk opens.

One that somebody else made is known to two people, so it opens nothing but the page that changes it. Where the office
says so (PORTAL_PASSWORD_DAYS; by itself no password ends, ASVS 5.0, 6.2.10) one that is older is changed too: looked at
as of the beginning of the session, so that nobody is sent away from what they are writing.
"""

from __future__ import annotations

from datetime import timedelta

from flask import current_app
from flask_babel import gettext as _

from portal.accounts.models import SignInSession

CHANGES = "desk.password_page"
"""The view that stays open."""


def why_due(session: SignInSession) -> str:
    """Why the person of a session must change their password now, as the page says it; "" where they need not."""
    user = session.user
    if user.password_given_at is not None:
        return _(
            "Mật khẩu này do người khác cấp nên chưa phải của riêng bạn. Hãy đặt mật khẩu mới để làm việc tiếp."
        )
    days: int = current_app.config["PORTAL"].password_days
    if days and (user.password_at or user.created_at) < session.started_at - timedelta(days=days):
        return _(
            "Mật khẩu đã dùng quá %(days)s ngày, hạn của cơ quan. Hãy đặt mật khẩu mới để làm việc tiếp.",
            days=days,
        )
    return ""
