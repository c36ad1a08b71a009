"""Why a verb of tasks did not act; messages are for people of the desk."""

from __future__ import annotations

from portal.accounts.permissions import Forbidden
from portal.publishing.service import StaleVersion


class NotPossible(ValueError):
    """The act does not fit where the task stands, or what was given with it; nothing was changed."""


class NotInHand(NotPossible):
    """Somebody else has the task in hand."""


__all__ = ["Forbidden", "NotInHand", "NotPossible", "StaleVersion"]
