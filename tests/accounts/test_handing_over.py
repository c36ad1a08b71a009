"""Handing over when somebody leaves: everything passes on, nothing of others moves."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select, update

from portal.accounts.models import User
from portal.extensions import db
from portal.news.models import NewsItem
from portal.notices.models import Notice
from portal.pages.models import Page
from portal.publishing.models import AuditEntry
from portal.tenancy.scope import entered, reading, system_task
from portal.voice.cases.models import VoiceCase
from tests.accounts.conftest import Person
from tests.conftest import A, B, Browser
from tests.factories import Factory
from tests.voice.factories import case

Make = Callable[..., Browser]
People = Callable[..., Person]
WHERE = "/quan-tri/nguoi-dung/"


def _id(app: Flask, email: str) -> int:
    with app.app_context():
        return db.session.scalars(select(User.id).where(User.email == email)).one()


def _own(app: Flask, model: type, thing: int, **values: object) -> None:
    with app.app_context(), system_task("thử"):
        db.session.execute(update(model).where(model.id == thing).values(values))  # type: ignore[attr-defined]
        db.session.commit()


def _owners(app: Flask, factory: Factory, slug: str) -> dict[int, int | None]:
    with app.app_context(), entered(reading(factory.tenant_id(slug))):
        return {
            one.id: one.owner_id for model in (NewsItem, Page) for one in db.session.scalars(select(model))
        }


def _leave(admin: Browser, number: int, successor: int, **more: str) -> object:
    where = f"{WHERE}{number}/ban-giao"
    return admin.post(where, {"successor": str(successor)} | more, token_from=where)


@pytest.mark.tcvn("7.1.3.3.a")
def test_everything_in_hand_passes_on_and_the_account_is_closed(
    app: Flask, factory: Factory, signed_in: Make, person: People, trail: Callable[..., list[str]]
) -> None:
    inside = person("di@xa.vn", {A: ["approver"]}).at_the_door(A)
    person("o@xa.vn", {A: ["approver"]})
    admin = signed_in(A, "tenant_admin")
    leaver, stays = _id(app, "di@xa.vn"), _id(app, "o@xa.vn")
    owned, draft, foreign, published = (
        factory.news(A, title="Tin đang phụ trách")[0],
        factory.news(A, title="Bản nháp dở dang", publish=False)[0],
        factory.page(A, title="Trang của người khác")[0],
        factory.news(A, title="Tin đã đăng từ lâu")[0],
    )
    elsewhere = factory.news(B, title="Tin ở xã khác")[0]
    for thing in (owned, elsewhere):
        _own(app, NewsItem, thing, owner_id=leaver)
    for thing in (draft, published):
        _own(app, NewsItem, thing, created_by_id=leaver)
    _own(app, Page, foreign, owner_id=stays)
    with app.app_context(), system_task("thử"):
        notice = {"kind": "submitted", "path": "/quan-tri/", "tenant_id": factory.tenant_id(A)}
        db.session.add(Notice(for_user_id=leaver, title="Bài chờ duyệt", **notice))
        db.session.commit()
    page = admin.get(f"{WHERE}{leaver}/ban-giao").text
    for title in ("Tin đang phụ trách", "Bản nháp dở dang", "Bài chờ duyệt"):
        assert title in page
    assert "Tin đã đăng từ lâu" not in page and "Tin ở xã khác" not in page
    answer = _leave(admin, leaver, stays, reason="nghỉ hưu")
    assert "Đã bàn giao" in answer.text and "Bản nháp dở dang" in answer.text
    assert _owners(app, factory, A) == {owned: stays, draft: stays, foreign: stays, published: None}
    assert _owners(app, factory, B) == {elsewhere: leaver}
    with app.app_context(), entered(reading(factory.tenant_id(A))):
        assert db.session.scalars(select(Notice.for_user_id)).all() == [stays]
        entries = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "handed_over")).all()
        assert {one.object_id for one in entries} >= {owned, draft} and len(entries) == 3
    (left,) = trail(A, "people.left")
    assert "nghỉ hưu" in left and "-approver" in left and "; 3 →" in left
    assert inside.get("/quan-tri/").status_code == 302
    assert Browser(app, A).sign_in("di@xa.vn").status_code == 401


def test_what_citizens_wait_for_passes_on_and_what_is_answered_stays(
    app: Flask, factory: Factory, signed_in: Make, person: People
) -> None:
    person("di@xa.vn", {A: ["approver"]})
    admin = signed_in(A, "tenant_admin")
    leaver, me = _id(app, "di@xa.vn"), _id(app, f"tenant_admin@{A}.example")
    open_ones = [
        case(factory, A, "report", state="assigned", title="Cống bị lấp"),
        case(factory, A, state="drafted", title="Hỏi về đất"),
    ]
    done, foreign = case(factory, A, state="published", title="Đã trả lời xong"), case(factory, B)
    for one in (*open_ones, done, foreign):
        _own(app, VoiceCase, one, assignee_id=leaver)

    def hands() -> dict[int, int | None]:
        with app.app_context(), system_task("thử"):
            return {one.id: one.assignee_id for one in db.session.scalars(select(VoiceCase))}

    where = f"/quan-tri/y-kien/{open_ones[1]}"
    version = re.findall(r'name="version" value="(\d+)"', admin.get(where).text)[0]
    page = admin.get(f"{WHERE}{leaver}/ban-giao").text
    assert "Cống bị lấp" in page and "Hỏi về đất" in page and "Đã trả lời xong" not in page
    assert _leave(admin, leaver, me).status_code == 200
    assert hands() == dict.fromkeys(open_ones, me) | {done: leaver, foreign: leaver}
    assert admin.post(f"{where}/tra-loi", {"answer": "Viết tiếp", "version": version}).status_code == 302
    assert admin.post(f"/quan-tri/y-kien/{done}/mo-lai").status_code == 302
    assert hands()[done] is None, "who left does not get it back"


def test_a_text_that_is_open_can_still_be_saved(
    app: Flask, factory: Factory, signed_in: Make, person: People
) -> None:
    person("di@xa.vn", {A: ["author"]})
    admin = signed_in(A, "tenant_admin")
    leaver, me = _id(app, "di@xa.vn"), _id(app, f"tenant_admin@{A}.example")
    thing, _slug = factory.news(A)
    _own(app, NewsItem, thing, owner_id=leaver)

    def state() -> tuple[object, ...]:
        with app.app_context(), entered(reading(factory.tenant_id(A))):
            row = db.session.scalars(select(NewsItem)).one()
            return row.version, row.updated_at

    before = state()
    assert _leave(admin, leaver, me).status_code == 200
    assert state() == before and _owners(app, factory, A) == {thing: me}


def test_who_works_elsewhere_keeps_the_account(app: Flask, signed_in: Make, person: People) -> None:
    person("di@xa.vn", {A: ["approver"], B: ["author"]})
    admin = signed_in(A, "tenant_admin")
    leaver, me = _id(app, "di@xa.vn"), _id(app, f"tenant_admin@{A}.example")
    page = admin.get(f"{WHERE}{leaver}/ban-giao").text
    assert "còn vai trò ở cổng khác" in page and "Không có nội dung hay việc nào" in page
    assert _leave(admin, leaver, me).status_code == 200
    assert Browser(app, A).sign_in("di@xa.vn").status_code == 401
    assert Browser(app, B).sign_in("di@xa.vn").status_code == 302


def test_a_successor_can_edit_what_others_wrote_in_this_portal(
    app: Flask, signed_in: Make, person: People
) -> None:
    person("di@xa.vn", {A: ["approver"]})
    for email, roles in {"viet@xa.vn": {A: ["author"]}, "la@xa.vn": {B: ["approver"]}}.items():
        person(email, roles)
    admin = signed_in(A, "tenant_admin")
    leaver = _id(app, "di@xa.vn")
    for email in ("viet@xa.vn", "la@xa.vn", "di@xa.vn"):
        assert _leave(admin, leaver, _id(app, email)).status_code == 422, email
    assert "Chọn người nhận bàn giao" in admin.post(f"{WHERE}{leaver}/ban-giao", {"successor": ""}).text
    assert Browser(app, A).sign_in("di@xa.vn").status_code == 302


def test_nobody_hands_over_for_who_has_more_rights(app: Flask, signed_in: Make) -> None:
    signed_in("nui-thanh", "district_admin")
    weaker = signed_in("nui-thanh", "tenant_admin")
    leaver = _id(app, "district_admin@nui-thanh.example")
    me = _id(app, "tenant_admin@nui-thanh.example")
    assert _leave(weaker, leaver, me).status_code == 403
    assert Browser(app, "nui-thanh").sign_in("district_admin@nui-thanh.example").status_code == 302
