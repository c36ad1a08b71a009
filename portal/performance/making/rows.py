"""What every act on a made-up dossier has in common: the event, the step in hand, requests, forms, the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portal.clock import to_local
from portal.dossiers.plan import more_work
from portal.dossiers.verbs.closing import forget_on
from portal.performance.making import wording
from portal.performance.making.blank import blank
from portal.performance.making.clockwork import Clock, Row
from portal.performance.making.persons import Made
from portal.performance.making.world import Offered, Person, World
from portal.services.definition.answers import FeeLine

CITIZEN_NAME, SYSTEM_NAME = "người dân", "hệ thống"


class NotYet(Exception):
    """The act lies behind the horizon: the life ends before it."""


@dataclass
class Did:
    """An act as it was done: for doing it again by the verbs."""

    at: datetime
    verb: str
    by: Person | str  # a person of the office, or "citizen", "system"
    values: dict[str, Any] = field(default_factory=dict)


class Rows:
    """The rows of one dossier in memory, and the parts that acts are made of."""

    def __init__(self, world: World, service: Offered, who: Made, horizon: datetime) -> None:
        self.world, self.service, self.who, self.horizon = world, service, who, horizon
        self.dossier: Row = blank("dossier", world.portal.id)
        self.clock = Clock(world.calendar, self.dossier)
        self.rows: dict[str, list[Row]] = {
            name: [] for name in ("step", "event", "request", "form", "paper", "rating", "reading")
        }
        self.acts: list[Did] = []
        self.fees: Sequence[FeeLine] = ()
        self.paid: tuple[datetime, Person | None] | None = None

    # What every act has in common

    def _begin(self, at: datetime, verb: str, by: Person | str, **values: Any) -> str:
        if at > self.horizon:
            raise NotYet
        self.acts.append(Did(at, verb, by, values))
        return str(self.dossier["state"])

    def _happened(
        self, at: datetime, verb: str, before: str, by: Person | str, told: str = "", note: str = ""
    ) -> None:
        row = self.dossier
        row["last_event"] += 1
        row["version"] = row["last_event"] + 1
        name = by.name if isinstance(by, Person) else {"citizen": CITIZEN_NAME, "system": SYSTEM_NAME}[by]
        self.add(
            "event",
            number=row["last_event"],
            at=at,
            verb=verb,
            before=before,
            after=row["state"],
            step_key=row["step_key"],
            by_kind="staff" if isinstance(by, Person) else by,
            by_id=by.id if isinstance(by, Person) else None,
            by_name=name,
            version=row["version"],
            told=told or None,
            note=note or None,
        )

    def add(self, table: str, **values: Any) -> Row:
        """Another row of `dossier_<table>`."""
        made = blank(f"dossier_{table}", self.world.portal.id) | {"dossier_id": self.dossier["id"]} | values
        self.rows[table].append(made)
        return made

    @property
    def step(self) -> Row | None:
        """The run of the step in hand."""
        last = self.rows["step"][-1] if self.rows["step"] else None
        return last if last is not None and last["ended_at"] is None else None

    @property
    def request(self) -> Row | None:
        """What the citizen is asked for now."""
        last = self.rows["request"][-1] if self.rows["request"] else None
        return last if last is not None and last["ended_at"] is None else None

    @property
    def more_work(self) -> bool:
        """Whether a later step does more than hand out."""
        return more_work(self.service.definition, self.dossier["step_position"])

    def _ask_for(
        self, at: datetime, kind: str, by: Person, items: list[dict[str, Any]], until: datetime | None
    ) -> Row:
        return self.add(
            "request",
            number=len(self.rows["request"]) + 1,
            kind=kind,
            came_from=self.dossier["state"],
            items=items,
            by_id=by.id,
            by_name=by.name,
            asked_at=at,
            until=until,
        )

    def _form(self, kind: str, at: datetime, by: Person, values: dict[str, Any]) -> None:
        self.add(
            "form",
            number=len(self.rows["form"]) + 1,
            kind=kind,
            values=wording.head(self.dossier) | values,
            made_at=at,
            issued_at=at,
            by_id=by.id,
            by_name=by.name,
        )

    def _begin_step(self, position: int, at: datetime, to: Person | None) -> None:
        step, row = self.service.definition.steps[position], self.dossier
        row |= {"step_key": step.key, "step_position": position, "step_role": step.role, "step_at": step.at}
        row |= {"step_began_at": at, "unit": step.unit[:120]}
        self.add(
            "step",
            number=len(self.rows["step"]) + 1,
            step_key=step.key,
            name=step.name[:200],
            role=step.role,
            unit=row["unit"],
            began_at=at,
            due_minutes=step.hours * 60,
        )
        self._give(to, at)
        self.clock.reckon(self.step)

    def _give(self, to: Person | None, at: datetime) -> None:
        self.dossier |= {"holder_id": to.id if to else None, "holder_name": to.name if to else ""}
        step = self.step
        assert step is not None
        step |= {"by_id": self.dossier["holder_id"], "by_name": self.dossier["holder_name"]}
        step["taken_at"] = at if to else None

    def _end_step(self, at: datetime, outcome: str) -> None:
        step = self.step
        if step is None:
            return
        step |= {"ended_at": at, "outcome": outcome}
        done = self.dossier["done_at"]
        step["minutes"] = self.clock.worked(step["began_at"], at if done is None else min(at, done))

    def _leave_steps(self) -> None:
        self.dossier |= {"step_key": "", "step_position": -1, "step_role": "", "step_at": "own"}
        self.dossier |= {"step_began_at": None, "step_due_at": None}
        self.dossier |= {"holder_id": None, "holder_name": "", "unit": ""}

    def _end(self, at: datetime, *, judged: bool) -> None:
        request = self.request
        if request is not None:
            request["ended_at"] = request["resumes_at"] = at
        self.clock.close_pause(at)
        self._end_step(at, self.dossier["state"])
        self.clock.close(at, judged=judged)
        self._leave_steps()
        self.dossier["closed_at"] = at
        self.dossier["forget_on"] = forget_on(self.service.definition.keep_years, to_local(at).date())
