"""From what a provider says to who somebody is. Pure.

Claims that are understood: `identity_number`, `citizen_id`, `cccd` or `so_dinh_danh`; `name` or `ho_ten`; `birthdate`
(ISO, OpenID Connect Core 5.1) or `ngay_sinh` (also day/month/year).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.citizens.identity import InvalidNumber, read_number

IDENTITY = ("identity_number", "citizen_id", "cccd", "so_dinh_danh")
NAME, BORN = ("name", "ho_ten"), ("birthdate", "ngay_sinh")
LONGEST_NAME = 120
_DAY_FIRST = re.compile(r"(\d{2})[/-](\d{2})[/-](\d{4})\Z")


class UnusableClaims(ValueError):
    """The provider did not say who the person is: no valid number, or no name."""


@dataclass(frozen=True)
class Vouched:
    """Whom the provider vouches for; `born` is an ISO date, or "" where it did not say."""

    name: str
    identity: str
    born: str


def read_claims(claims: dict[str, Any], on: date) -> Vouched:
    """Who somebody is, by a provider's claims. Raises UnusableClaims."""
    name = unicodedata.normalize("NFC", _text(claims, NAME))
    name = " ".join("".join(one if one.isprintable() else " " for one in name).split())
    born = _day(_text(claims, BORN))
    try:
        number = read_number(_text(claims, IDENTITY), on, born)
    except InvalidNumber as error:
        raise UnusableClaims(error.reason) from None
    if not name or len(name) > LONGEST_NAME:
        raise UnusableClaims("name")
    return Vouched(name, number.text, born.isoformat() if born else "")


def _text(claims: dict[str, Any], names: tuple[str, ...]) -> str:
    found = (claims.get(name) for name in names)
    return next((one.strip() for one in found if isinstance(one, str) and one.strip()), "")


def _day(text: str) -> date | None:
    day_first = _DAY_FIRST.match(text)
    try:
        return date.fromisoformat(f"{day_first[3]}-{day_first[2]}-{day_first[1]}" if day_first else text)
    except ValueError:
        return None
