"""A figure that was approved changes only with a reason and other eyes; every value that counted is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.accounts.permissions import Forbidden
from portal.extensions import db
from portal.indicators import queries, reviewing, revising, service
from portal.indicators.checking import Entry
from portal.indicators.forms_data import form_data
from portal.indicators.models import COUNTED, DONE, STATES, IndicatorRevision
from portal.indicators.transitions import TRANSITIONS, OwnFigures, ReasonMissing, WrongState, possible
from portal.publishing.service import StaleVersion
from tests.conftest import DISTRICT, A, Browser
from tests.factories import Factory
from tests.indicators.making import (
    BIRTHS,
    GIRLS,
    at,
    define,
    entries,
    handed_in,
    last_month,
    person,
    portal_of,
    report,
)
from tests.thorough import examples

Signed = Callable[..., Browser]


def test_an_approved_figure_is_revised_by_two_people(app: Flask, factory: Factory, signed_in: Signed) -> None:
    define(factory, BIRTHS, GIRLS)
    number = handed_in(app, A, last_month(), {"tre-sinh": 12, "tre-gai": 5}, accepted=True)
    author, approver = signed_in(A, "author"), signed_in(A, "approver")
    where = f"/quan-tri/so-lieu/{number}/dieu-chinh/tre-sinh"
    assert "Số đang có: 12." in author.get(where).text
    for sent, said in (
        ({"value": "13", "reason": ""}, "Ghi lý do điều chỉnh"),
        ({"value": "4", "reason": "đếm lại"}, "không thể lớn hơn"),
        ({"value": "12", "reason": "đếm lại"}, "Số mới giống số đang có"),
        ({"value": "một", "reason": "đếm lại"}, "Chỉ ghi số"),
    ):
        answer = author.post(where, sent)
        assert answer.status_code == 422 and said in answer.text, sent
        assert sent["value"] in answer.text
    assert author.post(where, {"value": "13", "reason": "sót một trẻ ở thôn 4"}).status_code == 302
    assert _value(app) == 12, "nothing changes until somebody has decided"
    page = approver.get(f"/quan-tri/so-lieu/ky/{last_month().key}").text
    assert "sót một trẻ ở thôn 4" in page and "12 → 13" in page
    with app.app_context(), at(app, A):
        waiting = db.session.query(IndicatorRevision).filter_by(state="waiting").one().id
    decide = f"/quan-tri/so-lieu/{number}/quyet-dinh/{waiting}"
    assert author.post(decide, {"act": "take"}).status_code == 403
    assert approver.post(decide, {"act": "refuse", "reason": ""}).status_code == 302
    assert approver.post(decide, {"act": "take"}).status_code == 302
    assert _value(app) == 13
    assert report(app, A, last_month()).state == "accepted"
    with app.app_context():
        held = queries.figures([factory.tenant_id(A)], last_month().first, last_month().last, ["tre-sinh"])
    assert [(one.value, one.changes) for one in held] == [(13, 1)]


def _value(app: Flask) -> int | None:
    with app.app_context():
        held = queries.figures([portal_of(app, A).id], last_month().first, last_month().last, ["tre-sinh"])
        return held[0].value if held else None


def test_the_district_s_return_drops_what_waits(app: Flask, factory: Factory) -> None:
    define(factory, BIRTHS)
    number = handed_in(app, A, last_month(), {"tre-sinh": 12})
    with app.app_context(), at(app, A):
        held = service.by_id(number)
        assert held is not None
        data = form_data(held.period_key, portal_of(app, A))
        revising.ask(held, "tre-sinh", Entry(13), "đếm lại", person(app, A, 1), data)
        version = held.version
    with app.app_context(), at(app, DISTRICT):
        editor = person(app, DISTRICT, 3, "district_editor")
        reviewing.give_back(portal_of(app, A).id, number, "sai", version, editor)
    with app.app_context(), at(app, A):
        held = service.by_id(number)
        assert held is not None
        assert [one.state for one in revising.of_report(held)] == [DONE, "refused"]
        service.save(last_month(), entries({"tre-sinh": 15}), held.version, person(app, A, 1))
        service.submit(held, held.version, person(app, A, 1))
        service.approve(held, held.version, person(app, A, 2))
        kept = [(one.before, one.value, one.reason) for one in revising.of_report(held) if one.state == DONE]
    assert kept == [(None, 12, ""), (12, 15, "sai")]


ACTS = ("save", "submit", "take_back", "send_back", "approve", "accept", "return", "ask", "take", "refuse")
BEGUN = [("save", 1, 2), ("submit", 1, 0), ("approve", 2, 0)]
"""What most begin with: else few would come as far as an approved report."""
STEPS = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(1, 3), st.integers(0, 4)), max_size=14)


@settings(
    max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(STEPS, st.booleans())
def test_whatever_people_do_no_value_that_counted_is_lost(
    app: Flask, factory: Factory, steps: list[tuple[str, int, int]], begun: bool
) -> None:
    """After any acts of three people: the report is in a state of the table, who typed last never approved, and the
    values that counted are all among the revisions, in order, the last of them being the one that counts."""
    with factory.acting(A):
        for kind in (IndicatorRevision, service.IndicatorFigure, service.IndicatorReport):
            db.session.query(kind).delete()
        db.session.commit()
    with app.app_context():
        is_known = bool(queries.catalogue(portal_of(app, DISTRICT)))
    if not is_known:
        define(factory, BIRTHS)
    counted: list[int | None] = []
    for act, who, value in [*(BEGUN if begun else []), *steps]:
        _do(app, act, who, value)
        _remember(app, counted)
    with app.app_context(), at(app, A):
        held = service.report_of(last_month().key)
        if held is None:
            return
        assert held.state in STATES
        done = [one.value for one in revising.of_report(held) if one.state == DONE]
        assert done == counted
        if held.state in COUNTED:
            figures = service.figures_of(held)
            assert [one.value for one in figures] == done[-1:]


def _remember(app: Flask, counted: list[int | None]) -> None:
    """Note the value that counts, as citizens see it, whenever it is another one."""
    with app.app_context():
        held = queries.figures([portal_of(app, A).id], last_month().first, last_month().last)
    if held and (not counted or counted[-1] != held[0].value):
        counted.append(held[0].value)


def _do(app: Flask, act: str, who: int, value: int) -> None:
    """Try an act of one of three approvers; what is refused is refused for a reason that people are told."""
    actor = person(app, A, who)
    try:
        with app.app_context(), at(app, A):
            held = service.report_of(last_month().key)
            version = held.version if held is not None else 0
            if act == "save":
                service.save(last_month(), {"tre-sinh": Entry(value, "rà soát lại")}, version, actor)
                return
            if held is None:
                return
            if act in ("submit", "take_back", "approve"):
                before = held.writer_id
                getattr(service, act)(held, version, actor)
                assert act != "approve" or before != actor.user_id
                return
            if act == "send_back":
                service.send_back(held, "xem lại", version, actor)
                return
            if act in ("ask", "take", "refuse"):
                _revise(app, act, held, value, actor)
                return
            number = held.id
        _above(app, act, number, version)
    except (WrongState, OwnFigures, StaleVersion, ReasonMissing, service.Faulty):
        pass
    except (revising.NothingChanged, revising.AlreadyAsked):
        pass


def _revise(app: Flask, act: str, held: Any, value: int, actor: Any) -> None:
    if act == "ask":
        figures = service.figures_of(held)
        note = figures[0].note if figures else ""
        data = form_data(held.period_key, portal_of(app, A))
        revising.ask(held, "tre-sinh", Entry(value, note), "đếm lại", actor, data)
        return
    for one in revising.of_report(held):
        if one.state == "waiting":
            revising.decide(one, actor, take=act == "take", answer="đã xem")


def _above(app: Flask, act: str, number: int, version: int) -> None:
    with app.app_context(), at(app, DISTRICT):
        editor = person(app, DISTRICT, 9, "district_editor")
        if act == "accept":
            reviewing.accept(portal_of(app, A).id, number, version, editor)
        else:
            reviewing.give_back(portal_of(app, A).id, number, "xem lại", version, editor)


def test_buttons_and_verbs_read_one_table(app: Flask) -> None:
    with app.app_context():
        roles = {
            role: person(app, A, 1, role)
            for role in ("author", "approver", "district_editor", "counter_clerk")
        }
    for state in STATES:
        for actor in roles.values():
            for above in (False, True):
                for writer in (1, 2, None):
                    offered = possible(state, writer, actor, above=above)
                    for verb, way in TRANSITIONS.items():
                        own = way.other_eyes and writer == actor.user_id
                        right = state in way.froms and actor.may(way.action) and way.above == above
                        assert (verb in offered) == (right and not own), (state, verb)


def test_only_a_portal_above_accepts(app: Flask, factory: Factory) -> None:
    define(factory, BIRTHS)
    number = handed_in(app, A, last_month(), {"tre-sinh": 12})
    held = report(app, A, last_month())
    with app.app_context(), at(app, A):
        for actor, error in (
            (person(app, A, 3), Forbidden),
            (person(app, "tam-tra", 3, "district_editor"), LookupError),
        ):
            try:
                reviewing.accept(portal_of(app, A).id, number, held.version, actor)
            except error:
                continue
            raise AssertionError(error)
