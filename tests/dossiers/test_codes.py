"""Codes: in the prescribed form, gapless under parallel submissions, one dossier for one form."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from portal.dossiers import service
from portal.dossiers.codes import agency_identifier, read_code
from portal.dossiers.errors import InvalidSubmission, KeyOfAnother
from portal.dossiers.models import Dossier, DossierNumber
from portal.extensions import db
from portal.tenancy.directory import directory
from tests.conftest import A, B
from tests.dossiers.world import Office, at
from tests.patience import until_done


def _in_parallel(count: int, act: Callable[[int], str]) -> list[str]:
    gate = threading.Barrier(count)

    def run(number: int) -> str:
        gate.wait()
        return until_done(lambda: act(number))

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


def test_fifty_at_once_get_fifty_numbers_without_a_gap(office: Office) -> None:
    def hand_in(number: int) -> str:
        with office.working(), at("2026-03-02 09:00"):
            dossier, _new = service.submit(
                office.submission(f"khoa-rieng-{number:08d}"), office.citizen(number)
            )
            db.session.commit()
            return dossier.code

    codes = _in_parallel(50, hand_in)
    beginning = f"{office.portal.agency_id}-260302-"
    assert sorted(codes) == [f"{beginning}{number:04d}" for number in range(1, 51)]


def test_one_form_sent_twenty_times_at_once_is_one_dossier(office: Office) -> None:
    def hand_in(_number: int) -> str:
        with office.working(), at("2026-03-02 09:00"):
            dossier, new = service.submit(office.submission("mot-khoa-duy-nhat-00"), office.citizen())
            db.session.commit()
            return f"{dossier.code} {new}"

    answers = _in_parallel(20, hand_in)
    assert len({one.split()[0] for one in answers}) == 1
    assert [one.split()[1] for one in answers].count("True") == 1
    with office.working():
        assert db.session.scalar(select(func.count()).select_from(Dossier)) == 1
        assert db.session.scalar(select(DossierNumber.last)) == 1


def test_what_was_refused_or_rolled_back_takes_no_number(office: Office) -> None:
    with office.working(), at("2026-03-02 09:00"):
        with pytest.raises(InvalidSubmission) as caught:
            service.submit(office.submission(answers={"so-ban": 99}), office.citizen())
        assert set(caught.value.messages) == {"ho-ten", "so-ban"}
        service.submit(office.submission(), office.citizen())
        db.session.rollback()
        assert office.submitted().code.endswith("-260302-0001")


def test_another_cannot_reach_a_dossier_by_its_form(office: Office) -> None:
    with office.working():
        office.submitted(submit_key="khoa-cua-nguoi-thu-nhat")
        with pytest.raises(KeyOfAnother):
            service.submit(office.submission("khoa-cua-nguoi-thu-nhat"), office.citizen(8))


def test_each_day_and_each_agency_counts_for_itself(office: Office, offices: Callable[..., Office]) -> None:
    other = offices(B)
    with office.working(), at("2026-03-02 09:00"):
        office.submitted()
    with office.working(), at("2026-03-03 00:30"):  # past midnight in Viet Nam, not yet in UTC
        assert office.submitted().code.endswith("-260303-0001")
    with other.working(), at("2026-03-03 09:00"):
        code = other.submitted().code
    assert (
        code == f"{other.portal.agency_id}-260303-0001" and other.portal.agency_id != office.portal.agency_id
    )


def test_an_agency_without_identifier_gets_a_proposal_of_its_own(office: Office) -> None:
    with office.app.app_context():
        known = directory()
        nameless = {
            slug: replace(portal, agency_id="") for slug, portal in known._by_slug.items() if slug in {A, B}
        }
        for portal in nameless.values():
            known._by_slug[portal.slug] = known._by_id[portal.id] = portal
        proposals = {slug: agency_identifier(portal) for slug, portal in nameless.items()}
        others = {one.agency_id for one in known.all()}
    assert len(set(proposals.values())) == 2 and not set(proposals.values()) & others
    assert all(one.startswith("000.") and one.endswith(".18.H47") for one in proposals.values())


def test_codes_are_read_as_people_type_them() -> None:
    assert read_code(" 000.01.18.h47-260302-0001 ") == "000.01.18.H47-260302-0001"
    assert read_code("０００.01.18.H47 - 260302 - 0001") == "000.01.18.H47-260302-0001"
    for typed in ("", "0001", "x" * 500, "000.01.18.H47-26030-0001", "{{7*7}}", "a\x00b"):
        assert read_code(typed) == ""
