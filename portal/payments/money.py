"""Money: whole đồng. Pure."""

from __future__ import annotations

import re

MOST = 1_000_000_000
"""The largest sum of one demand or one payment, in đồng: what is larger was typed wrongly."""

FEE, CHARGE = "phi", "le-phi"
KINDS = (FEE, CHARGE)
"""Phí covers the cost of a service, lệ phí is a fixed charge (Luật Phí và lệ phí 97/2015/QH13, Điều 3): kept apart
in the books, since they are handed on to the budget differently."""

_TYPED = re.compile(r"\d{1,3}(?:[., ]\d{3})+|\d+")


def amount_text(amount: int) -> str:
    """A sum as people read it: 1.250.000 đồng."""
    return f"{amount:,}".replace(",", ".") + " đồng"


def read_amount(typed: str) -> int | None:
    """A sum as people type it ("50.000", "50 000 đ", "50000 đồng") in đồng; None where it is none or too large."""
    text = (
        typed.strip().lower().removesuffix("đồng").removesuffix("vnđ").removesuffix("vnd").removesuffix("đ")
    )
    text = text.strip()
    if not text.isascii() or not _TYPED.fullmatch(text):
        return None
    digits = re.sub(r"[., ]", "", text).lstrip("0")
    amount = int(digits or "0") if len(digits) <= len(str(MOST)) else MOST + 1
    return amount if amount <= MOST else None
