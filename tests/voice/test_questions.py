"""Questions through the public door, moderated and answered on the desk."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import Flask
from sqlalchemy import func, select

from portal.extensions import db
from portal.mail.models import OutgoingMail
from portal.notices.models import Notice
from portal.search.indexing import rebuild
from portal.voice.cases.models import VoiceCase, VoicePerson
from tests.conftest import A, B, Browser
from tests.factories import Factory
from tests.voice.citizen import QUESTION, hidden, send
from tests.voice.factories import case

Make = Callable[..., Browser]


def _only(factory: Factory, slug: str = A) -> VoiceCase:
    with factory.acting(slug):
        return db.session.scalars(select(VoiceCase)).one()


def test_a_question_goes_its_whole_way(app: Flask, factory: Factory, signed_in: Make) -> None:
    citizen, desk = Browser(app, A), signed_in(A, "approver")
    answer = send(citizen, "/hoi-dap/gui", QUESTION | {"name": "Lê Thị Bí Mật", "email": "bi@mat.example"})
    assert answer.status_code == 303, answer.text
    receipt = citizen.get(answer.location)
    case = _only(factory)
    assert case.code in receipt.text and "Mã bí mật" in receipt.text
    assert case.suspicion == [] and case.due_on is not None
    where = f"/quan-tri/y-kien/{case.id}"
    assert QUESTION["title"] in desk.get("/quan-tri/y-kien/").text
    assert "Lê Thị Bí Mật" in desk.get(where).text
    assert citizen.get(f"/hoi-dap/{case.id}").status_code == 404

    assert desk.post(f"{where}/tiep-nhan").status_code == 302
    page = desk.get(where).text
    version = re.findall(r'name="version" value="(\d+)"', page)[0]
    saved = desk.post(
        f"{where}/tra-loi", {"version": version, "answer": "Cần **hai** giấy.", "answered_by": ""}
    )
    assert saved.status_code == 302, saved.text
    assert citizen.get(f"/hoi-dap/{case.id}").status_code == 404
    assert desk.post(f"{where}/tra-loi-cong-khai").status_code == 302

    shown = citizen.get(f"/hoi-dap/{case.id}").text
    assert "Cần <strong>hai</strong> giấy." in shown and "Bí Mật" not in shown and case.code not in shown
    assert QUESTION["title"] in citizen.get("/hoi-dap/").text
    assert "Cần" in citizen.get(answer.location).text
    assert QUESTION["title"] in citizen.get("/hoi-dap/feed.xml").text
    assert f"/hoi-dap/{case.id}" in citizen.get("/sitemap.xml").text
    assert QUESTION["title"] in citizen.get("/").text
    with factory.acting(A):
        mails = db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)).all()
        told = [one.subject for one in mails if one.to == "bi@mat.example"]
        assert told == [f"Đã nhận: {case.code}", f"Trả lời: {case.code}"]
        assert "Cần **hai** giấy." in mails[-1].text and "#ma=" in mails[-1].text
        assert db.session.scalar(select(func.count()).select_from(Notice)) == 1  # the one moderator
    with app.app_context():
        rebuild()
    found = citizen.get("/api/v1/search?q=tách+thửa+đất&limit=5").json
    assert [one["kind"] for one in found["results"]] == ["question"]


def test_a_refusal_tells_its_reason(app: Flask, factory: Factory, signed_in: Make) -> None:
    citizen, desk = Browser(app, A), signed_in(A, "approver")
    where = send(citizen, "/hoi-dap/gui", QUESTION | {"email": "bi@mat.example"}).location
    made = f"/quan-tri/y-kien/{_only(factory).id}"
    desk.post(f"{made}/tu-choi", {"reason": ""})
    assert _only(factory).state == "new"
    desk.post(f"{made}/tu-choi", {"reason": "Thuộc thẩm quyền của tòa án."})
    assert "Thuộc thẩm quyền của tòa án." in citizen.get(where).text
    with factory.acting(A):
        last = db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id.desc())).first()
        assert last is not None and "Thuộc thẩm quyền của tòa án." in last.text
    desk.post(f"{made}/mo-lai")
    assert _only(factory).state == "new"


def test_a_form_with_mistakes_comes_back_filled(app: Flask) -> None:
    citizen = Browser(app, A)
    wrong = {
        "title": "",
        "text": "Đường trước nhà tôi đã hư ba tháng nay",
        "email": "khong-phai-thu",
        "phone": "abc",
    }
    answer = send(citizen, "/hoi-dap/gui", wrong)
    assert answer.status_code == 422
    assert wrong["text"] in answer.text and "khong-phai-thu" in answer.text
    assert answer.text.count('class="field__error"') == 4  # summary, e-mail, telephone, consent
    again = hidden(answer.text)
    assert again["phieu"]
    sent = citizen.client.post(
        "/hoi-dap/gui", data=again | QUESTION, headers=citizen.headers, follow_redirects=False
    )
    assert sent.status_code == 303


def test_the_desk_assigns_and_an_author_drafts(app: Flask, factory: Factory, signed_in: Make) -> None:
    made = case(factory, A, state="accepted", title="CANARY riêng")
    author, approver = signed_in(A, "author"), signed_in(A, "approver")
    where = f"/quan-tri/y-kien/{made}"
    page = author.get(where).text
    assert "Nguyễn Thị Thử" not in page and "0905 123 456" not in page
    assert author.post(f"{where}/tra-loi", {"answer": "Xong"}).status_code == 403
    assert author.post(f"{where}/tiep-nhan").status_code == 403
    people = {
        name: number
        for number, name in re.findall(r'<option value="(\d+)"[^>]*>([^<]+)<', approver.get(where).text)
    }
    assert approver.post(f"{where}/phan-cong", {"person": people[f"author {A}"]}).status_code == 302
    page = author.get(where).text
    assert "Nguyễn Thị Thử" in page
    version = re.findall(r'name="version" value="(\d+)"', page)[0]
    assert author.post(f"{where}/tra-loi", {"answer": "Đã xong", "version": "1"}).status_code == 409
    assert author.post(f"{where}/tra-loi", {"answer": "Đã xong", "version": version}).status_code == 302
    assert author.post(f"{where}/tra-loi-cong-khai").status_code == 403
    assert approver.post(f"{where}/gui-rieng").status_code == 302
    assert Browser(app, A).get(f"/hoi-dap/{made}").status_code == 404
    with factory.acting(A):
        notices = db.session.scalars(select(Notice.kind).order_by(Notice.id)).all()
        assert {"voice.assigned", "voice.drafted"} <= set(notices)


def test_the_public_wording_is_edited_and_the_original_kept(
    app: Flask, factory: Factory, signed_in: Make
) -> None:
    made = case(factory, A, state="published", text="Nhà ông Trần Văn Riêng ở thôn 2 bị ngập mỗi khi mưa.")
    desk, where = signed_in(A, "approver"), f"/quan-tri/y-kien/{made}"
    version = re.findall(r'name="version" value="(\d+)"', desk.get(where).text)[0]
    new = {
        "version": version,
        "title": "Ngập ở thôn 2",
        "text": "Nhà dân ở thôn 2 bị ngập.",
        "field": "Môi trường",
    }
    assert desk.post(f"{where}/loi-van", new | {"version": "0"}).status_code == 409
    assert desk.post(f"{where}/loi-van", new).status_code == 302
    assert "Riêng" not in Browser(app, A).get(f"/hoi-dap/{made}").text
    assert "Riêng" in desk.get(where).text
    with factory.acting(A):
        assert "Riêng" in db.session.scalars(select(VoicePerson.text)).one()


def test_duplicates_are_merged_and_lead_on(app: Flask, factory: Factory, signed_in: Make) -> None:
    kept, double = case(factory, A, state="published"), case(factory, A)
    desk = signed_in(A, "approver")
    with factory.acting(A):
        code = db.session.scalars(select(VoiceCase.code).where(VoiceCase.id == kept)).one()
        other = db.session.scalars(select(VoiceCase.code).where(VoiceCase.id == double)).one()
    assert desk.post(f"/quan-tri/y-kien/{double}/gop", {"into": code.lower()}).status_code == 302
    followed = Browser(app, A).client.post(
        "/tra-cuu/", data={"code": other, "proof": "3456"}, headers={"Host": "tam-hai.localhost:8000"}
    )
    assert "Đã gộp" in followed.text and "Câu trả lời của" in followed.text


def test_whether_an_answer_helped_is_counted_once_for_an_address(app: Flask, factory: Factory) -> None:
    made = case(factory, A, state="published")
    citizen = Browser(app, A)
    for _time in range(3):
        said = citizen.client.post(
            f"/hoi-dap/{made}/huu-ich", data={"tra-loi": "co"}, headers=citizen.headers
        )
        assert said.status_code == 303
    assert "Cảm ơn bạn" in citizen.get(f"/hoi-dap/{made}?cam-on=1").text
    assert (_only(factory).helpful, _only(factory).unhelpful) == (1, 0)


def test_lists_are_narrowed_by_words_and_field(app: Flask, factory: Factory) -> None:
    case(factory, A, state="published", title="Hỏi về đất ở", field="Đất đai")
    case(factory, A, state="published", title="Hỏi về khai sinh", field="Hộ tịch")
    citizen = Browser(app, A)
    assert "khai sinh" not in citizen.get("/hoi-dap/?q=đất").text
    assert "đất ở" not in citizen.get("/hoi-dap/?linh-vuc=Hộ+tịch").text
    assert "Chưa có câu trả lời nào như vậy" in citizen.get("/hoi-dap/?q=khongcogi").text


def test_another_portal_knows_nothing_of_it(app: Flask, factory: Factory, signed_in: Make) -> None:
    made = case(factory, A, state="published", title="CANARYAX")
    neighbour, desk = Browser(app, B), signed_in(B, "tenant_admin")
    for place in ("/hoi-dap/", f"/hoi-dap/{made}", "/y-kien/", "/", "/hoi-dap/feed.xml", "/sitemap.xml"):
        assert "CANARYAX" not in neighbour.get(place).text
    assert neighbour.get(f"/hoi-dap/{made}").status_code == 404
    assert "CANARYAX" not in desk.get("/quan-tri/y-kien/?xem=tat-ca").text
    for act in ("tiep-nhan", "an", "cong-bo", "mo-lai", "tra-loi", "phan-cong", "gop", "ghi-chu"):
        assert desk.post(f"/quan-tri/y-kien/{made}/{act}").status_code == 404
    assert any("CANARYAX" in Browser(app, A).get(place).text for place in ("/hoi-dap/",))
