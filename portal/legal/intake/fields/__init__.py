"""The fields of a document that is taken in, proposed from its text with the place they were found at."""

from __future__ import annotations

from portal.legal.intake.fields.proposal import SURE, HasText, Proposals, Proposed
from portal.legal.intake.fields.proposing import propose

__all__ = ["SURE", "HasText", "Proposals", "Proposed", "propose"]
