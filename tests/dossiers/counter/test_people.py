"""People of the counter through their page: units, days away, who stands in, everything passed on at once."""

from __future__ import annotations

from typing import Any

from portal.accounts.service import create_user, grant
from portal.dossiers import queries
from portal.dossiers.people import person, stand_in_of
from portal.extensions import db
from tests.conftest import PASSWORD, Browser
from tests.dossiers.counter.conftest import At
from tests.dossiers.world import Office

PEOPLE = "/quan-tri/mot-cua/can-bo/"


def away(office: Office, stand_in: str) -> dict[str, Any]:
    return {
        "units": "Tư pháp – Hộ tịch, Văn phòng",
        "away_from": "2020-01-01",
        "away_to": "",
        "stand_in": str(office.people[stand_in].user_id),
    }


def test_somebody_says_to_be_away_and_who_stands_in(office: Office, at_desk: At) -> None:
    me = office.people["officer1"].user_id
    assert me is not None
    answer = at_desk("officer1").post(f"{PEOPLE}{me}", away(office, "officer2"))
    assert answer.status_code == 303
    page = at_desk("clerk").get(PEOPLE).text
    assert "Đang vắng" in page and "Cán bộ officer2 làm thay" in page
    with office.working():
        found = person(me)
        assert found is not None and found.units == ["Tư pháp – Hộ tịch", "Văn phòng"]
        assert stand_in_of(me) == office.people["officer2"].user_id


def test_others_are_arranged_by_who_assigns_or_oversees_alone(office: Office, at_desk: At) -> None:
    other = office.people["officer1"].user_id
    assert at_desk("officer2").post(f"{PEOPLE}{other}", away(office, "officer2")).status_code == 403
    assert at_desk("signatory").post(f"{PEOPLE}{other}", away(office, "officer2")).status_code == 303
    with office.app.app_context():
        admin = create_user("quan-tri@tam-hai.example", "Quản trị", PASSWORD)
        grant(admin, office.tenant_id, "tenant_admin", is_district=False)
        db.session.commit()
    browser = Browser(office.app, office.slug)
    browser.sign_in("quan-tri@tam-hai.example")
    overseen = "/quan-tri/mot-cua/quan-ly-can-bo/"
    assert browser.get(PEOPLE).status_code == 403  # an administrator reads no dossier
    assert "Cán bộ officer1" in browser.get(overseen).text
    values = away(office, "officer2") | {"version": "1", "units": "Địa chính"}
    assert browser.post(f"{overseen}{other}", values).status_code == 303


def test_what_is_wrong_comes_back_as_it_was_typed(office: Office, at_desk: At) -> None:
    me = office.people["officer1"].user_id
    typed = away(office, "officer1") | {"units": "Một đơn vị rất lạ"}
    answer = at_desk("officer1").post(f"{PEOPLE}{me}", typed)
    assert answer.status_code == 422 and "Một đơn vị rất lạ" in answer.text
    assert "Chọn một người khác làm thay" in answer.text
    assert at_desk("signatory").post(f"{PEOPLE}999999", typed).status_code == 404


def test_everything_in_hand_goes_on_and_what_cannot_stays(office: Office, at_desk: At) -> None:
    with office.working():
        handled, received = office.handled().id, office.received().id
    officer, clerk = office.people["officer1"].user_id, office.people["clerk"].user_id
    to = str(office.people["officer2"].user_id)
    signatory = at_desk("signatory")
    assert signatory.post(f"{PEOPLE}{officer}/giao-lai", {"to": to}).status_code == 303
    signatory.post(f"{PEOPLE}{clerk}/giao-lai", {"to": to})  # an officer is no clerk
    assert "1 hồ sơ giữ nguyên" in signatory.get(PEOPLE).text
    with office.working():
        moved, stayed = queries.by_id(handled), queries.by_id(received)
        assert moved is not None and moved.holder_name == "Cán bộ officer2"
        assert stayed is not None and stayed.holder_name == "Cán bộ clerk"
