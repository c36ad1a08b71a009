"""What is done by itself: asking providers, sending refunds, signing receipts."""

from __future__ import annotations

from portal.clock import utc_now
from portal.payments import attempts, refunding

EVERY = 2.0


def turn() -> tuple[int, int]:
    """Ask after attempts that are due, send refunds that are due; how many of each."""
    return attempts.poll(utc_now()), refunding.send_due(utc_now())
