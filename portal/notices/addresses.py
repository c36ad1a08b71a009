"""Absolute addresses of desk pages for e-mails, also where no request tells the host."""

from __future__ import annotations

from flask import current_app, has_request_context, request

from portal.tenancy.directory import Portal, directory
from portal.web.request import portal_url


def desk_url(tenant_id: int, path: str) -> str:
    """The address of a portal-relative page of a portal; "" where the portal is gone."""
    portal = directory().by_id(tenant_id)
    if portal is None:
        return ""
    if has_request_context() and request.host:
        return portal_url(portal, path)
    return _without_request(portal, path)


def _without_request(portal: Portal, path: str) -> str:
    settings = current_app.config["PORTAL"]
    if settings.tenants_by == "path":
        district = directory().district()
        hosts = district.hosts if district else ()
        prefix = "" if portal.is_district else f"/{portal.slug}"
    else:
        hosts, prefix = portal.hosts, ""
    host = hosts[0] if hosts else f"{portal.slug}.localhost"
    return f"{settings.public_scheme}://{host}{prefix}{path}"
