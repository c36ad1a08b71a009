"""Papers from a telephone: made straight, turned, cut anew, put in order, taken out, told what is wrong, given anew."""

from __future__ import annotations

import io
import re
from datetime import date

import pytest
from flask import Flask
from PIL import Image

from portal.accounts.permissions import system_actor
from portal.extensions import db
from portal.papers import queries, service
from portal.papers.models import Paper
from portal.tenancy.scope import all_tenants, editing, entered
from tests.dossiers.applying.conftest import Applicant, dossiers, jpeg, photo
from tests.papers import samples


def _paper(app: Flask, paper_id: int) -> Paper | None:
    with app.app_context(), all_tenants("thử"):
        return queries.paper(paper_id)


def _picture(applicant: Applicant, paper_id: int) -> Image.Image:
    answer = applicant.browser.get(f"{applicant.base}/trang/{paper_id}/1")
    assert answer.status_code == 200 and answer.mimetype == "image/webp"
    assert answer.headers["Cache-Control"] == "no-store"
    return Image.open(io.BytesIO(answer.data))


def test_a_photo_becomes_a_page_and_is_told_when_it_can_not_be_read(app: Flask, applicant: Applicant) -> None:
    applicant.begin()
    answer = applicant.give("chung-sinh", (photo(1, blur=5.0), "mo.jpg"), part=True)
    assert answer.status_code == 200 and "<html" not in answer.text
    assert "Ảnh bị mờ" in answer.text and answer.text.count('class="pages__one"') == 1
    (piece,) = applicant.pieces("chung-sinh")
    held = _paper(app, piece)
    assert held is not None and held.mime == "application/pdf" and held.pages == 1
    upright = _picture(applicant, piece)
    assert upright.height > upright.width


def test_pages_are_moved_turned_cut_and_taken_out(app: Flask, applicant: Applicant) -> None:
    applicant.begin()
    applicant.give("chung-sinh", (photo(1), "a.jpg"), (photo(2), "b.jpg"))
    first, second = applicant.pieces("chung-sinh")
    assert applicant.act("chung-sinh", second, "len").status_code == 303
    assert applicant.pieces("chung-sinh") == [second, first]
    assert applicant.act("chung-sinh", second, "xuong").status_code == 303
    assert applicant.act("chung-sinh", first, "xoay-phai").status_code == 303
    turned, same = applicant.pieces("chung-sinh")
    assert same == second and turned != first and _paper(app, first) is None
    picture = _picture(applicant, turned)
    assert picture.width > picture.height
    assert applicant.act("chung-sinh", turned, "xoay-trai").status_code == 303
    back = applicant.pieces("chung-sinh")[0]
    picture = _picture(applicant, back)
    assert picture.height > picture.width

    corners = f"{applicant.base}/goc/{back}"
    assert applicant.browser.get(corners).status_code == 200
    assert applicant.browser.get(f"{applicant.base}/anh/{back}").mimetype == "image/webp"
    points = {"x0": "30", "y0": "30", "x1": "70", "y1": "30", "x2": "70", "y2": "50", "x3": "30", "y3": "50"}
    assert applicant.browser.post(corners, points, token_from=corners).status_code == 303
    cut = applicant.pieces("chung-sinh")[0]
    picture = _picture(applicant, cut)
    assert picture.width != 0 and cut != back
    wrong = applicant.browser.post(
        f"{applicant.base}/goc/{cut}",
        points | {"x1": "30", "x2": "30"},
        token_from=f"{applicant.base}/goc/{cut}",
    )
    assert wrong.status_code == 422 and "Bốn góc" in wrong.text

    assert applicant.act("chung-sinh", cut, "bo").status_code == 303
    assert applicant.act("chung-sinh", cut, "bo").status_code == 303, "clicked twice"
    assert applicant.pieces("chung-sinh") == [second]
    with app.app_context(), all_tenants("thử"):
        assert db.session.query(Paper).count() == 2, "the other page and its photo"


def test_the_same_photo_sent_again_after_a_cut_line_is_one_page(applicant: Applicant) -> None:
    applicant.begin()
    sent = photo(3)
    assert applicant.give("chung-sinh", (sent, "a.jpg")).status_code == 303
    assert applicant.give("chung-sinh", (sent, "a.jpg"), part=True).status_code == 200
    assert len(applicant.pieces("chung-sinh")) == 1


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "trong.jpg", "Tệp trống"),
        (b"<html><script>alert(1)</script>", "khai-sinh.pdf", ""),
        (b"MZ\x90\x00" + b"\0" * 400, "anh.jpg", ""),
        (b"\0\0\0\x18ftypheic" + b"\0" * 60, "IMG_1.HEIC", "HEIC"),
        (b"%PDF-1.7\nhong", "hong.pdf", ""),
    ],
)
def test_files_under_false_names_are_refused_with_a_reason(
    applicant: Applicant, data: bytes, name: str, said: str
) -> None:
    applicant.begin()
    answer = applicant.give("chung-sinh", (data, name))
    assert answer.status_code == 422 and said in answer.text and "alert--danger" in answer.text
    assert applicant.pieces("chung-sinh") == []


