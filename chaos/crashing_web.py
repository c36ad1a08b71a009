"""The application of `chaos.crashing`, made when a worker loads it."""

from __future__ import annotations

from chaos.crashing import app, load

load()

__all__ = ["app"]
