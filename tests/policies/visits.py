"""Reading figures."""

from __future__ import annotations

ROUTES = {
    "visits.public": "public",
    "reading.own": "content.read",
    "reading.export": "content.read",
    "reading.portals": "district.tenants",
}
