"""What is said of the signatures of a file that came in, in the words that citizens will read too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from portal.signing import words
from portal.signing.report import read_all
from portal.signing.words import Verdict


@dataclass(frozen=True)
class Told:
    """The sentence about a file, and `data` for the template of the details; without verdict the PDF is not signed."""

    verdict: Verdict | None
    data: dict[str, Any]


def told(signatures: list[dict[str, Any]] | None) -> Told | None:
    """What to say of a file; None for what is no PDF or was not read."""
    if signatures is None:
        return None
    reports = read_all(signatures)
    details = [
        {
            "heading": one.signer or one.field,
            "tone": "warn" if one.is_changed else "",
            "facts": words.details(one),
        }
        for one in reports
    ]
    return Told(words.verdict(reports), {"signatures": details})
