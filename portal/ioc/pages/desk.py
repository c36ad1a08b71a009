"""The desk of the operations centre: the overview, the pages, their files and charts."""

from __future__ import annotations

from flask import Blueprint, Response, abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.signing_in import acting, desk_view
from portal.charts import FILES, as_file, figure
from portal.clock import to_local
from portal.ioc.pages import exporting, overview, reading, society, wording
from portal.ioc.pages.drawing import COMPARISON, MAP
from portal.ioc.pages.frame import READ, WHERE, asked_span, asked_units, query, shared
from portal.ioc.pages.plan import BY_SLUG, Plan
from portal.ioc.pages.shapes import PageRead, Tile
from portal.ioc.pages.society import SocietyRead
from portal.ioc.warehouse.registry import SOCIETY
from portal.tenancy.directory import Portal
from portal.web.spreadsheet import xlsx_answer

bp = Blueprint("ioc_desk", __name__, template_folder="../templates", url_prefix=WHERE.rstrip("/"))
KINDS = {"png": "PNG", "svg": "SVG"}


def _plan(slug: str) -> Plan:
    found = BY_SLUG.get(slug)
    if found is None:
        abort(404)
    return found


def _read(plan: Plan) -> PageRead:
    return reading.read_page(plan, asked_span(), asked_units(), request.args.get("so-sanh", ""))


def _read_society() -> SocietyRead:
    return society.read_page(asked_span(), asked_units(), request.args.get("chi-tieu", ""))


def _any(plan: Plan) -> PageRead | SocietyRead:
    return _read_society() if plan.part == SOCIETY else _read(plan)


@bp.get("/")
@desk_view(READ)
def start() -> str:
    """All six parts at a glance."""
    span, seen = asked_span(), asked_units()
    found = overview.read(span, seen)
    return render_template(
        "ioc/overview.html",
        groups=found.groups,
        filled_at=found.filled_at,
        wording=wording,
        **shared("", span, seen, acting()),
    )


@bp.get("/<part>")
@desk_view(READ)
def page(part: str) -> str:
    """One part: figures, trends, units beside each other."""
    plan = _plan(part)
    if plan.part == SOCIETY:
        return _society()
    found = _read(plan)
    charts = {key: figure(one, f"bd-{key}") for key, one in found.charts.items()}
    return render_template(
        "ioc/page.html",
        page=found,
        plan=plan,
        charts=charts,
        trends=[key for key in charts if key not in {COMPARISON, MAP}],
        files={key: files_of(found, key) for key in charts},
        links={one.figure.key: links_of(one, found) for one in found.tiles},
        way=way_to(found),
        wording=wording,
        compared=found.compared,
        comparison=charts.get(COMPARISON),
        map=charts.get(MAP),
        note=note_of(found),
        **shared(plan.slug, found.span, found.viewed, acting()),
    )


def links_of(tile: Tile, found: PageRead) -> list[tuple[str, str]]:
    """Where the very records lie, of those that this person may open. What is another unit's lies at the desk of that
    unit (`way_to`), for who may go there; of the district as a whole the links lead to its own."""
    actor, span = acting(), found.span
    if _elsewhere(found) is not None and not actor.may("district.tenants"):
        return []
    return [
        (str(one.label), one.path.format(first=span.first.isoformat(), last=span.until.isoformat()))
        for one in tile.figure.links
        if actor.may(one.action)
    ]


def _elsewhere(found: PageRead) -> Portal | None:
    """The unit at whose desk the records lie, where it is another than this."""
    chosen = found.viewed.chosen
    return chosen if chosen is not None and chosen.id != found.viewed.here.id else None


def way_to(found: PageRead) -> str:
    """The address that takes an administrator of the district to the desk of the unit; "" where it is this desk."""
    unit = _elsewhere(found)
    return f"/quan-tri/chuyen/{unit.slug}" if unit is not None else ""


def files_of(found: PageRead, key: str) -> list[tuple[str, str]]:
    """Where a chart can be taken away."""
    more = {"so-sanh": found.compared.key} if found.compared is not None and key in {COMPARISON, MAP} else {}
    asked = query(found.span, found.viewed, **more)
    return [(label, f"{WHERE}{found.plan.slug}/bieu-do/{key}.{kind}{asked}") for kind, label in KINDS.items()]


def note_of(found: PageRead | SocietyRead) -> str:
    """What stands under a chart that is taken away: whose figures, of which days, counted when."""
    span = found.span
    words = _(
        "%(name)s, %(first)s – %(last)s",
        name=found.viewed.name,
        first=f"{span.first:%d/%m/%Y}",
        last=f"{span.until:%d/%m/%Y}",
    )
    if found.filled_at is None:
        return str(words)
    return _("%(words)s. Đếm lúc %(at)s", words=words, at=f"{to_local(found.filled_at):%H:%M %d/%m/%Y}")


@bp.get("/<part>/bieu-do/<key>.<kind>")
@desk_view(READ)
def chart(part: str, key: str, kind: str) -> Response:
    """A chart as a file, with its title and a note."""
    plan = _plan(part)
    found = _any(plan)
    if kind not in FILES or key not in found.charts:
        abort(404)
    answer = Response(as_file(found.charts[key], kind, note_of(found)), mimetype=FILES[kind])
    name = f"{plan.slug}-{key}-{found.span.key}.{kind}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.get("/<part>/xuat")
@desk_view(READ)
def export(part: str) -> ResponseReturnValue:
    """The page as a workbook, or as JSON (`?dang=json`)."""
    plan = _plan(part)
    found = _any(plan)
    if request.args.get("dang") == "json":
        told = society.as_json(found) if isinstance(found, SocietyRead) else exporting.as_json(found)
        return jsonify(told)
    sheets = society.sheets(found) if isinstance(found, SocietyRead) else exporting.sheets(found)
    return xlsx_answer(f"dieu-hanh-{plan.slug}-{found.span.key}.xlsx", *sheets)


def _society() -> str:
    found = _read_society()
    charts = {key: figure(one, f"bd-{key}") for key, one in found.charts.items()}
    return render_template(
        "ioc/society.html",
        page=found,
        charts=charts,
        files={key: society.files_of(found, key) for key in charts},
        note=note_of(found),
        **shared(found.plan.slug, found.span, found.viewed, acting()),
    )
