"""Forms 02, 03 and 04 before they are issued, from what is typed; nothing is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import g

from portal.dossiers import moment
from portal.dossiers.counter.sheets import sheet_of
from portal.dossiers.forms import head_of, iso
from portal.dossiers.models import Dossier
from portal.dossiers.models_course import APOLOGY, COMPLETE, REFUSAL
from portal.dossiers.verbs.apologising import proposed
from portal.dossiers.verbs.asking import ANSWER_DAYS, Wanted, may_take
from portal.workdays.queries import calendar_of


def _made(dossier: Dossier, kind: str, values: dict[str, Any]) -> bytes:
    return sheet_of(kind, head_of(dossier) | values, moment.now(), g.portal)


def completion_preview(dossier: Dossier, items: Sequence[Wanted], days: int | None, clerk: str) -> bytes:
    """Form 02, with so many working days to answer; the usual ones where none can be read."""
    until = calendar_of().due_after_days(moment.now(), days if may_take(days) else ANSWER_DAYS)
    told = {"items": [vars(one) for one in items], "until": iso(until), "clerk": clerk}
    return _made(dossier, COMPLETE, told)


def refusal_preview(dossier: Dossier, reason: str, clerk: str) -> bytes:
    """Form 03."""
    return _made(dossier, REFUSAL, {"reason": reason, "clerk": clerk})


def apology_preview(dossier: Dossier, reason: str, until: datetime | None) -> bytes:
    """Form 04."""
    told = {"former": iso(dossier.promised_at), "until": iso(until or proposed(dossier)), "reason": reason}
    return _made(dossier, APOLOGY, told)
