"""The one table of what may become of a thing, by whom: verbs, buttons and tests read it."""

from __future__ import annotations

from dataclasses import dataclass

from portal.publishing.models import APPROVED, DRAFT, PUBLISHED, SUBMITTED, WITHDRAWN

SUBMIT, TAKE_BACK, RETURN, APPROVE = "submit", "take_back", "return", "approve"
PUBLISH, WITHDRAW, REDRAFT = "publish", "withdraw", "redraft"


class WrongState(ValueError):
    """The thing is no longer in a state in which this can be done: somebody was faster, or it was clicked twice."""

    def __init__(self, verb: str, state: str) -> None:
        super().__init__(f"{verb}: {state}")
        self.verb = verb
        self.state = state


class ReasonMissing(ValueError):
    """This needs a reason in words: others must be able to act on it, or to answer for it."""


@dataclass(frozen=True)
class Transition:
    """One way from state to state.

    `action` is what the person must be allowed; `own`: on what they wrote themselves a weaker right is enough
    (Actor.require_edit); `needs_reason`: it is refused without words; `other_eyes`: with four eyes, whoever wrote
    last may not do it.
    """

    verb: str
    froms: frozenset[str]
    to: str
    action: str
    own: bool = False
    needs_reason: bool = False
    other_eyes: bool = False


TRANSITIONS = {
    one.verb: one
    for one in (
        Transition(SUBMIT, frozenset({DRAFT, WITHDRAWN}), SUBMITTED, "content.edit", own=True),
        Transition(TAKE_BACK, frozenset({SUBMITTED}), DRAFT, "content.edit", own=True),
        Transition(RETURN, frozenset({SUBMITTED, APPROVED}), DRAFT, "content.publish", needs_reason=True),
        Transition(APPROVE, frozenset({DRAFT, SUBMITTED}), APPROVED, "content.publish", other_eyes=True),
        Transition(
            PUBLISH,
            frozenset({DRAFT, SUBMITTED, APPROVED, WITHDRAWN, PUBLISHED}),
            PUBLISHED,
            "content.publish",
            other_eyes=True,
        ),
        Transition(WITHDRAW, frozenset({PUBLISHED}), WITHDRAWN, "content.withdraw", needs_reason=True),
        Transition(REDRAFT, frozenset({WITHDRAWN, APPROVED}), DRAFT, "content.edit"),
    )
}


def transition(verb: str, state: str) -> Transition:
    """The way that a verb goes from a state. Raises WrongState where there is none."""
    found = TRANSITIONS[verb]
    if state not in found.froms:
        raise WrongState(verb, state)
    return found
