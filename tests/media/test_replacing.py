"""A new content in the place of a file: every page shows it at once, the one before can be taken back, and what was
promulgated, signed or proved stays as it is."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from portal.clock import utc_now
from portal.extensions import db
from portal.legal.models import LegalDocument
from portal.media import replacing
from portal.media.models import MediaFile, MediaUse, MediaVersion
from portal.media.queries import by_id
from portal.media.service import attach, file_store, store_file
from portal.merging.schema import references
from portal.news.models import NewsItem
from portal.publishing.models import AuditEntry, Revision
from portal.publishing.service import StaleVersion, commit
from portal.signing.models import SignatureCheck
from portal.tenancy.directory import directory
from portal.tenancy.models import Tenant
from portal.web.freshness import GLOBAL_SLOT, tenants_changed, versions
from tests.conftest import DISTRICT, A, B
from tests.factories import Factory
from tests.media import samples
from tests.media.test_library import WHERE, photo, send
from tests.media.test_served_pictures import stored
from tests.media.test_sweeping import grow_old, swept
from tests.sharing.sending import carry, item_of
from tests.sharing.sending import send as send_item
from tests.thorough import examples


def put(desk: Any, media_id: int, raw: bytes, name: str, seen: int = 1) -> Any:
    """Put a new content into a file's place, as its page does."""
    data = {"tep": (io.BytesIO(raw), name), "ban": str(seen)}
    return desk.post(f"{WHERE}{media_id}/thay", data, content_type="multipart/form-data")


def content(factory: Factory, slug: str, media_id: int) -> tuple[str, int, str]:
    """Name, version and hash of a file."""
    with factory.acting(slug):
        row = by_id(media_id)
        assert row is not None
        return row.name, row.version, row.sha256


def attached(factory: Factory, slug: str, item: int, raw: bytes, name: str, tmp_path: Path) -> int:
    """A file that is attached to a news item."""
    media_id = stored(factory, slug, tmp_path, raw, name)
    with factory.acting(slug) as actor:
        thing = db.session.scalars(select(NewsItem).where(NewsItem.id == item)).one()
        row = by_id(media_id)
        assert row is not None
        attach(row, thing, actor)
        commit()
    return media_id


@pytest.fixture()
def desk(signed_in: Callable[..., Any]) -> Any:
    return signed_in(A, "approver")


def test_every_page_shows_the_new_picture_at_once(
    factory: Factory, tmp_path: Path, desk: Any, browser: Callable[[str], Any]
) -> None:
    media_id = stored(factory, A, tmp_path, photo(size=(1300, 900)))
    body = f"![Bến](/tep/{media_id}/960.jpg)\n\n[Xem ảnh to](/tep/{media_id}/1280.jpg)\n"
    item, slug = factory.news(A, picture_id=media_id, body=body)
    page, slug_of_page = factory.page(A, body=f"![Bến](/tep/{media_id}/640.jpg)\n")
    citizen = browser(A)
    before = [citizen.get(f"/tin-tuc/{slug}").text, citizen.get(f"/gioi-thieu/{slug_of_page}").text]
    assert all("?v=" not in one for one in before)
    assert put(desk, media_id, photo(turned=90), "moi.png.jpg").status_code == 302
    for address in (f"/tin-tuc/{slug}", f"/gioi-thieu/{slug_of_page}"):
        text = citizen.get(address).text
        asked = set(re.findall(rf"/tep/{media_id}/[^\s\"<>]+", text))
        assert asked and all(one.endswith("?v=2") for one in asked), asked
        for one in asked:  # the new picture is narrow: no width of the old one is asked for
            answer = citizen.get(one)
            assert answer.status_code == 200 and answer.headers["Cache-Control"] == "public, max-age=3600"
    old = citizen.get(f"/tep/{media_id}/1280.webp")
    assert old.status_code == 302 and old.headers["Location"] == f"/tep/{media_id}/420.jpg?v=2"
    assert old.headers["Cache-Control"] == "public, no-cache"
    assert citizen.get(f"/tep/{media_id}/777.jpg").status_code == 404
    with factory.acting(A):
        acts = db.session.execute(
            select(Revision.object_id, Revision.detail).where(Revision.action == replacing.ACTION)
        ).all()
        told = db.session.scalars(select(AuditEntry.kind).where(AuditEntry.action == replacing.ACTION)).all()
    assert {one.object_id for one in acts} == {item, page} and "anh.jpg → moi.png.jpg" in acts[0].detail
    assert sorted(told) == ["media", "news", "page"]
    assert desk.get(f"/quan-tri/tin-tuc/{item}").status_code == 200


