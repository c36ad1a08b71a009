"""Everybody over all portals, for who administers the district."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request
from sqlalchemy import select

from portal.accounts.models import User
from portal.accounts.permissions import FACTOR_ROLES, ROLES
from portal.accounts.signing_in import desk_view
from portal.desk.people import bp
from portal.extensions import db
from portal.search.analysis import bare_text
from portal.tenancy.directory import directory
from portal.web.paging import paged
from portal.web.request import current_portal

PER_PAGE = 50


def _matches(row: dict[str, Any], q: str, role: str, slug: str, state: str) -> bool:
    user = row["user"]
    held = [(one["portal"].slug, role_held) for one in row["rights"] for role_held in one["roles"]]
    fits_state = {
        "khong-xac-thuc": user.factor_since is None and any(one in FACTOR_ROLES for _slug, one in held),
        "tam-khoa": not user.is_active,
        "khong-vai-tro": not held,
    }.get(state, True)
    fits_right = any((not role or role == one) and (not slug or slug == where) for where, one in held)
    return (
        bare_text(q) in bare_text(f"{user.name} {user.email}")
        and (fits_right or not (role or slug))
        and fits_state
    )


@bp.get("/tat-ca")
@desk_view("district.tenants")
def everybody() -> str:
    """All people with their roles in each portal; searched by words, role, portal and state."""
    if not current_portal().is_district:
        abort(404)
    asked = {name: request.args.get(name, "")[:100].strip() for name in ("q", "vai-tro", "cong", "xem")}
    portals = directory().all()
    rows = []
    for user in db.session.scalars(select(User).order_by(User.name, User.id)):
        by_portal: dict[int, list[str]] = {}
        for one in user.memberships:
            by_portal.setdefault(one.for_tenant_id, []).append(one.role)
        rights = [
            {"portal": one, "roles": sorted(by_portal[one.id])} for one in portals if one.id in by_portal
        ]
        rows.append({"user": user, "rights": rights})
    found = [one for one in rows if _matches(one, asked["q"], asked["vai-tro"], asked["cong"], asked["xem"])]
    page = paged(len(found), lambda offset, limit: found[offset : offset + limit], PER_PAGE)
    template = "desk/_everybody_list.html" if request.headers.get("HX-Request") else "desk/everybody.html"
    return render_template(
        template,
        page=page,
        asked=asked,
        roles=ROLES,
        portals=[(one.slug, one.name) for one in portals],
    )
