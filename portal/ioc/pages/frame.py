"""What all pages of the operations centre share: their address, their tabs, what packages beside add to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import abort, current_app, request
from flask_babel import gettext as _

from portal.accounts.permissions import Actor
from portal.clock import today
from portal.ioc.pages import periods
from portal.ioc.pages.periods import Span
from portal.ioc.pages.plan import PLANS
from portal.ioc.pages.viewed import Viewed, viewed
from portal.web.request import current_portal

WHERE = "/quan-tri/dieu-hanh/"
READ = "ioc.read"


@dataclass(frozen=True)
class Beside:
    """A page of the operations centre that another package adds: in the row of actions of every page."""

    label: Any
    path: str
    action: str = READ


@dataclass
class Frame:
    """What was added."""

    beside: list[Beside] = field(default_factory=list)


def frame() -> Frame:
    """The application's frame. Packages beside append to `frame().beside` when they register."""
    found: Frame = current_app.extensions.setdefault("ioc_frame", Frame())
    return found


def asked_span() -> Span:
    """The period that the address names, else the running month. 404 for one that nobody can choose."""
    found = periods.read(request.args.get("ky", ""), today())
    if found is None:
        abort(404)
    return found


def asked_units() -> Viewed:
    """Whose figures the address asks for. 404 for a unit that is not to be seen from here."""
    found = viewed(current_portal(), request.args.get("don-vi", ""))
    if found is None:
        abort(404)
    return found


def query(span: Span, seen: Viewed, **more: str) -> str:
    """The query that keeps period and unit from page to page."""
    parts = {"ky": span.key, "don-vi": seen.chosen.slug if seen.chosen else ""} | more
    return "?" + "&".join(f"{name}={value}" for name, value in parts.items() if value)


def tabs(here: str, span: Span, seen: Viewed) -> list[dict[str, Any]]:
    """The six pages, after the overview."""
    places = [("", _("Toàn cảnh")), *((one.slug, str(one.short)) for one in PLANS)]
    return [
        {"label": label, "path": f"{WHERE}{slug}{query(span, seen)}", "active": slug == here}
        for slug, label in places
    ]


def shared(here: str, span: Span, seen: Viewed, actor: Actor) -> dict[str, Any]:
    """What the frame's template needs."""
    return {
        "where": WHERE,
        "here": here,
        "span": span,
        "seen": seen,
        "pages": tabs(here, span, seen),
        "kinds": _kinds(here, span, seen),
        "choices": periods.choices(span.kind, today()),
        "query": query(span, seen),
        "beside": [one for one in frame().beside if actor.may(one.action)],
    }


def _kinds(here: str, span: Span, seen: Viewed) -> list[dict[str, Any]]:
    labels = {
        periods.WEEK: _("7 ngày"),
        "thang": _("Tháng"),
        "quy": _("Quý"),
        "nam": _("Năm"),
    }
    found = []
    for kind, label in labels.items():
        chosen = span if kind == span.kind else periods.choices(kind, today())[0]
        found.append(
            {"label": label, "path": f"{WHERE}{here}{query(chosen, seen)}", "active": kind == span.kind}
        )
    return found
