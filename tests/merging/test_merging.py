"""Two communes become one: content with its history, clashes, rights, addresses, archive, and the way back."""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.accounts.models import Membership, SignInSession, User
from portal.extensions import db
from portal.legal.models import LegalDocument
from portal.media.models import MediaFile
from portal.merging import effects, service
from portal.merging.models import MERGE
from portal.merging.orders import Impossible, Order
from portal.news.models import NewsItem, NewsSection
from portal.pages.models import Page
from portal.proofs.checking import check_all
from portal.proofs.models import ProofLeaf
from portal.publishing.models import Revision
from portal.schedule.models import WorkWeek
from portal.search.curation.models import PromotedResult
from portal.tenancy.directory import directory
from portal.tenancy.scope import all_tenants, editing, entered, system_task
from portal.tenancy.service import load_tenants
from tests.conftest import ROOT, Browser
from tests.merging.world import (
    NEW,
    SON,
    THANH,
    TRA,
    Things,
    broken_references,
    merge,
    rename,
    rows_of,
    split,
    undo,
)


def ids(slug: str) -> int:
    found = directory().by_slug(slug)
    assert found is not None
    return found.id


def test_everything_goes_and_the_way_back_leaves_no_trace(app: Flask, things: Things) -> None:
    with app.app_context():
        before = {slug: rows_of(slug) for slug in (SON, THANH)}
        number = merge(NEW, SON, THANH)
        after = rows_of(NEW)
        for slug in (SON, THANH):  # what has a twin stays; nothing else does
            assert set(rows_of(slug)) <= {"news_section", "media_file", "search_query", "search_query_day"}
        for name in ("news_item", "legal_document", "provision", "procedure", "work_week", "intake_file"):
            assert len(after[name]) == sum(len(before[slug][name]) for slug in (SON, THANH)), name
        assert broken_references() == []
        undo(number)
        assert {slug: rows_of(slug) for slug in (SON, THANH)} == before
        assert broken_references() == []
    things.check_addresses()


def test_old_addresses_of_all_kinds_lead_to_the_very_thing(app: Flask, things: Things) -> None:
    with app.app_context():
        merge(NEW, SON, THANH)
    things.check_addresses()
    first = Browser(app, THANH).get("/tin-tuc/tin-chung?a=1&b=%C3%A1")
    assert first.status_code == 301
    assert first.location == "http://duc-phu.localhost:8000/tin-tuc/tin-chung-tam-thanh?a=1&b=%C3%A1"
    for path in ("/", "/tin-tuc/feed.xml", "/sitemap.xml", "/tin-tuc/chuyen-muc/su-kien", "/khong-co?x=1"):
        answer = Browser(app, SON).get(path)
        assert (answer.status_code, answer.location) == (301, f"http://duc-phu.localhost:8000{path}")


def test_a_file_that_both_had_is_one_and_old_links_to_it_work(app: Flask, things: Things) -> None:
    with app.app_context():
        with entered(editing(ids(THANH))):
            old = db.session.scalars(select(MediaFile.id).where(MediaFile.kind == "picture")).one()
        merge(NEW, SON, THANH)
        with entered(editing(ids(NEW))):
            kept = db.session.scalars(select(MediaFile.id).where(MediaFile.kind == "picture")).one()
            bodies = db.session.scalars(select(NewsItem.body)).all()
    assert old != kept and all(f"/tep/{kept}/" in body for body in bodies)
    answer = things.follow(THANH, f"/tep/{old}/640.jpg")
    assert answer.status_code == 200 and answer.mimetype == "image/jpeg"
    assert Browser(app, NEW).get(f"/tep/{old}/640.jpg").location.endswith(f"/tep/{kept}/640.jpg")


