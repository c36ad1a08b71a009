"""A year of figures made up, for pages to be looked at: `python -m tests.indicators.filled` on PORTAL_INSTANCE.

All units handed in, but for one on the coast whose last month came back from the district, one in the hills whose last
month waits to be approved, and one in the plain where a revision waits.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from flask import Flask
from sqlalchemy.exc import OperationalError

from portal import create_app
from portal.clock import today
from portal.indicators import defining, queries, reviewing, revising, service
from portal.indicators.catalogue import Measure, as_measure, due
from portal.indicators.checking import Entry
from portal.indicators.forms_data import form_data
from portal.indicators.models import DRAFT, SUBMITTED
from portal.indicators.periods import Period, up_to
from portal.publishing.service import commit
from portal.tenancy.directory import directory
from portal.web.freshness import GLOBAL_SLOT, versions
from tests.conftest import DISTRICT
from tests.indicators.making import at, last_month, person, portal_of

COAST, HILLS, PLAIN = "tam-hai", "tam-thanh", "tam-xuan-i"
MONTHS = 4
TRIES = 20
USUAL = {
    "tre-sinh": 14,
    "tre-sinh-thu-ba": 2,
    "nguoi-chet": 6,
    "khai-sinh-dung-han": 13,
    "thu-ngan-sach": 900,
}


def fill(app: Flask) -> None:
    """Make all of it up."""
    with app.app_context():
        directory().refresh(versions().read(GLOBAL_SLOT))
        _until_done(lambda: _from_earlier(app))
        chance = random.Random(7)
        slugs = [one.slug for one in directory().living() if not one.is_district]
        months = up_to("month", last_month().first, MONTHS)
        for slug in slugs:
            for period in months:
                _until_done(lambda slug=slug, period=period: _report(app, slug, period, chance))
        _until_done(lambda: _targets(app, slugs))
        _until_done(lambda: _revision(app))


def _until_done(act: Callable[[], None]) -> None:
    """Do it; again where the running installation held the database too long."""
    for number in range(TRIES):
        try:
            act()
        except OperationalError:
            if number == TRIES - 1:
                raise
            continue
        return


def _from_earlier(app: Flask) -> None:
    with at(app, DISTRICT):
        actor = person(app, DISTRICT, 9, "district_editor")
        for row in defining.held().values():
            defining.change(
                row, replace(as_measure(row), active_from=date(2020, 1, 1)), row.version, "", actor
            )
        commit()


def _report(app: Flask, slug: str, period: Period, chance: random.Random) -> None:
    with at(app, slug):
        portal = portal_of(app, slug)
        wanted = due(queries.catalogue(portal), portal, period)
        typed = {one.code: Entry(_value(one, chance), "đã rà soát với thôn") for one in wanted}
        writer, approver = person(app, slug, 1), replace(person(app, slug, 2), name="Trần Văn Duyệt")
        writer = replace(writer, name="Nguyễn Thị Nhập")
        held = service.report_of(period.key)
        if held is None or held.state == DRAFT:
            held = service.save(period, typed, held.version if held is not None else 0, writer, portal=portal)
            service.submit(held, held.version, writer)
        report = held
        is_last = period == last_month()
        if is_last and slug == HILLS:
            return
        if report.state == SUBMITTED:
            service.approve(report, report.version, approver)
        number, version = report.id, report.version
    with at(app, DISTRICT):
        editor = replace(person(app, DISTRICT, 9, "district_editor"), name="Lê Thị Huyện")
        if is_last and slug == COAST:
            reason = "Số trẻ sinh thấp hơn sổ hộ tịch. Đề nghị đối chiếu lại."
            reviewing.give_back(portal.id, number, reason, version, editor)
        elif not is_last:
            reviewing.accept(portal.id, number, version, editor)


def _value(one: Measure, chance: random.Random) -> int | None:
    if one.code == "tre-sinh-thu-ba":
        return chance.randint(0, 2)
    usual = USUAL.get(one.code, 20)
    return round(chance.uniform(0.7, 1.3) * usual * 10**one.decimals)


def _targets(app: Flask, slugs: list[str]) -> None:
    with at(app, DISTRICT):
        editor = person(app, DISTRICT, 9, "district_editor")
        wanted: dict[tuple[str, str], int | None] = {("thu-ngan-sach", slug): 120_000 for slug in slugs}
        wanted |= {("thu-ngan-sach", DISTRICT): 2_000_000, ("tre-sinh", DISTRICT): 2900}
        defining.set_targets(today().year, wanted, editor)


def _revision(app: Flask) -> None:
    with at(app, PLAIN):
        portal = portal_of(app, PLAIN)
        report = service.report_of(last_month().key)
        assert report is not None
        data = form_data(report.period_key, portal)
        writer = replace(person(app, PLAIN, 1), name="Nguyễn Thị Nhập")
        revising.ask(
            report, "nguoi-chet", Entry(4, "đối chiếu sổ khai tử"), "Ghi trùng một người", writer, data
        )


if __name__ == "__main__":
    fill(create_app())
