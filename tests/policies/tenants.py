"""A portal's appearance, and the district's pages of all portals."""

from __future__ import annotations

_PARTS = ("start", "part_page", "part_sent", "contrast", "history", "compare", "restore")
ROUTES = {f"appearance.{name}": "tenant.settings" for name in _PARTS}
VALUES = {f"appearance.{name}": {"slug": "mau-sac"} for name in ("part_page", "part_sent")}
_OF_PORTALS = ("new", "portal_page", "hosts", "check", "ask_end", "cancel_end", "export", "export_file")
ROUTES |= {f"portals.{name}": "district.tenants" for name in _OF_PORTALS}