def test_clashes_are_told_apart_by_origin_and_links_follow(app: Flask, things: Things) -> None:
    with app.app_context():
        merge(NEW, SON, THANH)
        with entered(editing(ids(NEW))):
            slugs = set(db.session.scalars(select(NewsItem.slug)))
            numbers = db.session.scalars(select(LegalDocument.number)).all()
            keys = set(db.session.scalars(select(LegalDocument.natural_key)))
            targets = set(db.session.scalars(select(PromotedResult.target)))
            body = db.session.scalars(select(NewsItem.body).where(NewsItem.slug.endswith(THANH))).one()
            sections = db.session.scalars(select(NewsSection.slug)).all()
            weeks = set(db.session.scalars(select(WorkWeek.agency)))
    assert slugs == {"tin-chung", "tin-chung-tam-thanh"}
    assert numbers == ["12/QĐ-UBND", "12/QĐ-UBND"] and len(keys) == 2
    assert targets == {"/tin-tuc/tin-chung", "/tin-tuc/tin-chung-tam-thanh"}
    assert "(/tin-tuc/tin-chung-tam-thanh)" in body
    assert sections.count("su-kien") == 1
    assert weeks == {"Ủy ban nhân dân xã Tam Sơn", "Ủy ban nhân dân xã Tam Thạnh"}
    listed = Browser(app, NEW).get("/van-ban/").text
    assert "Về việc của tam-son" in listed and "Về việc của tam-thanh" in listed


def test_two_documents_of_one_number_can_still_be_edited(app: Flask, things: Things) -> None:
    with app.app_context():
        merge(NEW, SON, THANH)
        with things.factory.acting(NEW) as actor:
            from portal.legal.service import LegalDraft, rewrite

            for row in db.session.scalars(select(LegalDocument)).all():
                draft = LegalDraft(row.number, row.type, f"{row.title} (sửa)", issuer=row.issuer)
                rewrite(row, draft, actor, "save")
            db.session.commit()


def test_pages_hang_below_one_page_and_mandatory_ones_are_the_new_portals(app: Flask, things: Things) -> None:
    for slug in (SON, THANH):
        things.factory.page(slug, title="Liên hệ", section="lien-he")
    with app.app_context():
        merge(NEW, SON, THANH)
        with entered(editing(ids(NEW))):
            pages = db.session.scalars(select(Page)).all()
    assert sum(1 for one in pages if one.section == "lien-he") == 1
    top = {one.title for one in pages if one.parent_id is None}
    assert "Lịch sử" not in top and "Xã Tam Sơn trước khi sáp nhập" not in top
    holder = next(one for one in pages if one.title == "Xã Tam Sơn trước khi sáp nhập")
    assert {one.title for one in pages if one.parent_id == holder.id} == {"Lịch sử", "Liên hệ"}


def test_origin_is_shown_and_the_archive_lists_what_there_was(app: Flask, things: Things) -> None:
    things.factory.news(SON, title="Bản nháp kín", publish=False)
    with app.app_context():
        merge(NEW, SON, THANH)
        with entered(editing(ids(NEW))):
            item = db.session.scalars(select(NewsItem.id).where(NewsItem.slug == "tin-chung")).one()
    visitor = Browser(app, NEW)
    for path in ("/tin-tuc/tin-chung", "/van-ban/quyet-dinh-12-qd-ubnd", "/lich-cong-tac/tuan-48-nam-2026"):
        assert (
            "Nguyên của Ủy ban nhân dân xã Tam Sơn, chuyển về đây từ ngày 01/07/2025"
            in visitor.get(path).text
        )
    assert "Nguyên của" not in visitor.get("/gioi-thieu/lien-he").text
    text = visitor.get("/luu-tru/tam-son/").text
    assert "30/06/2025" in text and ">Tin chung</a>" in text and "Bản nháp kín" not in text
    for path in re.findall(r'href="(/luu-tru/tam-son/\?loai=[a-z-]+)"', text):
        links = re.findall(r'<li><a href="([^"]+)">', visitor.get(path).text)
        assert any("của tam-son" in visitor.get(link).text for link in links), path
    assert "Xã Tam Thạnh" in visitor.get("/luu-tru/").text
    assert visitor.get("/luu-tru/tam-tra/").status_code == 404
    assert Browser(app, SON).get("/luu-tru/").location.endswith("duc-phu.localhost:8000/luu-tru/tam-son/")
    assert Browser(app, TRA).get("/luu-tru/tam-son/").status_code == 404
    assert "/luu-tru/" in visitor.get("/sitemap.xml").text
    assert item


