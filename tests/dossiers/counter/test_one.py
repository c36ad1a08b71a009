"""One dossier at the desk, through its pages: what may be done, doing it, doing it when somebody else just did."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import func, select

from portal.clock import to_local
from portal.dossiers import queries
from portal.dossiers.models import Dossier
from portal.dossiers.models_aside import DossierReading
from portal.dossiers.models_course import DossierForm, DossierRequest
from portal.extensions import db
from portal.printing.letterhead import day_in_words
from tests.conftest import Browser
from tests.dossiers.counter.conftest import At
from tests.dossiers.world import Office, at
from tests.printing.pdf import text_of

ONE = "/quan-tri/mot-cua/ho-so/"


def form_of(browser: Browser, page: str) -> dict[str, str]:
    """The version that a page's forms were made from."""
    found = re.search(r'name="version" value="(\d+)"', browser.get(page).text)
    assert found is not None, page
    return {"version": found[1]}


def now(office: Office, dossier_id: int) -> Dossier:
    found = queries.by_id(dossier_id)
    assert found is not None
    return found


def post(browser: Browser, dossier_id: int, slug: str, **values: Any) -> Any:
    page = f"{ONE}{dossier_id}"
    return browser.post(f"{page}/{slug}", form_of(browser, page) | values)


def test_a_dossier_goes_from_hand_to_hand_by_its_pages(office: Office, at_desk: At) -> None:
    with office.working():
        number = office.submitted().id
    clerk, officer = at_desk("clerk"), at_desk("officer1")
    page = clerk.get(f"{ONE}{number}").text
    assert "Nguyễn Thị Hồng Hạnh" in page and "049190001234" in page and "Tiếp nhận hồ sơ" in page
    assert post(clerk, number, "tiep-nhan").status_code == 303
    assert post(clerk, number, "chuyen", note="xem giúp").status_code == 303
    assert post(officer, number, "nhan").status_code == 303
    answer = post(officer, number, "ket-qua", outcome="xac-nhan", **{"v.noi_dung": "đúng là như vậy"})
    assert answer.status_code == 303
    assert post(officer, number, "chuyen").status_code == 303
    signatory = at_desk("signatory")
    assert post(signatory, number, "nhan").status_code == 303
    assert "đúng là như vậy" in signatory.get(f"{ONE}{number}?viec=ky").text
    assert post(signatory, number, "ky").status_code == 303
    with office.working():
        assert now(office, number).state == "done"  # nothing but handing out was left
    answer = post(clerk, number, "tra-ket-qua", receiver="Nguyễn Thị Hồng Hạnh", shown="căn cước")
    assert answer.status_code == 303
    with office.working():
        dossier = now(office, number)
        assert dossier.state == "returned"
        assert "căn cước" in (queries.events_of(dossier)[-1].note or "")


def test_two_clerks_one_wins_and_what_the_other_typed_is_there(office: Office, at_desk: At) -> None:
    with office.working():
        number = office.submitted().id
    first, second = at_desk("clerk"), at_desk("clerk2")
    stale = form_of(second, f"{ONE}{number}")
    assert post(first, number, "tiep-nhan").status_code == 303
    typed = {"item": "paper:giay-to", "why.paper:giay-to": "mờ, chụp lại", "days": "7"}
    answer = second.post(f"{ONE}{number}/bo-sung", stale | typed)
    assert answer.status_code == 409
    assert "Cán bộ clerk</strong>: Tiếp nhận hồ sơ" in answer.text and "mờ, chụp lại" in answer.text
    again = second.post(f"{ONE}{number}/tiep-nhan", stale)
    assert again.status_code == 409
    with office.working():
        assert db.session.scalar(select(func.count()).select_from(DossierForm)) == 1
        assert db.session.scalar(select(func.count()).select_from(DossierRequest)) == 0


def test_asking_says_what_is_missing_and_keeps_what_was_typed(office: Office, at_desk: At) -> None:
    with office.working():
        number = office.received().id
    clerk = at_desk("clerk")
    wrong = post(clerk, number, "bo-sung", days="một tuần", note="đã gọi hai lần")
    assert wrong.status_code == 422 and "đã gọi hai lần" in wrong.text and "từ 1 đến 60" in wrong.text
    typed = {
        "item": ["paper:giay-to", "field:ho-ten"],
        "why.paper:giay-to": "mờ",
        "why.field:ho-ten": "sai dấu",
        "days": "7",
    }
    preview = clerk.post(f"{ONE}{number}/xem-truoc/bo-sung", form_of(clerk, f"{ONE}{number}") | typed)
    assert preview.status_code == 200 and preview.data.startswith(b"%PDF-")
    assert post(clerk, number, "bo-sung", **typed).status_code == 303
    with office.working():
        dossier = now(office, number)
        request = queries.requests_of(dossier)[-1]
        assert request.until is not None
        assert day_in_words(to_local(request.until).date()) in " ".join(text_of(preview.data).split())
        assert dossier.state == "completing" and dossier.paused_since is not None
        assert [(one["key"], one["reason"]) for one in request.items or []] == [
            ("giay-to", "mờ"),
            ("ho-ten", "sai dấu"),
        ]


