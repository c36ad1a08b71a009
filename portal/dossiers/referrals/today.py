"""The card of referred steps on the page "Hôm nay"."""

from __future__ import annotations

from flask_babel import gettext as _

from portal.accounts.permissions import Actor
from portal.dossiers import moment
from portal.dossiers.referrals.queries import waiting_for
from portal.dossiers.referrals.telling import CAME
from portal.web.contributions import Card, CardLine
from portal.web.templating import viet_datetime

SHOWN = 6


def card(actor: Actor) -> Card | None:
    """What came from other offices and waits for this person."""
    if not actor.may("dossier.read"):
        return None
    found = waiting_for(actor, SHOWN + 1)
    if not found:
        return None
    now = moment.now()
    lines = tuple(
        CardLine(
            one.code,
            f"{CAME}{one.id}",
            _("%(step)s. Hạn %(moment)s", step=one.step_name, moment=viet_datetime(one.until))
            if one.until
            else one.step_name,
            _("Quá hạn") if one.until is not None and one.until < now else "",
            "bad",
        )
        for one in found[:SHOWN]
    )
    return Card(
        _("Việc liên thông"),
        8,
        "share",
        lines,
        len(found),
        more_path=CAME,
        more_label=_("Tất cả việc liên thông"),
    )
