"""The exchange between offices: the door for other installations."""

from __future__ import annotations

PUBLIC = "public"

ROUTES = {"exchange.receive": PUBLIC, "exchange.card": PUBLIC}
