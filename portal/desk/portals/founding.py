"""Founding a portal from a template, in one transaction: record, hosts, sections, pages that the law asks for, looks,
the invitation of its first administrator. Either all of it is there or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import g
from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts import invitations
from portal.accounts.permissions import Actor, system_actor
from portal.desk import letters
from portal.extensions import db
from portal.news import service as news
from portal.news.models import NewsSection
from portal.pages import service as pages
from portal.pages.models import Page
from portal.publishing.answering import SETTING as FOUR_EYES
from portal.publishing.service import audit
from portal.tenancy.directory import directory
from portal.tenancy.founding import Founding, found
from portal.tenancy.models import Tenant
from portal.tenancy.scope import editing, entered, narrowed, system_task
from portal.web.appearance import KEY
from portal.web.freshness import GLOBAL_SLOT, tenants_changed, versions

PICTURES = ("emblem", "banner", "banner_srcset", "banner_alt", "banner_target")
SECTIONS = (("su-kien", "Tin tức – Sự kiện"), ("thong-bao", "Thông báo"))


@dataclass(frozen=True)
class Founded:
    """What was made: the portal's id and slug, how many sections and pages, the link of the invitation ("" if nobody
    was invited)."""

    id: int
    slug: str
    sections: int
    mandatory: int
    drafts: int
    invitation: str = ""


def found_portal(
    wanted: Founding, template_id: int | None, admin: tuple[str, str], actor: Actor, *, with_pages: bool
) -> Founded:
    """Found a portal like the one with `template_id` (None: like the district's, without its looks) and invite
    `admin` (e-mail, name), and commit. Raises Forbidden, founding.Refused, InvalidAccount."""
    actor.require("district.tenants")
    with system_task("lập cổng mới"):
        made = found(wanted)
        sections, drafts = _structure(template_id if template_id is not None else actor.tenant_id)
        if template_id is not None:
            _take_looks(made, template_id)
        with narrowed(made.id):
            counts = _furnish(made, sections, drafts if with_pages else [])
            row, token = None, ""
            if admin[0]:
                inviting = Actor(actor.user_id, actor.name, made.id, actor.roles)
                row, token = invitations.invite(*admin, ["tenant_admin"], inviting, is_district=False)
            audit(Actor(actor.user_id, actor.name, made.id), "tenants.founded", detail=made.name)
        audit(actor, "tenants.founded", detail=f"{made.slug}: {made.name}")
        made_id, invited = made.id, row.id if row is not None else None
        db.session.commit()
    tenants_changed()
    link = _send(made_id, invited, token) if invited is not None else ""
    return Founded(made_id, wanted.slug, *counts, link)


def _structure(template_id: int) -> tuple[list[tuple[str, str, int]], list[dict[str, Any]]]:
    """Sections of a portal, and its standing pages by their titles and places."""
    sections = db.session.execute(
        select(NewsSection.slug, NewsSection.name, NewsSection.position)
        .where(NewsSection.tenant_id == template_id, NewsSection.enabled)
        .order_by(NewsSection.position, NewsSection.id)
    ).all()
    found_ = db.session.scalars(
        select(Page)
        .where(Page.tenant_id == template_id, Page.status == "published", Page.section == "")
        .order_by(Page.position, Page.id)
    )
    held = [{"title": one.title, "slug": one.slug, "position": one.position} for one in found_]
    rows = [(slug, name, position) for slug, name, position in sections]
    return rows or [(slug, name, at) for at, (slug, name) in enumerate(SECTIONS)], held


def _take_looks(made: Tenant, template_id: int) -> None:
    """Menu, home page, links and way of approving of the template; its pictures are its own."""
    model = db.session.get_one(Tenant, template_id)
    look = {key: value for key, value in (model.settings.get(KEY) or {}).items() if key not in PICTURES}
    look.pop("responsible", None)
    settings = dict(made.settings)
    if look:
        settings[KEY] = look
    for key in ("home_blocks", FOUR_EYES):
        if key in model.settings:
            settings[key] = model.settings[key]
    made.settings = settings


def _furnish(
    made: Tenant, sections: list[tuple[str, str, int]], drafts: list[dict[str, Any]]
) -> tuple[int, int, int]:
    actor = system_actor(made.id)
    for slug, name, position in sections:
        news.ensure_section(slug, name, position)
    mandatory = pages.ensure_mandatory(actor)
    for one in drafts:
        pages.write(pages.PageDraft(one["title"], position=one["position"], slug=one["slug"]), actor)
    return len(sections), mandatory, len(drafts)


def _send(tenant_id: int, invitation_id: int, token: str) -> str:
    """The invitation's e-mail, from the new portal; the link is answered as well, since e-mail may not arrive."""
    refresh()
    here = g.portal
    with entered(editing(tenant_id)):
        try:
            g.portal = directory().by_id(tenant_id)
            row = next(one for one in invitations.invitations(tenant_id) if one.id == invitation_id)
            letters.send_invitation(row, token)
            link = letters.invitation_url(token)
            db.session.commit()
            return link
        finally:
            g.portal = here


def refresh() -> None:
    """Let this process know the portals as they are now."""
    directory().refresh(versions().read(GLOBAL_SLOT))


def kinds() -> list[tuple[str, str]]:
    """Kinds of agencies that have a portal below the district."""
    return [
        ("commune", _("Xã")),
        ("town", _("Thị trấn")),
        ("ward", _("Phường")),
        ("department", _("Phòng, ban")),
    ]
