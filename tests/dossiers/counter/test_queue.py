"""The queue through its page: tabs, filters, searching without a name in an address, taking many."""

from __future__ import annotations

import re

import pytest

from portal.accounts.service import create_user, grant
from portal.dossiers import queries, service
from portal.dossiers.counter.listing import tabs_for
from portal.dossiers.tallies import tally
from portal.extensions import db
from tests.conftest import PASSWORD, Browser
from tests.dossiers.counter.conftest import At
from tests.dossiers.world import Office, at
from tests.statements import statements

QUEUE = "/quan-tri/mot-cua/"


def test_each_tab_has_its_own(office: Office, at_desk: At) -> None:
    with office.working():
        fresh = office.submitted(applicant=service.Applicant("Trần Mới", "049190000001")).code
        handled = office.handled(applicant=service.Applicant("Lê Đang", "049190000002")).code
        asked = office.received(applicant=service.Applicant("Võ Chờ", "049190000003"))
        service.ask(asked, office.staff("clerk"), asked.version, [service.Wanted("Tờ khai")])
        db.session.commit()
        waiting = asked.code
        done = office.done(applicant=service.Applicant("Hồ Xong", "049190000004")).code
    everybody = {fresh, handled, waiting, done}
    clerk = at_desk("clerk")
    shown = {
        tab: {code for code in everybody if code in clerk.get(f"{QUEUE}?xem={tab}").text}
        for tab in ("cua-toi", "moi", "cho-nhan", "cho-dan", "cho-tra", "tat-ca")
    }
    assert shown == {
        "cua-toi": {waiting},
        "moi": {fresh},
        "cho-nhan": {fresh, done},
        "cho-dan": {waiting},
        "cho-tra": {done},
        "tat-ca": everybody,
    }
    assert handled in at_desk("officer1").get(QUEUE).text
    assert "Chờ ký" not in at_desk("officer1").get(QUEUE).text
    assert "Chờ ký" in at_desk("signatory").get(QUEUE).text


def test_due_times_are_told_in_words(office: Office, at_desk: At) -> None:
    with office.working(), at("2026-03-02 09:00"):
        office.handled()
    page = at_desk("officer1").get(QUEUE).text
    assert "quá hạn" in page and "badge--bad" in page
    assert "Bạn không giữ hồ sơ nào" in at_desk("officer2").get(QUEUE).text
    late = at_desk("officer1").get(f"{QUEUE}?gap=qua-han").text
    assert "quá hạn" in late
    assert "Không có hồ sơ nào khớp bộ lọc" in at_desk("officer1").get(f"{QUEUE}?gap=sap-den-han").text


@pytest.mark.parametrize(
    "typed", ["nguyễn thị hồng hạnh", "NGUYEN THI HONG HANH", "049190001234", "0905 123 456", "+84905123456"]
)
def test_people_are_found_by_a_posted_form(office: Office, at_desk: At, typed: str) -> None:
    with office.working():
        code = office.submitted().code
        other = office.submitted(applicant=service.Applicant("Người Khác", "049190009999")).code
    answer = at_desk("clerk").post(f"{QUEUE}tim", {"q": typed})
    assert answer.status_code == 200 and code in answer.text and other not in answer.text


def test_a_code_leads_to_its_dossier(office: Office, at_desk: At) -> None:
    with office.working():
        dossier = office.submitted()
        number, code = dossier.id, dossier.code
    answer = at_desk("clerk").post(f"{QUEUE}tim", {"q": code.lower()})
    assert answer.status_code == 303 and answer.location == f"{QUEUE}ho-so/{number}"
    nothing = at_desk("clerk").post(f"{QUEUE}tim", {"q": "Không Có Ai"})
    assert "Không tìm thấy hồ sơ nào" in nothing.text


def test_many_are_taken_at_once_and_one_that_went_is_told(office: Office, at_desk: At) -> None:
    with office.working():
        ids = []
        for _time in range(3):
            dossier = office.received()
            service.pass_on(dossier, office.staff("clerk"), dossier.version)
            db.session.commit()
            ids.append(dossier.id)
        first = queries.by_id(ids[0])
        assert first is not None
        service.take(first, office.staff("officer2"), first.version)
        db.session.commit()
    officer = at_desk("officer1")
    answer = officer.post(f"{QUEUE}nhan-nhieu", {"id": [str(one) for one in ids]})
    assert answer.status_code == 303
    page = officer.get(answer.location).text
    assert "Đã nhận xử lý 2 hồ sơ" in page and "Cán bộ officer2 đã nhận hồ sơ này" in page
    with office.working():
        held = [found.holder_name for one in ids if (found := queries.by_id(one)) is not None]
        assert held == ["Cán bộ officer2", "Cán bộ officer1", "Cán bộ officer1"]


