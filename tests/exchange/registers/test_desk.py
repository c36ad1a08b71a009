"""The desk of the registers through the public door: every page, every button, conflicts, secrecy, files, isolation."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from sqlalchemy import select

from portal.clock import today
from portal.exchange.edxml.shapes import RECALL, UPDATE, Attachment
from portal.exchange.registers import arriving, drafting, handling, wishing
from portal.exchange.registers.files import Upload, of_incoming
from portal.exchange.registers.models import (
    MAIN,
    TO_SIGN,
    IncomingDocument,
    IncomingFile,
    OutgoingDocument,
)
from portal.extensions import db
from portal.papers.models import Paper
from portal.papers.store import paper_store
from tests.conftest import B, Browser
from tests.exchange.registers.world import SENDER, Office
from tests.papers import samples

IN, OUT = "/quan-tri/van-ban-den/", "/quan-tri/van-ban-di/"


@pytest.fixture(scope="module")
def desk(shared_office: Office) -> Callable[[str], Browser]:
    """A browser in which somebody of the office is signed in, once per person."""
    known: dict[str, Browser] = {}

    def of(name: str) -> Browser:
        if name not in known:
            known[name] = Browser(shared_office.app, shared_office.slug)
            answer = known[name].sign_in(f"{name}@{shared_office.slug}.example")
            assert answer.status_code == 302
        return known[name]

    return of


def _form(page: Any, marker: str) -> dict[str, str]:
    """The hidden and typed values of the form that has an input of this name."""
    for form in re.findall(r"<form[^>]*>.*?</form>", page.text, re.DOTALL):
        if f'name="{marker}"' not in form:
            continue
        found = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form))
        for name, text in re.findall(
            r'<textarea[^>]*name="([^"]+)"[^>]*>\r?\n?(.*?)</textarea>', form, re.DOTALL
        ):
            found[name] = text
        for name, options in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
            chosen = re.search(r'value="([^"]*)"[^>]* selected|selected[^>]* value="([^"]*)"', options)
            first = re.search(r'<option[^>]*value="([^"]*)"', options)
            found[name] = (chosen[1] or chosen[2] or "") if chosen else first[1] if first else ""
        return found
    raise AssertionError(f"no form has {marker}")


def _version(model: type[Any], number: int) -> str:
    row = db.session.scalar(select(model).where(model.id == number))
    assert row is not None
    return str(row.version)


def test_from_the_list_to_done_by_buttons(shared_office: Office, desk: Callable[[str], Browser]) -> None:
    office = shared_office
    with office.working():
        number = office.arrived(subject="Thống kê tàu cá công suất lớn").id
    waiting = desk("clerk").get(f"{IN}?xem=cho-tiep-nhan")
    assert "Thống kê tàu cá" in waiting.text and waiting.status_code == 200
    page = desk("clerk").get(f"{IN}{number}")
    version = _form(page, "version")["version"]
    done = desk("clerk").post(f"{IN}{number}/tiep-nhan", {"version": version})
    assert done.status_code == 303 and "số đến" in desk("clerk").get(done.location).text
    given = {"holder": office.people["officer1"].user_id, "days": "3", "words": "Làm ngay"}
    with office.working():
        given["version"] = _version(IncomingDocument, number)
    assert desk("leader").post(f"{IN}{number}/phan-cong", given).status_code == 303
    mine = desk("officer1").get(IN)  # begins with what waits
    assert "Thống kê tàu cá" in mine.text and "Của tôi" in mine.text
    assert "Thống kê tàu cá" not in desk("officer2").get(f"{IN}?xem=cua-toi").text
    for act, more in (("bat-dau", {}), ("hoan-thanh", {"words": "Đã gửi bảng thống kê"})):
        with office.working():
            version = _version(IncomingDocument, number)
        assert desk("officer1").post(f"{IN}{number}/{act}", {"version": version} | more).status_code == 303
    page = desk("officer1").get(f"{IN}{number}")
    assert "Hoàn thành" in page.text and "Đã gửi bảng thống kê" in page.text and "Làm ngay" in page.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=VE+SINH+sinh+hoc", True),
        ("q=benh+vien", False),
        ("loai=ke-hoach&khan=2", True),
        ("khan=3", False),
        ("trang-thai=03", True),
        ("trang-thai=06", False),
        ("noi=UBND+huyện+Núi+Thành", True),
        ("noi=Ai+khác", False),
        ("tu=2020-01-01&den=2020-12-31", False),
        (f"nam={today().year}", True),
        ("nam=2020", False),
        ("so=999999", False),
        ("tre=1", False),
        ("nguoi=123456", False),
        ("xem=khong-co&tu=xx&nam=zz&so=%00&khan=99&q=%25_'--", False),
    ],
)
def test_lists_are_narrowed(
    shared_office: Office, desk: Callable[[str], Browser], query: str, found: bool
) -> None:
    with shared_office.working():
        if (
            db.session.scalar(select(IncomingDocument).where(IncomingDocument.subject.contains("vệ sinh")))
            is None
        ):
            shared_office.accepted(subject="An toàn vệ sinh, sinh học", priority=2)
    for headers in ({}, {"HX-Request": "true"}):
        answer = desk("clerk").get(f"{IN}?{query}", headers=headers)
        assert answer.status_code == 200 and ("An toàn vệ sinh" in answer.text) == found, query


def test_a_form_that_somebody_overtook_is_answered_409_and_keeps_its_words(
    shared_office: Office, desk: Callable[[str], Browser]
) -> None:
    office = shared_office
    with office.working():
        row = office.accepted()
        number, seen = row.id, row.version
        handling.assign(
            row, handling.Assignment(office.people["officer2"].user_id), row.version, office.people["admin"]
        )
        db.session.commit()
    typed = {
        "version": seen,
        "holder": office.people["officer1"].user_id,
        "words": "Lời chỉ đạo dài của lãnh đạo",
    }
    answer = desk("leader").post(f"{IN}{number}/phan-cong", typed)
    assert answer.status_code == 409 and "Lời chỉ đạo dài của lãnh đạo" in answer.text
    assert "Cán bộ admin" in answer.text
    with office.working():
        again = db.session.get(IncomingDocument, (office.tenant_id, number))
        assert again is not None and again.holder_id == office.people["officer2"].user_id
    now = _form(answer, "holder")["version"]
    assert desk("leader").post(f"{IN}{number}/phan-cong", typed | {"version": now}).status_code == 303


def test_what_lacks_words_or_is_in_other_hands_is_told(
    shared_office: Office, desk: Callable[[str], Browser]
) -> None:
    office = shared_office
    with office.working():
        row = office.arrived()
        number, seen = row.id, row.version
        held = office.accepted()
        handling.assign(
            held,
            handling.Assignment(office.people["officer2"].user_id),
            held.version,
            office.people["leader"],
        )
        db.session.commit()
        held_id, held_seen = held.id, held.version
    answer = desk("clerk").post(f"{IN}{number}/tu-choi", {"version": seen, "words": " "})
    assert answer.status_code == 422 and "Ghi rõ lý do" in answer.text
    answer = desk("officer1").post(
        f"{IN}{held_id}/hoan-thanh", {"version": held_seen, "words": "Xong rồi đó"}
    )
    assert answer.status_code == 422 and "tay người khác" in answer.text and "Xong rồi đó" in answer.text
    assert desk("officer1").post(f"{IN}{number}/tiep-nhan", {"version": seen}).status_code == 403
    assert desk("writer").get(f"{IN}{number}").status_code == 403


def test_a_paper_is_entered_with_its_scan_and_the_same_one_is_noticed(
    shared_office: Office, desk: Callable[[str], Browser]
) -> None:
    office = shared_office
    page = desk("clerk").get(f"{IN}moi")
    values = _form(page, "sender") | {
        "sender": "Sở Nông nghiệp và Môi trường",
        "number": "77/SNNMT-TS",
        "day": "20/11/2026",
        "subject": "Chống khai thác hải sản bất hợp pháp",
    }
    values.pop("files", None)
    upload = {
        "files": [(io.BytesIO(samples.pdf("Công văn")), "quet.pdf"), (io.BytesIO(b"phu luc"), "pl.txt")]
    }
    done = desk("clerk").post(f"{IN}moi", values | upload, content_type="multipart/form-data")
    assert done.status_code == 303, done.text
    number = int(done.location.rpartition("/")[2])
    with office.working():
        row = db.session.get(IncomingDocument, (office.tenant_id, number))
        assert row is not None and row.number and (row.figure, row.notation) == ("77", "SNNMT-TS")
        assert [(one.role, one.name) for one in of_incoming(row)] == [
            (MAIN, "quet.pdf"),
            ("attached", "pl.txt"),
        ]
    again = desk("clerk").post(f"{IN}moi", values)
    assert again.status_code == 303 and again.location == done.location, "a second click makes no second row"
    fresh = values | {"origin": "to-khac"}
    told = desk("clerk").post(f"{IN}moi", fresh)
    assert told.status_code == 409 and "hình như đã vào sổ" in told.text and "Chống khai thác" in told.text
    assert desk("clerk").post(f"{IN}moi", fresh | {"again": "y"}).status_code == 303
    bad = {"files": [(io.BytesIO(b"MZ\x90\x00\x03"), "doc.pdf")], "origin": "to-xau", "number": "78/X"}
    answer = desk("clerk").post(f"{IN}moi", values | bad, content_type="multipart/form-data")
    assert answer.status_code == 422 and "78/X" in answer.text


@pytest.mark.parametrize("level", ["mat", "toi-mat", "tuyet-mat"])
def test_secrets_are_refused_by_both_forms_and_leave_nothing(
    shared_office: Office, desk: Callable[[str], Browser], level: str
) -> None:
    office = shared_office
    with office.working():
        before = len(list(paper_store().all())), len(list(db.session.scalars(select(Paper.id))))
        draft = office.draft()
        draft_id, seen = draft.id, draft.version
    canary = f"BIMATNHANUOC-{level}"
    values = _form(desk("clerk").get(f"{IN}moi"), "sender") | {
        "sender": "Công an",
        "subject": canary,
        "secrecy": level,
    }
    values.pop("files", None)
    upload = {"files": [(io.BytesIO(samples.pdf(canary)), "mat.pdf")]}
    answer = desk("clerk").post(f"{IN}moi", values | upload, content_type="multipart/form-data")
    assert answer.status_code == 422 and "bí mật nhà nước" in answer.text and "sổ văn bản mật" in answer.text
    values = _form(desk("officer1").get(f"{OUT}moi"), "subject") | {
        "subject": canary,
        "body": canary,
        "secrecy": level,
    }
    answer = desk("officer1").post(f"{OUT}moi", values)
    assert answer.status_code == 422 and "không kết nối mạng" in answer.text
    changed = values | {"version": seen}
    assert desk("officer1").post(f"{OUT}{draft_id}/sua", changed).status_code == 422
    with office.working():
        assert len(list(paper_store().all())) == before[0]
        assert len(list(db.session.scalars(select(Paper.id)))) == before[1]
        for model in (IncomingDocument, OutgoingDocument):
            assert db.session.scalar(select(model.id).where(model.subject == canary)) is None


def test_files_are_read_by_who_may_and_kept_by_nobody_on_the_way(
    shared_office: Office, desk: Callable[[str], Browser]
) -> None:
    office = shared_office
    data = samples.pdf("Trang một", "Trang hai")
    with office.working():
        row = office.accepted(attachments=(Attachment("a", "Kế hoạch.pdf", "application/pdf", data),))
        number, file_id = row.id, of_incoming(row)[0].id
    there = f"{IN}{number}/tep/{file_id}"
    answer = desk("officer2").get(there)
    assert answer.data == data and answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    picture = desk("officer2").get(f"{there}/trang/2.webp?co=1")
    assert picture.mimetype == "image/webp" and picture.headers["Cache-Control"] == "no-store"
    assert desk("officer2").get(f"{there}/trang/3.webp").status_code == 404
    part = desk("officer2").get(f"{IN}{number}?tep={file_id}&trang=2", headers={"HX-Request": "true"})
    assert part.text.lstrip().startswith("<section") and "trang/2.webp" in part.text
    assert desk("writer").get(there).status_code == 403
    assert Browser(office.app, office.slug).get(there).status_code == 302
    with office.working():
        other = office.accepted().id
    assert desk("officer2").get(f"{IN}{other}/tep/{file_id}").status_code == 404
    assert desk("officer2").get(f"{OUT}{number}/tep/{file_id}").status_code == 404


def test_documents_of_another_office_do_not_exist(
    shared_office: Office, desk: Callable[[str], Browser]
) -> None:
    office = shared_office
    stranger = Browser(office.app, B)
    with office.app.app_context():
        other = Office(office.app, B)
    assert stranger.sign_in(f"clerk@{B}.example").status_code == 302
    with office.working():
        row, draft = office.accepted(subject="CHỈ-CỦA-TAM-HẢI"), office.draft(subject="CHỈ-CỦA-TAM-HẢI")
        arrival_id, draft_id, file_id = row.id, draft.id, of_incoming(row)[0].id
    for path in (
        f"{IN}{arrival_id}",
        f"{IN}{arrival_id}/tep/{file_id}",
        f"{OUT}{draft_id}",
        f"{OUT}{draft_id}/sua",
    ):
        assert stranger.get(path).status_code == 404
    for path in (f"{IN}{arrival_id}/hoan-thanh", f"{IN}{arrival_id}/tep", f"{OUT}{draft_id}/trinh-ky"):
        assert stranger.post(path, {"version": "1", "words": "x"}).status_code == 404
    for path in (IN, f"{IN}?q=chi+cua", f"{IN}so", OUT, f"{OUT}?xem=tat-ca", f"{OUT}so"):
        assert "CHỈ-CỦA-TAM-HẢI" not in stranger.get(path).text
    for query in ("tra-loi", "theo", "thay-the"):
        assert stranger.get(f"{OUT}moi?{query}={arrival_id}").status_code == 404
    assert other.slug == B


def test_a_draft_is_written_changed_submitted_and_given_back(
    shared_office: Office, desk: Callable[[str], Browser]
) -> None:
    office = shared_office
    page = desk("officer1").get(f"{OUT}moi")
    values = _form(page, "subject") | {
        "kind": "quyet-dinh",
        "subject": "Thành lập tổ tuyên truyền",
        "body": "**Điều 1.** Thành lập tổ.",
        "on_paper": "Các thôn\nTrạm y tế",
        "addressed": "",
    }
    done = desk("officer1").post(f"{OUT}moi", values)
    assert done.status_code == 303, done.text
    assert desk("officer1").post(f"{OUT}moi", values).location == done.location
    number = int(done.location.rpartition("/")[2])
    page = desk("officer1").get(done.location)
    assert "<strong>Điều 1.</strong>" in page.text and "Trạm y tế" in page.text
    form = _form(desk("officer1").get(f"{OUT}{number}/sua"), "subject")
    assert form["on_paper"] == "Các thôn\nTrạm y tế" and form["kind"] == "quyet-dinh"
    assert (
        desk("officer1").post(f"{OUT}{number}/sua", form | {"subject": "Thành lập tổ vận động"}).status_code
        == 303
    )
    late = desk("officer1").post(
        f"{OUT}{number}/sua", form | {"subject": "Bản cũ của tôi", "body": "Chữ tôi gõ"}
    )
    assert late.status_code == 409 and "Chữ tôi gõ" in late.text and "Thành lập tổ vận động" in late.text
    assert desk("officer2").get(f"{OUT}{number}/sua").status_code == 303
    file = {"files": [(io.BytesIO(b"so lieu"), "so-lieu.txt")]}
    with office.working():
        version = _version(OutgoingDocument, number)
    sent = desk("officer1").post(
        f"{OUT}{number}/tep", file | {"version": version}, content_type="multipart/form-data"
    )
    assert sent.status_code == 303 and "so-lieu.txt" in desk("officer1").get(sent.location).text
    for who, act, words in (("officer1", "trinh-ky", ""), ("leader", "tra-lai", "Sửa lại Điều 1")):
        with office.working():
            version = _version(OutgoingDocument, number)
        answer = desk(who).post(f"{OUT}{number}/{act}", {"version": version, "words": words})
        assert answer.status_code == 303, answer.text
    assert "Sửa lại Điều 1" in desk("officer1").get(f"{OUT}{number}").text
    with office.working():
        version = _version(OutgoingDocument, number)
    gone = desk("officer1").post(f"{OUT}{number}/xoa", {"version": version})
    assert gone.status_code == 303 and desk("officer1").get(f"{OUT}{number}").status_code == 404


def test_an_answer_a_copy_and_a_replacement_begin_filled_in(
    shared_office: Office, desk: Callable[[str], Browser]
) -> None:
    office = shared_office
    with office.working():
        row = office.accepted()
        issued = office.issued(body="Bản gốc có nội dung")
        drafting_file = office.draft(body="Mẫu")
        drafting.attach(
            drafting_file, (Upload("kem.txt", b"kem"),), drafting_file.version, office.people["officer1"]
        )
        db.session.commit()
        row_id, row_text, issued_id, old_id = row.id, row.number_text, issued.id, drafting_file.id
    answer = _form(desk("officer1").get(f"{OUT}moi?tra-loi={row_id}"), "subject")
    assert (
        row_text in answer["subject"] and answer["addressed"] == SENDER.name and answer["kind"] == "cong-van"
    )
    done = desk("officer1").post(f"{OUT}moi?tra-loi={row_id}", answer | {"body": "Xin trả lời"})
    assert done.status_code == 303 and "Trả lời văn bản đến" in desk("officer1").get(done.location).text
    assert answer["subject"] in desk("officer1").get(f"{IN}{row_id}").text
    copy = _form(desk("officer2").get(f"{OUT}moi?theo={old_id}"), "subject")
    done = desk("officer2").post(f"{OUT}moi?theo={old_id}", copy | {"ca-tep": "1"})
    assert "kem.txt" in desk("officer2").get(done.location).text
    other = _form(desk("officer1").get(f"{OUT}moi?thay-the={issued_id}"), "subject")
    assert other["body"] == "Bản gốc có nội dung"
    done = desk("officer1").post(f"{OUT}moi?thay-the={issued_id}", other)
    assert "Thay thế văn bản số" in desk("officer1").get(done.location).text
    assert desk("officer1").get(f"{OUT}moi?thay-the={old_id}").status_code == 200
    refused = desk("officer1").post(f"{OUT}moi?thay-the={old_id}", other | {"origin": "khac"})
    assert refused.status_code == 422


def test_recalling_asks_for_the_reason_and_shows_it(
    shared_office: Office, desk: Callable[[str], Browser]
) -> None:
    office = shared_office
    with office.working():
        row = office.issued()
        number, seen = row.id, row.version
    assert desk("clerk").post(f"{OUT}{number}/thu-hoi", {"version": seen, "words": "x"}).status_code == 403
    assert desk("leader").post(f"{OUT}{number}/thu-hoi", {"version": seen}).status_code == 422
    done = desk("leader").post(
        f"{OUT}{number}/thu-hoi", {"version": seen, "words": "Sai thẩm quyền ban hành"}
    )
    assert done.status_code == 303 and "Sai thẩm quyền ban hành" in desk("clerk").get(done.location).text


def test_what_a_sender_wants_is_shown_and_answered(
    shared_office: Office, desk: Callable[[str], Browser]
) -> None:
    office = shared_office
    with office.working():
        row = office.accepted(subject="Trích yếu chưa đúng")
        new = (Attachment("a", "ban-moi.txt", "text/plain", b"moi"),)
        sent = office.package(
            about=UPDATE, reason="Sai tên đợt", subject="Trích yếu đã đúng", attachments=new
        )
        wishing.wish(row, sent, office.system)
        other = office.accepted()
        wishing.wish(other, office.package(about=RECALL, reason="Gửi nhầm"), office.system)
        db.session.commit()
        number, seen, other_id, other_seen = row.id, row.version, other.id, other.version
    page = desk("clerk").get(f"{IN}{number}")
    for words in ("Sai tên đợt", "Trích yếu đã đúng", "ban-moi.txt", "Bản cập nhật chờ trả lời"):
        assert words in page.text
    assert "Trích yếu chưa đúng" in desk("clerk").get(f"{IN}?xem=de-nghi").text
    assert "Trích yếu chưa đúng" in desk("clerk").get("/quan-tri/").text
    assert desk("clerk").post(f"{IN}{number}/dong-y", {"version": seen}).status_code == 303
    page = desk("clerk").get(f"{IN}{number}")
    assert "Thông tin trước khi sửa" in page.text and "Trích yếu chưa đúng" in page.text
    answer = desk("clerk").post(
        f"{IN}{other_id}/khong-dong-y", {"version": other_seen, "words": "Đã làm xong"}
    )
    assert answer.status_code == 303 and "Đã làm xong" in desk("clerk").get(answer.location).text
    waiting = desk("clerk").get(f"{IN}?xem=de-nghi").text
    assert "Trích yếu" not in waiting and "Không có văn bản nào ở mục này" in waiting


def test_the_first_page_of_the_day_and_the_menu_say_what_waits(
    shared_office: Office, desk: Callable[[str], Browser]
) -> None:
    office = shared_office
    with office.working():
        office.arrived(subject="Chờ văn thư tiếp nhận gấp", priority=3)
        row = office.draft(subject="Tờ trình chờ chữ ký")
        drafting.submit(row, "", row.version, office.people["officer1"])
        held = office.accepted(subject="Việc của cán bộ một")
        handling.assign(
            held,
            handling.Assignment(office.people["officer1"].user_id, days=1),
            held.version,
            office.people["leader"],
        )
        db.session.commit()
        late = office.accepted(subject="Đã quá hạn của người khác")
        handling.assign(late, handling.Assignment(unit="Đơn vị"), None, office.people["leader"])
        late.due = today() - timedelta(days=1)
        db.session.commit()
        assert row.state == TO_SIGN
    assert "Đã quá hạn của người khác" in desk("leader").get("/quan-tri/").text
    assert "Chờ văn thư tiếp nhận gấp" in desk("clerk").get("/quan-tri/").text
    page = desk("leader").get("/quan-tri/")
    assert "Tờ trình chờ chữ ký" in page.text and "Văn bản đi" in page.text
    mine = desk("officer1").get("/quan-tri/").text
    assert "Việc của cán bộ một" in mine and "Tờ trình chờ chữ ký" not in mine
    assert "/quan-tri/van-ban-den/" not in desk("writer").get("/quan-tri/").text


def test_what_was_entered_is_put_right_and_its_scan_added(
    shared_office: Office, desk: Callable[[str], Browser]
) -> None:
    office = shared_office
    with office.working():
        row = office.entered(subject="Trich yeu go nham")
        sent = office.accepted()
        number, sent_id = row.id, sent.id
    form = _form(desk("clerk").get(f"{IN}{number}/sua"), "subject")
    done = desk("clerk").post(f"{IN}{number}/sua", form | {"subject": "Trích yếu gõ đúng"})
    assert done.status_code == 303
    page = desk("clerk").get(done.location)
    assert "Trích yếu gõ đúng" in page.text and "Trich yeu go nham" in page.text
    stale = desk("clerk").post(f"{IN}{number}/sua", form | {"subject": "Của người khác"})
    assert stale.status_code == 409 and "Của người khác" in stale.text
    assert desk("clerk").get(f"{IN}{sent_id}/sua").status_code == 303
    with office.working():
        version = _version(IncomingDocument, number)
    none = desk("clerk").post(f"{IN}{number}/tep", {"version": version})
    assert none.status_code == 422 and "Chọn một tệp" in none.text
    file = {"version": version, "files": [(io.BytesIO(samples.pdf()), "quet.pdf")]}
    assert (
        desk("clerk").post(f"{IN}{number}/tep", file, content_type="multipart/form-data").status_code == 303
    )
    with office.working():
        held = db.session.scalars(select(IncomingFile.role).where(IncomingFile.document_id == number)).all()
        assert held == [MAIN]


def test_offices_of_the_book_are_ticked_one_by_one_or_all_at_once(
    shared_office: Office, desk: Callable[[str], Browser]
) -> None:
    office = shared_office
    page = desk("officer1").get(f"{OUT}moi")
    boxes = re.findall(r'name="recipients"[^>]*value="([^"]+)"', page.text)
    assert len(boxes) >= 17 and SENDER.id in boxes
    values = _form(page, "subject") | {"subject": "Gửi hai nơi", "body": "Nội dung", "recipients": boxes[:2]}
    values.pop("everywhere", None)
    done = desk("officer1").post(f"{OUT}moi", values)
    number = int(done.location.rpartition("/")[2])
    with office.working():
        row = db.session.get(OutgoingDocument, (office.tenant_id, number))
        assert row is not None
        assert [one.organ_id for one in drafting.recipients_of(row)] == boxes[:2]
    form = _form(desk("officer1").get(f"{OUT}{number}/sua"), "subject") | {
        "everywhere": "y",
        "recipients": [],
    }
    assert desk("officer1").post(f"{OUT}{number}/sua", form).status_code == 303
    with office.working():
        row = db.session.get(OutgoingDocument, (office.tenant_id, number))
        assert row is not None and {one.organ_id for one in drafting.recipients_of(row)} >= set(boxes)
    forged = form | {"recipients": ["000.99.99.H99"], "everywhere": ""}
    forged["version"] = _form(desk("officer1").get(f"{OUT}{number}/sua"), "subject")["version"]
    forged.pop("everywhere")
    answer = desk("officer1").post(f"{OUT}{number}/sua", forged)
    assert answer.status_code == 422, "an office that is not in the book"


def test_many_are_accepted_at_once_and_what_is_gone_keeps_none_back(
    shared_office: Office, desk: Callable[[str], Browser]
) -> None:
    office = shared_office
    with office.working():
        ids = [office.arrived(subject=f"Tiếp nhận cùng lúc {place}").id for place in range(4)]
        gone = db.session.get(IncomingDocument, (office.tenant_id, ids[1]))
        assert gone is not None
        arriving.refuse(gone, "Trùng", None, office.people["clerk"])
        db.session.commit()
    assert 'name="id"' in desk("clerk").get(f"{IN}?xem=cho-tiep-nhan").text
    ticked = {"id": [*reversed(ids), 12345, "x"]}
    answer = desk("clerk").post(f"{IN}tiep-nhan-nhieu", ticked, follow_redirects=True)
    assert "Đã vào sổ 3 văn bản" in answer.text and "Không vào sổ được: Tiếp nhận cùng lúc 1" in answer.text
    with office.working():
        rows = [db.session.get(IncomingDocument, (office.tenant_id, one)) for one in ids]
        numbers = [row.number for row in rows if row is not None]
        assert numbers[1] is None and numbers[0] is not None
        assert numbers[2:] == [numbers[0] + 1, numbers[0] + 2], "in the order in which they came"
    assert "Chưa chọn" in desk("clerk").post(f"{IN}tiep-nhan-nhieu", {}, follow_redirects=True).text
    assert desk("officer1").post(f"{IN}tiep-nhan-nhieu", ticked).status_code == 403


def test_the_slip_says_what_was_directed_and_leaves_room_for_the_pen(
    shared_office: Office, desk: Callable[[str], Browser]
) -> None:
    office = shared_office
    with office.working():
        row = office.accepted(subject="Phiếu của văn bản này")
        number = row.id
    pdfium = import_module("pypdfium2")

    def text() -> str:
        answer = desk("officer2").get(f"{IN}{number}/phieu.pdf")
        assert answer.mimetype == "application/pdf" and answer.headers["Cache-Control"] == "no-store"
        return " ".join(pdfium.PdfDocument(answer.data)[0].get_textpage().get_text_range().split())

    before = text()
    assert "PHIẾU GIẢI QUYẾT VĂN BẢN ĐẾN" in before and "Phiếu của văn bản này" in before
    with office.working():
        row = db.session.get(IncomingDocument, (office.tenant_id, number))
        assert row is not None
        given = handling.Assignment(office.people["officer1"].user_id, words="Giải quyết dứt điểm")
        handling.assign(row, given, None, office.people["leader"])
        handling.remark(row, "Đã mời các bên", office.people["officer1"])
        db.session.commit()
    assert "Giải quyết dứt điểm" in text() and "Đã mời các bên" in text()


def test_what_was_refused_where_it_went_is_listed_until_it_is_recalled(
    shared_office: Office, desk: Callable[[str], Browser]
) -> None:
    office = shared_office
    with office.working():
        row = office.issued(subject="Bị trả về vì gửi nhầm nơi")
        recipient = drafting.recipients_of(row)[0]
        recipient.standing, recipient.words = "02", "Không thuộc thẩm quyền"
        db.session.commit()
        number = row.id
    assert "Bị trả về" in desk("clerk").get(f"{OUT}?xem=tu-choi").text
    assert "Bị trả về" in desk("clerk").get("/quan-tri/").text
    assert "Không thuộc thẩm quyền" in desk("clerk").get(f"{OUT}{number}").text
    with office.working():
        row = db.session.get(OutgoingDocument, (office.tenant_id, number))
        assert row is not None
        drafting.recall(row, "Gửi nhầm", row.version, office.people["leader"])
        db.session.commit()
    assert "Bị trả về" not in desk("clerk").get(f"{OUT}?xem=tu-choi").text