def test_the_log_of_what_was_published_stays_and_can_be_checked(app: Flask, things: Things) -> None:
    with app.app_context():
        with entered(editing(ids(SON))):
            document = db.session.scalars(select(LegalDocument.id)).one()
        number = merge(NEW, SON, THANH)
        assert check_all() == {}
    stays = Browser(app, SON).get(f"/bang-chung/legal/{document}")
    assert stays.status_code == 200 and "12/QĐ-UBND" in stays.text
    anew = Browser(app, NEW).get(f"/bang-chung/legal/{document}")
    assert anew.status_code == 200 and "12/QĐ-UBND" in anew.text
    with app.app_context():
        undo(number)
        assert check_all() == {}
        with entered(editing(ids(NEW))):
            events = db.session.scalars(select(ProofLeaf.event).where(ProofLeaf.object_id == document)).all()
    assert events == ["publish", "withdraw"]


def test_people_keep_their_rights_and_sign_in_anew(app: Flask, things: Things, signed_in) -> None:
    writer = signed_in(SON, "author")
    signed_in(THANH, "approver")
    with app.app_context():
        number = merge(NEW, SON, THANH)
        held = (
            select(User.email, Membership.role).join(Membership).where(Membership.for_tenant_id == ids(NEW))
        )
        assert set(db.session.execute(held).all()) == {
            ("author@tam-son.example", "author"),
            ("approver@tam-thanh.example", "approver"),
        }
        open_sessions = (
            select(func.count()).select_from(SignInSession).where(SignInSession.ended_at.is_(None))
        )
        assert db.session.scalar(open_sessions) == 0
        db.session.remove()
    fresh = Browser(app, NEW)
    assert fresh.sign_in("author@tam-son.example").status_code == 302
    desk = fresh.get("/quan-tri/tin-tuc/").text
    assert "Tin chung" in desk
    # what was being written is not lost, and nothing is sent on under another name
    sent = writer.client.post("/quan-tri/tin-tuc/moi", data={"title": "Bài dở dang"}, headers=writer.headers)
    assert sent.status_code == 409 and "Bài dở dang" in sent.text
    with app.app_context():
        undo(number)
        assert db.session.scalars(select(Membership).where(Membership.for_tenant_id == ids(NEW))).all() == []


def test_history_goes_along(app: Flask, things: Things) -> None:
    with app.app_context():
        with entered(editing(ids(SON))):
            before = db.session.scalars(select(Revision.id).order_by(Revision.id)).all()
        merge(NEW, SON)
        with entered(editing(ids(NEW))):
            assert set(before) <= set(db.session.scalars(select(Revision.id)))


def test_what_was_written_since_stays_when_a_merge_is_undone(app: Flask, things: Things) -> None:
    with app.app_context():
        number = merge(NEW, SON, THANH)
        with entered(editing(ids(NEW))):
            picture = db.session.scalars(select(MediaFile.id).where(MediaFile.kind == "picture")).one()
    fresh, _slug = things.factory.news(NEW, title="Tin mới của xã mới", picture_id=picture, picture_alt="x")
    with app.app_context():
        with things.factory.acting(NEW) as actor:
            from portal.news import service as news

            row = db.session.scalars(select(NewsItem).where(NewsItem.slug == "tin-chung")).one()
            draft = news.NewsDraft(
                title="Tin chung",
                lead="của tam-son",
                body="Đã sửa ở xã mới, của tam-son",
                section_id=row.section_id,
            )
            news.rewrite(row, draft, actor, "save")
            db.session.commit()
        undo(number)
        assert broken_references() == []
        with entered(editing(ids(NEW))):
            assert db.session.scalars(select(NewsItem.id)).all() == [fresh]
        with entered(editing(ids(SON))):
            body = db.session.scalars(select(NewsItem.body).where(NewsItem.slug == "tin-chung")).one()
    assert "Đã sửa ở xã mới" in body
    assert Browser(app, NEW).get("/tin-tuc/tin-moi-cua-xa-moi").status_code == 200
    back = Browser(app, NEW).get("/tin-tuc/tin-chung-tam-thanh")
    assert (back.status_code, back.location) == (302, "http://tam-thanh.localhost:8000/tin-tuc/tin-chung")
    things.check_addresses()


