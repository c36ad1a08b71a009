"""Rows of rooms as a test wants them, in the portal in force."""

from __future__ import annotations

import itertools
from datetime import date, datetime
from typing import Any

from portal.clock import from_local
from portal.extensions import db
from portal.visits.models import VisitDay
from portal.voice.cases.models import QUESTION, VoiceCase

_number = itertools.count(1)


def noon(day: date, hour: int = 12) -> datetime:
    """An instant (UTC) of a day of Vietnam."""
    return from_local(datetime(day.year, day.month, day.day, hour))


def case(received: date, **more: Any) -> VoiceCase:
    """A case that was received on a day; the session has it."""
    number = next(_number)
    values: dict[str, Any] = {
        "kind": QUESTION,
        "code": f"M{number}",
        "form_token": f"m{number}",
        "title": "Hỏi thử",
        "received_at": noon(received),
    }
    row = VoiceCase(**(values | more))
    db.session.add(row)
    return row


def read(day: date, count: int, act: str = "view", path: str = "/") -> VisitDay:
    """What was read on a day; the session has it."""
    row = VisitDay(day=day, act=act, path=path, count=count)
    db.session.add(row)
    return row
