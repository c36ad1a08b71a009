"""Documents exchanged between offices: registers, drafting, packages in the national format, and what carries them."""

from __future__ import annotations

from flask import Flask

from portal.exchange.registers import models as _registers  # noqa: F401 - their tables


def register(app: Flask) -> None:
    """Bind the package to the application."""