def test_a_document_is_found_under_its_old_name_too(
    factory: Factory, tmp_path: Path, desk: Any, browser: Callable[[str], Any]
) -> None:
    item, slug = factory.news(A)
    media_id = attached(factory, A, item, "Danh sách cũ".encode(), "danh sách.txt", tmp_path)
    linking, where = factory.news(A, body=f"[Danh sách](/tep/{media_id}/danh%20s%C3%A1ch.txt)\n")
    assert put(desk, media_id, "Danh sách mới".encode(), "danh sách 2026.txt").status_code == 302
    citizen = browser(A)
    for one in (slug, where):
        address = re.search(rf'href="(/tep/{media_id}/[^"]+)"', citizen.get(f"/tin-tuc/{one}").text)
        assert address and citizen.get(address[1]).text == "Danh sách mới"
    old = citizen.get(f"/tep/{media_id}/danh%20s%C3%A1ch.txt", follow_redirects=True)
    assert old.status_code == 200 and old.text == "Danh sách mới"
    assert linking


def test_an_earlier_content_is_fetched_and_taken_back_for_thirty_days(
    app: Flask, factory: Factory, tmp_path: Path, desk: Any, browser: Callable[[str], Any]
) -> None:
    media_id = stored(factory, A, tmp_path, b"Mot", "a.txt")
    first = content(factory, A, media_id)
    put(desk, media_id, b"Hai", "b.txt")
    page = desk.get(f"{WHERE}{media_id}").text
    assert "Các bản trước" in page and f'href="{WHERE}{media_id}/ban/1/a.txt"' in page
    assert desk.get(f"{WHERE}{media_id}/ban/1/a.txt").text == "Mot"
    for wrong in ("ban/1/b.txt", "ban/2/b.txt", "ban/7/a.txt"):
        assert desk.get(f"{WHERE}{media_id}/{wrong}").status_code == 404
    grow_old(app)
    assert swept(app) == (0, 0), "a version keeps its bytes"
    back = desk.post(f"{WHERE}{media_id}/ban/1/dung-lai", {"ban": "2"})
    assert back.status_code == 302 and content(factory, A, media_id) == (first[0], 3, first[2])
    assert desk.get(f"/quan-tri/tep/{media_id}/a.txt").text == "Mot"
    with app.app_context():
        assert replacing.forget_due() == 0
    with factory.acting(A):
        db.session.execute(update(MediaVersion).values(replaced_at=utc_now() - timedelta(days=31)))
        commit()
    with app.app_context():
        assert replacing.forget_due() == 2
    gone = desk.post(f"{WHERE}{media_id}/ban/2/dung-lai", {"ban": "3"})
    assert gone.status_code == 409 and "chỉ được giữ 30 ngày" in gone.text
    grow_old(app)
    assert swept(app) == (1, 0), "the content that nothing has any more"
    assert browser(A).get(f"/tep/{media_id}/b.txt").status_code == 404, "nothing public uses it"


