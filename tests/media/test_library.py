"""The library through its doors: looking, describing, where a file is used, many at once, duplicates, the trash."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import event, insert, select, update

from portal.clock import utc_now
from portal.extensions import db
from portal.media.library import trash
from portal.media.models import MediaFile, MediaUse
from portal.publishing.models import AuditEntry
from tests.conftest import A, B
from tests.factories import Factory
from tests.media import samples
from tests.media.test_served_pictures import stored

WHERE = "/quan-tri/thu-vien/"


def photo(turned: int = 0, quality: int = 90, size: tuple[int, int] = (420, 300)) -> bytes:
    """A photograph that looks different when it is turned."""
    made = Image.radial_gradient("L").crop((0, 0, 200, 140)).rotate(turned).resize(size)
    buffer = io.BytesIO()
    Image.merge("RGB", [made, made, made]).save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def send(desk: Any, *files: tuple[str, bytes], live: bool = False) -> Any:
    """Upload files; as the script does, where `live`."""
    data = {"files": [(io.BytesIO(raw), name) for name, raw in files]}
    headers = {"HX-Request": "true"} if live else {}
    return desk.post(f"{WHERE}tai-len", data, headers=headers, content_type="multipart/form-data")


def names(text: str) -> list[str]:
    """The files that a list shows."""
    return re.findall(r'library__name">([^<]*)<', text)


def ids(text: str) -> list[str]:
    return re.findall(rf'href="{WHERE}(\d+)"', text)


@pytest.fixture()
def desk(signed_in: Callable[..., Any]) -> Any:
    return signed_in(A, "approver")


def test_files_are_found_by_words_kind_state_person_and_day(desk: Any, signed_in: Callable[..., Any]) -> None:
    assert "Thư viện chưa có tệp nào" in desk.get(WHERE).text
    assert send(desk, ("Lễ hội.jpg", photo()), ("Đơn xin.pdf", samples.pdf())).status_code == 302
    send(signed_in(A, "author"), ("ban-do.png", samples.picture(60, 50, "PNG")))
    first = ids(desk.get(f"{WHERE}?q=le+hoi").text)[0]
    saved = {
        "alt": "Thuyền về bến",
        "caption": "Bến cá",
        "credit": "Trung tâm Văn hóa",
        "focus_x": 50,
        "focus_y": 50,
    }
    assert desk.post(f"{WHERE}{first}", saved).status_code == 302
    today = (utc_now() + timedelta(hours=7)).date()
    asked = {
        "": {"Thuyền về bến", "Đơn xin.pdf", "ban-do.png"},
        "q=thuyen+ben": {"Thuyền về bến"},
        "q=văn+hóa": {"Thuyền về bến"},
        "q=khongco": set(),
        "loai=anh": {"Thuyền về bến", "ban-do.png"},
        "loai=tai-lieu": {"Đơn xin.pdf"},
        "tinh-trang=chua-mo-ta": {"ban-do.png"},
        "tinh-trang=chua-dung": {"Thuyền về bến", "Đơn xin.pdf", "ban-do.png"},
        "tinh-trang=thung-rac": set(),
        f"tu-ngay={today}&den-ngay={today}": {"Thuyền về bến", "Đơn xin.pdf", "ban-do.png"},
        f"den-ngay={today - timedelta(days=1)}": set(),
        "tu-ngay=9999-12-31&den-ngay=hom-qua&nguoi=x&trang=7": {"Thuyền về bến", "Đơn xin.pdf", "ban-do.png"},
    }
    for query, expected in asked.items():
        found = desk.get(f"{WHERE}?{query}", headers={"HX-Request": "true"}).text
        assert set(names(found)) == expected, query
        assert "<html" not in found
    author = re.search(r'<option value="(\d+)"[^>]*>author', desk.get(WHERE).text)
    assert author and names(desk.get(f"{WHERE}?nguoi={author[1]}").text) == ["ban-do.png"]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-31", "x"])
def test_a_day_that_nobody_means_narrows_nothing(desk: Any, day: str) -> None:
    send(desk, ("a.txt", b"a"))
    assert len(ids(desk.get(f"{WHERE}?tu-ngay={day}&den-ngay={day}").text)) == 1


def test_the_list_is_a_table_for_who_wants_it_and_stays_one(
    factory: Factory, tmp_path: Path, desk: Any, signed_in: Callable[..., Any]
) -> None:
    send(desk, ("b lớn.txt", b"b" * 900), ("Á nhỏ.txt", b"a"), ("ảnh.jpg", photo()))
    used = ids(desk.get(f"{WHERE}?q=nho").text)[0]
    factory.news(A, body=f"[Tệp](/tep/{used}/a.txt)")
    assert "<table" not in desk.get(WHERE).text
    text = desk.get(f"{WHERE}?xem=bang&xep=ten").text
    assert names(text) == ["Á nhỏ.txt", "ảnh.jpg", "b lớn.txt"] and 'aria-sort="ascending"' in text
    rows = re.findall(r"<tr>.*?</tr>", text, re.DOTALL)[1:]
    assert "1 nơi" in rows[0] and "Chưa có mô tả" in rows[1] and "Chưa dùng" in rows[2] and "900" in rows[2]
    assert "<table" in desk.get(WHERE).text, "remembered"
    assert "<table" in send(desk, ("c.txt", b"c"), live=True).text
    assert "<table" in desk.get(f"{WHERE}?q=nho", headers={"HX-Request": "true"}).text
    largest = names(desk.get(f"{WHERE}?xep=dung-luong").text)
    assert largest.index("b lớn.txt") < largest.index("Á nhỏ.txt")
    kept = desk.get(f"{WHERE}?q=n&loai=anh&xep=ten").text
    assert f'href="{WHERE}?q=n&amp;loai=anh&amp;xep=ten&amp;xem=o"' in kept
    assert 'name="xem" value="bang"' in kept and 'name="xep" value="ten"' in kept
    assert "<table" not in signed_in(A, "author").get(WHERE).text, "each for themselves"
    assert "<table" not in desk.get(f"{WHERE}?xem=o").text and "<table" not in desk.get(WHERE).text
    assert names(desk.get(f"{WHERE}?xep=la&xem=la").text)[0] == "c.txt", "the newest first"


def test_the_same_file_is_kept_once_and_one_that_looks_alike_is_pointed_out(desk: Any) -> None:
    send(desk, ("goc.jpg", photo()))
    again = send(desk, ("ban-sao.jpg", photo()), live=True)
    assert again.status_code == 200 and "Đã có trong thư viện với tên “goc.jpg”" in again.text
    assert names(again.text) == ["goc.jpg"]
    small = send(desk, ("nho.jpg", photo(quality=60, size=(336, 240))), live=True)
    assert "Giống ảnh đã có: “goc.jpg”" in small.text and set(names(small.text)) == {"goc.jpg", "nho.jpg"}
    other = send(desk, ("khac.jpg", photo(turned=180)), live=True)
    assert "Giống ảnh" not in other.text and len(names(other.text)) == 3
    newest = desk.get(f"{WHERE}{ids(small.text)[0]}").text
    assert "Giống ảnh đã có" in newest and "goc.jpg" in newest and "khac.jpg" not in newest


def test_many_at_once_without_a_script_keep_what_is_good_and_name_what_is_not(desk: Any) -> None:
    answer = send(desk, ("mot.jpg", photo()), ("hai.pdf", b"no pdf"), ("ba.txt", b"Ba"))
    text = desk.get(answer.location.removeprefix("http://")).text
    assert "Đã nhận 2 tệp" in text and "hai.pdf" in text and names(text) == ["ba.txt", "mot.jpg"]
    assert "Chưa có tệp nào" in desk.get(send(desk).location).text
    refused = send(desk, ("hai.pdf", b"no pdf"), live=True)
    assert refused.status_code == 422 and 'role="alert"' in refused.text and "hai.pdf" in refused.text


def test_what_citizens_see_can_not_be_taken_away(factory: Factory, tmp_path: Path, desk: Any) -> None:
    media_id = stored(factory, A, tmp_path, photo())
    item, _slug = factory.news(A, title="Lễ cầu ngư", picture_id=media_id)
    factory.news(A, title="Bản nháp khác", body=f"![Bến](/tep/{media_id}/320.jpg)", publish=False)
    page = desk.get(f"{WHERE}{media_id}").text
    assert "Lễ cầu ngư" in page and "Bản nháp khác" in page and f'href="/quan-tri/tin-tuc/{item}"' in page
    for act in ("xoa", "xoa-khoi-ban-nhap"):
        answer = desk.post(f"{WHERE}{media_id}/{act}")
        assert (
            answer.status_code == 409 and "người dân đang xem" in answer.text and "Lễ cầu ngư" in answer.text
        )
    desk.post(f"{WHERE}nhieu", {"tep": [str(media_id)], "viec": "xoa"})
    text = desk.get(WHERE).text
    assert "Còn đang dùng nên giữ lại: anh.jpg." in text and names(text) == ["Bến cá"]
    with factory.acting(A):
        assert db.session.scalar(select(MediaFile.trashed_at).where(MediaFile.id == media_id)) is None


def test_drafts_lose_a_file_only_after_a_warning_and_not_before_thirty_days(
    app: Flask, factory: Factory, tmp_path: Path, desk: Any
) -> None:
    media_id = stored(factory, A, tmp_path, photo())
    factory.news(A, title="Bản nháp", body=f"![Bến](/tep/{media_id}/320.jpg)", publish=False)
    warned = desk.post(f"{WHERE}{media_id}/xoa")
    assert (
        warned.status_code == 409
        and "đang được dùng trong bản nháp" in warned.text
        and "Bản nháp" in warned.text
    )
    assert desk.post(f"{WHERE}{media_id}/xoa-khoi-ban-nhap").status_code == 302
    assert names(desk.get(WHERE).text) == [] and names(desk.get(f"{WHERE}?tinh-trang=thung-rac").text) == [
        "Bến cá"
    ]
    assert desk.get(f"/quan-tri/tep/{media_id}/320.jpg").status_code == 200, "drafts still show it"
    assert _purged(app, factory, days=29) == 0
    assert desk.post(f"{WHERE}{media_id}/lay-lai").status_code == 302
    assert names(desk.get(WHERE).text) == ["Bến cá"] and _purged(app, factory, days=31) == 0
    desk.post(f"{WHERE}{media_id}/xoa-khoi-ban-nhap")
    assert _purged(app, factory, days=31) == 1
    assert desk.get(f"{WHERE}{media_id}").status_code == 404
    with factory.acting(A):
        assert db.session.scalars(select(MediaUse)).all() == []
        acts = db.session.scalars(select(AuditEntry.action).where(AuditEntry.kind == "media")).all()
    assert set(acts) >= {"upload", "media.trash", "media.untrash", "media.purge"}


def _purged(app: Flask, factory: Factory, days: int) -> int:
    """How many files go when what lies in the trash has lain there for so long."""
    with factory.acting(A):
        then = utc_now() - timedelta(days=days)
        db.session.execute(update(MediaFile).where(MediaFile.trashed_at.is_not(None)).values(trashed_at=then))
        db.session.commit()
    with app.app_context():
        return trash.purge_due()


def test_what_is_published_while_it_lies_in_the_trash_comes_back(
    app: Flask, factory: Factory, tmp_path: Path, desk: Any
) -> None:
    media_id = stored(factory, A, tmp_path, photo())
    desk.post(f"{WHERE}{media_id}/xoa")
    factory.news(A, picture_id=media_id)
    draft = stored(factory, A, tmp_path, photo(turned=90))
    factory.news(A, picture_id=draft, publish=False)
    desk.post(f"{WHERE}{draft}/xoa-khoi-ban-nhap")
    assert _purged(app, factory, days=31) == 0
    assert names(desk.get(WHERE).text) == ["Bến cá"], (
        "the published one; the draft's lead picture stays in the trash"
    )


def test_who_brings_a_file_again_takes_it_out_of_the_trash(
    factory: Factory, tmp_path: Path, desk: Any
) -> None:
    media_id = stored(factory, A, tmp_path, photo())
    desk.post(f"{WHERE}nhieu", {"tep": [str(media_id)], "viec": "xoa"})
    assert names(desk.get(WHERE).text) == []
    assert names(send(desk, ("lai.jpg", photo()), live=True).text) == ["Bến cá"]


def test_a_point_of_interest_and_a_caption_reach_the_page_at_once(
    factory: Factory, tmp_path: Path, desk: Any, browser: Callable[[str], Any]
) -> None:
    media_id = stored(factory, A, tmp_path, photo())
    _id, slug = factory.news(A, picture_id=media_id)
    assert "fx-" not in browser(A).get(f"/tin-tuc/{slug}").text
    said = {"alt": "Thuyền", "caption": "Bến Tam Hải", "credit": "Ảnh: VH", "focus_x": 14, "focus_y": 96}
    assert desk.post(f"{WHERE}{media_id}", said).status_code == 302
    page = browser(A).get(f"/tin-tuc/{slug}").text
    assert "fx-1 fy-10" in page and "Bến Tam Hải – Ảnh: VH" in page
    for wrong in ({"focus_x": 101}, {"focus_y": -1}, {"focus_x": ""}, {"alt": "x" * 301}):
        answer = desk.post(f"{WHERE}{media_id}", said | wrong)
        assert answer.status_code == 422 and "Bến Tam Hải" in answer.text, wrong
    with factory.acting(A):
        row = db.session.scalars(select(MediaFile)).one()
        assert (row.focus_x, row.focus_y, row.alt) == (14, 96, "Thuyền")


def test_an_author_changes_and_takes_away_what_is_their_own(
    factory: Factory, tmp_path: Path, signed_in: Callable[..., Any]
) -> None:
    foreign = stored(factory, A, tmp_path, photo())
    author = signed_in(A, "author")
    send(author, ("cua-toi.txt", b"x"))
    own = ids(author.get(f"{WHERE}?q=cua-toi").text)[0]
    assert author.post(f"{WHERE}{own}", {"alt": "Của tôi", "credit": ""}).status_code == 302
    for act in ("", "/xoa", "/xoa-khoi-ban-nhap", "/lay-lai"):
        assert author.post(f"{WHERE}{foreign}{act}", {"alt": "x"}).status_code == 403
    author.post(f"{WHERE}nhieu", {"tep": [str(foreign), own], "viec": "xoa"})
    text = author.get(WHERE).text
    assert "bạn không xóa được: anh.jpg" in text and names(text) == ["Bến cá"]


def test_another_portals_file_is_nowhere(
    factory: Factory, tmp_path: Path, signed_in: Callable[..., Any]
) -> None:
    foreign = stored(factory, B, tmp_path, photo(), "rieng-cua-xa-khac.jpg")
    desk = signed_in(A, "tenant_admin")
    mine = send(desk, ("cua-toi.jpg", photo()), live=True).text
    assert names(mine) == ["cua-toi.jpg"] and "Giống ảnh" not in mine and "Đã có" not in mine
    for address in (WHERE, f"{WHERE}?tinh-trang=chua-dung", "/quan-tri/chon/anh", "/quan-tri/chon/tep"):
        text = desk.get(address).text
        assert "rieng-cua-xa-khac" not in text and str(foreign) not in text
    for act in ("", "/xoa", "/xoa-khoi-ban-nhap", "/lay-lai"):
        assert desk.post(f"{WHERE}{foreign}{act}", {"alt": "x"}).status_code == 404
    assert desk.get(f"{WHERE}{foreign}").status_code == 404
    assert desk.get(f"{WHERE}{2**63}").status_code == 404
    desk.post(f"{WHERE}nhieu", {"tep": [str(foreign), "9" * 40, "x"], "viec": "xoa"})
    with factory.acting(B):
        assert db.session.scalars(select(MediaFile.trashed_at)).all() == [None]


def test_what_lies_in_the_trash_is_not_offered_to_texts(factory: Factory, tmp_path: Path, desk: Any) -> None:
    media_id = stored(factory, A, tmp_path, photo())
    assert str(media_id) in desk.get("/quan-tri/chon/anh?q=ben+ca").text
    desk.post(f"{WHERE}{media_id}/xoa")
    assert str(media_id) not in desk.get("/quan-tri/chon/anh").text


def test_five_thousand_files_cost_no_more_statements_than_fifty(
    app: Flask, factory: Factory, desk: Any
) -> None:
    def fill(first: int, last: int) -> None:
        with factory.acting(A) as actor:
            rows = [
                {
                    "tenant_id": actor.tenant_id,
                    "id": number,
                    "sha256": f"{number:064x}",
                    "name": f"tep {number}.txt",
                }
                | {"mime": "text/plain", "kind": "text", "size": 1, "renditions": [], "shared": False}
                for number in range(first, last)
            ]
            db.session.execute(insert(MediaFile), rows)
            db.session.commit()

    def statements(query: str) -> int:
        seen: list[str] = []

        def note(*about: Any) -> None:
            seen.append(str(about[2]))

        with app.app_context():
            event.listen(db.engine, "before_cursor_execute", note)
            try:
                assert desk.get(f"{WHERE}?{query}").status_code == 200
            finally:
                event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    fill(1, 51)
    before = statements("q=tep&tinh-trang=chua-dung")
    fill(51, 5001)
    assert "5000 tệp" in desk.get(WHERE).text.replace(".", "")
    assert statements("q=tep&tinh-trang=chua-dung") == before
