"""Working years: seen by everybody, decided by administrators."""

from __future__ import annotations

from portal.clock import today

PUBLIC = "public"
ROUTES = {
    "workdays.page": PUBLIC,
    "workdays_desk.index": "tenant.settings",
    "workdays_desk.year_page": "tenant.settings",
    "workdays_desk.edit": "tenant.settings",
    "workdays_desk.confirm": "tenant.settings",
    "workdays_desk.drop": "tenant.settings",
}
_YEAR = {"year": str(today().year)}
VALUES = {f"workdays_desk.{name}": _YEAR for name in ("year_page", "edit", "confirm", "drop")}
