"""What may become of a task: the one table of transitions, and where a task stands by what happened. Pure.

Both offices hold the same happenings, each in rows of its own; in whatever order and however often they were carried
over, both come to the same standing, since it follows from all of them in the order in which they happened. What was no
longer possible when its turn came (a report that crossed a recall) changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from portal.clock import to_local

GIVEN, RECEIVED, WORKING, REPORTED = "given", "received", "working", "reported"
RETURNED, ACCEPTED, RECALLED = "returned", "accepted", "recalled"
TO_DO = (GIVEN, RECEIVED, WORKING, RETURNED)
"""It is the turn of who was given the task."""
OPEN = (*TO_DO, REPORTED)
STATES = (*OPEN, ACCEPTED, RECALLED)

GIVER, DOER = "giver", "doer"

RECEIVE, HAND, START, REPORT, FINISH, ASK = "receive", "hand", "start", "report", "finish", "ask"
GRANT, DENY, MOVE, ACCEPT, RETURN, RECALL = "grant", "deny", "move", "accept", "return", "recall"
SAY, REMIND = "say", "remind"


@dataclass(frozen=True)
class Transition:
    """Who may do it, from which states, where it leads: `to` by the state before, which else stays."""

    sides: tuple[str, ...]
    froms: tuple[str, ...]
    to: dict[str, str] = field(default_factory=dict)
    needs_words: bool = False


def _to(state: str, froms: tuple[str, ...]) -> dict[str, str]:
    return dict.fromkeys(froms, state)


TRANSITIONS: dict[str, Transition] = {
    RECEIVE: Transition((DOER,), (GIVEN,), {GIVEN: RECEIVED}),
    HAND: Transition((DOER,), OPEN, {GIVEN: RECEIVED}),
    START: Transition((DOER,), (GIVEN, RECEIVED, RETURNED), _to(WORKING, (GIVEN, RECEIVED, RETURNED))),
    REPORT: Transition((DOER,), TO_DO, _to(WORKING, TO_DO), needs_words=True),
    FINISH: Transition((DOER,), TO_DO, _to(REPORTED, TO_DO), needs_words=True),
    ASK: Transition((DOER,), TO_DO, {GIVEN: RECEIVED}, needs_words=True),
    GRANT: Transition((GIVER,), OPEN),
    DENY: Transition((GIVER,), OPEN, needs_words=True),
    MOVE: Transition((GIVER,), OPEN, needs_words=True),
    ACCEPT: Transition((GIVER,), (REPORTED,), {REPORTED: ACCEPTED}),
    RETURN: Transition((GIVER,), (REPORTED,), {REPORTED: RETURNED}, needs_words=True),
    RECALL: Transition((GIVER,), OPEN, _to(RECALLED, OPEN), needs_words=True),
    SAY: Transition((GIVER, DOER), STATES, needs_words=True),
    REMIND: Transition((GIVER,), TO_DO),
}


@dataclass(frozen=True)
class Happening:
    """Something that happened to a task. `key` names it on both sides; `until` is a day asked for or set, `done` how
    much is done (per cent, or pieces of the total), `name` who has the task in hand from now on."""

    key: int
    at: datetime
    side: str
    kind: str
    until: date | None = None
    done: int | None = None
    name: str = ""


@dataclass(frozen=True)
class Standing:
    """Where a task stands. `due` is the last day of it; `asked_until` a day asked for that nobody answered yet;
    `finished_at` when it was reported complete, while that stands; `reported_at` the last report of any kind."""

    due: date
    state: str = GIVEN
    holder_name: str = ""
    done: int = 0
    asked_until: date | None = None
    received_at: datetime | None = None
    reported_at: datetime | None = None
    finished_at: datetime | None = None
    ended_at: datetime | None = None


def possible(standing: Standing, kind: str, side: str) -> bool:
    """Whether a side may do this now."""
    one = TRANSITIONS[kind]
    if side not in one.sides or standing.state not in one.froms:
        return False
    if kind in {GRANT, DENY}:
        return standing.asked_until is not None
    return kind != ASK or standing.asked_until is None


def after(standing: Standing, one: Happening, whole: int) -> Standing:
    """The standing after something happened; as it was where that was not possible. `whole` is what "all" is in the
    measure of the task (100 per cent, or the total)."""
    if not possible(standing, one.kind, one.side):
        return standing
    state = TRANSITIONS[one.kind].to.get(standing.state, standing.state)
    found = replace(standing, state=state)
    if one.side == DOER and one.kind != SAY and found.received_at is None:
        found = replace(found, received_at=one.at)
    if one.kind == HAND:
        found = replace(found, holder_name=one.name)
    elif one.kind in {REPORT, FINISH}:
        done = whole if one.kind == FINISH and one.done is None else one.done
        found = replace(found, reported_at=one.at, done=standing.done if done is None else done)
    elif one.kind == ASK:
        found = replace(found, asked_until=one.until)
    elif one.kind == DENY:
        found = replace(found, asked_until=None)
    elif one.kind in {GRANT, MOVE}:
        found = replace(found, asked_until=None, due=one.until or standing.asked_until or standing.due)
    elif one.kind == RETURN:
        found = replace(found, due=one.until or standing.due)
    return _ends(found, one)


def _ends(found: Standing, one: Happening) -> Standing:
    if one.kind == FINISH:
        found = replace(found, finished_at=one.at, asked_until=None)
    if one.kind == RETURN:
        found = replace(found, finished_at=None)
    if found.state in {ACCEPTED, RECALLED} and one.kind in {ACCEPT, RECALL}:
        found = replace(found, ended_at=one.at, asked_until=None)
    return found


def standing_of(
    due: date, happened: Iterable[Happening], whole: int = 100, holder_name: str = ""
) -> Standing:
    """Where a task stands that was due on a day (and given to somebody by name), after all that happened."""
    found = Standing(due, holder_name=holder_name)
    for one in sorted(set(happened), key=lambda each: (each.at, each.key)):
        found = after(found, one, whole)
    return found


def is_late(state: str, due: date, finished_at: datetime | None, today: date) -> bool:
    """Whether a task is late, or was when it was reported complete. One that was recalled is not."""
    if state == RECALLED:
        return False
    if state in TO_DO or finished_at is None:
        return today > due
    return to_local(finished_at).date() > due
