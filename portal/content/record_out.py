"""The record of a portal in a package: tenants.toml, sections.toml, settings, who works there."""

from __future__ import annotations

import json
from dataclasses import fields as fields_of_class
from typing import Any

from sqlalchemy import select

from portal.accounts.models import Membership, User
from portal.content.placing import Names, outward_all
from portal.content.rows_out import plain
from portal.extensions import db
from portal.news.models import NewsSection
from portal.tenancy.directory import Portal, directory
from portal.tenancy.founding import DELETION
from portal.tenancy.scope import system_task

NOT_SETTINGS = frozenset({DELETION, "hosts_by_hand"})
_TEXTS = ("slug", "name", "authority", "kind", "code", "theme", "emblem", "address", "telephone", "hotline",
          "email", "agency_id")  # fmt: skip


def as_json(data: Any) -> str:
    """Data as a file that people read."""
    return json.dumps(data, ensure_ascii=False, indent=1, default=lambda one: plain(one) or str(one)) + "\n"


def settings_of(portal: Portal) -> dict[str, Any]:
    """The settings that go along."""
    return {key: value for key, value in portal.settings.items() if key not in NOT_SETTINGS}


def own_record(portal: Portal, names: Names) -> str:
    """`<slug>/portal.json`: settings and hosts of former times, as they come back."""
    return as_json(
        {
            "settings": outward_all(settings_of(portal), names),
            "former_hosts": list(portal.former_hosts),
        }
    )


def tenants_toml(portal: Portal) -> str:
    """The portal and those above it, the uppermost first."""
    line = [one for above in reversed(portal.ancestors) if (one := directory().by_id(above)) is not None]
    return "\n".join(_toml(one, line) for one in [*line, portal])


def sections_toml(portal: Portal) -> str:
    """The sections of its news, in their order, in the scope of the portal."""
    wanted = select(NewsSection).where(NewsSection.tenant_id == portal.id)
    sections = db.session.scalars(wanted.order_by(NewsSection.position, NewsSection.id))
    rows = [f"[[section]]\nslug = {_quoted(one.slug)}\nname = {_quoted(one.name)}\n" for one in sections]
    return "\n".join(rows) or "section = []\n"


def whole_record(portal: Portal) -> str:
    """`portal.json`: what the portal is, and who works there in which role (no passwords, no keys)."""
    left = {"settings", "descendants"}
    known = {one.name: getattr(portal, one.name) for one in fields_of_class(Portal) if one.name not in left}
    return as_json(known | {"settings": settings_of(portal), "people": _people(portal)})


def _people(portal: Portal) -> list[dict[str, Any]]:
    with system_task("xuất danh sách người làm việc ở cổng"):
        rows = db.session.execute(
            select(User.name, User.email, Membership.role)
            .join(Membership, Membership.user_id == User.id)
            .where(Membership.for_tenant_id == portal.id)
            .order_by(User.email, Membership.role)
        ).all()
    return [{"name": name, "email": email, "role": role} for name, email, role in rows]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # a basic string of TOML is written like one of JSON


def _toml(portal: Portal, line: list[Portal]) -> str:
    rows = [f"{name} = {_quoted(getattr(portal, name))}" for name in _TEXTS]
    rows += [f"{name} = {value!r}" for name in ("lat", "lon") if (value := getattr(portal, name)) is not None]
    rows += [
        f"{name} = {value.isoformat()}"
        for name in ("valid_from", "valid_to")
        if (value := getattr(portal, name))
    ]
    above = next((one.slug for one in line if one.id == portal.parent_id), None)
    rows += [f"parent = {_quoted(above)}"] if above else []
    rows.append(f"hosts = [{', '.join(_quoted(host) for host in portal.hosts)}]")
    rows.append(
        f"colours = {{primary = {_quoted(portal.primary_colour)}, accent = {_quoted(portal.accent_colour)}}}"
    )
    return "[[tenant]]\n" + "\n".join(rows) + "\n"
