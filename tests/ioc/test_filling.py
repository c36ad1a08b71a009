"""The warehouse after any order of writes and steps is what a recount finds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, update

from portal.clock import today
from portal.extensions import db
from portal.ioc.warehouse import facts, filling, marking
from portal.ioc.warehouse.models import DailyFact, FactMark
from portal.ioc.warehouse.verifying import Checking, differences, mark_differing
from portal.search.curation.models import AskedOnDay, AskedQuery
from portal.tenancy.directory import directory
from portal.tenancy.handover import give, put_off_references
from portal.tenancy.owned import new_id
from portal.tenancy.scope import editing, entered, handing_over, reading, system_task
from portal.visits.models import VisitDay
from portal.voice.cases.models import ANSWERED, REFUSED, VoiceCase
from portal.voice.consultations.models import Consultation
from tests.conftest import A, B
from tests.factories import Factory
from tests.ioc.rows import case, noon, read
from tests.thorough import examples

TODAY = today()


def ago(days: int) -> date:
    """A day that lies back."""
    return TODAY - timedelta(days=days)


def total(tenant_id: int, measure: str, first: date = date(2000, 1, 1), last: date = TODAY) -> int:
    """What a measure comes to in one portal."""
    with entered(reading(tenant_id)):
        return facts.total([measure], first, last, [tenant_id])[measure]


def test_what_is_written_is_counted_by_the_next_step(app: Flask, factory: Factory) -> None:
    tenant = factory.tenant_id(A)
    with app.app_context():
        filling.fill()
        with entered(editing(tenant)):
            case(ago(3))
            late = case(ago(9), due_on=ago(4))
            db.session.commit()
            late_id = late.id
        assert filling.fill() == 1  # this portal, this source
        assert (total(tenant, "cases"), total(tenant, "cases_open"), total(tenant, "cases_late")) == (2, 2, 1)
        assert total(tenant, "cases_late", last=ago(4)) == 0  # due on that day, late on the next
        with entered(editing(tenant)):
            row = db.session.scalars(select(VoiceCase).where(VoiceCase.id == late_id)).one()
            row.state, row.answered_at, row.closed_at = ANSWERED, noon(ago(1)), noon(ago(1))
            db.session.commit()
        filling.fill()
        assert total(tenant, "cases_answer_minutes") == 8 * 24 * 60
        assert (total(tenant, "cases_open"), total(tenant, "cases_late")) == (1, 0)
        assert (total(tenant, "cases_due"), total(tenant, "cases_in_time")) == (1, 0)
        assert total(tenant, "cases_late", last=ago(2)) == 1
        assert filling.fill() == 0
        assert differences([tenant]) == []


def test_what_was_rolled_back_marks_nothing(app: Flask, factory: Factory) -> None:
    tenant = factory.tenant_id(A)
    with app.app_context():
        filling.fill()
        with entered(editing(tenant)):
            case(ago(3))
            db.session.flush()
            assert db.session.scalar(select(func.count()).select_from(FactMark)) == 2
            db.session.rollback()
            assert db.session.scalar(select(func.count()).select_from(FactMark)) == 0
            case(ago(3))  # and what was marked before is not taken for marked
            db.session.commit()
        filling.fill()
        assert total(tenant, "cases") == 1


def test_statements_over_many_rows_mark_the_days_of_these(app: Flask, factory: Factory) -> None:
    tenant = factory.tenant_id(A)
    with app.app_context():
        with entered(editing(tenant)):
            for back in (2, 40, 80):
                read(ago(back), 10)
            db.session.commit()
        filling.fill()
        with entered(editing(tenant)):
            db.session.execute(
                update(VisitDay).where(VisitDay.day == ago(40)).values(count=VisitDay.count + 5)
            )
            marked = set(db.session.scalars(select(FactMark.day)))
            db.session.commit()
        assert marked == {ago(40), ago(39)}
        filling.fill()
        assert total(tenant, "pages_read", ago(40), ago(40)) == 15
        with entered(editing(tenant)):
            db.session.execute(delete(VisitDay).where(VisitDay.day < ago(30)))
            db.session.commit()
        filling.fill()
        assert total(tenant, "pages_read") == 10
        with entered(editing(tenant)):
            db.session.execute(update(VisitDay).where(VisitDay.day == ago(2)).values(day=ago(5)))
            assert db.session.scalars(select(FactMark.day)).one() is None  # to other days: every day
            db.session.commit()
        filling.fill()
        assert total(tenant, "pages_read", ago(5), ago(5)) == 10
        assert differences([tenant]) == []


def test_a_task_over_all_portals_marks_the_portals_it_meets(app: Flask, factory: Factory) -> None:
    one, other = factory.tenant_id(A), factory.tenant_id(B)
    with app.app_context():
        for tenant in (one, other):
            with entered(editing(tenant)):
                case(ago(3), due_on=ago(1))
                db.session.commit()
        filling.fill()
        with system_task("thử"):
            db.session.execute(
                update(VoiceCase)
                .where(VoiceCase.tenant_id == one)
                .values(state=REFUSED, refusal="ngoài thẩm quyền", closed_at=noon(TODAY))
            )
            db.session.commit()
        filling.fill()
        assert (total(one, "cases_open"), total(other, "cases_open")) == (0, 1)
        assert differences([one, other]) == []


def test_a_new_day_is_counted_though_nobody_wrote(app: Flask, factory: Factory) -> None:
    tenant = factory.tenant_id(A)
    tomorrow = TODAY + timedelta(days=1)
    with app.app_context():
        with entered(editing(tenant)):
            case(TODAY, due_on=TODAY)
            db.session.commit()
        filling.fill()
        assert total(tenant, "cases_late") == 0
        filling.fill(tomorrow)
        assert total(tenant, "cases_late", last=tomorrow) == 1
        assert differences([tenant], tomorrow) == []


def test_a_step_that_dies_is_done_again(
    app: Flask, factory: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant = factory.tenant_id(A)
    with app.app_context():
        filling.fill()
        with entered(editing(tenant)):
            case(ago(3))
            db.session.commit()
        real: Callable[..., None] = filling._note

        def dies(*_what: Any) -> None:
            raise RuntimeError("mất điện")

        monkeypatch.setattr(filling, "_note", dies)  # facts are written, marks not yet gone
        with pytest.raises(RuntimeError):
            filling.fill()
        assert total(tenant, "cases") == 0
        monkeypatch.setattr(filling, "_note", real)
        filling.fill()
        filling.fill()
        assert total(tenant, "cases") == 1


def test_others_write_while_it_counts_and_what_they_wrote_is_counted_next(
    app: Flask, factory: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant = factory.tenant_id(A)
    real: Callable[..., dict[Any, int]] = filling.counted
    wrote: list[date] = []

    def counted(source: Any, first: date, last: date) -> dict[Any, int]:
        found = real(source, first, last)
        if source.key in ("cases", "voice") and not wrote:
            with entered(editing(tenant)):  # would wait for ever if counting kept others from writing
                case(ago(3))
                db.session.commit()
            wrote.append(first)
        return found

    with app.app_context():
        filling.fill()
        with entered(editing(tenant)):
            case(ago(3))
            db.session.commit()
        monkeypatch.setattr(filling, "counted", counted)
        filling.fill()
        assert wrote and total(tenant, "cases") == 1, "as it was when it was counted"
        filling.fill()
        assert total(tenant, "cases") == 2
        assert differences([tenant], TODAY) == []


def test_who_counted_in_vain_writes_nothing_over_newer_figures(
    app: Flask, factory: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant = factory.tenant_id(A)
    real: Callable[..., bool] = filling._is_still_so
    between: list[int] = []

    def is_still_so(*what: Any) -> bool:
        if not between:
            between.append(1)
            db.session.rollback()
            with entered(editing(tenant)):
                case(ago(3))
                db.session.commit()
            filling.fill()  # another process, that was faster
        return real(*what)

    with app.app_context():
        filling.fill()
        with entered(editing(tenant)):
            case(ago(3))
            db.session.commit()
        monkeypatch.setattr(filling, "_is_still_so", is_still_so)
        filling.fill()
        assert between and total(tenant, "cases") == 2
        assert differences([tenant], TODAY) == []


def test_damage_is_found_and_mended(app: Flask, factory: Factory) -> None:
    tenant = factory.tenant_id(A)
    with app.app_context():
        with entered(editing(tenant)):
            case(ago(3))
            db.session.commit()
        filling.fill()
        with entered(editing(tenant)):
            row = db.session.scalars(select(DailyFact).where(DailyFact.measure == "cases")).one()
            row.value = 7
            db.session.add(DailyFact(measure="cases", day=ago(99), dimension="question", value=3))
            db.session.commit()
        found = differences([tenant])
        assert {(one.day, one.held, one.counted) for one in found} == {(ago(3), 7, 1), (ago(99), 3, 0)}
        mark_differing(found)
        filling.fill()
        assert differences([tenant]) == []


def test_the_follower_looks_at_one_portal_after_the_other(app: Flask, factory: Factory) -> None:
    tenant = factory.tenant_id(A)
    with app.app_context():
        filling.fill()
        with entered(editing(tenant)):
            db.session.add(DailyFact(measure="cases", day=ago(9), dimension="question", value=3))
            db.session.commit()
        checking = Checking()
        found = [checking.step() for _each in directory().living()]
        assert sorted(found) == [*[0] * 17, 1]
        with entered(editing(tenant)):
            case(ago(3))  # somebody writes while it looks: no fault
            db.session.commit()
        assert len(differences([tenant])) > 1 and differences([tenant], settled=True) == []
        filling.fill()
        assert total(tenant, "cases") == 1
        assert [checking.step() for _each in directory().living()] == [0] * 18


def test_what_is_deleted_by_age_stays_as_it_was_counted(app: Flask, factory: Factory) -> None:
    tenant = factory.tenant_id(A)
    with app.app_context():
        with entered(editing(tenant)):
            read(ago(500), 100)
            read(ago(5), 10)
            db.session.commit()
        filling.fill()
        with entered(editing(tenant)):
            db.session.execute(delete(VisitDay).where(VisitDay.day < ago(400)))
            db.session.commit()
        filling.fill()
        filling.rebuild([tenant])
        assert total(tenant, "pages_read") == 110
        assert differences([tenant]) == []


BACK = st.integers(0, 12)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *("new", "due", "answer", "refuse", "spam", "again", "drop", "read", "drop_read", "fill"),
                *("comment", "drop_draft", "drop_drafts", "ask", "forget", "forget_all", "give", "end"),
            ]
        ),
        BACK,
        BACK,
        st.booleans(),
    ),
    max_size=25,
)


def _act(name: str, one: int, two: int) -> None:
    """Something is done to the rows, as verbs do it or as statements over many do."""
    row = db.session.scalars(select(VoiceCase).order_by(VoiceCase.id).offset(one % 4).limit(1)).first()
    if name == "new":
        case(ago(one), due_on=ago(two) if two % 3 else None)
    elif name == "read":
        read(ago(one), two + 1, path=f"/{two}")
    elif name == "drop_read":
        db.session.execute(delete(VisitDay).where(VisitDay.day <= ago(one)))
    elif name in ("comment", "drop_draft", "drop_drafts"):
        _of_draft(name, one, two)
    elif name in ("ask", "forget", "forget_all"):
        _of_search(name, one, two)
    elif row is None:
        return
    elif name == "due":
        row.due_on = ago(two)
    elif name == "answer":
        row.state, row.answered_at, row.closed_at = ANSWERED, noon(ago(two)), noon(ago(two), 13)
    elif name == "refuse":
        end = update(VoiceCase).where(VoiceCase.received_at <= row.received_at)
        db.session.execute(end.values(state=REFUSED, refusal="khác", closed_at=noon(ago(two))))
    elif name == "spam":
        row.suspected = not row.suspected
    elif name == "again":
        row.state, row.answered_at, row.closed_at = "accepted", None, None
    elif name == "drop":
        db.session.delete(row)


def _of_draft(name: str, one: int, two: int) -> None:
    """Cases that are comments on a draft go with it, by the database."""
    draft = db.session.scalars(select(Consultation).order_by(Consultation.id).offset(one % 2)).first()
    if name == "comment":
        if draft is None:
            draft = Consultation(
                title="Dự thảo", slug=f"du-thao-{new_id()}", opens_on=ago(9), closes_on=ago(0)
            )
            db.session.add(draft)
            db.session.flush()
        case(ago(one), due_on=ago(two), consultation_id=draft.id)
    elif draft is not None and name == "drop_draft":
        db.session.delete(draft)
    elif draft is not None:
        db.session.execute(delete(Consultation).where(Consultation.id >= draft.id))


def _of_search(name: str, one: int, two: int) -> None:
    """Days of a question go with it, by the database."""
    asked = db.session.scalars(select(AskedQuery).order_by(AskedQuery.id)).first()
    if name == "ask":
        if asked is None:
            asked = AskedQuery(key="câu hỏi", shown="câu hỏi", first_day=ago(20), last_day=ago(0))
            db.session.add(asked)
            db.session.flush()
        present = select(AskedOnDay.id).where(AskedOnDay.query_id == asked.id, AskedOnDay.day == ago(one))
        if db.session.scalar(present) is None:
            db.session.add(AskedOnDay(query_id=asked.id, day=ago(one), count=two + 1, empty=two % 2))
    elif asked is not None and name == "forget":
        db.session.delete(asked)
    else:
        db.session.execute(delete(AskedQuery))


@settings(
    max_examples=examples(90),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(acts=ACTS)
@example([("comment", 3, 1, True), ("fill", 0, 0, True), ("drop_draft", 0, 0, True)])
@example([("comment", 3, 1, True), ("fill", 0, 0, True), ("drop_drafts", 0, 0, True)])
@example([("ask", 3, 1, True), ("fill", 0, 0, True), ("forget_all", 0, 0, True)])
def test_any_order_of_writes_and_steps_agrees_with_a_recount(app: Flask, acts: list[Any]) -> None:
    with app.app_context():
        tenants = [Factory(app).tenant_id(slug) for slug in (A, B)]
        for tenant in tenants:
            _empty(tenant)
        for name, one, two, kept in acts:
            if name == "fill":
                filling.fill()
                assert differences(tenants) == []
            elif name == "give":
                _give(*(tenants if kept else reversed(tenants)))
            elif name == "end" and kept:
                _empty(tenants[1])
            else:
                with entered(editing(tenants[0])):
                    _act(name, one, two)
                    if kept:
                        db.session.commit()
                    else:
                        db.session.flush()
                        db.session.rollback()
        filling.fill()
        assert differences(tenants) == []
        by_steps = [_all_facts(tenant) for tenant in tenants]
        for tenant in tenants:
            with entered(editing(tenant)):
                marking.mark_all([tenant], ["voice", "visits", "searches", "published"], db.session())
                db.session.execute(delete(DailyFact))
                db.session.commit()
        filling.fill()
        assert [_all_facts(tenant) for tenant in tenants] == by_steps


def _empty(tenant: int) -> None:
    """All rows of a portal go, as when it is removed: parents and what goes with them."""
    with system_task("một cổng kết thúc"):
        for model in (AskedQuery, Consultation, VoiceCase, VisitDay):
            db.session.execute(delete(model).where(model.tenant_id == tenant))
        db.session.commit()


def _give(old: int, new: int) -> None:
    """Cases go to another portal, as in a merger."""
    with handing_over("hai cổng nhập một"):
        mine = select(VoiceCase.id).where(VoiceCase.tenant_id == old, VoiceCase.consultation_id.is_(None))
        ids = list(db.session.scalars(mine))
        put_off_references()
        give(VoiceCase.__table__, ids, old, new)
        db.session.commit()


def _all_facts(tenant: int) -> dict[Any, int]:
    with entered(reading(tenant)):
        rows = db.session.scalars(select(DailyFact))
        return {(one.measure, one.day, one.dimension): one.value for one in rows}
