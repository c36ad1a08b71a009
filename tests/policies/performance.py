"""Results of the counter: figures for everybody, the rest for who oversees, all communes for the district."""

from __future__ import annotations

PUBLIC = "public"
OVERSEE = "dossier.oversee"
ROUTES = {
    "performance.page": PUBLIC,
    "performance.data": PUBLIC,
    "performance_desk.overview": OVERSEE,
    "performance_desk.index": OVERSEE,
    "performance_desk.component": OVERSEE,
    "performance_desk.labour": OVERSEE,
    "performance_desk.export": OVERSEE,
    "performance_desk.all_portals": "district.tenants",
}
VALUES = {"performance_desk.component": {"code": "2.1"}}
