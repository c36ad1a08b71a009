"""Money: what is to be paid, how it was, a ledger that balances, receipts without gaps."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Bind the package to the application."""
