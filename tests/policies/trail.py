"""The audit trail."""

from __future__ import annotations

ROUTES = {
    "trail.own": "audit.read",
    "trail.verify": "audit.read",
    "trail.export": "audit.read",
    "trail.everywhere": "audit.read_all",
    "trail.verify_everywhere": "audit.read_all",
    "trail.export_everywhere": "audit.read_all",
}
