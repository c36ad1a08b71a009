"""Who answers for a thing, when it is looked at again, and notes that never leave the desk."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from portal.accounts.models import User
from portal.clock import from_local, today
from portal.extensions import db
from portal.mail.models import OutgoingMail
from portal.news.models import NewsItem
from portal.notices.models import Notice
from portal.publishing import care
from portal.publishing.models import AuditEntry
from portal.publishing.models_care import ReviewReminder
from portal.screens.care.reminding import Reminding, remind_due
from portal.tenancy.directory import directory
from portal.tenancy.scope import system_task
from portal.web.freshness import GLOBAL_SLOT, versions
from tests.conftest import A, B, Browser
from tests.factories import Factory
from tests.screens.forms import form_of

Make = Callable[..., Browser]
NEWS = "/quan-tri/tin-tuc/"
CANARY = "CHIMHOANGYEN"


def item(app: Flask, object_id: int) -> Any:
    with app.app_context(), system_task("kiểm thử"):
        found = db.session.scalar(select(NewsItem).where(NewsItem.id == object_id))
        db.session.expunge_all()
        return found


def person(app: Flask, email: str) -> int:
    with app.app_context():
        found = db.session.scalar(select(User.id).where(User.email == email))
        assert found is not None
        return found


def overdue(app: Flask, object_id: int, days: int = 3, **more: Any) -> date:
    day = today() - timedelta(days=days)
    with app.app_context(), system_task("kiểm thử: để ngày trôi qua"):
        db.session.execute(update(NewsItem).where(NewsItem.id == object_id).values(review_on=day, **more))
        db.session.commit()
    return day


def write(desk: Browser, title: str) -> int:
    form = form_of(desk, f"{NEWS}moi") | {"title": title, "lead": "Dẫn", "body": "Nội dung"}
    answer = desk.post(f"{NEWS}moi", form)
    assert answer.status_code == 302, answer.text
    return int(answer.location.rsplit("/", 1)[1])


def test_who_begins_a_thing_answers_for_it_until_it_is_given_to_somebody(
    app: Flask, factory: Factory, signed_in: Make
) -> None:
    factory.news(A)
    author, approver = signed_in(A, "author"), signed_in(A, "approver")
    object_id = write(author, "Lịch tiêm phòng")
    version = item(app, object_id).version
    assert item(app, object_id).owner_id == person(app, f"author@{A}.example")
    to = person(app, f"approver@{A}.example")
    given_to = {"owner_id": str(to), "owner_office": "  Trạm   Y tế xã "}
    assert author.post(f"{NEWS}{object_id}/phu-trach", given_to).status_code == 302
    row = item(app, object_id)
    assert (row.owner_id, row.owner_office, row.version) == (to, "Trạm Y tế xã", version)
    assert f"approver {A}, Trạm Y tế xã" in approver.get(f"{NEWS}{object_id}").text
    with app.app_context(), system_task("kiểm thử"):
        acts = db.session.scalars(select(AuditEntry.action).where(AuditEntry.object_id == object_id)).all()
    assert "care.owner" in acts


def test_only_people_of_the_portal_can_answer_for_a_thing(
    app: Flask, factory: Factory, signed_in: Make
) -> None:
    object_id, _slug = factory.news(A)
    desk = signed_in(A, "approver")
    signed_in(B, "approver")
    stranger = person(app, f"approver@{B}.example")
    assert f"approver {B}" not in desk.get(f"{NEWS}{object_id}").text
    answer = desk.post(f"{NEWS}{object_id}/phu-trach", {"owner_id": str(stranger)}, follow_redirects=True)
    assert "không còn ở cổng" in answer.text and item(app, object_id).owner_id is None
    for bad in ("x", "-1", "٣", "9" * 30):
        desk.post(f"{NEWS}{object_id}/phu-trach", {"owner_id": bad})
        assert item(app, object_id).owner_id is None


def test_who_may_look_after_a_thing(app: Flask, factory: Factory, signed_in: Make) -> None:
    object_id, _slug = factory.news(A)
    author = signed_in(A, "author")
    for act in ("phu-trach", "ra-soat", "da-xem-lai"):
        assert author.post(f"{NEWS}{object_id}/{act}", {"months": "3"}).status_code == 403
        assert signed_in(B, "approver").post(f"{NEWS}{object_id}/{act}").status_code == 404
    overdue(app, object_id, owner_id=person(app, f"author@{A}.example"))
    assert author.post(f"{NEWS}{object_id}/da-xem-lai", {"months": "3"}).status_code == 302
    assert item(app, object_id).review_on == care.in_months(3)


def test_a_day_of_looking_again_is_chosen_kept_and_refused(
    app: Flask, factory: Factory, signed_in: Make
) -> None:
    object_id, _slug = factory.news(A)
    desk, where = signed_in(A, "approver"), f"{NEWS}{object_id}/ra-soat"
    for months in care.MONTHS:
        desk.post(where, {"months": str(months), "review_on": ""})
        assert item(app, object_id).review_on == care.in_months(months)
    day = today() + timedelta(days=40)
    desk.post(where, {"review_on": day.isoformat()})
    for bad in ((today() - timedelta(days=1)).isoformat(), "2126-01-01", "hôm nay", "2026-02-30"):
        assert "từ hôm nay trở đi" in desk.post(where, {"review_on": bad}, follow_redirects=True).text
        assert item(app, object_id).review_on == day
    desk.post(where, {"review_on": ""})
    assert item(app, object_id).review_on is None


def test_what_is_published_gets_a_day_where_the_portal_wishes_so(
    app: Flask, factory: Factory, signed_in: Make
) -> None:
    factory.news(A)
    admin, where = signed_in(A, "tenant_admin"), "/quan-tri/ra-soat/"
    assert admin.post(f"{where}dinh-ky", {"months-news": "12", "months-page": "99"}).status_code == 302
    first = write(admin, "Có ngày rà soát")
    admin.post(f"{NEWS}{first}/dang")
    assert item(app, first).review_on == care.in_months(12)
    page, _slug = factory.page(A)
    assert "Chưa đặt ngày" in admin.get(f"/quan-tri/trang/{page}").text
    assert 'value="12" selected' in admin.get(where).text
    assert signed_in(A, "approver").post(f"{where}dinh-ky", {"months-news": "1"}).status_code == 403


def test_who_answers_is_reminded_once_for_each_day(app: Flask, factory: Factory, signed_in: Make) -> None:
    mine, _slug = factory.news(A, title="Giờ làm việc của bộ phận một cửa")
    nobodys, _slug = factory.news(A, title="Số điện thoại đường dây nóng")
    draft, _slug = factory.news(A, publish=False)
    author, approver = signed_in(A, "author"), signed_in(A, "approver")
    signed_in(B, "approver")
    me, boss = person(app, f"author@{A}.example"), person(app, f"approver@{A}.example")
    overdue(app, mine, owner_id=me)
    overdue(app, nobodys)
    overdue(app, draft, owner_id=me)
    with app.app_context():
        directory().refresh(versions().read(GLOBAL_SLOT))
        assert (remind_due(), remind_due()) == (2, 0)
    with app.app_context(), system_task("kiểm thử"):
        told = db.session.execute(select(Notice.for_user_id, Notice.title)).all()
        mails = db.session.scalars(select(OutgoingMail.to)).all()
    assert {user_id for user_id, _title in told} == {me, boss} and len(told) == 2
    assert any("Giờ làm việc" in title for user_id, title in told if user_id == me)
    assert sorted(mails) == sorted([f"author@{A}.example", f"approver@{A}.example"])
    assert "Giờ làm việc" in author.get("/quan-tri/ra-soat/?xem=cua-toi").text
    assert "Số điện thoại" not in author.get("/quan-tri/ra-soat/?xem=cua-toi").text
    page = approver.get("/quan-tri/ra-soat/").text
    assert "Giờ làm việc" in page and "Số điện thoại" in page and page.count("quá hạn") >= 2
    answer = approver.post(f"{NEWS}{mine}/da-xem-lai", {"months": "3", "ve": "/quan-tri/ra-soat/"})
    assert answer.location.endswith("/quan-tri/ra-soat/")
    assert re.search(r"<tr>[^~]*Giờ làm việc", approver.get(answer.location).text) is None
    overdue(app, mine, days=1)
    with app.app_context():
        assert remind_due() == 1


def test_nobody_is_reminded_before_the_morning(app: Flask, factory: Factory) -> None:
    object_id, _slug = factory.news(A)
    overdue(app, object_id)
    follower = Reminding()

    def told() -> int:
        with app.app_context(), system_task("kiểm thử"):
            return len(db.session.scalars(select(ReviewReminder)).all())

    with app.app_context():
        directory().refresh(versions().read(GLOBAL_SLOT))
        follower.step(from_local(datetime(2026, 11, 30, 6, 59)))
    assert told() == 0
    with app.app_context():
        follower.step(from_local(datetime(2026, 11, 30, 7, 0)))
    assert told() == 1


def test_notes_are_written_pinned_changed_and_taken_away_by_whom_they_belong_to(
    factory: Factory, signed_in: Make
) -> None:
    object_id, _slug = factory.news(A)
    author, approver, where = signed_in(A, "author"), signed_in(A, "approver"), f"{NEWS}{object_id}"
    author.post(f"{where}/ghi-chu", {"text": "Hỏi chị Hoa <b>trước</b> khi sửa"})
    approver.post(f"{where}/ghi-chu", {"text": "Ảnh xin của báo huyện"})
    page = approver.get(where).text
    assert "Hỏi chị Hoa &lt;b&gt;" in page and page.index("Ảnh xin") < page.index("Hỏi chị Hoa")
    first, second = sorted(int(one) for one in re.findall(r'id="ghi-chu-(\d+)"', page))
    assert approver.post(f"{where}/ghi-chu/{first}/sua", {"text": "khác"}).status_code == 403
    assert approver.post(f"{where}/ghi-chu/{first}/xoa").status_code == 403
    approver.post(f"{where}/ghi-chu/{first}/ghim", {"pinned": "1"})
    page = approver.get(where).text
    assert page.index("Hỏi chị Hoa") < page.index("Ảnh xin")
    author.post(f"{where}/ghi-chu/{first}/sua", {"text": "Hỏi anh Nam"})
    assert "Hỏi anh Nam" in author.get(where).text and "Hỏi chị Hoa" not in author.get(where).text
    author.post(f"{where}/ghi-chu/{first}/xoa")
    assert "Hỏi anh Nam" not in author.get(where).text and "Ảnh xin" in author.get(where).text
    for bad, said in (("  ", "Hãy viết ghi chú"), ("x" * 2001, "dài quá 2.000")):
        assert said in author.post(f"{where}/ghi-chu", {"text": bad}, follow_redirects=True).text
    other, _slug = factory.news(A)
    assert approver.post(f"{NEWS}{other}/ghi-chu/{second}/xoa").status_code == 404
    assert signed_in(B, "approver").post(f"{where}/ghi-chu", {"text": "x"}).status_code == 404


def test_a_note_never_leaves_the_desk(app: Flask, factory: Factory, signed_in: Make) -> None:
    made = {
        "tin-tuc": factory.news(A),
        "trang": factory.page(A),
        "van-ban": factory.legal(A),
        "thu-tuc": factory.procedure(A),
    }
    desk = signed_in(A, "approver")
    for folder, (object_id, _slug) in made.items():
        answer = desk.post(f"/quan-tri/{folder}/{object_id}/ghi-chu", {"text": f"{CANARY} {folder}"})
        assert answer.status_code == 302
        assert CANARY in desk.get(f"/quan-tri/{folder}/{object_id}").text
    reader, seen = Browser(app, A), 0
    public = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if not rule.rule.startswith("/quan-tri") and not rule.arguments and "GET" in rule.methods
    ]
    slugs = {one: slug for one, (_id, slug) in made.items()}
    things = [
        f"/tin-tuc/{slugs['tin-tuc']}",
        f"/gioi-thieu/{slugs['trang']}",
        f"/van-ban/{slugs['van-ban']}",
        f"/thu-tuc/{slugs['thu-tuc']}",
        f"/tim-kiem?q={CANARY}xx",
    ]
    for where in public + things:
        answer = reader.get(where)
        seen += answer.status_code == 200
        assert CANARY not in answer.get_data(as_text=True).replace(f"{CANARY}xx", ""), where
    assert seen >= 15
    stranger = signed_in(B, "approver")
    assert CANARY not in stranger.get("/quan-tri/tin-tuc/").text + stranger.get("/quan-tri/").text


def test_notes_go_with_the_thing(app: Flask, factory: Factory, signed_in: Make) -> None:
    object_id, _slug = factory.news(A, publish=False)
    desk, where = signed_in(A, "approver"), f"{NEWS}{object_id}"
    desk.post(f"{where}/ghi-chu", {"text": CANARY})
    desk.post(f"{where}/bo-vao-thung-rac")
    desk.post(f"{where}/xoa-han")
    with app.app_context(), system_task("kiểm thử"):
        assert db.session.scalars(select(care.CareNote)).all() == []


@given(st.dates(date(2020, 1, 1), date(2090, 12, 31)), st.integers(1, 120))
def test_so_many_months_later_is_that_month(day: date, months: int) -> None:
    later = care.in_months(months, day)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or ((later + timedelta(days=1)).day == 1 and later.day < day.day)