def test_who_comes_second_overwrites_nothing(factory: Factory, tmp_path: Path, desk: Any) -> None:
    media_id = stored(factory, A, tmp_path, b"Mot", "a.txt")
    assert put(desk, media_id, b"Hai", "b.txt", seen=1).status_code == 302
    second = put(desk, media_id, b"Ba", "c.txt", seen=1)
    assert second.status_code == 409 and "Người khác vừa thay tệp này" in second.text
    assert 'name="ban" value="2"' in second.text and content(factory, A, media_id)[:2] == ("b.txt", 2)
    assert desk.post(f"{WHERE}{media_id}/ban/1/dung-lai", {"ban": "1"}).status_code == 409
    with factory.acting(A) as actor:  # in the same instant: the row was read before the other's commit
        row = by_id(media_id)
        assert row is not None
        db.session.add(MediaVersion(media_id=media_id, number=2, **_bytes(row)))
        db.session.flush()
        (tmp_path / "b").write_bytes(b"Bon")
        with pytest.raises(StaleVersion):
            replacing.replace(row, tmp_path / "b", "d.txt", 2, actor)
        db.session.rollback()


def _bytes(row: MediaFile) -> dict[str, Any]:
    return {one: getattr(row, one) for one in ("sha256", "name", "mime", "kind", "size", "renditions")}


@pytest.mark.parametrize(
    ("old", "new", "is_taken"),
    [
        (("a.jpg", photo()), ("b.png", samples.picture(60, 50, "PNG")), True),
        (("a.docx", samples.package()), ("b.odt", samples.open_document()), True),
        (("a.txt", b"Mot"), ("b.csv", b"1,2"), True),
        (("a.jpg", photo()), ("b.pdf", samples.pdf()), False),
        (("a.pdf", samples.pdf()), ("b.jpg", photo()), False),
        (("a.docx", samples.package()), ("b.xlsx", samples.package("xlsx")), False),
    ],
)
def test_only_the_same_family_takes_its_place(
    factory: Factory,
    tmp_path: Path,
    desk: Any,
    old: tuple[str, bytes],
    new: tuple[str, bytes],
    is_taken: bool,
) -> None:
    media_id = stored(factory, A, tmp_path, old[1], old[0])
    answer = put(desk, media_id, new[1], new[0])
    assert answer.status_code == (302 if is_taken else 409)
    assert is_taken or "nên chỉ thay được bằng" in answer.text
    assert content(factory, A, media_id)[0] == (new[0] if is_taken else old[0])


def test_what_is_wrong_is_named(factory: Factory, tmp_path: Path, desk: Any) -> None:
    media_id = stored(factory, A, tmp_path, b"Mot", "a.txt")
    stored(factory, A, tmp_path, b"Hai", "hai.txt")
    same, twin = put(desk, media_id, b"Mot", "x.txt"), put(desk, media_id, b"Hai", "x.txt")
    assert same.status_code == 409 and "giống hệt tệp đang có" in same.text
    assert twin.status_code == 409 and "đã có trong thư viện với tên “hai.txt”" in twin.text
    broken = put(desk, media_id, b"no pdf", "x.pdf")
    assert broken.status_code == 422 and "Chưa thay tệp" in broken.text
    nothing = desk.post(f"{WHERE}{media_id}/thay", {"ban": "1"})
    assert nothing.status_code == 422 and "Chưa có tệp nào" in nothing.text
    desk.post(f"{WHERE}{media_id}/xoa")
    assert "đang ở trong thùng rác" in put(desk, media_id, b"Ba", "x.txt").text
    assert content(factory, A, media_id)[:2] == ("a.txt", 1)