def test_the_apology_cannot_be_passed_by(office: Office, at_desk: At) -> None:
    with office.working(), at("2026-03-02 09:00"):
        number = office.handled().id
    officer = at_desk("officer1")  # the promised moment is long past by today
    page = officer.get(f"{ONE}{number}").text
    assert "Xin lỗi và hẹn lại" in page and f"{ONE}{number}/hoan-thanh" not in page
    assert post(officer, number, "chuyen").status_code == 422
    assert post(officer, number, "xin-loi", reason="", until="2099-01-03").status_code == 422
    shown = officer.get(f"{ONE}{number}?viec=xin-loi").text
    proposed = re.search(r'name="until"[^>]*value="([0-9-]+)"', shown)
    assert proposed is not None
    assert post(officer, number, "xin-loi", reason="Chờ xác minh", until=proposed[1]).status_code == 303
    assert post(officer, number, "chuyen").status_code == 303


def test_what_is_done_next_comes_first(office: Office, at_desk: At) -> None:
    def first(name: str, number: int) -> str:
        page = at_desk(name).get(f"{ONE}{number}").text
        shown = re.search(r'counter-verbs__first">(.*?)</div>', page, re.DOTALL)
        assert shown is not None
        return " ".join(re.sub(r"<[^>]+>", " ", shown[1]).split())

    with office.working():
        fresh, handled, decided = office.submitted().id, office.handled().id, office.decided().id
    assert first("clerk", fresh).startswith("Tiếp nhận hồ sơ")
    assert first("officer1", handled).startswith("Soạn kết quả")
    assert first("signatory", decided).startswith("Ký kết quả")
    with office.working(), at("2026-03-02 09:00"):
        late = office.handled().id
    office.tend("2026-03-06 09:00")
    assert first("officer1", late).startswith("Xin lỗi và hẹn lại")


def test_reading_is_written_down_once_in_a_while(office: Office, at_desk: At) -> None:
    with office.working():
        number = office.submitted().id
    clerk = at_desk("clerk")
    for _time in range(3):
        assert clerk.get(f"{ONE}{number}").status_code == 200
    with office.working():
        rows = db.session.scalars(select(DossierReading)).all()
        assert [(one.what, one.by_name) for one in rows] == [("dossier", "Cán bộ clerk")]
    assert clerk.get(f"{ONE}{number + 1}").status_code == 404


def test_a_note_is_for_the_desk_alone(office: Office, at_desk: At) -> None:
    with office.working():
        number = office.submitted().id
    assert post(at_desk("clerk"), number, "ghi-chu", text="Hẹn chị Hạnh chiều thứ ba").status_code == 303
    assert "Hẹn chị Hạnh chiều thứ ba" in at_desk("officer1").get(f"{ONE}{number}").text
    with office.working():
        event = queries.events_of(now(office, number))[-1]
        assert event.note == "Hẹn chị Hạnh chiều thứ ba" and not event.told


def test_what_one_may_not_do_has_no_button_and_no_door(office: Office, at_desk: At) -> None:
    with office.working():
        number = office.submitted().id
    officer = at_desk("officer1")
    page = officer.get(f"{ONE}{number}").text
    assert "Việc làm được" not in page
    answer = officer.post(f"{ONE}{number}/tiep-nhan", {"version": "1"})
    assert answer.status_code == 403


def test_what_ends_a_dossier_is_never_what_is_done_next(office: Office, at_desk: At) -> None:
    with office.working():
        number = office.handled().id
    page = at_desk("clerk").get(f"{ONE}{number}").text
    offered = page[page.index("counter-verbs") : page.index('id="dong-ho"')]
    assert "Rút hồ sơ" in offered and "counter-verbs__first" not in offered
    assert "Cán bộ officer1 đang giữ hồ sơ này" in offered
    mine = at_desk("officer1").get(f"{ONE}{number}").text
    assert "counter-verbs__first" in mine
