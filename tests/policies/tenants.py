"""A portal's appearance, and the district's pages of all portals."""

from __future__ import annotations

_PARTS = ("start", "part_page", "part_sent", "contrast", "history", "compare", "restore")
ROUTES = {f"appearance.{name}": "tenant.settings" for name in _PARTS}
VALUES = {f"appearance.{name}": {"slug": "mau-sac"} for name in ("part_page", "part_sent")}
