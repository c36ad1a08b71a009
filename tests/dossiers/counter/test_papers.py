"""Papers beside their dossier: drawn, turned, judged, noted as read; never another dossier's."""

from __future__ import annotations

import io

from PIL import Image
from sqlalchemy import select

from portal.accounts.permissions import system_actor
from portal.dossiers import queries
from portal.dossiers.models import DossierPaper
from portal.dossiers.models_aside import DossierReading
from portal.dossiers.submissions import GivenPaper
from portal.extensions import db
from portal.papers import service as papers
from portal.papers.models import UPLOAD
from portal.papers.owners import owner_mark
from tests.conftest import Browser
from tests.dossiers.counter.conftest import At
from tests.dossiers.counter.test_intake import scan
from tests.dossiers.counter.test_one import form_of
from tests.dossiers.world import Office

ONE = "/quan-tri/mot-cua/ho-so/"


def with_paper(office: Office) -> tuple[int, int]:
    """A dossier with a paper of two pages; their ids."""
    sheets = [Image.new("RGB", (600, 800), "#ddd"), Image.new("RGB", (600, 800), "#bbb")]
    pdf = io.BytesIO()
    sheets[0].save(pdf, "PDF", save_all=True, append_images=sheets[1:], resolution=96)
    with office.working():
        actor, mark = system_actor(office.tenant_id), owner_mark("049190001234")
        kept = papers.keep(
            pdf.getvalue(), "Nguyễn Thị Hạnh.pdf", "giay-to", mark, UPLOAD, actor, citizen_id=7, read=False
        )
        number = office.submitted(papers=[GivenPaper("giay-to", kept.id)]).id
        row = db.session.scalars(select(DossierPaper.id)).first()
        assert row is not None
        return number, row


def turned_size(browser: Browser, address: str) -> tuple[int, int]:
    answer = browser.get(address)
    assert answer.status_code == 200 and answer.mimetype == "image/webp"
    assert answer.headers["Cache-Control"] == "no-store"
    return Image.open(io.BytesIO(answer.data)).size


def test_pages_are_drawn_turned_and_enlarged(office: Office, at_desk: At) -> None:
    number, row = with_paper(office)
    clerk, base = at_desk("clerk"), f"{ONE}{number}/giay/{row}"
    width, height = turned_size(clerk, f"{base}/trang/1.webp")
    assert width < height
    assert turned_size(clerk, f"{base}/trang/2.webp?xoay=90") == (height, width)
    assert turned_size(clerk, f"{base}/trang/1.webp?co=2")[0] > width
    assert clerk.get(f"{base}/trang/3.webp").status_code == 404
    piece = clerk.get(f"{base}?trang=2&co=1", headers={"HX-Request": "true"}).text
    assert "Trang 2/2" in piece and "<html" not in piece
    assert clerk.get(base).status_code == 302


def test_reading_a_paper_is_noted_with_its_number(office: Office, at_desk: At) -> None:
    number, row = with_paper(office)
    at_desk("officer1").get(f"{ONE}{number}/giay/{row}/trang/1.webp")
    answer = at_desk("officer1").get(f"{ONE}{number}/giay/{row}/tep")
    assert answer.data.startswith(b"%PDF-") and "attachment" in answer.headers["Content-Disposition"]
    assert "Nguy" not in answer.headers["Content-Disposition"]
    with office.working():
        read = db.session.scalars(select(DossierReading).order_by(DossierReading.id)).all()
        assert [one.what for one in read] == ["paper", "file"]
        assert all(one.paper_id is not None and one.by_name == "Cán bộ officer1" for one in read)


def test_a_fault_goes_into_the_request(office: Office, at_desk: At) -> None:
    number, row = with_paper(office)
    clerk = at_desk("clerk")
    judge = f"{ONE}{number}/giay/{row}/xet"
    empty = clerk.post(judge, {"dat": "0", "remark": " "}, headers={"HX-Request": "true"})
    assert empty.status_code == 422 and "sai hoặc thiếu gì" in empty.text
    assert clerk.post(judge, {"dat": "0", "remark": "thiếu trang 2"}).status_code == 303
    form = clerk.get(f"{ONE}{number}?viec=bo-sung").text
    assert 'value="paper:giay-to" checked' in form and 'value="thiếu trang 2"' in form
    assert clerk.post(judge, {"dat": "1"}).status_code == 303
    with office.working():
        found = db.session.get(DossierPaper, (office.tenant_id, row))
        assert found is not None and found.accepted is True and found.remark is None


def test_who_has_not_the_dossier_does_not_judge(office: Office, at_desk: At) -> None:
    number, row = with_paper(office)
    at_desk("officer1").post(f"{ONE}{number}/giay/{row}/xet", {"dat": "1"})
    with office.working():
        found = db.session.get(DossierPaper, (office.tenant_id, row))
        assert found is not None and found.accepted is None


def test_a_paper_is_reached_by_its_own_dossier_alone(office: Office, at_desk: At) -> None:
    _number, row = with_paper(office)
    with office.working():
        other = office.submitted().id
    for tail in ("", "/trang/1.webp", "/tep"):
        answer = at_desk("clerk").get(f"{ONE}{other}/giay/{row}{tail}", headers={"HX-Request": "true"})
        assert answer.status_code == 404
    assert at_desk("clerk").post(f"{ONE}{other}/giay/{row}/xet", {"dat": "1"}).status_code == 404


def test_what_a_citizen_brought_to_the_counter_is_entered(office: Office, at_desk: At) -> None:

    number, row = with_paper(office)
    clerk = at_desk("clerk")
    page = f"{ONE}{number}"
    asked = {"item": "paper:giay-to", "why.paper:giay-to": "mờ", "days": "5"}
    assert clerk.post(f"{page}/bo-sung", form_of(clerk, page) | asked).status_code == 303
    assert "Đã yêu cầu: mờ" in clerk.get(f"{page}?viec=da-bo-sung").text
    nothing = clerk.post(f"{page}/da-bo-sung", form_of(clerk, page))
    assert nothing.status_code == 422
    brought = form_of(clerk, page) | {"file.giay-to": scan()}
    answer = clerk.post(f"{page}/da-bo-sung", brought, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    with office.working():
        dossier = queries.by_id(number)
        assert dossier is not None and dossier.state == "new"
        rows = queries.papers_of(dossier)
        assert [one.replaced_at is not None for one in rows] == [True, False]
        assert rows[0].id == row and rows[1].source == "counter"
