"""Gathering a briefing: from the warehouse, from the rooms' own lists, from what waits for this person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from flask_babel import gettext as _

from portal.accounts.permissions import Actor
from portal.charts import Bars, Chart, Place, Series, Shaded, Spark
from portal.charts import Unit as ChartUnit
from portal.ioc.briefing.late import LATE, late_things, late_units
from portal.ioc.briefing.shapes import Briefing, Change, Heap, Line
from portal.ioc.briefing.shapes import Unit as LateUnit
from portal.ioc.pages.catalogue import FIGURES
from portal.ioc.pages.figures import Figure, measures_of
from portal.ioc.pages.plan import PLANS
from portal.ioc.warehouse import facts
from portal.ioc.warehouse.days import ONE, days_between
from portal.ioc.warehouse.registry import FLOW, warehouse
from portal.ioc.watching import queries as watching
from portal.ioc.watching.paths import ALERTS
from portal.ioc.watching.values import is_summed
from portal.ioc.watching.wording import SEVERITIES, TONES, condition, headline, unit_name
from portal.tenancy.directory import Portal, directory
from portal.web.contributions import Card, contributions
from portal.workdays.queries import calendar_of

FLOWS = (
    "dossiers",
    "dossiers_done",
    "dossiers_in_time",
    "documents_received",
    "documents_handled",
    "cases",
    "cases_answered",
    "published",
    "pages_read",
)
LEVELS = ("dossiers_open", "dossiers_late", "documents_open", "documents_late", "tasks_open", "tasks_late",
          "cases_open", "cases_late")  # fmt: skip
COURSE = 14
SHOWN = 6
MOST_ALERTS, TOGETHER, NAMED = 100, 2, 4
WEEK = timedelta(days=7)


def gather(portal: Portal, actor: Actor, day: date, *, cards: bool = True) -> Briefing:
    """The briefing of a day for a person, in the portal's editing scope. `cards`: with the first lines of what
    waits, which only a request can tell."""
    since = last_working_day(portal, day)
    living = [one.id for one in directory().living()]
    ids = [portal.id, *(one for one in portal.descendants if one in living)]
    with facts.reading_all():
        flows = _changes(FLOWS, ids, since, day)
        levels = _changes(LEVELS, ids, since, day)
        units = late_units(portal, day)
        course = facts.by_day(["dossiers", "dossiers_done"], day - COURSE * ONE, day - ONE, ids)
    return Briefing(
        day,
        since,
        portal.name,
        flows,
        levels,
        late_things(actor, day),
        units,
        tuple(str(FIGURES[one].label) for one in LATE),
        _alerts(),
        _waiting(actor),
        _cards(actor) if cards else (),
        tuple(_charts(portal, units, course, day)),
    )


def last_working_day(portal: Portal, day: date) -> date:
    """The working day before a day, by the portal's calendar; the day before where there was none in a month."""
    calendar = calendar_of(portal)
    found = (day - back * ONE for back in range(1, 31))
    return next((one for one in found if calendar.is_working_day(one)), day - ONE)


def _changes(keys: Sequence[str], ids: Sequence[int], since: date, day: date) -> tuple[Change, ...]:
    """Each figure as it is told, all from one reading by day; those that never were anything here are left out."""
    figures = [FIGURES[key] for key in keys]
    days = facts.by_day(measures_of(figures), min(since, day - 2 * WEEK), day, ids)
    last = day - ONE
    found = []
    for figure in figures:
        flows = is_summed(figure)
        if flows:
            latest = _value(figure, days, since, last)
            value = _value(figure, days, day - WEEK, last)
            past = _value(figure, days, day - 2 * WEEK, day - WEEK - ONE)
        else:
            latest, value, past = (
                None,
                _value(figure, days, day, day),
                _value(figure, days, day - WEEK, day - WEEK),
            )
        course = _course(figure, days, last if flows else day)
        if value or past or any(course.values):
            found.append(Change(figure, latest, value, past, course, _page_of(figure)))
    return tuple(found)


def _value(figure: Figure, days: Mapping[str, Mapping[date, int]], first: date, last: date) -> Decimal | None:
    """A figure over some days: what happens is summed, of how things stand the last day counts."""
    numbers: dict[str, int] = {}
    for key in figure.measures:
        if warehouse().measures[key].kind == FLOW:
            numbers[key] = sum(days[key].get(one, 0) for one in days_between(first, last))
        elif last in days[key]:
            numbers[key] = days[key][last]
    return figure.value(numbers)


