"""Taking in at the counter through its pages: the number first, one page, money, form 01; twice sent is once done."""

from __future__ import annotations

import io
import re
from typing import Any

from PIL import Image
from sqlalchemy import func, select

from portal.accounts.permissions import system_actor
from portal.dossiers import drafts, queries, service
from portal.dossiers.models import Dossier, DossierPaper
from portal.dossiers.models_aside import DossierDraft
from portal.extensions import db
from portal.papers import queries as papers
from portal.papers.models import UPLOAD, Paper
from portal.papers.owners import owner_mark
from portal.papers.service import keep
from portal.payments.models import PAID, PaymentDemand
from portal.services.models import Service
from tests.conftest import Browser
from tests.dossiers.counter.conftest import At
from tests.dossiers.world import Office

INTAKE = "/quan-tri/mot-cua/tiep-nhan/"
TYPED = {
    "identity": "049190001234",
    "name": "Nguyễn Thị Hồng Hạnh",
    "phone": "0905123456",
    "f.ho-ten": "Nguyễn Thị Hồng Hạnh",
    "f.so-ban": "2",
    "delivery": "tai-quay",
    "pay": "khong",
    "originals.giay-to": "1",
}


def begun(browser: Browser, office: Office, identity: str = "049190001234") -> tuple[str, str]:
    """The page of a new intake, and the key of its form."""
    answer = browser.post(INTAKE, {"service": str(office.service_id), "identity": identity})
    assert answer.status_code == 303, answer.text
    found = re.search(r'name="key" value="([^"]+)"', browser.get(answer.location).text)
    assert found is not None
    return answer.location, found[1]


def scan(text: str = "quet.jpg") -> tuple[io.BytesIO, str]:
    made = io.BytesIO()
    Image.new("RGB", (600, 800), "#eee").save(made, "JPEG")
    return io.BytesIO(made.getvalue()), text


def test_a_dossier_is_entered_paid_and_received_by_one_form(office: Office, at_desk: At) -> None:
    clerk = at_desk("clerk")
    page, key = begun(clerk, office)
    typed: dict[str, Any] = TYPED | {"key": key, "viec": "tiep-nhan", "pay": "ngay", "tendered": "20.000"}
    answer = clerk.post(page, typed)
    assert answer.status_code == 303 and answer.location.endswith("/vua-tiep-nhan"), answer.text
    shown = clerk.get(answer.location).text
    assert "In giấy hẹn (2 liên)" in shown and "In biên lai" in shown
    with office.working():
        dossier = db.session.scalars(select(Dossier)).one()
        assert (dossier.state, dossier.channel, dossier.paused_minutes) == ("received", "truc-tiep", 0)
        demand = db.session.scalars(select(PaymentDemand)).one()
        assert (demand.state, demand.amount) == (PAID, 16_000)
        paper = db.session.scalars(select(DossierPaper)).one()
        assert (paper.paper_id, paper.originals) == (None, 1)
        assert db.session.scalar(select(func.count()).select_from(DossierDraft)) == 0
    again = clerk.post(page, typed)
    assert again.location == answer.location
    with office.working():
        assert db.session.scalar(select(func.count()).select_from(Dossier)) == 1
    form = re.search(r'href="([^"]+\.pdf)\?ban=2"', shown)
    assert form is not None and clerk.get(form[1]).data.startswith(b"%PDF-")


def test_too_little_cash_takes_nothing_and_keeps_everything(office: Office, at_desk: At) -> None:
    clerk = at_desk("clerk")
    page, key = begun(clerk, office)
    typed = TYPED | {"key": key, "viec": "tiep-nhan", "pay": "ngay", "tendered": "10000"}
    answer = clerk.post(page, typed)
    assert answer.status_code == 422 and "Chưa đủ số tiền phải nộp" in answer.text
    assert "Nguyễn Thị Hồng Hạnh" in answer.text and 'value="10000"' in answer.text
    with office.working():
        assert db.session.scalar(select(func.count()).select_from(Dossier)) == 0
        assert db.session.scalar(select(func.count()).select_from(PaymentDemand)) == 0


def test_scans_stay_although_the_form_has_errors(office: Office, at_desk: At) -> None:
    clerk = at_desk("clerk")
    page, key = begun(clerk, office)
    wrong = TYPED | {"key": key, "viec": "tiep-nhan", "f.so-ban": "rất nhiều", "file.giay-to": scan()}
    answer = clerk.post(page, wrong, content_type="multipart/form-data")
    assert answer.status_code == 422 and "quet.jpg" in answer.text and "rất nhiều" in answer.text
    right = TYPED | {"key": key, "viec": "tiep-nhan", "compared.giay-to": "1"}
    assert clerk.post(page, right).status_code == 303
    with office.working():
        row = db.session.scalars(select(DossierPaper)).one()
        assert row.paper_id is not None and row.accepted is True and row.originals == 1


def test_a_bad_file_is_told_and_a_scan_is_taken_away(office: Office, at_desk: At) -> None:
    clerk = at_desk("clerk")
    page, key = begun(clerk, office)
    bad = TYPED | {"key": key, "viec": "luu", "file.giay-to": (io.BytesIO(b"MZ\x90 no picture"), "x.jpg")}
    assert clerk.post(page, bad, content_type="multipart/form-data").status_code == 422
    good = TYPED | {"key": key, "viec": "luu", "file.giay-to": scan()}
    assert clerk.post(page, good, content_type="multipart/form-data").status_code == 200
    with office.working():
        number = db.session.scalars(select(Paper.id)).one()
    assert clerk.post(page, TYPED | {"key": key, "drop": str(number)}).status_code == 200
    with office.working():
        assert papers.paper(number) is None


