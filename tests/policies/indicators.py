"""Indicators: figures of a portal, the catalogue and the targets of the district, what units handed in."""

from __future__ import annotations

from datetime import date

from portal.extensions import db
from portal.indicators import defining
from portal.indicators.catalogue import Measure
from portal.indicators.models import SUBMITTED, IndicatorFigure, IndicatorReport
from portal.publishing.service import commit
from tests.factories import Factory

PUBLIC = "public"
ENTER, APPROVE, DEFINE = "indicator.enter", "indicator.approve", "indicator.define"
ROUTES = {
    "indicators.page": PUBLIC,
    "indicators.indicator": PUBLIC,
    "indicators.everything": PUBLIC,
    "indicators.one_csv": PUBLIC,
    "desk_figures.overview": ENTER,
    "desk_figures.form": ENTER,
    "desk_figures.save": ENTER,
    "desk_figures.take_back": ENTER,
    "desk_figures.send_back": APPROVE,
    "desk_figures.approve": APPROVE,
    "desk_figures.revise": ENTER,
    "desk_figures.decide": APPROVE,
    "desk_figures.download": ENTER,
    "desk_figures.upload": ENTER,
    "desk_indicator.listing": ENTER,
    "desk_indicator.read": ENTER,
    "desk_indicator.new": DEFINE,
    "desk_indicator.edit": DEFINE,
    "indicator_targets.table": ENTER,
    "indicator_targets.save": DEFINE,
    "indicator_targets.download": DEFINE,
    "indicator_targets.upload": DEFINE,
    "indicator_units.overview": DEFINE,
    "indicator_units.sums": DEFINE,
    "indicator_units.unit_report": DEFINE,
    "indicator_units.decide": DEFINE,
}
_KEY = {"key": "2025-03"}
VALUES = {
    "desk_figures.form": _KEY,
    "desk_figures.save": _KEY,
    "desk_figures.download": _KEY,
    "desk_figures.upload": _KEY,
    "desk_figures.revise": {"code": "khong-co"},
    "desk_figures.decide": {"revision_id": "7"},
    "desk_indicator.read": {"code": "khong-co"},
    "indicator_units.unit_report": _KEY,
    "indicator_units.decide": _KEY | {"act": "tiep-nhan"},
}


def _report(factory: Factory, slug: str, text: str) -> tuple[int, str]:
    with factory.acting(slug) as actor:
        row = IndicatorReport(
            tenant_id=actor.tenant_id,
            period_key="2025-03",
            first_day=date(2025, 3, 1),
            last_day=date(2025, 3, 31),
            due_on=date(2025, 4, 10),
            state=SUBMITTED,
            writer_name=text,
            reason=text,
        )
        db.session.add(row)
        db.session.flush()
        figure = IndicatorFigure(tenant_id=actor.tenant_id, report_id=row.id, code="thu", value=3, note=text)
        db.session.add(figure)
        commit()
        return row.id, ""


def _indicator(factory: Factory, slug: str, text: str) -> tuple[int, str]:
    with factory.acting(slug) as actor:
        code = text.lower().replace("_", "-").replace("canary", "ma")
        named = Measure(0, code, "Chỉ tiêu thử", "người", "khac", "month", made="own")
        row = defining.define(named, actor)
        # Communes read what the district defines; why it was changed is the district's own.
        defining.change(row, named, row.version, text, actor)
        commit()
        return row.id, ""


THINGS = {"figures": _report, "indicator": _indicator}