def _course(figure: Figure, days: Mapping[str, Mapping[date, int]], last: date) -> Spark:
    span = [last - back * ONE for back in range(COURSE - 1, -1, -1)]
    values = (_value(figure, days, one, one) for one in span)
    told = tuple(None if value is None else float(value) for value in values)
    return Spark(str(figure.label), tuple(f"{one:%d/%m}" for one in span), told, figure.unit)


def _page_of(figure: Figure) -> str:
    part = figure.reasons[0].part
    slug = next(one.slug for one in PLANS if one.part == part)
    return f"/quan-tri/dieu-hanh/{slug}"


def _alerts() -> Heap:
    """Open alerts that nobody knows of, the gravest first; many offices at one threshold are one line."""
    rows = watching.rows(watching.OPENED, 0, MOST_ALERTS)
    by_rule: dict[int, list[watching.Pair]] = {}
    for one in rows:
        by_rule.setdefault(one[1].id, []).append(one)
    lines: list[Line] = []
    for group in by_rule.values():
        severity, tone = str(SEVERITIES[group[0][0].severity]), TONES[group[0][0].severity]
        if len(group) > TOGETHER:
            names = _names([unit_name(alert.unit_id) for alert, _rule in group])
            said = _(
                "%(what)s: %(count)s đơn vị (%(names)s)",
                what=condition(group[0][1]),
                count=len(group),
                names=names,
            )
            lines.append(Line(said, severity, ALERTS, tone))
        else:
            lines += [
                Line(headline(alert, rule), severity, f"{ALERTS}{alert.id}", tone) for alert, rule in group
            ]
    count = watching.waiting() if len(rows) == MOST_ALERTS else len(rows)
    return Heap(_("Cảnh báo chưa có người xử lý"), count, tuple(lines[:SHOWN]), ALERTS)


def _names(names: Sequence[str]) -> str:
    """The first names, and how many more there are."""
    said = ", ".join(names[:NAMED])
    more = len(names) - NAMED
    return said if more < 1 else _("%(names)s và %(count)s đơn vị khác", names=said, count=more)


def _waiting(actor: Actor) -> tuple[Heap, ...]:
    """How many things wait behind each entry of the menu that somebody may open, most first."""
    found = []
    for entry in contributions().desk:
        if entry.count is None or entry.path == ALERTS or not actor.may(entry.action):
            continue
        count = entry.count(actor)
        if count:
            found.append(Heap(str(entry.label), count, (), entry.path))
    return tuple(sorted(found, key=lambda one: (-one.count, one.title)))


def _cards(actor: Actor) -> tuple[Card, ...]:
    cards = [card for source in contributions().today if (card := source(actor)) is not None]
    return tuple(sorted((one for one in cards if one.lines and one.brief), key=lambda one: one.order))


def _charts(
    portal: Portal, units: Sequence[LateUnit], course: Mapping[str, Mapping[date, int]], day: date
) -> list[Chart]:
    """Dossiers of fourteen days; where there are offices below, what is late on the map."""
    span = [day - back * ONE for back in range(COURSE, 0, -1)]
    found: list[Chart] = []
    received, done = (tuple(course[key].get(one, 0) for one in span) for key in ("dossiers", "dossiers_done"))
    if any((*received, *done)):
        series = (Series(_("Tiếp nhận"), received), Series(_("Giải quyết xong"), done))
        found.append(
            Bars(
                _("Hồ sơ tiếp nhận và giải quyết xong, 14 ngày"),
                tuple(f"{one.day}/{one.month}" for one in span),
                series,
                ChartUnit(_("hồ sơ")),
                first=_("Ngày"),
                names=tuple(f"{one:%d/%m/%Y}" for one in span),
            )
        )
    totals = {one.name: one for one in units}
    places = tuple(
        Place(one.name, one.lat, one.lon, float(totals[one.name].total), path=totals[one.name].path)
        for one in directory().living()
        if one.id in portal.descendants and one.lat is not None and one.lon is not None and one.name in totals
    )
    if places:
        found.append(Shaded(_("Việc quá hạn theo đơn vị"), places, ChartUnit(_("việc"))))
    return found
