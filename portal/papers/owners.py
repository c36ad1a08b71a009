"""Whose a paper is, without telling: the blind mark of an identity number (định danh cá nhân, Decree 69/2024/NĐ-CP)."""

from __future__ import annotations

import re

from portal.sealing.marks import mark

PURPOSE = (
    "citizen.identity"  # as of citizens' accounts: a person at the counter is the one who signs in later
)


def owner_mark(identity_number: str) -> str:
    """The mark of an identity number however it is typed; "" where it has no digits."""
    return mark(PURPOSE, re.sub(r"[^0-9]", "", identity_number))