def test_originals_of_promulgated_documents_stay(factory: Factory, tmp_path: Path, desk: Any) -> None:
    document, _slug = factory.legal(A, publish=False)
    media_id = stored(factory, A, tmp_path, b"Ban thao", "goc.txt")
    with factory.acting(A) as actor:
        thing = db.session.scalars(select(LegalDocument).where(LegalDocument.id == document)).one()
        row = by_id(media_id)
        assert row is not None
        attach(row, thing, actor)
        commit()
    assert put(desk, media_id, b"Ban thao hai", "goc.txt").status_code == 302, "a draft is still written"
    desk.post(f"/quan-tri/van-ban/{document}/dang")
    refused = put(desk, media_id, b"Ban khac", "goc.txt", seen=2)
    assert refused.status_code == 409 and "Ban hành rồi thì đính chính, không thay" in refused.text
    assert "đã đăng" in desk.get(f"{WHERE}{media_id}").text and "tep-moi" not in refused.text
    assert desk.post(f"{WHERE}{media_id}/ban/1/dung-lai", {"ban": "2"}).status_code == 409
    with factory.acting(A):  # nor where the document let go of it: the log of what was published names it
        row = by_id(media_id)
        assert row is not None and replacing.things_using(row)
        db.session.execute(update(LegalDocument).values(status="draft"))
        commit()
    proved = put(desk, media_id, b"Ban khac", "goc.txt", seen=2)
    assert proved.status_code == 409 and "nhật ký bằng chứng" in proved.text
    assert content(factory, A, media_id)[1] == 2


def test_what_carries_a_signature_stays(factory: Factory, tmp_path: Path, desk: Any) -> None:
    media_id = stored(factory, A, tmp_path, samples.pdf(), "ky.pdf")
    with factory.acting(A):
        db.session.execute(update(SignatureCheck).values(original_id=media_id))
        commit()
    answer = put(desk, media_id, samples.pdf() + b"\n", "khac.pdf")
    assert answer.status_code == 409 and "chữ ký số" in answer.text


def test_four_eyes_and_other_peoples_texts_are_respected(
    app: Flask, factory: Factory, tmp_path: Path, signed_in: Callable[..., Any]
) -> None:
    author = signed_in(A, "author")
    send(author, ("cua-toi.txt", b"Mot"))
    with factory.acting(A):
        media_id = db.session.scalars(select(MediaFile.id)).one()
    assert put(author, media_id, b"Hai", "b.txt").status_code == 302, "their own, used nowhere"
    factory.news(A, title="Của người khác", body=f"[a](/tep/{media_id}/b.txt)", publish=False)
    refused = put(author, media_id, b"Ba", "c.txt", seen=2)
    assert refused.status_code == 409 and "bài của người khác: Của người khác" in refused.text
    foreign = stored(factory, A, tmp_path, b"Nguoi khac", "kia.txt")
    assert put(author, foreign, b"Ba", "c.txt").status_code == 403
    approver = signed_in(A, "approver")
    factory.news(A, title="Đang đăng", body=f"[a](/tep/{media_id}/b.txt)")
    assert put(approver, media_id, b"Ba", "c.txt", seen=2).status_code == 302
    with factory.acting(A):
        _four_eyes(app, A)
    waits = put(approver, media_id, b"Bon", "d.txt", seen=3)
    assert waits.status_code == 409 and "phải được người khác duyệt" in waits.text


def _four_eyes(app: Flask, slug: str) -> None:
    tenant = db.session.scalars(select(Tenant).where(Tenant.slug == slug)).one()
    tenant.settings = tenant.settings | {"four_eyes": True}
    commit()
    tenants_changed()
    directory(app).refresh(versions(app).read(GLOBAL_SLOT))


def test_an_emblem_and_what_citizens_sent_are_not_replaced_here(
    factory: Factory, tmp_path: Path, desk: Any
) -> None:
    media_id = stored(factory, A, tmp_path, photo())
    with factory.acting(A) as actor:
        db.session.add(
            MediaUse(tenant_id=actor.tenant_id, kind="report_hidden", object_id=1, media_id=media_id)
        )
        commit()
    answer = put(desk, media_id, photo(turned=90), "b.jpg")
    assert answer.status_code == 409 and "phản ánh của người dân" in answer.text


