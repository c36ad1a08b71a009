"""Months of figures made up, for pages to be looked at: `python -m tests.indicators.filled` on PORTAL_INSTANCE.

All units handed in, but for one on the coast whose last month came back from the district, one in the hills whose last
month waits to be approved, and one in the plain where a revision waits. Written as rows, in one transaction: what verbs
do is not the matter here, and a running installation is not kept waiting.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import update

from portal import create_app
from portal.clock import today
from portal.extensions import db
from portal.indicators import queries
from portal.indicators.catalogue import Measure, due
from portal.indicators.models import (
    ACCEPTED,
    APPROVED,
    DONE,
    RETURNED,
    SUBMITTED,
    WAITING,
    Indicator,
    IndicatorFigure,
    IndicatorReport,
    IndicatorRevision,
    IndicatorTarget,
)
from portal.indicators.periods import Period, up_to
from portal.publishing.service import touch
from portal.tenancy.directory import Portal, directory
from portal.tenancy.owned import new_id
from portal.tenancy.scope import system_task
from portal.web.freshness import GLOBAL_SLOT, versions
from tests.indicators.making import last_month

COAST, HILLS, PLAIN = "tam-hai", "tam-thanh", "tam-xuan-i"
MONTHS = 6
USUAL = {
    "tre-sinh": 14,
    "tre-sinh-thu-ba": 1,
    "nguoi-chet": 6,
    "khai-sinh-dung-han": 13,
    "thu-ngan-sach": 900,
}
WRITER, APPROVER, DISTRICT_EDITOR = "Nguyễn Thị Nhập", "Trần Văn Duyệt", "Lê Thị Huyện (Huyện Núi Thành)"


def fill(app: Flask) -> None:
    """Make all of it up."""
    with app.app_context():
        directory().refresh(versions().read(GLOBAL_SLOT))
        top = directory().district()
        assert top is not None
        chance = random.Random(7)
        months = up_to("month", last_month().first, MONTHS)
        with system_task("số liệu mẫu để xem trang"):
            begun = months[0].first
            db.session.execute(
                update(Indicator)
                .where(Indicator.tenant_id == top.id)
                .values(active_from=begun)
                .execution_options(synchronize_session=False)
            )
            db.session.commit()
        measures = queries.catalogue(top)
        with system_task("số liệu mẫu để xem trang"):
            for unit in directory().living():
                for period in months if unit.id != top.id else ():
                    _report(unit, period, due(measures, unit, period), chance)
            _targets(top)
            touch(db.session(), top.id)
            db.session.commit()


def _report(unit: Portal, period: Period, measures: list[Measure], chance: random.Random) -> None:
    state = _state(unit, period)
    until = max(one.due_on(period) for one in measures)
    at = datetime.combine(until - timedelta(days=2), datetime.min.time()).replace(hour=3)
    counts = state in (APPROVED, ACCEPTED)
    report = IndicatorReport(
        tenant_id=unit.id,
        id=new_id(),
        period_key=period.key,
        first_day=period.first,
        last_day=period.last,
        due_on=until,
        state=state,
        writer_name=WRITER,
        wrote_at=at,
        submitter_name=WRITER,
        submitted_at=at,
        first_submitted_at=at,
        approver_name=APPROVER if counts else "",
        approved_at=at if counts else None,
        accepter_name=DISTRICT_EDITOR if state == ACCEPTED else "",
        accepted_at=at if state == ACCEPTED else None,
        reason="Số trẻ sinh thấp hơn sổ hộ tịch. Đề nghị đối chiếu lại." if state == RETURNED else "",
        returned_by=DISTRICT_EDITOR if state == RETURNED else "",
    )
    db.session.add(report)
    db.session.flush()
    figures = []
    for one in measures:
        value = round(chance.uniform(0.7, 1.3) * USUAL.get(one.code, 20) * 10**one.decimals)
        figure = IndicatorFigure(
            tenant_id=unit.id,
            id=new_id(),
            report_id=report.id,
            code=one.code,
            value=value,
            decimals=one.decimals,
        )
        figures.append(figure)
    db.session.add_all(figures)
    db.session.flush()
    for figure in figures if counts else ():
        _revisions(unit, period, figure, at)


def _state(unit: Portal, period: Period) -> str:
    if period != last_month():
        return ACCEPTED
    return {COAST: RETURNED, HILLS: SUBMITTED}.get(unit.slug, APPROVED)


def _revisions(unit: Portal, period: Period, figure: IndicatorFigure, at: datetime) -> None:
    known = {
        "tenant_id": unit.id,
        "figure_id": figure.id,
        "decimals": figure.decimals,
        "asker_name": WRITER,
        "asked_at": at,
    }
    first = IndicatorRevision(
        **known, id=new_id(), number=1, value=figure.value, state=DONE, decider_name=APPROVER, decided_at=at
    )
    db.session.add(first)
    if unit.slug == PLAIN and period == last_month() and figure.code == "nguoi-chet":
        asked = {"before": figure.value, "value": 4, "reason": "Ghi trùng một người", "state": WAITING}
        db.session.add(IndicatorRevision(**known, **asked, id=new_id(), number=2))


def _targets(top: Portal) -> None:
    wanted = {("thu-ngan-sach", one.slug): 120_000 for one in directory().living() if one.id != top.id}
    wanted |= {("thu-ngan-sach", top.slug): 2_000_000, ("tre-sinh", top.slug): 2900}
    for (code, slug), value in wanted.items():
        db.session.add(
            IndicatorTarget(
                tenant_id=top.id,
                code=code,
                year=today().year,
                unit=slug,
                value=value,
                shared=True,
                by_name=WRITER,
            )
        )


if __name__ == "__main__":
    fill(create_app())
