"""The quality board and the mandatory sections."""

from __future__ import annotations

from portal.extensions import db
from portal.quality.models import Finding
from tests.factories import Factory

ROUTES = {
    "quality.board": "content.read",
    "quality.export": "content.read",
    "quality.ignore": "content.edit",
    "quality.heed": "content.edit",
    "quality.look_again": "content.publish",
    "quality.all_portals": "district.tenants",
    "duties.own": "content.read",
    "duties.export": "content.read",
    "duties.correct": "tenant.settings",
    "duties.confirm": "content.publish",
    "duties.remind": "content.publish",
    "duties.all_portals": "district.tenants",
}


def _finding(factory: Factory, slug: str, text: str) -> tuple[int, str]:
    """A finding on a page of the portal."""
    page, _slug = factory.page(slug, title=text or "Trang thử")
    with factory.acting(slug) as actor:
        row = Finding(tenant_id=actor.tenant_id, kind="page", object_id=page, rule="summary-none", title=text)
        db.session.add(row)
        db.session.commit()
        return row.id, text


THINGS = {"quality": _finding}
VALUES = {"quality.ignore": {"reason": "Trang chỉ có tệp"}, "duties.correct": {"version": "0"}}
