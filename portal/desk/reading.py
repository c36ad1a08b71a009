"""Reading figures in the desk: what is read, searched and taken, by day and by page; the portals beside each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.accounts.signing_in import desk_view
from portal.extensions import db
from portal.screens.contract import Part, Screen
from portal.screens.registry import all_screens
from portal.search.curation import statistics
from portal.tenancy.directory import directory
from portal.tenancy.scope import all_tenants
from portal.visits import queries
from portal.visits.acts import DOWNLOAD, FEED, PRINT, SEARCH, VIEW
from portal.visits.queries import Period, last_days
from portal.web.contributions import contributions
from portal.web.spreadsheet import Sheet, xlsx_answer

bp = Blueprint("reading", __name__, template_folder="templates", url_prefix="/quan-tri/luot-xem")
PERIODS = {"7": _l("7 ngày"), "30": _l("30 ngày"), "90": _l("90 ngày"), "365": _l("1 năm")}
LABELS = {
    VIEW: _l("Lượt xem"),
    SEARCH: _l("Lượt tìm kiếm"),
    DOWNLOAD: _l("Lượt tải tệp"),
    PRINT: _l("Lượt in"),
    FEED: _l("Lượt đọc qua Atom"),
}
TOP = 20


def _period() -> tuple[str, Period]:
    asked = request.args.get("ky", "30")
    asked = asked if asked in PERIODS else "30"
    return asked, last_days(int(asked))


@dataclass(frozen=True)
class Bar:
    """A day of the chart, in the units of its viewBox."""

    x: float
    y: float
    height: float
    day: date
    count: int


WIDTH, HEIGHT = 720.0, 160.0


def bars(days: list[tuple[date, int]]) -> list[Bar]:
    """The chart: the tallest bar fills its height."""
    most = max((count for _day, count in days), default=0) or 1
    step = WIDTH / max(1, len(days))
    return [
        Bar(
            round(number * step, 2),
            round(HEIGHT - HEIGHT * count / most, 2),
            round(HEIGHT * count / most, 2),
            day,
            count,
        )
        for number, (day, count) in enumerate(days)
    ]


@bp.get("/")
@desk_view("content.read")
def own() -> ResponseReturnValue:
    """The figures of this portal."""
    asked, period = _period()
    days = queries.by_day(period)
    pages, files = queries.top(period, VIEW, TOP), queries.top(period, DOWNLOAD, TOP)
    return render_template(
        "desk/reading.html",
        asked=asked,
        periods=PERIODS,
        period=period,
        labels=LABELS,
        now=queries.totals(period),
        before=queries.totals(period.before),
        days=days,
        bars=bars(days),
        step=WIDTH / len(days),
        pages=[(path, count, name) for (path, count), name in zip(pages, titles(pages), strict=True)],
        files=[(path, count, path.rsplit("/", 1)[1]) for path, count in files],
        questions=statistics.most_asked(TOP),
    )


def titles(pages: list[tuple[str, int]]) -> list[str]:
    """What the pages are called: one statement per kind of thing that is among them."""
    names: dict[str, str] = {}
    for screen in all_screens():
        front = screen.public_path(SimpleNamespace(slug=""))
        slugs = {
            path.removeprefix(front): path
            for path, _count in pages
            if path.startswith(front) and path != front
        }
        wanted = [slug for slug in slugs if "/" not in slug]
        if wanted:
            found = db.session.scalars(select(screen.model).where(screen.model.slug.in_(wanted)))
            names |= {slugs[one.slug]: screen.title_of(one) for one in found}
    own = _lists()
    return [names.get(path) or own.get(path) or _below(path, own) for path, _count in pages]


def _lists() -> dict[str, str]:
    """The names of the pages that the public menu leads to."""
    entries = contributions().menu
    below = [child for one in entries if one.children is not None for child in one.children()]
    return (
        {"/": str(_("Trang chủ"))}
        | {at: label for label, at in below}
        | {one.path: str(one.label) for one in entries}
    )


def _below(path: str, own: dict[str, str]) -> str:
    """A page that no thing has a name for: the room that it is in, and where."""
    room = f"/{path.split('/')[1]}/" if path.count("/") > 1 else ""
    return f"{own[room]}: {path}" if room in own else path


@bp.get("/xuat")
@desk_view("content.read")
def export() -> Response:
    """The figures of the period as a workbook, or as JSON (`?dang=json`)."""
    _asked, period = _period()
    days = {act: dict(queries.by_day(period, act)) for act in LABELS}
    pages = [(act, path, count) for act in LABELS for path, count in queries.top(period, act, 1000)]
    if request.args.get("dang") == "json":
        answer = jsonify(
            {
                "since": period.since.isoformat(),
                "until": period.until.isoformat(),
                "days": {act: {day.isoformat(): n for day, n in one.items()} for act, one in days.items()},
                "pages": [{"act": act, "path": path, "count": count} for act, path, count in pages],
            }
        )
        answer.headers["Cache-Control"] = "no-store"
        return answer
    names = [str(label) for label in LABELS.values()]
    by_day = Sheet(
        _("Theo ngày"), [_("Ngày"), *names], ([day, *(days[a][day] for a in LABELS)] for day in period.days)
    )
    by_page = Sheet(
        _("Theo trang"),
        [_("Loại"), _("Địa chỉ"), _("Số lượt")],
        ((str(LABELS[a]), path, n) for a, path, n in pages),
    )
    return xlsx_answer("luot-xem.xlsx", by_day, by_page)


@bp.get("/cac-cong")
@desk_view("district.tenants")
def portals() -> str:
    """All portals beside each other."""
    asked, period = _period()
    with all_tenants("quản trị huyện so sánh lượt xem các cổng"):
        found = queries.by_portal(period)
    rows = [(one.name, found.get(one.id, {})) for one in directory().all() if one.merged_into_id is None]
    rows.sort(key=lambda row: -row[1].get(VIEW, 0))
    return render_template(
        "desk/reading_portals.html", rows=rows, asked=asked, periods=PERIODS, period=period, labels=LABELS
    )


def _panel(screen: Screen, thing: Any | None) -> dict[str, Any] | None:
    """On the edit page of what was published: how often it was read in thirty days."""
    if thing is None or thing.publish_at is None:
        return None
    return {"count": queries.of_path(screen.public_path(thing), last_days(30))}


PART = Part("reading", 95, data=_panel, panel="desk/_reading_panel.html")
