"""The edges of a dossier's clock: the cut-off of an answer, the very moment that is due, a promise before another."""

from __future__ import annotations

import pytest

from portal.dossiers import queries, running, service
from portal.dossiers.errors import NotPossible
from portal.dossiers.models import Dossier
from portal.dossiers.party import Party
from portal.dossiers.states import EARLY, LATE, ON_TIME
from portal.dossiers.verbs.apologising import draft_of, proposed
from portal.extensions import db
from tests.dossiers.world import Office, at, local


def _asked(office: Office) -> int:
    """Received on Monday for three days, asked on Tuesday: two are left. Its id."""
    with office.working(), at("2026-03-02 08:00"):
        number = office.handled().id
    with office.working(), at("2026-03-03 09:00"):
        service.ask(*_at_hand(office, number), [service.Wanted("Tờ khai", "mờ")])
        db.session.commit()
    return number


def _found(number: int) -> Dossier:
    dossier = queries.by_id(number)
    assert dossier is not None
    return dossier


def _at_hand(office: Office, number: int) -> tuple[Dossier, Party, int]:
    dossier = _found(number)
    return dossier, office.staff("officer1"), dossier.version


@pytest.mark.parametrize(
    ("answered", "by_clerk", "due"),
    [
        ("2026-03-12 15:00", False, "2026-03-16 17:30"),  # Thursday, in time for the cut-off
        ("2026-03-12 15:01", False, "2026-03-17 17:30"),  # counts from Friday on
        (
            "2026-03-12 15:01",
            True,
            "2026-03-16 17:30",
        ),  # at the counter there is no cut-off within office hours
        ("2026-03-12 17:31", True, "2026-03-17 17:30"),
    ],
)
def test_an_answer_counts_by_the_cut_off_where_it_came_online(
    office: Office, answered: str, by_clerk: bool, due: str
) -> None:
    number = _asked(office)
    with office.working(), at(answered):
        by = office.staff("clerk") if by_clerk else office.citizen()
        service.complete(_found(number), by, text="Đã sửa")
        assert _found(number).due_at == local(due) == _found(number).promised_at


def test_the_moment_that_is_due_is_in_time_and_the_next_one_late() -> None:
    due = local("2026-03-05 17:30")
    ends = ("2026-03-04 23:59", "2026-03-05 00:00", "2026-03-05 17:30", "2026-03-05 17:31")
    assert [running.outcome(due, local(one)) for one in ends] == [EARLY, ON_TIME, ON_TIME, LATE]


def test_an_apology_never_promises_an_earlier_moment(office: Office) -> None:
    with office.working(), at("2026-03-02 08:00"):
        number = office.handled().id
    with office.working(), at("2026-03-05 14:05"):
        for until in ("2026-03-05 17:00", "2026-03-05 17:30"):
            with pytest.raises(NotPossible):
                service.apologise(*_at_hand(office, number), reason="Chờ xác minh", until=local(until))
        later = local("2026-03-06 11:30")
        service.apologise(*_at_hand(office, number), reason="Chờ xác minh", until=later)
        assert _found(number).promised_at == later


def test_the_day_that_is_proposed_lies_ahead_however_late_it_is(office: Office) -> None:
    with office.working(), at("2026-03-02 08:00"):
        number = office.handled().id
    with office.working(), at("2026-03-05 14:05"):
        assert proposed(_found(number)) == local(
            "2026-03-10 17:30"
        )  # three working days after the promised one
    with office.working(), at("2026-03-17 09:00"):
        assert proposed(_found(number)) == local("2026-03-20 17:30")


def test_an_apology_laid_ready_goes_when_the_citizen_answers(office: Office) -> None:
    """The promise moved on by what waiting took: whoever has the dossier has nothing to apologise for."""
    with office.working(), at("2026-03-02 08:00"):
        number = office.handled().id
    office.tend("2026-03-05 14:00")
    with office.working(), at("2026-03-05 15:00"):
        assert draft_of(_found(number)) is not None
        service.ask(*_at_hand(office, number), [service.Wanted("Tờ khai", "mờ")])
        db.session.commit()
    with office.working(), at("2026-03-12 10:00"):
        service.complete(_found(number), office.citizen(), text="Đã sửa")
        assert draft_of(_found(number)) is None