def test_copies_at_other_portals_follow(
    app: Flask, factory: Factory, tmp_path: Path, signed_in: Callable[..., Any], browser: Callable[[str], Any]
) -> None:
    media_id = stored(factory, DISTRICT, tmp_path, "Bảng cũ".encode(), "bang.txt")
    item, _slug = factory.news(DISTRICT, title="Bảng giá", body=f"[Bảng](/tep/{media_id}/bang.txt)")
    send_item(factory, DISTRICT, item, [A])
    carry(app)
    copy = item_of(factory, A, "Bảng giá")
    assert copy is not None
    with factory.acting(A):
        there = db.session.scalars(select(MediaFile.id)).one()
    refused = put(signed_in(A, "approver"), there, b"Rieng", "rieng.txt")
    assert refused.status_code == 409 and "theo bản gốc" in refused.text
    district = signed_in(DISTRICT, "district_editor")
    assert put(district, media_id, "Bảng mới".encode(), "bang.txt").status_code == 302
    carry(app)
    text = browser(A).get(f"/tin-tuc/{copy.slug}").text
    address = re.search(r'href="(/tep/\d+/bang\.txt[^"]*)"', text)
    assert address and browser(A).get(address[1]).text == "Bảng mới"


def test_another_portals_file_is_nowhere(
    factory: Factory, tmp_path: Path, signed_in: Callable[..., Any]
) -> None:
    foreign = stored(factory, B, tmp_path, b"Mot", "a.txt")
    other = signed_in(A, "tenant_admin")
    assert put(other, foreign, b"Hai", "b.txt").status_code == 404
    assert other.get(f"{WHERE}{foreign}/ban/1/a.txt").status_code == 404
    assert other.post(f"{WHERE}{foreign}/ban/1/dung-lai", {"ban": "1"}).status_code == 404
    assert content(factory, B, foreign)[:2] == ("a.txt", 1)


def test_versions_go_where_their_file_goes() -> None:
    """When portals merge."""
    found = [one for one in references() if one.table == "media_version"]
    assert [(one.column, one.target, one.owns) for one in found] == [("media_id", "media_file", True)]


ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.integers(0, 3)),
        st.tuples(st.just("restore"), st.integers(1, 5)),
        st.tuples(st.just("expire"), st.integers(0, 3)),
        st.tuples(st.just("sweep"), st.just(0)),
    ),
    max_size=12,
)


@settings(
    deadline=None, max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(ACTS)
def test_whatever_is_put_and_taken_back_all_that_is_offered_is_there(
    app: Flask, factory: Factory, tmp_path: Path, acts: list[tuple[str, int]]
) -> None:
    with factory.acting(A) as actor:
        (tmp_path / "new").write_text(f"Lúc đầu {len(acts)} {utc_now()}")
        media_id = store_file(tmp_path / "new", "tep.txt", actor).id
        commit()
    version = 1
    for act, number in acts:
        with factory.acting(A) as actor:
            row = by_id(media_id)
            assert row is not None and row.version == version
            (tmp_path / "new").write_text(f"Bản {number} của {media_id}")
            try:
                if act == "put":
                    replacing.replace(row, tmp_path / "new", f"{number}.txt", version, actor)
                    version += 1
                elif act == "restore":
                    replacing.restore(row, number, version, actor)
                    version += 1
                elif act == "expire":
                    past = utc_now() - replacing.KEPT - timedelta(days=1)
                    old = MediaVersion.number <= number
                    db.session.execute(update(MediaVersion).where(old).values(replaced_at=past))
                commit()
            except replacing.NotReplaceable:
                db.session.rollback()
        with app.app_context():
            replacing.forget_due()
        grow_old(app)
        swept(app)
        with factory.acting(A):
            row = by_id(media_id)
            assert row is not None
            held = replacing.versions_of(row)
            assert all(file_store().verify(one.sha256) for one in (row, *held))
            assert all(one.number < row.version for one in held) and row.name in {
                "tep.txt",
                *(f"{n}.txt" for n in range(4)),
            }
