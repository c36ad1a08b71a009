"""Home blocks that belong to no room: hotline, links, the other portals of the district."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.tenancy.directory import directory
from portal.web.contributions import HomeBlock, contributions
from portal.web.request import current_portal, portal_url


def register(app: Flask) -> None:
    """Contribute the blocks."""
    contributions(app).home.extend(
        (
            HomeBlock("hotline", _l("Đường dây nóng"), 70, _hotline),
            HomeBlock("links", _l("Liên kết"), 80, _links),
            HomeBlock("portals", _l("Cổng thông tin các xã, thị trấn"), 90, _portals),
        )
    )


def _hotline() -> dict[str, Any] | None:
    portal = current_portal()
    items = [
        {"label": _("Đường dây nóng"), "phone": portal.hotline, "note": portal.authority},
        {"label": _("Văn phòng"), "phone": portal.telephone, "note": _("Giờ hành chính")},
    ]
    shown = [one for one in items if one["phone"]]
    return {"items": shown} if shown else None


def _links() -> dict[str, Any] | None:
    items = current_portal().settings.get("links") or [
        {"title": _("Cổng Dịch vụ công quốc gia"), "url": "https://dichvucong.gov.vn/"},
        {"title": _("Cổng thông tin điện tử Chính phủ"), "url": "https://chinhphu.vn/"},
        {"title": _("Cơ sở dữ liệu quốc gia về văn bản pháp luật"), "url": "https://vbpl.vn/"},
    ]
    return {"items": items}


def _portals() -> dict[str, Any] | None:
    portal = current_portal()
    family = {*portal.ancestors, *portal.descendants}
    if not portal.descendants:
        family.update(
            other for above in portal.ancestors for other in (directory().by_id(above) or portal).descendants
        )
    items = [
        {"name": one.name, "url": portal_url(one)}
        for one in directory().all()
        if one.id in family and one.id != portal.id and one.status == "active" and one.merged_into_id is None
    ]
    return {"items": items} if items else None
