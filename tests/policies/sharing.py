"""Sharing between portals."""

from __future__ import annotations

from sqlalchemy import select

from portal.extensions import db
from portal.sharing.delivering import deliver
from portal.sharing.models import SUGGEST, SharedCopy
from tests.factories import Factory
from tests.sharing.sending import send

ROUTES = {
    "desk_sharing.listing": "content.read",
    "desk_sharing.sent": "content.read",
    "desk_sharing.one": "content.read",
    "desk_sharing.take": "content.publish",
    "desk_sharing.decline": "content.publish",
    "desk_sharing.detach": "content.edit",
    "desk_sharing.follow_again": "content.publish",
    "desk_sharing.send": "content.publish",
    "desk_sharing.recall": "content.publish",
    "desk_sharing.state": "content.read",
    "desk_sharing.switch": "content.share",
    "desk_sharing.asking": "tenant.settings",
}


def _copy(factory: Factory, slug: str, _canary: str) -> tuple[int, str]:
    """Something that came to the portal: from the district, or to the district from a commune. Two portals may see it,
    so that it holds no canary."""
    sender = "tam-hai" if slug == "nui-thanh" else "nui-thanh"
    made, _slug = factory.news(sender, title=f"Bài gửi đến {slug}")
    send(factory, sender, made, [slug], SUGGEST)
    with factory.app.app_context():
        deliver()
    with factory.acting(slug):
        found = db.session.scalar(select(SharedCopy.id).where(SharedCopy.source_id == made))
        assert found is not None
        return found, ""


THINGS = {"sharing": _copy}
VALUES = {
    name: {"kind": "news", "thing_id": "7"}
    for name in ("desk_sharing.send", "desk_sharing.state", "desk_sharing.switch")
}
