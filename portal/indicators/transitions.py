"""The one table of what may become of a report of figures, by whom: verbs, buttons and tests read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.accounts.permissions import Actor
from portal.indicators.models import ACCEPTED, APPROVED, DRAFT, RETURNED, SUBMITTED

ENTER, APPROVE_RIGHT, DEFINE = "indicator.enter", "indicator.approve", "indicator.define"
SUBMIT, TAKE_BACK, SEND_BACK, APPROVE = "submit", "take_back", "send_back", "approve"
ACCEPT, RETURN = "accept", "return"

STATE_LABELS: dict[str, tuple[Any, str]] = {
    DRAFT: (_l("Đang nhập"), "neutral"),
    SUBMITTED: (_l("Chờ duyệt"), "info"),
    RETURNED: (_l("Bị trả lại"), "bad"),
    APPROVED: (_l("Đã duyệt, đã gửi huyện"), "good"),
    ACCEPTED: (_l("Huyện đã tiếp nhận"), "good"),
}
"""State → (what it is called, the tone of its badge)."""

WRITABLE = frozenset({DRAFT, RETURNED})
"""States in which figures are typed; in all others they change by revision alone, or not at all."""


class WrongState(ValueError):
    """The report is no longer in a state in which this can be done: somebody was faster, or it was clicked twice."""


class OwnFigures(PermissionError):
    """With four eyes nobody approves what they typed last."""


class ReasonMissing(ValueError):
    """This needs words that others can act on."""


@dataclass(frozen=True)
class Transition:
    """One way from state to state: `action` is what the person must be allowed, `above` whether it is done by the
    portal above; `needs_reason`: refused without words; `other_eyes`: not by who typed last."""

    verb: str
    froms: frozenset[str]
    to: str
    action: str
    above: bool = False
    needs_reason: bool = False
    other_eyes: bool = False


TRANSITIONS = {
    one.verb: one
    for one in (
        Transition(SUBMIT, frozenset({DRAFT, RETURNED}), SUBMITTED, ENTER),
        Transition(TAKE_BACK, frozenset({SUBMITTED}), DRAFT, ENTER),
        Transition(SEND_BACK, frozenset({SUBMITTED}), RETURNED, APPROVE_RIGHT, needs_reason=True),
        Transition(APPROVE, frozenset({SUBMITTED}), APPROVED, APPROVE_RIGHT, other_eyes=True),
        Transition(ACCEPT, frozenset({APPROVED}), ACCEPTED, DEFINE, above=True),
        Transition(RETURN, frozenset({APPROVED, ACCEPTED}), RETURNED, DEFINE, above=True, needs_reason=True),
    )
}


def possible(state: str, writer_id: int | None, actor: Actor, *, above: bool = False) -> frozenset[str]:
    """The verbs that a person may do now: for buttons."""
    return frozenset(
        one.verb
        for one in TRANSITIONS.values()
        if state in one.froms
        and one.above == above
        and actor.may(one.action)
        and not (one.other_eyes and writer_id is not None and writer_id == actor.user_id)
    )


def checked(verb: str, state: str, writer_id: int | None, actor: Actor, reason: str = "") -> Transition:
    """The way that a verb goes. Raises Forbidden, WrongState, OwnFigures, ReasonMissing."""
    found = TRANSITIONS[verb]
    actor.require(found.action)
    if state not in found.froms:
        raise WrongState(f"{verb}: {state}")
    if found.other_eyes and writer_id is not None and writer_id == actor.user_id:
        raise OwnFigures(verb)
    if found.needs_reason and not reason.strip():
        raise ReasonMissing(verb)
    return found
