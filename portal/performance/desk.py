"""The desk of results: the report of a period, the index with its arithmetic, steps and people, all communes beside
each other. Figures alone: who oversees reads no dossier here."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.accounts.permissions import ROLES
from portal.accounts.signing_in import desk_view
from portal.clock import today
from portal.performance import as_files, charts, reports, work
from portal.performance.labels import GROUP_LABELS, MARK_LABELS, NUMBER_LABELS
from portal.performance.periods import MONTH, QUARTER, YEAR, Period, choices, month_before, read
from portal.tenancy.directory import directory
from portal.web.request import current_portal
from portal.web.spreadsheet import Cell, Sheet, xlsx_answer

WHERE = "/quan-tri/ket-qua-phuc-vu/"
OVERSEE, DISTRICT = "dossier.oversee", "district.tenants"
bp = Blueprint("performance_desk", __name__, template_folder="templates", url_prefix=WHERE.rstrip("/"))


def asked_period(*, ended: bool = False) -> Period:
    """The period that the address names, else the last whole month. 404 for one that nobody can choose."""
    written = request.args.get("ky", "")
    if not written:
        return month_before(today())
    found = read(written)
    if found is None or found not in choices(found.kind, today()) or (ended and found.last >= today()):
        abort(404)
    return found


def kinds(period: Period, path: str, *, ended: bool = False) -> list[dict[str, Any]]:
    """The kinds of periods, each leading to its newest whole one; of years to the running one, unless `ended`."""
    labels = {MONTH: _("Tháng"), QUARTER: _("Quý"), YEAR: _("Năm")}
    found = []
    for kind, label in labels.items():
        running = kind == YEAR and not ended
        newest = next(one for one in choices(kind, today()) if running or one.last < today())
        chosen = period if kind == period.kind else newest
        found.append({"label": label, "path": f"{path}?ky={chosen.key}", "active": kind == period.kind})
    return found


def _shown(period: Period, page: str) -> dict[str, Any]:
    """What every page of a period needs."""
    pages = [(_("Tổng hợp"), ""), (_("Chỉ số 766"), "chi-so"), (_("Bước và cán bộ"), "cong-viec")]
    return {
        "period": period,
        "periods": choices(period.kind, today()),
        "kinds": kinds(period, WHERE + page),
        "pages": [
            {"label": label, "path": f"{WHERE}{where}?ky={period.key}", "active": where == page}
            for label, where in pages
        ],
        "here": WHERE + page,
        "where": WHERE,
        "labels": NUMBER_LABELS,
        "is_running": period.last >= today(),
    }


@bp.get("/")
@desk_view(OVERSEE)
def overview() -> str:
    """How the counter did: totals, course of a year, procedures, money, ratings."""
    period, portal = asked_period(), current_portal()
    report = reports.report(portal, period)
    months = work.course([portal.id], period)
    return render_template(
        "performance/overview.html",
        report=report,
        chart=charts.course(months),
        mark_labels=MARK_LABELS,
        **_shown(period, ""),
    )


@bp.get("/chi-so")
@desk_view(OVERSEE)
def index() -> str:
    """The index of Decision 766: each line as numerator / denominator × weight = points."""
    period = asked_period()
    report = reports.report(current_portal(), period)
    return render_template("performance/index.html", report=report, **_shown(period, "chi-so"))


@bp.get("/chi-so/<code>")
@desk_view(OVERSEE)
def component(code: str) -> str:
    """The numbers behind a line of the index: by procedure, no person."""
    period = asked_period()
    line = reports.report(current_portal(), period).index.line(code)
    if line is None:
        abort(404)
    return render_template("performance/component.html", line=line, **_shown(period, "chi-so"))


@bp.get("/cong-viec")
@desk_view(OVERSEE)
def labour() -> str:
    """Where time goes, step by step; who did how much. For the portal's own management alone."""
    period = asked_period()
    return render_template(
        "performance/labour.html",
        steps=work.steps(period),
        persons=work.persons(period),
        roles=ROLES,
        **_shown(period, "cong-viec"),
    )


@bp.get("/xuat")
@desk_view(OVERSEE)
def export() -> ResponseReturnValue:
    """The report as a workbook, or as JSON (`?dang=json`)."""
    period, portal = asked_period(), current_portal()
    report = reports.report(portal, period)
    if request.args.get("dang") == "json":
        return jsonify(as_files.as_json(portal, report))
    sheets = as_files.sheets(
        report, work.steps(period), work.persons(period), work.course([portal.id], period)
    )
    return xlsx_answer(f"ket-qua-phuc-vu-{portal.slug}-{period.key}.xlsx", *sheets)


@bp.get("/cac-xa")
@desk_view(DISTRICT)
def all_portals() -> ResponseReturnValue:
    """All portals beside each other: the index with its groups, how many in time; a workbook with `?dang=xlsx`."""
    period = asked_period()
    living = directory().living()
    found = reports.indexes(living, period, "huyện so sánh kết quả giải quyết của các xã")
    rows = [(one, *found[one.id]) for one in living]
    rows.sort(key=lambda one: (not _worked(one[2]), -(one[1].total or 0), one[0].name))
    if request.args.get("dang") == "xlsx":
        return _workbook(period, rows)
    short = [str(GROUP_LABELS.get(one.key, one.name)) for one in rows[0][1].groups]
    return render_template("performance/all.html", rows=rows, short=short, **_shown(period, "cac-xa"))


def _worked(totals: dict[str, int]) -> bool:
    """Whether there were dossiers at all: without any, the index tells of what is offered and not of how it serves."""
    return any(totals[name] for name in ("received", "judged", "open"))


def _workbook(period: Period, rows: list[Any]) -> Response:
    groups = [one.name for one in rows[0][1].groups]
    header = [
        *(_("Cổng"), _("Chỉ số"), *groups),
        *(str(NUMBER_LABELS[name]) for name in ("received", "judged", "late")),
    ]
    lines: list[list[Cell]] = [
        [
            portal.name,
            float(index.total) if index.total is not None and _worked(totals) else None,
            *(float(one.put_to_weight) if one.put_to_weight is not None else None for one in index.groups),
            *(totals[name] for name in ("received", "judged", "late")),
        ]
        for portal, index, totals in rows
    ]
    return xlsx_answer(f"chi-so-766-cac-xa-{period.key}.xlsx", Sheet(_("Các xã"), header, lines))