def test_a_merged_portal_merges_again_and_old_addresses_still_lead_there(app: Flask, things: Things) -> None:
    with app.app_context():
        merge(NEW, SON, THANH)
        merge("nui-moi", NEW, TRA)
    things.check_addresses()
    text = things.follow(SON, "/tin-tuc/tin-chung").text
    assert "Nguyên của Ủy ban nhân dân xã Tam Sơn" in text
    assert Browser(app, "nui-moi").get("/luu-tru/tam-son/").status_code == 200


def test_an_existing_portal_takes_in_another_and_gets_a_new_name(app: Flask, things: Things) -> None:
    with app.app_context():
        number = merge(SON, THANH, TRA, name="Xã Đức Phú", hosts=("duc-phu.localhost",))
        portal = directory().by_slug(SON)
        assert portal is not None and portal.authority == "Ủy ban nhân dân xã Đức Phú"
        assert portal.hosts == ("duc-phu.localhost",) and portal.former_hosts == ("tam-son.localhost",)
    answer = Browser(app, SON).get("/tin-tuc/tin-chung?x=1")
    assert (answer.status_code, answer.location) == (
        301,
        "http://duc-phu.localhost:8000/tin-tuc/tin-chung?x=1",
    )
    things.check_addresses()
    with app.app_context():
        undo(number)
        portal = directory().by_slug(SON)
        assert portal is not None and portal.name == "Xã Tam Sơn" and portal.hosts == ("tam-son.localhost",)
    things.check_addresses()


def test_a_split_takes_what_came_from_one_commune(app: Flask, things: Things) -> None:
    with app.app_context():
        merge(NEW, SON, THANH)
        number = split(NEW, "tam-thanh-moi", THANH)
        assert broken_references() == []
        with entered(editing(ids("tam-thanh-moi"))):
            assert db.session.scalars(select(NewsItem.lead)).all() == ["của tam-thanh"]
        with entered(editing(ids(NEW))):
            assert db.session.scalars(select(NewsItem.lead)).all() == ["của tam-son"]
    things.check_addresses()
    gone = Browser(app, NEW).get("/tin-tuc/tin-chung-tam-thanh")
    assert gone.status_code == 302 and gone.location.startswith(
        "http://tam-thanh-moi.localhost:8000/tin-tuc/"
    )
    with app.app_context():
        undo(number)
        assert broken_references() == []
    things.check_addresses()


def test_a_renamed_portal_answers_at_its_old_host(app: Flask, things: Things) -> None:
    with app.app_context():
        number = rename(SON, "duc-son", name="Xã Đức Sơn")
        assert directory().by_former_slug(SON) is not None
    answer = Browser(app, SON).get("/tin-tuc/tin-chung?q=2")
    assert (answer.status_code, answer.location) == (
        301,
        "http://duc-son.localhost:8000/tin-tuc/tin-chung?q=2",
    )
    with app.app_context():
        assert check_all() == {}
        undo(number)
    assert Browser(app, SON).get("/tin-tuc/tin-chung").status_code == 200
    assert Browser(app, "duc-son").get("/tin-tuc/tin-chung").status_code == 301


def test_the_dry_run_tells_what_will_be_and_changes_nothing(app: Flask, things: Things) -> None:
    order = Order(MERGE, NEW, (SON, THANH), name="Xã Đức Phú", day="2025-07-01")
    with app.app_context():
        before = rows_of(SON)
        told = service.dry_run(order, service.COMMAND_LINE)
        assert rows_of(SON) == before and directory().by_slug(NEW) is None
        number = service.begin(order, service.COMMAND_LINE)
        service.go_on(number)
        from portal.merging.queries import merge_by_id

        done = merge_by_id(number)
        assert done is not None
        assert effects.as_text(done.effects) == effects.as_text(told)
    text = effects.as_text(told)
    for part in ("Tạo cổng duc-phu", "tin-chung → tin-chung-tam-thanh", "tam-thanh.localhost vẫn trả lời"):
        assert part in text


