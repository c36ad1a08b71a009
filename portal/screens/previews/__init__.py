"""The page as citizens will see it, before they do: in three widths, and by a link for people without an account."""

from __future__ import annotations

from typing import Any

from portal.accounts.signing_in import acting
from portal.clock import utc_now
from portal.publishing.preview_links import DAYS, USUAL_DAYS, links_of
from portal.screens.contract import Part, Rule, Screen
from portal.screens.previews.pages import PreviewPages


def _rules(screen: Screen) -> list[Rule]:
    return PreviewPages(screen).rules()


def _data(screen: Screen, thing: Any | None) -> dict[str, Any] | None:
    if thing is None:
        return None
    may_share = acting().may_edit(thing.created_by_id)
    return {
        "may_share": may_share,
        "links": links_of(screen.kind, thing.id),
        "days": DAYS,
        "usual": USUAL_DAYS,
        "now": utc_now(),
    }


PART = Part("previews", 40, rules=_rules, data=_data, panel="screens/previews/_panel.html")
