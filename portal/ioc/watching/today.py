"""The card of alerts on the desk's first page."""

from __future__ import annotations

from flask_babel import gettext as _

from portal.accounts.permissions import Actor
from portal.ioc.watching import queries
from portal.ioc.watching.paths import ALERTS
from portal.ioc.watching.service import READ
from portal.ioc.watching.wording import SEVERITIES, TONES, headline
from portal.web.contributions import Card, CardLine
from portal.web.templating import viet_datetime

SHOWN = 5


def card(actor: Actor) -> Card | None:
    """The alerts that nobody knows of yet; None for who reads none."""
    if not actor.may(READ):
        return None
    rows = queries.rows(queries.OPENED, 0, SHOWN)
    lines = tuple(
        CardLine(
            headline(alert, rule),
            f"{ALERTS}{alert.id}",
            _("từ %(at)s", at=viet_datetime(alert.opened_at)),
            str(SEVERITIES[alert.severity]),
            TONES[alert.severity],
        )
        for alert, rule in rows
    )
    count = queries.waiting() if len(rows) == SHOWN else len(rows)
    return Card(
        _("Cảnh báo điều hành"), 6, "alert", lines, count, "", ALERTS, _("Tất cả cảnh báo"), brief=False
    )
