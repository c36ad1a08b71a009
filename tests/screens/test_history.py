"""Every act is a revision: listed without its text, compared field by field, restored as a new one."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select

from portal.extensions import db
from portal.importing.run import Item
from portal.legal.importing import LegalImporter
from portal.legal.models import LegalDocument
from portal.legal.record import LegalRecord, ProvisionRecord
from portal.media.models import MediaFile, MediaUse
from portal.news.models import NewsItem, NewsSection
from portal.publishing.contents import contents_of
from portal.publishing.models import AuditEntry, Revision
from portal.screens.filling import values_of
from portal.screens.registry import screen_of
from tests.conftest import DISTRICT, A, B, Browser
from tests.factories import Factory
from tests.screens.forms import form_of, save, text
from tests.statements import statements

Make = Callable[..., Browser]
NEWS = "/quan-tri/tin-tuc"
MAKERS = {"news": "news", "page": "page", "legal": "legal", "procedure": "procedure", "schedule": "week"}
FOLDERS = {
    "news": "tin-tuc",
    "page": "trang",
    "legal": "van-ban",
    "procedure": "thu-tuc",
    "schedule": "lich-cong-tac",
}


@pytest.fixture()
def editor(signed_in: Make) -> Browser:
    """An approver of the portal A."""
    return signed_in(A, "approver")


@pytest.mark.parametrize("kind", MAKERS)
def test_what_a_revision_keeps_fills_the_form_as_it_was(app: Flask, factory: Factory, kind: str) -> None:
    more: dict[str, dict[str, Any]] = {
        "news": {"tags": ["nông thôn mới", "thủy sản"], "body": "a\r\nb"},
        "legal": {"fields": ["Đất đai", "Hộ tịch"], "expires": date(2027, 1, 1)},
    }
    number, _slug = getattr(factory, MAKERS[kind])(A, publish=False, **more.get(kind, {}))
    with factory.acting(A), app.test_request_context():
        screen = screen_of(kind)
        assert screen is not None
        thing = screen.load(number)
        kept = db.session.scalars(select(Revision.data).where(Revision.object_id == number)).all()[-1]
        assert screen.values(kept) == screen.values(contents_of(thing)) == values_of(screen.form(thing))
        assert values_of(screen.form(thing, screen.values(kept))) == screen.values(kept)


def test_each_act_is_in_the_list_with_who_when_and_how_much(
    factory: Factory, editor: Browser, signed_in: Make
) -> None:
    number, _slug = factory.news(A, title="Họp thôn", body="Một hai ba.", publish=False)
    where = f"{NEWS}/{number}"
    assert save(editor, where, body="Một hai bốn năm.").status_code == 302
    assert save(signed_in(A, "tenant_admin"), where, title="Họp dân").status_code == 302
    editor.post(f"{where}/dang")
    shown = text(editor.get(f"{where}/lich-su"))
    assert re.search(r"4 Hiện nay Đang đăng Đăng approver tam-hai .* không đổi chữ", shown)
    assert re.search(r"3 Lưu tenant_admin tam-hai \d\d:\d\d ngày .* \+1 −1", shown)
    assert re.search(r"2 Lưu approver tam-hai .* \+2 −1", shown)
    assert re.search(r"1 Tạo hệ thống", shown)


def test_words_are_compared_choices_and_days_as_a_whole(
    app: Flask, factory: Factory, editor: Browser
) -> None:
    with factory.acting(A) as actor:
        db.session.add(NewsSection(tenant_id=actor.tenant_id, slug="moi", name="Mục mới", position=9))
        db.session.commit()
        section = db.session.scalar(select(NewsSection.id).where(NewsSection.slug == "moi"))
    number, _slug = factory.news(A, body="Họp ngày 25/11/2026 tại xã.", tags=["một"], publish=False)
    changed = {
        "body": "Họp ngày 26/11/2026 tại xã.",
        "section_id": section,
        "featured": "y",
        "tags": "một, hai",
    }
    assert save(editor, f"{NEWS}/{number}", **changed).status_code == 302
    shown = text(editor.get(f"{NEWS}/{number}/so-sanh?tu=1&den=2"))
    assert "Họp ngày [-25/11/2026-] tại xã. Họp ngày [+26/11/2026+] tại xã." in shown
    assert "Chuyên mục" in shown and "[-Tin tức – Sự kiện-] [+Mục mới+]" in shown
    assert "[-Không-] [+Có+]" in shown and "một[+, hai+]" in shown
    assert "Không đổi: Tiêu đề" in shown


def test_unchanged_paragraphs_are_folded_and_shown_on_request(factory: Factory, editor: Browser) -> None:
    paragraphs = [f"Đoạn số {n} nói về việc {n * 3} của thôn." for n in range(30)]
    number, _slug = factory.news(A, body="\n\n".join(paragraphs), publish=False)
    paragraphs[15] += " Thêm một câu."
    save(editor, f"{NEWS}/{number}", body="\n\n".join(paragraphs))
    where = f"{NEWS}/{number}/so-sanh?tu=1&den=2"
    short, whole = text(editor.get(where)), text(editor.get(f"{where}&day-du=1"))
    assert "… 14 đoạn không đổi …" in short and "Đoạn số 3 " not in short and "Đoạn số 14" in short
    assert "[+Thêm một câu.+]" in short.replace("[+ ", "[+") and "Đoạn số 3 " in whole


@pytest.mark.parametrize("query", ["?tu=7&den=9", "?tu=2&den=2", "?tu=x&den=-1", "?tu=99999999999"])
def test_revisions_that_are_not_there_lead_back_to_the_list(
    factory: Factory, editor: Browser, query: str
) -> None:
    number, _slug = factory.news(A, publish=False)
    answer = editor.get(f"{NEWS}/{number}/so-sanh{query}", follow_redirects=True)
    assert answer.status_code == 200 and "Hãy chọn hai bản khác nhau" in text(answer)


def restore(browser: Browser, where: str, number: int) -> Any:
    """Press the button of the page that compares the revision with the present one."""
    newest = max(re.findall(r'name="den" value="(\d+)"', browser.get(f"{where}/lich-su").text), key=int)
    page = browser.get(f"{where}/so-sanh?tu={number}&den={newest}").text
    version = re.search(r'khoi-phuc".*?name="version" value="(\d+)"', page, re.S)
    assert version is not None, page
    return browser.post(
        f"{where}/khoi-phuc", {"number": number, "version": version[1]}, follow_redirects=True
    )


@pytest.mark.parametrize("kind", MAKERS)
def test_an_old_text_comes_back_as_a_new_revision(
    app: Flask, factory: Factory, editor: Browser, kind: str
) -> None:
    number, _slug = getattr(factory, MAKERS[kind])(A, publish=False)
    where = f"/quan-tri/{FOLDERS[kind]}/{number}"
    first = form_of(editor, where)
    longest = max(("body", "steps", "entries_text"), key=lambda name: len(str(first.get(name, ""))))
    added = "\n23/11/2026 | 09:00 | Họp thêm" if longest == "entries_text" else "\n\nMột đoạn thêm vào."
    assert save(editor, where, **{longest: first[longest] + added}).status_code == 302
    assert "thêm" in form_of(editor, where)[longest]
    answer = restore(editor, where, 1)
    assert answer.status_code == 200 and "Đã khôi phục bản 1." in text(answer), text(answer)
    again = form_of(editor, where)
    passing = {"version": "", "csrf_token": ""}
    assert again | passing == first | passing
    with factory.acting(A):
        kept = db.session.execute(
            select(Revision.number, Revision.action, Revision.detail)
            .where(Revision.object_id == number)
            .order_by(Revision.number)
        ).all()
        assert [tuple(one) for one in kept][1:] == [
            (2, "save", kept[1].detail),
            (3, "restore", "theo bản 1"),
        ]
        audited = select(AuditEntry.action).where(AuditEntry.object_id == number)
        assert "restore" in db.session.scalars(audited).all()


def test_what_is_published_stays_published_with_the_old_text(
    factory: Factory, editor: Browser, browser: Make
) -> None:
    number, slug = factory.news(A, body="Lời đúng.", title="Tin thử")
    where = f"{NEWS}/{number}"
    save(editor, where, body="Lời sai.")
    page = text(editor.get(f"{where}/so-sanh?tu=2&den=3"))
    assert "Mục này đang đăng: người dân thấy ngay nội dung của bản đó." in page
    restore(editor, where, 2)
    public = browser(A).get(f"/tin-tuc/{slug}")
    assert public.status_code == 200 and "Lời đúng." in public.text and "Lời sai." not in public.text


def test_what_is_gone_is_named_and_left_out(app: Flask, factory: Factory, editor: Browser) -> None:
    with factory.acting(A) as actor:
        old = NewsSection(tenant_id=actor.tenant_id, slug="cu", name="Mục cũ", position=9)
        picture = MediaFile(
            tenant_id=actor.tenant_id,
            sha256="0" * 64,
            name="a.jpg",
            mime="image/jpeg",
            kind="picture",
            size=1,
        )
        db.session.add_all([old, picture])
        db.session.commit()
        section, media = old.id, picture.id
    body = f"Trước.\n\n![Cầu](/tep/{media}/960.jpg)\n\nXem [bản vẽ](/tep/{media}/a.pdf) kèm theo."
    number, _slug = factory.news(
        A, section_id=section, body=body, picture_id=media, picture_alt="Cầu mới", publish=False
    )
    where = f"{NEWS}/{number}"
    with factory.acting(A):
        other = db.session.scalar(select(NewsSection.id).where(NewsSection.slug == "su-kien"))
    save(editor, where, section_id=other, body="Khác.", picture_id="0", picture_alt="")
    with factory.acting(A):
        db.session.execute(delete(NewsSection).where(NewsSection.id == section))
        db.session.execute(delete(MediaUse).where(MediaUse.media_id == media))
        db.session.execute(delete(MediaFile).where(MediaFile.id == media))
        db.session.commit()
    assert "(mục không còn trên cổng)" in text(editor.get(f"{where}/so-sanh?tu=1&den=2"))
    shown = text(restore(editor, where, 1))
    for said in (
        "Chuyên mục: mục cũ không còn",
        "Ảnh đại diện: mục cũ không còn",
        "1 ảnh hoặc tệp trong bài",
    ):
        assert said in shown
    now = form_of(editor, where)
    assert now["body"].replace("\r", "") == "Trước.\n\n\n\nXem bản vẽ kèm theo."
    assert now["section_id"] == str(other) and now["picture_id"] == "0" and now["picture_alt"] == ""


def test_a_number_that_another_has_by_now_is_shown_at_the_field(factory: Factory, editor: Browser) -> None:
    number, _slug = factory.legal(A, number="5/QĐ-UBND", publish=False)
    where = f"/quan-tri/van-ban/{number}"
    save(editor, where, number="6/QĐ-UBND")
    factory.legal(A, number="5/QĐ-UBND", publish=False)
    answer = restore(editor, where, 1)
    assert answer.status_code == 422 and "Chưa khôi phục bản 1" in text(answer)
    assert "đã có trên cổng" in text(answer) and 'value="5/QĐ-UBND"' in answer.text


def test_a_save_in_between_stops_the_restoring(factory: Factory, editor: Browser) -> None:
    number, _slug = factory.news(A, body="Một.", publish=False)
    where = f"{NEWS}/{number}"
    save(editor, where, body="Hai.")
    save(editor, where, body="Ba.")
    answer = editor.post(f"{where}/khoi-phuc", {"number": 1, "version": 1}, follow_redirects=True)
    assert "Chưa khôi phục: có người vừa sửa" in text(answer)
    assert form_of(editor, where)["body"] == "Ba."


def test_who_may_not_edit_may_look_but_not_restore(
    factory: Factory, editor: Browser, signed_in: Make
) -> None:
    number, _slug = factory.news(A, body="Một.", publish=False)
    where = f"{NEWS}/{number}"
    save(editor, where, body="Hai.")
    author = signed_in(A, "author")
    page = author.get(f"{where}/so-sanh?tu=1&den=2")
    assert page.status_code == 200 and "khoi-phuc" not in page.text
    assert author.post(f"{where}/khoi-phuc", {"number": 1, "version": 2}).status_code == 403


def test_an_authors_restoring_of_what_is_published_waits_for_approval(
    factory: Factory, editor: Browser, signed_in: Make, browser: Make
) -> None:
    author = signed_in(A, "author")
    _other, _slug = factory.news(A, publish=False)  # the section is there
    new = form_of(author, f"{NEWS}/moi") | {"title": "Tin của tôi", "lead": "Dẫn.", "body": "Lời cũ."}
    where = author.post(f"{NEWS}/moi", new).location
    editor.post(f"{where}/dang")
    assert save(editor, where, body="Lời mới.").status_code == 302
    page = author.get(f"{where}/so-sanh?tu=1&den=3")
    assert "thành bản sửa chờ duyệt" in text(page)
    assert "Đã lưu bản sửa" in text(restore(author, where, 1))
    assert "Lời mới." in browser(A).get("/tin-tuc/tin-cua-toi").text
    assert form_of(author, where)["body"] == "Lời cũ."
    assert "Đang có bản sửa chờ duyệt" in text(author.get(f"{where}/so-sanh?tu=1&den=3"))


def test_another_portals_history_does_not_exist(factory: Factory, editor: Browser) -> None:
    number, _slug = factory.news(B, title="CANARY", publish=False)
    for end in ("lich-su", "so-sanh?tu=1&den=2"):
        answer = editor.get(f"{NEWS}/{number}/{end}")
        assert answer.status_code == 404 and "CANARY" not in answer.text
    for end in ("khoi-phuc", "ghep"):
        answer = editor.post(f"{NEWS}/{number}/{end}", {"number": 1, "version": 1})
        assert answer.status_code == 404 and "CANARY" not in answer.text


def test_files_that_come_and_go_are_revisions_and_no_conflict(factory: Factory, editor: Browser) -> None:
    import io

    number, _slug = factory.news(A, publish=False)
    where = f"{NEWS}/{number}"
    opened = form_of(editor, where)
    upload = {"files": (io.BytesIO("Biên bản".encode()), "bien-ban.txt")}
    assert editor.post(f"{where}/tep", upload, content_type="multipart/form-data").status_code == 302
    assert editor.post(where, opened | {"title": "Đổi tên"}).status_code == 302
    shown = text(editor.get(f"{where}/lich-su"))
    assert "Thêm tệp" in shown and "bien-ban.txt" in shown
    assert "[+bien-ban.txt+]" in text(editor.get(f"{where}/so-sanh?tu=1&den=2"))


def test_a_field_of_older_days_is_still_shown(app: Flask, factory: Factory, editor: Browser) -> None:
    number, _slug = factory.news(A, publish=False)
    with factory.acting(A):
        row = db.session.scalars(select(Revision).where(Revision.object_id == number)).one()
        row.data = row.data | {"so_trang": "mười hai trang"}
        db.session.commit()
    save(editor, f"{NEWS}/{number}", title="Khác")
    shown = text(editor.get(f"{NEWS}/{number}/so-sanh?tu=1&den=2"))
    assert "so_trang" in shown and "mười hai trang" in shown and "Bản 2 không giữ phần này" in shown
    assert "Đã khôi phục bản 1." in text(restore(editor, f"{NEWS}/{number}", 1))


def test_the_first_change_of_an_imported_law_can_be_taken_back(
    app: Flask, factory: Factory, signed_in: Make
) -> None:
    editor = signed_in(DISTRICT, "district_editor")
    record = LegalRecord(
        number="9/2020/QĐ-UBND",
        type="Quyết định",
        title="Về nước sạch",
        issuer="UBND tỉnh",
        issued=date(2020, 1, 2),
        provisions=[ProvisionRecord(1, "Điều", "1", "", "Phạm vi", "Lời của bản gốc.", "dieu-1")],
    )
    with app.app_context():
        importer = LegalImporter(factory.tenant_id(DISTRICT))
        importer.take([Item(1, record.natural_key, record, "x")])
    with factory.acting(DISTRICT):
        number = db.session.scalar(select(LegalDocument.id))
        kept = db.session.scalars(select(Revision)).one()
        assert (kept.action, kept.of_version) == ("import", 1) and "body" not in kept.data
    where = f"/quan-tri/van-ban/{number}"
    before = form_of(editor, where)
    assert save(editor, where, body="## Điều 1. Phạm vi\n\nLời đã sửa.").status_code == 302
    assert "Lời [-của bản gốc-]" in text(editor.get(f"{where}/so-sanh?tu=1&den=2"))
    assert "Đã khôi phục bản 1." in text(restore(editor, where, 1))
    assert form_of(editor, where)["body"].replace("\r", "") == before["body"].replace("\r", "")


def test_a_long_history_costs_few_statements_and_reads_no_text(
    app: Flask, factory: Factory, editor: Browser
) -> None:
    number, _slug = factory.news(A, publish=False)
    with factory.acting(A) as actor:
        item = db.session.get(NewsItem, (actor.tenant_id, number))
        first = db.session.scalars(select(Revision).where(Revision.object_id == number)).one()
        long = first.data | {"body": "chữ " * 2_000}
        rows = [
            {"tenant_id": first.tenant_id, "kind": "news", "object_id": number, "number": n, "data": long}
            for n in range(2, 302)
        ]
        db.session.execute(Revision.__table__.insert(), [row | {"id": row["number"]} for row in rows])
        db.session.commit()
        assert item is not None
    editor.get(f"{NEWS}/{number}/lich-su")
    with statements(app) as sent:
        page = editor.get(f"{NEWS}/{number}/lich-su?trang=3")
    assert page.status_code == 200 and "chữ chữ" not in page.text and len(page.text) < 60_000
    asked = [one for one in sent if "FROM revision" in one]
    assert len(asked) <= 4 and not any("revision.data" in one for one in asked)
