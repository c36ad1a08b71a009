"""The quality board and the mandatory sections."""

from __future__ import annotations

from sqlalchemy import select

from portal.extensions import db
from portal.quality.models import Finding
from portal.quality.outside.models import OutsideLink
from portal.quality.outside.verdicts import BROKEN
from tests.factories import Factory

ROUTES = {
    "desk_quality.board": "content.read",
    "desk_quality.export": "content.read",
    "desk_quality.ignore": "content.edit",
    "desk_quality.heed": "content.edit",
    "desk_quality.look_again": "content.publish",
    "desk_quality.all_portals": "district.tenants",
    "desk_links.listing": "content.read",
    "desk_links.ask_again": "content.edit_own",
    "duties.own": "content.read",
    "duties.export": "content.read",
    "duties.correct": "tenant.settings",
    "duties.confirm": "content.publish",
    "duties.remind": "content.publish",
    "duties.all_portals": "district.tenants",
}


def _finding(factory: Factory, slug: str, text: str) -> tuple[int, str]:
    """A finding on a page of the portal."""
    page, _slug = factory.page(slug, title=text or "Trang thử", publish=False)
    with factory.acting(slug) as actor:
        row = Finding(tenant_id=actor.tenant_id, kind="page", object_id=page, rule="summary-none", title=text)
        db.session.add(row)
        db.session.commit()
        return row.id, text


def _link(factory: Factory, slug: str, text: str) -> tuple[int, str]:
    """A broken address that stands on the portal."""
    address = f"https://trang.example/{text or 'trang'}"
    with factory.acting(slug) as actor:
        row = db.session.scalar(select(OutsideLink).where(OutsideLink.address == address))
        if row is None:
            row = OutsideLink(tenant_id=actor.tenant_id, address=address, status=BROKEN, reason="missing")
            db.session.add(row)
            db.session.commit()
        return row.id, text


THINGS = {"quality": _finding, "links": _link}
VALUES = {f"duties.{name}": {"code": "tin-tuc"} for name in ("correct", "confirm", "remind")}
