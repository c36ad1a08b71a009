"""The public page of results: figures of a period and the index, also as open data; nothing that points to a person."""

from __future__ import annotations

from flask import Blueprint, jsonify, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from portal.clock import today
from portal.performance import as_files, charts
from portal.performance.desk import asked_period, kinds
from portal.performance.labels import MARK_LABELS
from portal.performance.periods import MONTH, choices, read
from portal.performance.public import public
from portal.performance.small import LEAST
from portal.web.request import current_portal, public_url

PUBLIC = "/ket-qua-giai-quyet"
bp = Blueprint("performance", __name__, template_folder="templates")


@bp.get(PUBLIC, strict_slashes=False)
def page() -> str:
    """How the counter did in a period that has ended."""
    period, portal = asked_period(ended=True), current_portal()
    found = public(portal, period)
    quarter = read(f"{period.first.year}-Q{(period.first.month + 2) // 3}") if period.kind == MONTH else None
    return render_template(
        "performance/public.html",
        found=found,
        report=found.report,
        least=LEAST,
        chart=charts.course(found.months) if len(found.months) > 1 else None,
        mark_labels=MARK_LABELS,
        period=period,
        quarter=quarter if quarter is not None and quarter.last < today() else None,
        periods=[one for one in choices(period.kind, today()) if one.last < today()],
        kinds=kinds(period, PUBLIC, ended=True),
        here=PUBLIC,
        canonical_url=public_url(PUBLIC),
        crumbs=[(_("Kết quả giải quyết hồ sơ"), None)],
    )


@bp.get(f"{PUBLIC}.json")
def data() -> ResponseReturnValue:
    """The same as open data (docs/chi-so-766.md tells the names)."""
    return jsonify(as_files.open_data(current_portal(), public(current_portal(), asked_period(ended=True))))
