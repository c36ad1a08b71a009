"""Routes of merging, splitting and renaming portals, and of the archives of those that ended."""

from __future__ import annotations

PUBLIC = "public"
ROUTES: dict[str, str] = {
    "archive.index": PUBLIC,
    "archive.portal": PUBLIC,
    "merging.listing": "district.tenants",
    "merging.new": "district.tenants",
    "merging.report": "district.tenants",
    "merging.act": "district.tenants",
}
VALUES = {"merging.new": {"act": "sap-nhap"}, "merging.act": {"act": "chay-tiep"}}