@pytest.mark.parametrize(
    ("order", "said"),
    [
        (Order(MERGE, NEW, ()), "Chưa chọn cổng nào"),
        (Order(MERGE, NEW, (SON,)), "cần tên đầy đủ"),
        (Order(MERGE, NEW, ("khong-co",), name="Xã"), "Không có cổng nào tên là khong-co"),
        (Order(MERGE, SON, ("nui-thanh",)), "là cấp trên"),
        (Order(MERGE, "tin-tuc", (SON,), name="Xã"), "không dùng được"),
        (Order(MERGE, NEW, (SON,), name="Xã", hosts=("tam-tra.localhost",)), "đang thuộc Xã Tam Trà"),
        (Order(MERGE, NEW, (SON,), name="Xã", hosts=("có dấu",)), "không hợp lệ"),
        (Order(MERGE, NEW, (SON,), name="Xã", day="01/07/2025"), "không đúng dạng"),
        (Order("rename", SON), "Chưa cho biết đổi gì"),
        (Order("rename", SON, slug=TRA), "đang thuộc"),
        (Order("split", "a", (TRA,), source=SON, name="Xã"), "không có nội dung nào đã chuyển đi"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(app: Flask, order: Order, said: str) -> None:
    with app.app_context(), pytest.raises(Impossible) as refused:
        service.dry_run(order, service.COMMAND_LINE)
    assert said in str(refused.value)


def test_undoing_has_a_term_and_an_order(app: Flask, things: Things) -> None:
    with app.app_context():
        first = merge(NEW, SON)
        second = merge("nui-moi", NEW, THANH)
        with pytest.raises(Impossible, match=f"số {second} trước"):
            undo(first)
        undo(second)
        undo(first)
        with pytest.raises(Impossible, match="đã được hoàn tác"):
            undo(first)


def test_who_merges_undoes_and_merges_again_gets_an_open_portal(app: Flask, things: Things) -> None:
    with app.app_context():
        undo(merge(NEW, SON))
        assert Browser(app, NEW).get("/").status_code == 503  # closed, for nothing is in it
        again = merge(NEW, SON, THANH)
        assert Browser(app, NEW).get("/").status_code == 200
        things.check_addresses()
        undo(again)
        assert Browser(app, NEW).get("/").status_code == 503
        things.check_addresses()


def test_no_row_of_another_portal_is_touched(app: Flask, things: Things) -> None:
    with app.app_context():
        before = rows_of(TRA)
        number = merge(NEW, SON, THANH)
        assert rows_of(TRA) == before
        undo(number)
        assert rows_of(TRA) == before
        with all_tenants("đếm"):
            assert db.session.scalar(select(func.count()).select_from(NewsItem)) == 3


def test_dates_of_the_tree_are_kept(app: Flask, things: Things) -> None:
    with app.app_context():
        merge(NEW, SON, THANH, code="20977")
        old, new = directory().by_slug(SON), directory().by_slug(NEW)
        assert old is not None and new is not None
        assert (old.valid_to, old.merged_into_id) == (date(2025, 6, 30), new.id)
        assert (new.valid_from, new.code, new.parent_id) == (date(2025, 7, 1), "20977", old.parent_id)


def test_loading_the_content_again_brings_nothing_back(app: Flask, things: Things) -> None:
    with app.app_context():
        merge(NEW, SON, THANH)
        rename(TRA, "tra-moi", name="Xã Trà Mới")
        before = {one.slug: (one.name, one.hosts, one.merged_into_id) for one in directory().all()}
        with system_task("nạp các cổng"):
            made, _changed = load_tenants(ROOT / "content" / "tenants.toml")
            db.session.commit()
        service.announce()
        assert made == 0
        assert {one.slug: (one.name, one.hosts, one.merged_into_id) for one in directory().all()} == before
    things.check_addresses()
