"""What a request says of the tab that it comes from, and which unsaved writing its form holds."""

from __future__ import annotations

import re

from flask import request

from portal.accounts.permissions import Actor
from portal.digits import whole_number
from portal.publishing import working_copies
from portal.publishing.models_writing import WorkingCopy
from portal.publishing.working_copies import Sent
from portal.screens.workflow.saving import seen_correction
from portal.web.sent import sent_version

_TAB = re.compile(r"[A-Za-z0-9_-]{16,40}", re.ASCII)
_TAKES = re.compile(r"(\d{1,19})-(\d{1,9})", re.ASCII)


def sent_tab() -> Sent | None:
    """The tab, the number of what it sends, and the state that its form was made from; None without scripts."""
    tab, seq = request.form.get("tab", ""), whole_number(request.form.get("seq"), 999_999_999)
    if not _TAB.fullmatch(tab) or seq is None:
        return None
    return Sent(tab, seq, sent_version(), seen_correction())


def taken(actor: Actor) -> tuple[WorkingCopy, int] | None:
    """The copy that was restored into the sent form, and its number then."""
    found = _TAKES.fullmatch(request.form.get("takes", ""))
    copy = working_copies.by_id(int(found[1]), actor) if found else None
    return (copy, int(found[2])) if found and copy is not None else None


def take_over(actor: Actor) -> None:
    """What was restored into the sent form lives on there (the caller commits)."""
    found = taken(actor)
    if found is not None:
        working_copies.take_over(*found, actor)
