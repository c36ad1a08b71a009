"""The clock of a life: what `portal.dossiers.running` writes, from pauses in memory instead of in rows. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from portal.clock import to_local
from portal.dossiers.running import counts_from, outcome
from portal.services.definition.shapes import Deadline
from portal.workdays.calendar import Calendar
from portal.workdays.clock import AMBER_FROM, Limit, Pause, due, merged, spent

Row = dict[str, Any]


class Clock:
    """Due, promised, amber of a dossier's row (`dossier`), and due of its step's (`step`)."""

    def __init__(self, calendar: Calendar, dossier: Row) -> None:
        self.calendar, self.dossier = calendar, dossier
        self.pauses: list[Pause] = []
        self.limit = Limit(minutes=0)

    def begin(self, deadline: Deadline | None, instant: datetime) -> None:
        """Received at this instant."""
        row = self.dossier
        row["received_at"] = instant
        if deadline is not None and deadline.hours is not None:
            row["limit_minutes"] = deadline.hours * 60
            self.limit = Limit(minutes=row["limit_minutes"])
        else:
            row["limit_days"] = deadline.days if deadline is not None and deadline.days is not None else 0
            self.limit = Limit(days=row["limit_days"])
        row["total_minutes"] = self.limit.total
        row["counts_from"] = counts_from(self.calendar, instant)
        self.reckon(None)
        row["promised_at"] = row["due_at"]

    def reckon(self, step: Row | None) -> None:
        """Count anew what is due."""
        row = self.dossier
        ends = due(self.calendar, row["counts_from"], self.limit, self.pauses)
        if ends is None:
            return
        row["due_at"] = ends
        allowed = spent(self.calendar, row["counts_from"], ends, self.pauses)
        amber = Limit(minutes=-(-allowed * AMBER_FROM // 100))
        row["amber_at"] = due(self.calendar, row["counts_from"], amber, self.pauses)
        if step is not None:
            began = max(self.calendar.begins(step["began_at"]), row["counts_from"])
            minutes = Limit(minutes=step["due_minutes"])
            step["due_at"] = row["step_due_at"] = due(self.calendar, began, minutes, self.pauses)

    def stop(self, asked: datetime) -> None:
        """The office waits from now on."""
        self.dossier["paused_since"] = asked
        self.pauses.append(Pause(asked))

    def resume(self, instant: datetime, step: Row | None, *, online: bool) -> datetime:
        """The citizen answered: the instant at which the clock goes on."""
        row, asked = self.dossier, self.pauses[-1].since
        row["paused_since"] = None
        resumes = counts_from(self.calendar, instant) if online else self.calendar.begins(instant)
        self.pauses[-1] = Pause(asked, resumes)
        before = row["due_at"]
        self.reckon(step)
        if row["promised_at"] == before:
            row["promised_at"] = row["due_at"]
        elif row["promised_at"] > asked:
            row["promised_at"] = self._moved(asked, resumes, row["promised_at"])
        return resumes

    def _moved(self, asked: datetime, resumes: datetime, promised: datetime) -> datetime:
        if self.limit.minutes is not None:
            left = self.calendar.minutes_between(asked, promised)
            return self.calendar.add_minutes(resumes, max(left, 0))
        days = self.calendar.days_between(to_local(asked).date(), to_local(promised).date())
        return self.calendar.due_after_days(resumes, max(days, 0))

    def worked(self, since: datetime, until: datetime) -> int:
        """Working minutes between two instants, pauses left out."""
        begins = self.dossier["counts_from"]
        if begins is None:
            return 0
        return spent(self.calendar, max(since, begins), until, self.pauses)

    def close_pause(self, instant: datetime) -> None:
        """What was asked for is wanted no more."""
        if self.pauses and self.pauses[-1].until is None:
            self.pauses[-1] = Pause(self.pauses[-1].since, instant)

    def close(self, instant: datetime, *, judged: bool) -> None:
        """The clock ends; a pause that lasts ends with it."""
        row = self.dossier
        row["paused_since"] = None
        self.close_pause(instant)
        if row["counts_from"] is None:
            return
        row["spent_minutes"] = self.worked(row["counts_from"], instant)
        row["paused_minutes"] = self._waited(instant)
        if judged and row["due_at"] is not None:
            row["outcome"] = outcome(row["due_at"], instant)

    def _waited(self, until: datetime) -> int:
        total = 0
        for pause in merged(self.pauses):
            since, end = max(pause.since, self.dossier["counts_from"]), min(pause.until or until, until)
            if since < end:
                total += self.calendar.minutes_between(since, end)
        return total

    def is_passed(self, instant: datetime) -> bool:
        """Whether the promised moment is over while the office works on it."""
        promised = self.dossier["promised_at"]
        return self.dossier["paused_since"] is None and promised is not None and promised < instant

    def warned(self, now: datetime) -> str:
        """What the follower told last."""
        row = self.dossier
        if row["due_at"] is None or row["paused_since"] is not None:
            return ""
        if row["due_at"] < now:
            return "late"
        return "amber" if row["amber_at"] is not None and row["amber_at"] <= now else ""
