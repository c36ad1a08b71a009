"""Public pages of services: what can be asked for here. A service's own page is its guide."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, render_template, request
from flask_babel import gettext as _

from portal.services import events, queries
from portal.services.definition.shapes import FULL, PARTLY
from portal.services.queries import Offer
from portal.services.registry import above
from portal.web.freshness import remembered
from portal.web.request import public_url

bp = Blueprint("services", __name__, template_folder="templates", url_prefix="/dich-vu")
HERE = "/dich-vu/"
ON_HOME = 6


@bp.get("/")
def listing() -> str:
    """What is open here, found by words, field, or event of life."""
    offers = offered()
    words = request.args.get("q", "")[:200].strip()
    field, event = request.args.get("linh-vuc", "")[:200], request.args.get("viec", "")[:20]
    found = queries.matching(events.of_event(offers, event), words, field)
    return render_template(
        "services/list.html",
        rows=[row(one) for one in found],
        words=words,
        field=field,
        fields=_counted(offers),
        event=events.BY_KEY.get(event),
        events=events.with_something(offers),
        is_narrowed=bool(words or field or event),
        canonical_url=public_url(HERE),
        crumbs=[(_("Dịch vụ công"), None)],
    )


def offered() -> list[Offer]:
    """What is open at this portal, kept until something of it changes."""
    found: list[Offer] = remembered("services.open", queries.open_services)
    return found


def _counted(offers: list[Offer]) -> list[tuple[str, str, int]]:
    names = sorted({one.field for one in offers if one.field})
    return [(name, name, sum(one.field == name for one in offers)) for name in names]


def row(one: Offer) -> dict[str, Any]:
    """A service as lists show it; the label says its level of online service."""
    return {
        "path": one.path,
        "title": one.name,
        "field": one.field,
        "summary": one.summary,
        "service_level": one.level,
        "service_level_label": level_label(one.level),
        "apply_path": above(current_app).apply(one.slug, {}) if one.is_online else "",
    }


def level_label(level: str) -> str:
    """The level of online service in short (Decree 42/2022/NĐ-CP, article 11)."""
    if level == FULL:
        return _("Trực tuyến toàn trình")
    return _("Trực tuyến một phần") if level == PARTLY else _("Chỉ cung cấp thông tin")


def on_home() -> dict[str, Any] | None:
    """The block of the home page."""
    items = [row(one) for one in offered()[:ON_HOME]]
    return {"items": items, "path": HERE} if items else None


def for_procedure(code: str) -> dict[str, Any] | None:
    """What the page of a procedure says of the service for it; None where it is not open here."""
    known = {one.code: one for one in offered()}
    found = known.get(code) or known.get(".".join(code.split(".")[:2]))
    return row(found) if found else None
