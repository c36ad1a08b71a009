"""Working years: seen by everybody, decided by administrators."""

from __future__ import annotations

from portal.clock import today

PUBLIC = "public"
ROUTES = {
    "workdays.page": PUBLIC,
    "desk_workdays.index": "tenant.settings",
    "desk_workdays.year_page": "tenant.settings",
    "desk_workdays.edit": "tenant.settings",
    "desk_workdays.confirm": "tenant.settings",
    "desk_workdays.drop": "tenant.settings",
}
_YEAR = {"year": str(today().year)}
VALUES = {f"desk_workdays.{name}": _YEAR for name in ("year_page", "edit", "confirm", "drop")}
