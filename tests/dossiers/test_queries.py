"""Lists, finding, reading: what is found by what, in how many statements, and that each reading leaves its trace."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select

from portal.accounts.permissions import Actor
from portal.dossiers import moment, queries, service
from portal.dossiers.errors import Forbidden
from portal.dossiers.models import Dossier
from portal.dossiers.models_aside import DossierReading
from portal.dossiers.queries import ALL, MINE, UNIT, WAITING_HERE, Queue
from portal.dossiers.standing import standing_of, story
from portal.dossiers.states import RETURNED
from portal.extensions import db
from portal.tenancy.owned import new_id
from tests.conftest import B
from tests.dossiers.world import Office, at, local
from tests.statements import statements

MANY = 20_000


def _ids(queue: Queue, actor: Actor) -> list[int]:
    found = [one.id for one in queries.rows(queue, actor)]
    assert queries.count(queue, actor) == len(found)
    return found


def test_queues_show_who_has_what(office: Office) -> None:
    officer, clerk, signatory = (office.people[one] for one in ("officer1", "clerk", "signatory"))
    with office.working(), at("2026-03-02 09:00"):
        fresh = office.submitted().id
        held = office.handled().id
        queued = office.received()
        service.pass_on(queued, office.staff("clerk"), queued.version)
        done = office.done().id
        db.session.commit()
    with office.working(), at("2026-03-02 10:00"):
        assert _ids(Queue(MINE), officer) == [held]
        assert _ids(Queue(WAITING_HERE), officer) == [queued.id]
        assert _ids(Queue(WAITING_HERE), clerk) == [fresh, done]  # what is done holds nobody up
        assert _ids(Queue(WAITING_HERE), signatory) == []
        assert set(_ids(Queue(ALL), clerk)) == {fresh, held, queued.id, done}
        assert _ids(Queue(states=("new",)), clerk) == [fresh]
        assert _ids(Queue(holder_id=officer.user_id), clerk) == [held]
        assert _ids(Queue(urgency="red"), clerk) == [] == _ids(Queue(urgency="amber"), clerk)
    with office.working(), at("2026-03-04 16:30"):
        assert set(_ids(Queue(urgency="amber"), clerk)) == {held, queued.id}
    with office.working(), at("2026-03-06 08:00"):
        assert set(_ids(Queue(urgency="red"), clerk)) == {held, queued.id}
        assert queries.count(Queue(urgency="red"), clerk) == 2 == queries.count(Queue(WAITING_HERE), clerk)


def test_units_have_queues_of_their_own(office: Office) -> None:
    with office.working(), at("2026-03-02 09:00"):
        first, second = office.received(), office.received()
        for one, unit in ((first, "Tư pháp"), (second, "Địa chính")):
            service.pass_on(one, office.staff("clerk"), one.version, unit=unit)
        service.arrange(
            office.user("officer1").id,
            office.staff("officer1"),
            units=["Tư pháp"],
            away_from=None,
            away_to=None,
            stand_in_id=None,
        )
        db.session.commit()
        assert _ids(Queue(UNIT), office.people["officer1"]) == [first.id]
        assert _ids(Queue(UNIT), office.people["officer2"]) == []
        taken = service.take_next(office.staff("officer1"))
        assert taken is not None and taken.id == first.id
        assert service.take_next(office.staff("officer1")) is None


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("nguyen thi hong hanh", True),
        ("NGUYỄN  THỊ HỒNG HẠNH", True),
        ("049190001234", True),
        ("0905 123 456", True),
        ("+84905123456", True),
        ("Nguyễn Thị", False),
        ("049190001235", False),
        ("0905123457", False),
        ("%", False),
        ("' or 1=1 --", False),
        ("x" * 5000, False),
    ],
)
def test_a_dossier_is_found_by_what_its_applicant_is_called(office: Office, typed: str, found: bool) -> None:
    with office.working(), at("2026-03-02 09:00"):
        dossier = office.submitted()
        office.submitted(applicant=service.Applicant("Trần Văn Ba", "049088000001", phone="0911222333"))
        assert _ids(Queue(q=typed), office.people["clerk"]) == ([dossier.id] if found else [])
        assert _ids(Queue(q=dossier.code.lower()), office.people["clerk"]) == [dossier.id]


def test_whoever_has_no_duty_at_the_counter_reads_nothing(
    office: Office, offices: Callable[..., Office]
) -> None:
    other = offices(B)
    with office.working():
        dossier = office.submitted()
        for role in ("tenant_admin", "author", "approver", "district_admin"):
            admin = Actor(99, "Quản trị", office.tenant_id, frozenset({role}))
            for read in (
                lambda by: queries.rows(Queue(), by),
                lambda by: queries.count(Queue(), by),
                lambda by: queries.opened(dossier.id, by),
            ):
                with pytest.raises(Forbidden):
                    read(admin)
        assert db.session.scalar(select(func.count()).select_from(DossierReading)) == 0
    with other.working():
        assert queries.opened(dossier.id, other.people["clerk"]) is None
        assert queries.by_id(dossier.id) is None and queries.by_code(dossier.code) is None
        assert queries.opened(2**70, other.people["clerk"]) is None


def test_each_reading_is_written_down(office: Office) -> None:
    with office.working(), at("2026-03-02 09:00"):
        dossier = office.submitted()
        assert queries.opened(dossier.id, office.people["officer1"]) is dossier
        assert queries.opened(dossier.id, office.people["clerk"], "paper", 5) is dossier
        db.session.commit()
    with office.working():
        found = queries.readings_of([dossier.id])
        assert {(one.by_name, one.what, one.paper_id) for one in found} == {
            ("Cán bộ officer1", "dossier", None),
            ("Cán bộ clerk", "paper", 5),
        }


def test_a_citizen_follows_with_code_and_a_whole_number(office: Office) -> None:
    with office.working(), at("2026-03-02 09:00"):
        dossier = office.submitted()
        code = dossier.code
        for proof in ("049190001234", "0905123456", "0905 123 456"):
            assert queries.followed(code, proof) is dossier
        for proof in ("", "1234", "0905123457", "x" * 1000, "Nguyễn Thị Hồng Hạnh"):
            assert queries.followed(code, proof) is None
        assert queries.followed("000.00.18.H47-260302-9999", "0905123456") is None


def test_where_it_stands_is_said_plainly(office: Office) -> None:
    with office.working(), at("2026-03-02 09:00"):
        dossier = office.submitted()
        assert "đang kiểm tra" in standing_of(dossier).sentence
        service.receive(dossier, office.staff("clerk"), dossier.version)
        found = standing_of(dossier)
        assert "Tiếp nhận" in found.sentence and "17:30 ngày 05/03/2026" in found.sentence
        assert found.who == "Cán bộ clerk, Cán bộ một cửa" and found.until == local("2026-03-05 17:30")
        service.ask(dossier, office.staff("clerk"), dossier.version, [service.Wanted("Tờ khai")])
        assert "Tờ khai" in standing_of(dossier).sentence and standing_of(dossier).who == "Ông/bà"
        service.withdraw(dossier, office.citizen(), reason="riêng tư")
        assert standing_of(dossier).label == "Công dân yêu cầu rút hồ sơ"
        sentences = [said for _at, said in story(queries.events_of(dossier))]
        assert len(sentences) == 4 and "riêng tư" not in "".join(sentences)


def test_lists_of_twenty_thousand_take_few_statements_and_little_time(office: Office) -> None:
    with office.working(), at("2026-03-02 09:00"):
        held = office.handled()
        values = {one.key: getattr(held, one.key) for one in Dossier.__mapper__.column_attrs}
        begin = local("2025-06-01 08:00")
        rows = [
            values
            | {
                "id": new_id(),
                "code": f"X-{number}",
                "submit_key": f"x{number}",
                "state": RETURNED if number % 40 else "handling",
                "holder_id": office.people[f"officer{number % 2 + 1}"].user_id,
                "due_at": begin + timedelta(minutes=20 * number),
                "submitted_at": begin + timedelta(minutes=20 * number),
            }
            for number in range(MANY)
        ]
        for start in range(0, MANY, 2000):
            db.session.execute(insert(Dossier), rows[start : start + 2000])
        db.session.commit()
    clerk, officer = office.people["clerk"], office.people["officer1"]
    asked = [
        (Queue(ALL), clerk),
        (Queue(MINE), officer),
        (Queue(urgency="red"), clerk),
        (Queue(states=(RETURNED,)), clerk),
        (Queue(q="Nguyễn Thị Hồng Hạnh"), clerk),
        (Queue(service_id=office.service_id), clerk),
    ]
    took: dict[str, float] = {}
    with office.working(), moment.at(local("2026-03-02 10:00")):
        for queue, actor in asked:
            queries.rows(queue, actor)
            with statements(office.app) as seen:
                begun = time.perf_counter()
                found = queries.rows(queue, actor)
                total = queries.count(queue, actor)
                took[str(queue)] = time.perf_counter() - begun
            assert len(seen) <= 5 and found and total >= len(found)
            assert not any(one in statement for statement in seen for one in ("answers", "decision"))
    print({name: f"{1000 * one:.1f} ms" for name, one in took.items()})
