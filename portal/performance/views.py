"""The public page of results: figures of a period and the index, also as open data; nothing that points to a person."""

from __future__ import annotations

from flask import Blueprint, jsonify, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.clock import today
from portal.performance import as_files, charts, reports, small, work
from portal.performance.desk import asked_period, kinds
from portal.performance.labels import MARK_LABELS, NUMBER_LABELS
from portal.performance.periods import choices
from portal.web.request import current_portal, public_url

PUBLIC = "/ket-qua-giai-quyet"
bp = Blueprint("performance", __name__, template_folder="templates")


@bp.get(PUBLIC, strict_slashes=False)
def page() -> str:
    """How the counter did in a period."""
    period, portal = asked_period(), current_portal()
    report = reports.report(portal, period)
    told = small.may_be_told(report.totals)
    months = [one for one in work.course([portal.id], period) if min(one.received, one.done) >= small.LEAST]
    return render_template(
        "performance/public.html",
        report=report,
        told=told,
        rows=small.rows(report.services) if told else [],
        hidden=small.hidden(report.index),
        least=small.LEAST,
        months=months,
        chart=charts.chart(months) if len(months) > 1 else None,
        rated=report.totals["rated"] >= small.LEAST,
        mark_labels=MARK_LABELS,
        labels=NUMBER_LABELS,
        period=period,
        periods=choices(period.kind, today()),
        kinds=kinds(period, PUBLIC),
        here=PUBLIC,
        canonical_url=public_url(PUBLIC),
        crumbs=[(_("Kết quả giải quyết hồ sơ"), None)],
    )


@bp.get(f"{PUBLIC}.json")
def data() -> ResponseReturnValue:
    """The same as open data (docs/chi-so-766.md tells the names)."""
    return jsonify(as_files.open_data(current_portal(), reports.report(current_portal(), asked_period())))
