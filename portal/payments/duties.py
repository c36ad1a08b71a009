"""What people of an office may do with money, as `accounts/permissions.py` names it."""

from __future__ import annotations

COLLECT, SETTLE = "payment.collect", "payment.settle"
"""Taking it in at the counter; answering for the books."""
