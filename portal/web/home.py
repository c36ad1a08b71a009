"""The home page: its blocks as the portal arranged them, and those that belong to no room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Flask, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.tenancy.directory import directory
from portal.web.appearance import Appearance, BlockRow, appearance
from portal.web.contributions import HomeBlock, contributions
from portal.web.freshness import remembered
from portal.web.request import current_portal, portal_url


def register(app: Flask) -> None:
    """Contribute the blocks."""
    contributions(app).home.extend(
        (
            HomeBlock("banner", _l("Ảnh đầu trang"), 5, _banner),
            HomeBlock("hotline", _l("Đường dây nóng"), 70, _hotline),
            HomeBlock("links", _l("Liên kết"), 80, _links),
            HomeBlock("portals", _l("Cổng thông tin các xã, thị trấn"), 90, _portals),
        )
    )


def arranged(chosen: Sequence[BlockRow]) -> list[BlockRow]:
    """All blocks in a portal's order; those that it never arranged come after the others, in their own order."""
    built_in = {one.kind: one for one in contributions().home}
    rows = [one for one in chosen if one.kind in built_in]
    known = {one.kind for one in rows}
    fresh = sorted(built_in.values(), key=lambda one: one.order)
    # The banner stands on top: a portal that arranged its blocks before there were banners expects it there.
    unseen = [BlockRow(one.kind) for one in fresh if one.kind not in known]
    above = [one for one in unseen if one.kind == "banner"]
    return above + rows + [one for one in unseen if one.kind != "banner"]


def home_blocks() -> list[dict[str, Any]]:
    """Kind, title and data of each block that has something to show."""
    built_in = {one.kind: one for one in contributions().home}
    found = []
    for row in arranged(appearance().home):
        if row.off:
            continue
        block = built_in[row.kind]
        data = remembered(f"home.{block.kind}", block.data)
        shown = _cut(data, row) if data else None
        if shown:
            found.append({"kind": block.kind, "title": row.title or str(block.title)} | shown)
    return found


def _cut(data: dict[str, Any], row: BlockRow) -> dict[str, Any] | None:
    """The data with no more things, and of no other sections, than the portal wants; None: nothing is left."""
    if not row.count and not row.sections:
        return data
    shown = dict(data)
    for name in ("items", "days"):
        if row.count and isinstance(shown.get(name), list):
            shown[name] = shown[name][: row.count]
    if isinstance(shown.get("sections"), list):
        sections = [one for one in shown["sections"] if not row.sections or _slug_of(one) in row.sections]
        sections.sort(key=lambda one: row.sections.index(_slug_of(one)) if row.sections else 0)
        shown["sections"] = [
            {**one, "items": one["items"][: row.count] if row.count else one["items"]} for one in sections
        ]
        return shown if sections else None
    return shown


def _slug_of(section: dict[str, Any]) -> str:
    return str(section.get("path", "")).strip("/").rpartition("/")[2]


def _banner() -> dict[str, Any] | None:
    """The picture across the page; hidden from readers where it says nothing and leads nowhere."""
    look = appearance()
    if not look.banner:
        return None
    tried_out = "/quan-tri" if look.banner.startswith("/quan-tri/") else ""
    return {
        "src": look.banner,
        "srcset": look.banner_srcset.replace("/tep/", f"{request.script_root}{tried_out}/tep/"),
        "alt": look.banner_alt,
        "target": look.banner_target,
    }


def _hotline() -> dict[str, Any] | None:
    portal = current_portal()
    items = [
        {"label": _("Đường dây nóng"), "phone": portal.hotline, "note": portal.authority},
        {"label": _("Văn phòng"), "phone": portal.telephone, "note": _("Giờ hành chính")},
    ]
    shown = [one for one in items if one["phone"]]
    return {"items": shown} if shown else None


def _links() -> dict[str, Any] | None:
    return {"items": linked(appearance(), current_portal().settings)}


def linked(look: Appearance, settings: dict[str, Any]) -> list[dict[str, str]]:
    """What stands in the block of links of a portal: each with its title and a `path` or `url`."""
    return (
        [{"title": one.label} | _where(one.target) for one in look.links]
        or settings.get("links")
        or [
            {"title": _("Cổng Dịch vụ công quốc gia"), "url": "https://dichvucong.gov.vn/"},
            {"title": _("Cổng thông tin điện tử Chính phủ"), "url": "https://chinhphu.vn/"},
            {"title": _("Cơ sở dữ liệu quốc gia về văn bản pháp luật"), "url": "https://vbpl.vn/"},
        ]
    )


def _where(target: str) -> dict[str, str]:
    return {"path": target} if target.startswith("/") else {"url": target}


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
