"""Why a verb did not act. Messages are for people of the desk or citizens, and name nothing of a person."""

from __future__ import annotations

from portal.accounts.permissions import Forbidden
from portal.publishing.service import StaleVersion


class NotPossible(ValueError):
    """The act does not fit where the dossier stands; the message says what to do first."""


class AlreadyTaken(NotPossible):
    """Somebody else was faster; `by` is their name."""

    def __init__(self, message: str, by: str) -> None:
        super().__init__(message)
        self.by = by


class NotInHand(NotPossible):
    """Only who has the dossier in hand may do this."""


class PromisePassed(NotPossible):
    """The promised moment has passed: the apology (form 04) goes first."""


class InvalidSubmission(ValueError):
    """What was sent is not complete; `messages` by the path of the field, paper or part."""

    def __init__(self, messages: dict[str, str]) -> None:
        super().__init__(", ".join(sorted(messages)))
        self.messages = messages


class KeyOfAnother(NotPossible):
    """A submit key that made somebody else's dossier."""


__all__ = [
    "AlreadyTaken",
    "Forbidden",
    "InvalidSubmission",
    "KeyOfAnother",
    "NotInHand",
    "NotPossible",
    "PromisePassed",
    "StaleVersion",
]