def test_what_is_fine_stays_when_what_comes_after_it_is_not(applicant: Applicant) -> None:
    applicant.begin()
    answer = applicant.give("chung-sinh", (photo(1), "a.jpg"), (b"xin chao", "b.jpg"))
    assert answer.status_code == 422 and "b.jpg:" in answer.text
    assert len(applicant.pieces("chung-sinh")) == 1


def test_a_pdf_stays_as_it_came_and_is_joined_with_photos(app: Flask, applicant: Applicant) -> None:
    applicant.filled()
    applicant.give("chung-sinh", (samples.pdf("Giấy chứng sinh trang hai"), "hai.pdf"))
    assert applicant.hand_in().status_code == 303
    with app.app_context(), all_tenants("thử"):
        (paper,) = db.session.query(Paper).all()
        assert paper.pages == 2 and paper.citizen_id == dossiers(app)[0].citizen_id


def test_a_paper_that_the_office_has_is_offered_and_given_again(app: Flask, applicant: Applicant) -> None:
    applicant.filled()
    applicant.hand_in()
    (made,) = dossiers(app)
    with app.app_context(), entered(editing(made.tenant_id)):
        paper = db.session.query(Paper).filter(Paper.tenant_id == made.tenant_id).one()
        paper.accepted, paper.valid_until = True, date(2099, 1, 2)
        old = service.keep(
            jpeg(Image.new("RGB", (300, 300))), "cu.jpg", "giay-chung-sinh", "", "upload",
            system_actor(made.tenant_id), citizen_id=made.citizen_id,
        )  # fmt: skip
        old.accepted, old.valid_until = True, date(2020, 1, 2)
        db.session.commit()
        known, stale = paper.id, old.id
    applicant.begin()
    page = applicant.browser.get(f"{applicant.base}/giay-to").text
    assert f"/da-co/{known}" in page and f"/da-co/{stale}" not in page and "có giá trị đến 02/01/2099" in page
    where = f"{applicant.base}/giay-to"
    assert applicant.browser.post(f"{where}/chung-sinh/da-co/{stale}", token_from=where).status_code == 404
    assert applicant.browser.post(f"{where}/chung-sinh/da-co/{known}", token_from=where).status_code == 303
    assert applicant.pieces("chung-sinh") == [known]
    assert applicant.act("chung-sinh", known, "bo").status_code == 303
    assert _paper(app, known) is not None, "what the office has stays there"
    applicant.browser.post(f"{where}/chung-sinh/da-co/{known}", token_from=where)
    from tests.dossiers.applying.conftest import CHILD, MOTHER, WHO

    applicant.fill("nguoi-nop", WHO)
    applicant.fill("khai/tre", CHILD)
    applicant.fill("khai/me", MOTHER)
    assert applicant.hand_in().status_code == 303
    with app.app_context(), all_tenants("thử"):
        from portal.dossiers.models import DossierPaper

        rows = db.session.query(DossierPaper).order_by(DossierPaper.id).all()
        assert [(one.paper_id, one.source) for one in rows] == [(known, "upload"), (known, "reuse")]


def test_a_required_paper_is_missed(applicant: Applicant) -> None:
    applicant.begin()
    where = f"{applicant.base}/giay-to"
    answer = applicant.browser.post(where, token_from=where)
    assert (
        answer.status_code == 422 and "Còn thiếu giấy tờ" in answer.text and "#giay-chung-sinh" in answer.text
    )


def test_a_disk_that_is_full_loses_nothing(
    app: Flask, applicant: Applicant, monkeypatch: pytest.MonkeyPatch
) -> None:
    from portal.media.store import StoreUnavailable
    from portal.papers.store import PaperStore

    applicant.filled()

    def full(*_args: object) -> None:
        raise StoreUnavailable("đầy") from OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(PaperStore, "write", full)
        assert applicant.give("chung-sinh", (photo(7), "b.jpg")).status_code == 507
    assert len(applicant.pieces("chung-sinh")) == 1
    assert applicant.hand_in().status_code == 303


def test_nothing_of_a_paper_stands_in_a_page_but_its_picture(applicant: Applicant) -> None:
    applicant.begin()
    applicant.give("chung-sinh", (photo(1), "<script>alert(1).jpg"))
    page = applicant.browser.get(f"{applicant.base}/giay-to").text
    assert "alert(1)" not in page
    assert re.search(r"/trang/\d+/1", page)