def test_the_most_urgent_is_taken_next(office: Office, at_desk: At) -> None:
    with office.working():
        made = []
        for moment in ("2026-03-03 09:00", "2026-03-02 09:00"):
            with at(moment):
                dossier = office.received()
                service.pass_on(dossier, office.staff("clerk"), dossier.version)
                db.session.commit()
                made.append(dossier.id)
    answer = at_desk("officer1").post(f"{QUEUE}nhan-tiep")
    assert answer.location == f"{QUEUE}ho-so/{made[1]}"


def test_lists_ask_a_bounded_number_of_statements(office: Office, at_desk: At) -> None:
    def asked() -> int:
        with statements(office.app) as seen:
            at_desk("clerk").get(f"{QUEUE}?xem=tat-ca")
        return len([one for one in seen if "SELECT" in one])

    with office.working():
        office.submitted()
    at_desk("clerk").get(QUEUE)
    few = asked()
    with office.working():
        for _time in range(25):
            office.submitted()
    assert asked() <= few


def _menu(page: str, label: str) -> int:
    """The number beside an entry of the desk's menu; 0 where there is none."""
    found = re.search(rf'<span>{label}</span>(?:<span class="desk-nav__count">(\d+))?', page)
    assert found is not None
    return int(found[1] or 0)


def test_the_menu_counts_what_one_can_go_on_with(office: Office, at_desk: At) -> None:
    with office.working():
        office.submitted()  # waits for a clerk
        office.handled()  # in an officer's hands
        asked = office.received()  # in the clerk's hands, waiting for the citizen: nothing to be done
        service.ask(asked, office.staff("clerk"), asked.version, [service.Wanted("Tờ khai")])
        office.received()
        office.done()  # waits to be handed out
        db.session.commit()
    counts = {name: _menu(at_desk(name).get("/quan-tri/").text, "Hồ sơ một cửa") for name in office.people}
    assert counts == {"clerk": 3, "clerk2": 2, "signatory": 0, "officer1": 1, "officer2": 0}


def test_the_menu_asks_once_for_a_number(office: Office, at_desk: At) -> None:
    at_desk("clerk").get("/quan-tri/tai-khoan/")
    with statements(office.app) as seen:
        at_desk("clerk").get("/quan-tri/tai-khoan/")
    assert len([one for one in seen if "FROM dossier " in one]) == 1


def test_cards_tell_what_presses_and_lead_there(office: Office, at_desk: At) -> None:
    with office.working(), at("2026-03-02 09:00"):
        late = office.handled().code
        signing = office.decided().code
    with office.working():
        fresh = office.handled("officer2").code
    page = at_desk("officer1").get(QUEUE).text
    assert "xem=tat-ca&amp;gap=qua-han" in page and "1 của tôi" in page and "Chờ ký" not in page
    found = at_desk("officer1").get(f"{QUEUE}?xem=tat-ca&gap=qua-han").text
    assert late in found and signing in found and fresh not in found
    assert "Chờ ký" in at_desk("signatory").get(f"{QUEUE}?xem=tat-ca").text
    part = at_desk("officer1").get(QUEUE, headers={"HX-Request": "true"}).text
    assert 'id="dau-danh-sach" data-hx-swap-oob="true"' in part and "1 của tôi" in part


def test_numbers_of_the_head_are_those_of_the_lists(office: Office, at_desk: At) -> None:
    with office.working():
        office.submitted()
        office.handled()
        office.done()
        with at("2026-03-02 09:00"):
            office.received()
        for name, actor in office.people.items():
            known = {one.name: one.queue for one in tabs_for(actor)}
            assert tally(known, actor) == {at: queries.count(one, actor) for at, one in known.items()}, name


def test_what_waits_to_be_handed_out_stands_behind_what_runs(office: Office, at_desk: At) -> None:
    with office.working():
        with at("2026-03-02 09:00"):
            done = office.done().code
        running = office.handled().code
    page = at_desk("clerk").get(f"{QUEUE}?xem=tat-ca").text
    assert page.index(running) < page.index(done)


def test_the_list_of_services_tells_how_many_dossiers_each_has(office: Office) -> None:
    with office.working():
        office.submitted()
        office.done()
        admin = create_user("quan-tri@one.example", "Người quản trị", PASSWORD)
        db.session.flush()
        grant(admin, office.tenant_id, "tenant_admin", is_district=False)
        db.session.commit()
    browser = Browser(office.app, office.slug)
    assert browser.sign_in("quan-tri@one.example").status_code == 302
    assert '<td data-label="Hồ sơ">2</td>' in browser.get("/quan-tri/dich-vu/").text
