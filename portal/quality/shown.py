"""What pages of the board share: what kinds are called, where a thing is put right, the short list of broken links."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from portal.quality.outside import queries as outside
from portal.quality.outside.verdicts import STATUSES
from portal.screens.registry import screen_of


def kind_label(kind: str) -> str:
    """What a kind of thing is called."""
    screen = screen_of(kind)
    return _("Cổng") if screen is None else str(screen.singular)


def edit_path(kind: str, object_id: int, rule: str) -> str:
    """Where in the desk it is put right: the thing's page, or the page of what belongs to the portal itself."""
    screen = screen_of(kind)
    if screen is not None:
        return f"{screen.path}{object_id}"
    own = {"portal-contrast": "/quan-tri/giao-dien/mau-sac", outside.RULE: "/quan-tri/giao-dien/"}
    return own.get(rule, "/quan-tri/cau-hinh")


def outside_part() -> dict[str, Any]:
    """What the short list of broken links to other servers shows, on the pages that hold it."""
    return {
        "outside": outside.overview(),
        "outside_lines": outside.broken(),
        "outside_statuses": STATUSES,
        "edit_path": edit_path,
        "kind_label": kind_label,
    }
