"""The card of notices on the desk's first page."""

from __future__ import annotations

from flask_babel import gettext as _

from portal.accounts.permissions import Actor
from portal.notices import queries
from portal.web.contributions import Card, CardLine
from portal.web.templating import viet_datetime

SHOWN = 5


def card(actor: Actor) -> Card | None:
    """What the person has not read yet."""
    if actor.user_id is None:
        return None
    rows = queries.rows(actor.user_id, True, 0, SHOWN)
    lines = tuple(CardLine(one.title, f"/quan-tri/thong-bao/{one.id}", viet_datetime(one.at)) for one in rows)
    count = queries.count(actor.user_id) if len(rows) == SHOWN else len(rows)
    return Card(
        _("Thông báo mới"),
        15,
        "bell",
        lines,
        count,
        more_path="/quan-tri/thong-bao/",
        more_label=_("Tất cả thông báo"),
        brief=False,
    )