def test_who_came_before_is_known_by_the_number_alone(office: Office, at_desk: At) -> None:
    with office.working():
        office.submitted(
            applicant=service.Applicant(
                "Trần Văn Bình", "049190007777", "1990-03-05", "0905777777", address="Thôn 4"
            )
        )
    clerk = at_desk("clerk")
    page, _key = begun(clerk, office, "049190007777")
    shown = clerk.get(page).text
    assert (
        "Trần Văn Bình" in shown
        and 'value="05/03/1990"' in shown
        and "0905777777" in shown
        and "Thôn 4" in shown
    )
    nobody, _key = begun(clerk, office, "049190007778")
    assert "Trần Văn Bình" not in clerk.get(nobody).text
    with office.working():
        dossier = db.session.scalars(select(Dossier)).one()
        assert [one.what for one in queries.readings_of([dossier.id])] == ["applicant"]


def test_whoever_is_told_what_the_office_holds_of_somebody_is_noted(office: Office, at_desk: At) -> None:
    with office.working():
        held = office.received(papers=[service.GivenPaper("giay-to", _given(office))])
        row = db.session.scalars(select(DossierPaper)).one()
        service.judge_paper(row, office.staff("clerk"), accepted=True)
        other = office.submitted(applicant=service.Applicant("Lê Văn Khác", "049190005555"))
        db.session.commit()
        numbers = held.id, other.id
    clerk = at_desk("clerk2")
    page, key = begun(clerk, office, "049190007778")
    typed = TYPED | {"key": key, "viec": "luu"}
    assert "Giấy đã có" not in clerk.post(page, typed | {"identity": "049190005555"}).text
    for _again in range(2):
        assert "Giấy đã có" in clerk.post(page, typed).text
    assert "Giấy đã có" in clerk.get(page).text
    with office.working():
        seen = [(one.dossier_id, one.by_name, one.what) for one in queries.readings_of(numbers)]
        assert seen == [(numbers[0], "Cán bộ clerk2", "applicant")]


def _given(office: Office) -> int:
    """A paper of a citizen's account, of the number that is typed here."""
    made, number = scan()[0].getvalue(), str(TYPED["identity"])
    actor = system_actor(office.tenant_id)
    return keep(made, "Giấy đã có.jpg", "giay-to", owner_mark(number), UPLOAD, actor, citizen_id=7).id


def test_somebody_hands_in_for_another(office: Office, at_desk: At) -> None:
    clerk = at_desk("clerk")
    page, key = begun(clerk, office)
    typed = TYPED | {"key": key, "viec": "tiep-nhan", "agent": "Lê Thị Nhờ", "agent_identity": "049190008888"}
    answer = clerk.post(page, typed)
    number = answer.location.split("/")[-2]
    shown = clerk.get(f"/quan-tri/mot-cua/ho-so/{number}").text
    assert "Người nộp thay" in shown and "Lê Thị Nhờ" in shown


def test_a_stack_is_parted_at_blank_sheets_and_given_out(office: Office, at_desk: At) -> None:
    clerk = at_desk("clerk")
    page, key = begun(clerk, office)
    sheets = [_sheet(), _sheet(), Image.new("RGB", (800, 1100), "white"), _sheet()]
    pdf = io.BytesIO()
    sheets[0].save(pdf, "PDF", save_all=True, append_images=sheets[1:], resolution=96)
    sent = TYPED | {"key": key, "viec": "tach", "stack": (io.BytesIO(pdf.getvalue()), "chong.pdf")}
    answer = clerk.post(page, sent, content_type="multipart/form-data")
    assert answer.status_code == 200, answer.text
    numbers = re.findall(r'name="sort\.(\d+)"', answer.text)
    assert len(numbers) == 2
    with office.working():
        assert sorted(one.pages for one in db.session.scalars(select(Paper))) == [1, 2]
    given = TYPED | {
        "key": key,
        "viec": "tiep-nhan",
        f"sort.{numbers[0]}": "to-khai",
        f"sort.{numbers[1]}": "giay-to",
    }
    assert clerk.post(page, given).status_code == 303
    with office.working():
        rows = db.session.scalars(select(DossierPaper).order_by(DossierPaper.position)).all()
        assert [one.paper_key for one in rows] == ["to-khai", "giay-to"]


def _sheet() -> Image.Image:
    made = Image.new("RGB", (800, 1100), "white")
    for top in range(100, 900, 40):
        made.paste("#222", (100, top, 700, top + 8))
    return made


def test_an_officer_does_not_take_in(office: Office, at_desk: At) -> None:
    assert at_desk("officer1").get(INTAKE).status_code == 403


def test_what_is_given_up_leaves_no_scan_behind(office: Office, at_desk: At) -> None:
    clerk = at_desk("clerk")
    page, key = begun(clerk, office)
    sent = TYPED | {"key": key, "viec": "luu", "file.giay-to": scan()}
    assert clerk.post(page, sent, content_type="multipart/form-data").status_code == 200
    with office.working():
        assert db.session.scalar(select(func.count()).select_from(Paper)) == 1
    assert clerk.post(f"{page}/bo", {}).status_code == 303
    with office.working():
        assert db.session.scalar(select(func.count()).select_from(Paper)) == 0
    assert clerk.get(page).status_code == 404


def test_a_citizens_draft_is_no_business_of_the_counter(office: Office, at_desk: At) -> None:
    with office.working():
        service_row = db.session.get(Service, (office.tenant_id, office.service_id))
        assert service_row is not None
        theirs = drafts.begin(service_row, office.citizen()).id
        db.session.commit()
    for tail in ("", "/bo"):
        assert at_desk("clerk").post(f"{INTAKE}{theirs}{tail}", TYPED).status_code == 404
    assert at_desk("clerk").get(f"{INTAKE}{theirs}").status_code == 404
