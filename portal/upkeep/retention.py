"""Which backups stay: the last of each of so many days, weeks and months that have one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.clock import to_local


@dataclass(frozen=True)
class Keeping:
    """How many days, weeks (ISO, Monday to Sunday) and months of Vietnam keep their last backup."""

    daily: int = 7
    weekly: int = 5
    monthly: int = 12


def kept(made: Mapping[str, datetime], rule: Keeping) -> set[str]:
    """Which of these backups (id → UTC instant) stay. The newest always does, whatever the rule says."""
    newest_first = sorted(made, key=lambda one: (made[one], one), reverse=True)
    stay = set(newest_first[:1])
    periods: tuple[tuple[int, Callable[[datetime], Any]], ...] = (
        (rule.daily, lambda at: at.date()),
        (rule.weekly, lambda at: at.isocalendar()[:2]),
        (rule.monthly, lambda at: (at.year, at.month)),
    )
    for count, period_of in periods:
        seen: set[Any] = set()
        for one in newest_first:
            period = period_of(to_local(made[one]))
            if period not in seen and len(seen) < count:
                seen.add(period)
                stay.add(one)
    return stay
