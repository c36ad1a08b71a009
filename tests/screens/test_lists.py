"""Lists of the desk: what is found, by whom it is narrowed, what is said where there is nothing; acts on many."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from portal.clock import today, utc_now
from portal.extensions import db
from portal.letters import without_accents
from portal.news.models import NewsItem, NewsSection
from portal.notices.models import Notice
from portal.publishing import workflow
from portal.publishing.models import AuditEntry
from portal.publishing.models_care import BulkAct, BulkRow
from portal.tenancy.models import Tenant
from portal.tenancy.scope import system_task
from portal.web.freshness import tenants_changed
from tests.conftest import A, B, Browser
from tests.factories import Factory
from tests.screens.forms import save
from tests.screens.test_care import item, overdue, person, write

Make = Callable[..., Browser]
NEWS = "/quan-tri/tin-tuc/"
BULK = f"{NEWS}hang-loat"


def titles(desk: Browser, query: str = "", folder: str = NEWS) -> list[str]:
    """The titles of a list, in its order."""
    page = desk.get(f"{folder}{query}").text
    return [unescape(one) for one in re.findall(r"data-open>([^<]*)</a>", page)]


def act(desk: Browser, name: str, ids: list[int], **more: Any) -> str:
    answer = desk.post(BULK, {"act": name, "id": [str(one) for one in ids]} | more, follow_redirects=True)
    assert answer.status_code == 200
    return unescape(str(answer.text))


def undo(desk: Browser, folder: str = NEWS) -> str:
    found = re.search(r'action="(/quan-tri/[^"]*/hoan-tac)"', desk.get(folder).text)
    assert found, "nothing to undo is offered"
    return unescape(str(desk.post(found[1], follow_redirects=True).text))


def states(app: Flask, ids: list[int]) -> list[str]:
    return [item(app, one).status for one in ids]


# What is found ------------------------------------------------------------------------------------------------------


def test_words_are_found_without_accents_in_any_order_and_in_every_kind(
    factory: Factory, signed_in: Make
) -> None:
    factory.news(A, title="Cấp giấy khai sinh lưu động", lead="Đội hình thanh niên tình nguyện")
    factory.news(A, title="Lịch cắt điện tuần tới")
    factory.page(A, title="Đất đai và xây dựng")
    factory.procedure(A, name="Đăng ký khai sinh có yếu tố nước ngoài", code="1.004884")
    desk = signed_in(A, "approver")
    for words in ("giay khai sinh", "sinh khai", "GIẤY KHAI", "tinh nguyen doi hinh", "%C4%91ội"):
        assert titles(desk, f"?q={words}") == ["Cấp giấy khai sinh lưu động"], words
    assert titles(desk, "?q=khai%20tu") == [] and titles(desk, "?q=%25") == [] and titles(desk, "?q=_") == []
    assert titles(desk, "?q=dat dai", "/quan-tri/trang/") == ["Đất đai và xây dựng"]
    assert len(titles(desk, "?q=dang ky 1.004884", "/quan-tri/thu-tuc/")) == 1


def test_a_changed_title_is_found_and_the_old_one_no_longer(factory: Factory, signed_in: Make) -> None:
    object_id, _slug = factory.news(A, title="Họp chợ phiên")
    desk = signed_in(A, "approver")
    save(desk, f"{NEWS}{object_id}", title="Hội chợ nông sản")
    assert titles(desk, "?q=nong san") == ["Hội chợ nông sản"] and titles(desk, "?q=phien") == []


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_and_leaves_no_accents(text: str) -> None:
    once = without_accents(text)
    assert without_accents(once) == once and "đ" not in once
    assert without_accents("Giấy  KHAI\tđường") == "giay khai duong"


def test_lists_are_narrowed_by_people_office_review_section_and_state(
    app: Flask, factory: Factory, signed_in: Make
) -> None:
    factory.news(A, title="Của hệ thống")
    author, approver = signed_in(A, "author"), signed_in(A, "approver")
    mine = write(author, "Của người viết")
    his, boss = person(app, f"author@{A}.example"), person(app, f"approver@{A}.example")
    save(approver, f"{NEWS}{mine}", lead="Đã sửa câu dẫn")
    approver.post(f"{NEWS}{mine}/phu-trach", {"owner_id": str(boss), "owner_office": "Văn phòng UBND"})
    for query in (f"?nguoi-viet={his}", f"?nguoi-sua={boss}", f"?phu-trach={boss}", "?bo-phan=phòng+UBND"):
        assert titles(approver, query) == ["Của người viết"], query
    assert titles(approver, f"?nguoi-sua={his}") == []
    assert titles(approver, "?trang-thai=published") == ["Của hệ thống"]
    system = next(one for one in titles_ids(approver) if one != mine)
    overdue(app, system)
    assert titles(approver, "?ra-soat=qua-han") == ["Của hệ thống"]
    page = approver.get(NEWS).text
    assert "quá hạn rà soát" in page and "author tam-hai" in page and "Văn phòng UBND" in page
    section = re.search(r'name="nhom">.*?<option value="(\d+)"', page, re.S)
    assert section and titles(approver, f"?nhom={section[1]}") and titles(approver, "?nhom=1") == []


def titles_ids(desk: Browser, query: str = "") -> list[int]:
    return [int(one) for one in re.findall(r'name="id" value="(\d+)"', desk.get(f"{NEWS}{query}").text)]


def test_tabs_count_each_state_and_keep_the_other_filters(factory: Factory, signed_in: Make) -> None:
    for _n in range(3):
        factory.news(A, title="Thông báo họp dân")
    factory.news(A, title="Thông báo nghỉ lễ", publish=False)
    desk = signed_in(A, "approver")
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", desk.get(f"{NEWS}?q=thong bao").text))
    assert "Tất cả 4" in page and "Bản nháp 1" in page and "Đã đăng 3" in page
    assert (
        'href="/quan-tri/tin-tuc/?q=thong+bao&amp;trang-thai=draft"' in desk.get(f"{NEWS}?q=thong bao").text
    )


def test_orders(app: Flask, factory: Factory, signed_in: Make) -> None:
    for title in ("Đá bóng", "An toàn", "Ca nhạc"):
        factory.news(A, title=title)
    desk = signed_in(A, "approver")
    assert titles(desk, "?sap-xep=ten") == ["An toàn", "Ca nhạc", "Đá bóng"]
    assert titles(desk, "?sap-xep=cu-nhat") == ["Đá bóng", "An toàn", "Ca nhạc"]
    assert titles(desk, "?sap-xep=moi-tao") == ["Ca nhạc", "An toàn", "Đá bóng"]
    overdue(app, titles_ids(desk, "?q=an toan")[0])
    assert titles(desk, "?sap-xep=ra-soat")[0] == "An toàn"


@pytest.mark.parametrize(
    "query",
    [
        "?nguoi-viet=x",
        "?nguoi-viet=99999999999999",
        "?nhom=٣",
        "?sap-xep=;drop",
        "?trang-thai=x",
        "?q=" + "a " * 300,
    ],
)
def test_nonsense_in_the_address_is_left_out(factory: Factory, signed_in: Make, query: str) -> None:
    factory.news(A)
    assert signed_in(A, "approver").get(f"{NEWS}{query}").status_code == 200


def test_people_of_other_portals_are_not_named(app: Flask, factory: Factory, signed_in: Make) -> None:
    factory.news(A)
    desk = signed_in(A, "approver")
    signed_in(B, "approver")
    stranger = person(app, f"approver@{B}.example")
    for field in ("nguoi-viet", "nguoi-sua", "phu-trach"):
        assert f"approver {B}" not in desk.get(f"{NEWS}?{field}={stranger}").text


def test_empty_lists_say_what_to_do(factory: Factory, signed_in: Make) -> None:
    desk = signed_in(A, "approver")
    page = desk.get(NEWS).text
    assert "Chưa có tin hoặc thông báo nào" in page and 'href="/quan-tri/tin-tuc/moi"' in page
    assert "Không có gì chờ duyệt" in desk.get(f"{NEWS}?trang-thai=submitted").text
    assert "Thùng rác trống" in desk.get(f"{NEWS}?trang-thai=trashed").text
    factory.news(A)
    assert "Bỏ mọi bộ lọc" in desk.get(f"{NEWS}?q=khongcogi").text


def test_a_list_asks_as_many_statements_for_many_things_as_for_few(
    app: Flask, factory: Factory, signed_in: Make
) -> None:
    from sqlalchemy import event

    desk, counts = signed_in(A, "approver"), []
    with app.app_context():
        engine = db.engine
    for many in (1, 6):
        for _n in range(many):
            factory.news(A)
        seen: list[str] = []
        listener = lambda *given, seen=seen: seen.append(given[2])  # noqa: E731
        event.listen(engine, "before_cursor_execute", listener)
        desk.get(NEWS)
        event.remove(engine, "before_cursor_execute", listener)
        counts.append(len(seen))
    assert counts[0] == counts[1], counts


# Acts on many -------------------------------------------------------------------------------------------------------


def drafts(factory: Factory, count: int = 3, slug: str = A) -> list[int]:
    return [factory.news(slug, title=f"Tin số {n}", publish=False)[0] for n in range(count)]


def test_many_are_published_and_that_is_undone(app: Flask, factory: Factory, signed_in: Make) -> None:
    ids = drafts(factory)
    desk, reader = signed_in(A, "approver"), Browser(app, A)
    slug = item(app, ids[0]).slug
    assert "Đã đăng 3 mục" in act(desk, "dang", ids)
    assert states(app, ids) == ["published"] * 3 and reader.get(f"/tin-tuc/{slug}").status_code == 200
    assert "Đã hoàn tác 3 mục" in undo(desk)
    assert states(app, ids) == ["draft"] * 3 and reader.get(f"/tin-tuc/{slug}").status_code == 404
    assert item(app, ids[0]).publish_at is None
    with app.app_context(), system_task("kiểm thử"):
        acts = list(db.session.scalars(select(AuditEntry.action).where(AuditEntry.object_id == ids[0])))
    assert acts[-2:] == ["publish", "withdraw"]


def test_what_was_changed_since_stays_and_is_named(app: Flask, factory: Factory, signed_in: Make) -> None:
    ids = drafts(factory)
    desk = signed_in(A, "approver")
    act(desk, "dang", ids)
    save(desk, f"{NEWS}{ids[1]}", title="Tin vừa sửa")
    page = undo(desk)
    assert "Đã hoàn tác 2 mục" in page and "Tin vừa sửa" in page and "Vừa được người khác sửa" in page
    assert states(app, ids) == ["draft", "published", "draft"]
    assert "/hoan-tac" not in desk.get(NEWS).text  # once only


def test_withdrawing_needs_a_reason_and_comes_back_as_it_was(
    app: Flask, factory: Factory, signed_in: Make
) -> None:
    ids = [factory.news(A)[0] for _n in range(2)]
    at = item(app, ids[0]).publish_at
    desk = signed_in(A, "approver")
    assert "ghi lý do gỡ" in act(desk, "go", ids) and states(app, ids) == ["published"] * 2
    act(desk, "go", ids, reason="Số liệu sai")
    assert states(app, ids) == ["withdrawn"] * 2 and "Số liệu sai" in desk.get(f"{NEWS}{ids[0]}").text
    undo(desk)
    assert states(app, ids) == ["published"] * 2 and item(app, ids[0]).publish_at == at


def test_trash_owner_review_and_section_with_their_undoing(
    app: Flask, factory: Factory, signed_in: Make
) -> None:
    ids = drafts(factory, 2)
    desk = signed_in(A, "approver")
    me = person(app, f"approver@{A}.example")
    with factory.acting(A):
        other = NewsSection(tenant_id=factory.tenant_id(A), slug="khac", name="Mục khác", position=9)
        db.session.add(other)
        db.session.commit()
        section = other.id
    before = [
        (one.owner_id, one.owner_office, one.review_on, one.section_id) for one in (item(app, i) for i in ids)
    ]
    version, day = item(app, ids[0]).version, today() + timedelta(days=30)
    act(desk, "phu-trach", ids, owner_id=str(me), office="Ban Văn hóa")
    assert (item(app, ids[1]).owner_id, item(app, ids[1]).owner_office) == (me, "Ban Văn hóa")
    undo(desk)
    act(desk, "ra-soat", ids, day=day.isoformat())
    assert item(app, ids[1]).review_on == day and item(app, ids[0]).version == version
    undo(desk)
    act(desk, "chuyen", ids, group=str(section))
    assert item(app, ids[0]).section_id == section
    undo(desk)
    assert [
        (one.owner_id, one.owner_office, one.review_on, one.section_id) for one in (item(app, i) for i in ids)
    ] == before
    act(desk, "thung-rac", ids)
    assert states(app, ids) == ["trashed"] * 2
    undo(desk)
    assert states(app, ids) == ["draft"] * 2
    act(desk, "thung-rac", ids)
    act(desk, "lay-lai", ids, loc="trang-thai=trashed")
    assert states(app, ids) == ["draft"] * 2


def test_each_row_asks_for_its_own_permission(app: Flask, factory: Factory, signed_in: Make) -> None:
    others = drafts(factory, 1)[0]
    author = signed_in(A, "author")
    own = write(author, "Tin của tôi")
    page = act(author, "thung-rac", [own, others])
    assert "Đã bỏ vào thùng rác 1 mục" in page and "không có quyền" in page
    assert states(app, [own, others]) == ["trashed", "draft"]
    for name in ("dang", "go", "khong-co"):
        assert "hãy chọn việc" in act(author, name, [own, others], reason="x")
    assert states(app, [own, others]) == ["trashed", "draft"]


def test_things_of_other_portals_cannot_be_reached(app: Flask, factory: Factory, signed_in: Make) -> None:
    theirs, mine = drafts(factory, 1, B)[0], drafts(factory, 1)[0]
    desk = signed_in(A, "approver")
    page = act(desk, "dang", [theirs, mine])
    assert "Đã đăng 1 mục" in page and states(app, [theirs, mine]) == ["draft", "published"]
    with app.app_context(), system_task("kiểm thử"):
        act_id = db.session.scalar(select(BulkAct.id))
    stranger = signed_in(B, "approver")
    assert stranger.post(f"{BULK}/{act_id}/hoan-tac").status_code == 404
    colleague = signed_in(A, "tenant_admin")
    assert "Không hoàn tác được" in colleague.post(f"{BULK}/{act_id}/hoan-tac", follow_redirects=True).text
    assert states(app, [mine]) == ["published"]


def test_all_that_match_are_meant_as_they_were_seen(app: Flask, factory: Factory, signed_in: Make) -> None:
    ids = [factory.news(A, title=f"Khai giảng {n}", publish=False)[0] for n in range(23)]
    other = factory.news(A, title="Lịch nghỉ", publish=False)[0]
    desk = signed_in(A, "approver")
    assert "Chọn tất cả 23 mục khớp" in desk.get(f"{NEWS}?q=khai giang").text
    asked = {"act": "dang", "all": "1", "loc": "q=khai+giang"}
    answer = desk.post(BULK, asked | {"matching": "22"}, follow_redirects=True)
    assert "danh sách vừa thay đổi" in answer.text and set(states(app, ids)) == {"draft"}
    answer = desk.post(BULK, asked | {"matching": "23"}, follow_redirects=True)
    assert "Đã đăng 23 mục" in answer.text
    assert set(states(app, ids)) == {"published"} and states(app, [other]) == ["draft"]


def test_ten_minutes_and_no_longer(app: Flask, factory: Factory, signed_in: Make) -> None:
    ids = drafts(factory, 1)
    desk = signed_in(A, "approver")
    act(desk, "dang", ids)
    found = re.search(r'action="(/quan-tri/[^"]*/hoan-tac)"', desk.get(NEWS).text)
    with app.app_context(), system_task("kiểm thử: để phút trôi qua"):
        db.session.execute(update(BulkAct).values(at=utc_now() - timedelta(minutes=11)))
        db.session.commit()
    assert found and "/hoan-tac" not in desk.get(NEWS).text
    assert "Không hoàn tác được" in desk.post(found[1], follow_redirects=True).text
    assert states(app, ids) == ["published"]
    with app.app_context(), system_task("kiểm thử: để ngày trôi qua"):
        db.session.execute(update(BulkAct).values(at=utc_now() - timedelta(days=2)))
        db.session.commit()
    act(desk, "go", ids, reason="Cũ")
    with app.app_context(), system_task("kiểm thử"):
        assert (
            len(db.session.scalars(select(BulkAct)).all())
            == len(db.session.scalars(select(BulkRow)).all())
            == 1
        )


def test_four_eyes_hold_for_many_too(app: Flask, factory: Factory, signed_in: Make) -> None:
    others = drafts(factory, 1)[0]
    desk = signed_in(A, "approver")
    own = write(desk, "Tin tự viết")
    with app.app_context(), system_task("kiểm thử"):
        tenant = db.session.scalar(select(Tenant).where(Tenant.slug == A))
        assert tenant is not None
        tenant.settings = tenant.settings | {"four_eyes": True}
        db.session.commit()
        tenants_changed()
    page = act(desk, "dang", [own, others])
    assert "cần một người khác duyệt" in page and states(app, [own, others]) == ["draft", "published"]
    public = factory.news(A)[0]
    page = act(desk, "chuyen", [public], group=str(other_section(factory)))
    assert "phải được duyệt" in page


def other_section(factory: Factory) -> int:
    with factory.acting(A):
        made = NewsSection(tenant_id=factory.tenant_id(A), slug="nua", name="Mục nữa", position=8)
        db.session.add(made)
        db.session.commit()
        return made.id


def test_people_are_told_once_of_many(app: Flask, factory: Factory, signed_in: Make) -> None:
    factory.news(A)
    author, approver = signed_in(A, "author"), signed_in(A, "approver")
    ids = [write(author, f"Bài {n}") for n in range(3)]
    act(author, "gui-duyet", ids)
    act(approver, "dang", ids)
    with app.app_context(), system_task("kiểm thử"):
        told = db.session.execute(select(Notice.for_user_id, Notice.title, Notice.detail)).all()
    assert [title for _user, title, _detail in told] == [
        f"author {A} gửi duyệt 3 mục",
        f"approver {A} đã đăng 3 mục của bạn",
    ]
    assert all("Bài 2" in detail for _user, _title, detail in told)


def test_a_list_forgets_nothing_when_the_form_is_empty(factory: Factory, signed_in: Make) -> None:
    ids = drafts(factory, 1)
    desk = signed_in(A, "approver")
    assert "đánh dấu ít nhất một mục" in act(desk, "dang", [])
    assert "hãy chọn việc" in act(desk, "", ids)
    assert "hãy chọn nơi chuyển đến" in act(desk, "chuyen", ids, group="")
    assert "từ hôm nay trở đi" in act(desk, "ra-soat", ids, day="hôm qua")


def test_a_thing_that_is_gone_is_passed_over(app: Flask, factory: Factory, signed_in: Make) -> None:
    ids = drafts(factory, 1)
    desk = signed_in(A, "approver")
    assert "Đã đăng 1 mục" in act(desk, "dang", [*ids, 4_000_000_000_000_000_000])
    with app.app_context(), system_task("kiểm thử"):
        assert db.session.scalar(select(NewsItem.status).where(NewsItem.id == ids[0])) == "published"


def test_what_was_done_before_a_fault_can_be_undone(
    app: Flask, factory: Factory, signed_in: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = drafts(factory, 4)
    desk, publish, calls = signed_in(A, "approver"), workflow.publish, iter(range(9))

    def faulty(thing: Any, actor: Any) -> None:
        if next(calls) == 2:
            raise RuntimeError("đứt giữa chừng")
        publish(thing, actor)

    monkeypatch.setattr(workflow, "publish", faulty)
    assert desk.post(BULK, {"act": "dang", "id": [str(one) for one in ids]}).status_code == 500
    assert states(app, ids) == ["published", "published", "draft", "draft"]
    assert "Đã hoàn tác 2 mục" in undo(desk)
    assert states(app, ids) == ["draft"] * 4
