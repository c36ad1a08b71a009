"""What tests of indicators begin with: a catalogue at the district, people of a commune, figures handed in."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date
from typing import Any

from flask import Flask

from portal.accounts.permissions import Actor
from portal.clock import today
from portal.indicators import defining, reviewing, service
from portal.indicators.catalogue import Measure
from portal.indicators.checking import Entry
from portal.indicators.models import IndicatorReport
from portal.indicators.periods import MONTH, Period, before, holding
from portal.publishing.service import commit
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import Scope, editing, entered
from tests.conftest import DISTRICT
from tests.factories import Factory

BIRTHS = Measure(
    0,
    "tre-sinh",
    "Số trẻ sinh",
    "trẻ",
    "dan-so",
    MONTH,
    accumulates=True,
    least=0,
    most=500,
    change_percent=50,
    definition="Số trẻ sinh sống trong kỳ.",
    source="Sổ hộ tịch",
    active_from=date(2020, 1, 1),
    open=True,
)
GIRLS = replace(
    BIRTHS, code="tre-gai", name="Trong đó trẻ gái", part_of="tre-sinh", change_percent=None, open=False
)
REVENUE = replace(
    BIRTHS,
    code="thu-ngan-sach",
    name="Thu ngân sách",
    unit="triệu đồng",
    field="ngan-sach",
    decimals=1,
    most=None,
    change_percent=None,
)


def last_month() -> Period:
    """The period that has ended last."""
    found = before(holding(MONTH, today()))
    assert found is not None
    return found


def portal_of(app: Flask, slug: str) -> Portal:
    """A portal."""
    found = directory(app).by_slug(slug)
    assert found is not None
    return found


def define(factory: Factory, *measures: Measure, at: str = DISTRICT) -> None:
    """Put indicators into the catalogue of the district."""
    with factory.acting(at) as actor:
        for one in measures:
            defining.define(one, actor)
        commit()


def person(app: Flask, slug: str, number: int, role: str = "approver") -> Actor:
    """Somebody of a portal who has no account: for verbs."""
    return Actor(number, f"Người {number}", portal_of(app, slug).id, frozenset({role}))


def at(app: Flask, slug: str) -> AbstractContextManager[Scope]:
    """The editing scope of a portal; needs an application context."""
    return entered(editing(portal_of(app, slug).id))


def entries(values: Mapping[str, int | None], note: str = "") -> dict[str, Entry]:
    """Figures as a form sends them."""
    return {
        code: Entry(value, note or ("không phát sinh" if value is None else ""))
        for code, value in values.items()
    }


def handed_in(
    app: Flask, slug: str, period: Period, values: Mapping[str, int | None], note: str = "", **more: Any
) -> int:
    """A report that was typed, handed in and (unless `approved=False`) approved, (with `accepted=True`) accepted; its
    id."""
    with app.app_context(), at(app, slug):
        writer, approver = person(app, slug, 1), person(app, slug, 2)
        portal = portal_of(app, slug)
        report = service.save(period, entries(values, note), more.get("seen", 0), writer, portal=portal)
        service.submit(report, report.version, writer)
        if more.get("approved", True):
            service.approve(report, report.version, approver)
        number, version = report.id, report.version
    if more.get("accepted"):
        with app.app_context(), at(app, DISTRICT):
            editor = person(app, DISTRICT, 3, "district_editor")
            reviewing.accept(portal_of(app, slug).id, number, version, editor)
    return number


def report(app: Flask, slug: str, period: Period) -> IndicatorReport:
    """The report of a period as it stands, detached."""
    with app.app_context(), at(app, slug):
        found = service.report_of(period.key)
        assert found is not None
        return found
