"""What is held about a citizen: shown, taken home, corrected, forgotten when somebody leaves or nobody comes."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from portal.citizens.held import REGISTRY, Access, File, Held, Line, hold
from portal.citizens.leaving import finish
from portal.citizens.models import Citizen, CitizenSession, OneTimeCode
from portal.citizens.tending import tend
from portal.clock import utc_now
from portal.extensions import db
from portal.publishing.models import AuditEntry
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered
from tests.citizens.conftest import CONSENT, DOOR, EMAIL, HOME, Post, ask_code, enter, later
from tests.citizens.test_account import save, the_one
from tests.conftest import A, Browser

PROFILE, CONTACT, PROOF = "/tai-khoan/thong-tin", "/tai-khoan/lien-he", "/tai-khoan/lien-he/ma"
DATA, LEAVE, SESSIONS = "/tai-khoan/du-lieu", "/tai-khoan/roi-di", "/tai-khoan/phien"
ME = {
    "name": "Nguyễn Thị Sáu",
    "born": "25/11/1980",
    "identity": "049 180 001 234",
    "address": "Thôn 3, Tam Hải",
}
Arrived = Callable[..., Browser]


class Room:
    """What a room above might hold."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.forgotten: list[int] = []
        self.broken = False

    def held(self) -> Held:
        return Held(
            "ho-so", "Hồ sơ", 20,
            tell=lambda _one: [Line("000.00.18.H47-261130-0001", "Đăng ký khai sinh", "/ho-so/1")],
            export=lambda _one: [{"ma": "000.00.18.H47-261130-0001", "nop": utc_now()}],
            files=lambda _one: [File("../../giấy <chứng> sinh.pdf", lambda: b"%PDF-1.7 x")],
            accesses=lambda _one: [Access(utc_now(), "Trần Văn Một", "UBND xã Tam Hải", "Xem hồ sơ 0001")],
            correct=lambda _one, text: self.asked.append(text),
            forget=self.forget,
            kept="lưu theo thời hạn của thủ tục",
        )  # fmt: skip

    def forget(self, citizen: Citizen) -> None:
        if self.broken:
            raise OSError("đĩa")
        self.forgotten.append(citizen.id)


@pytest.fixture()
def room(app: Flask) -> Room:
    made = Room()
    hold(app, made.held())
    return made


def test_everything_that_is_held_is_shown_and_taken_home(app: Flask, arrived: Arrived, room: Room) -> None:
    browser = arrived()
    save(browser)
    page = browser.get(DATA).text
    assert "Đăng ký khai sinh" in page and "049180001234" in page and EMAIL in page
    seen = browser.get("/tai-khoan/ai-da-xem").text
    assert "Trần Văn Một" in seen and "UBND xã Tam Hải" in seen
    answer = browser.get(f"{DATA}/tai-ve")
    assert answer.headers["Cache-Control"] == "no-store" and answer.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        names = archive.namelist()
        assert names == ["du-lieu.json", "du-lieu.html", "giay-to/ho-so-001-giấy chứng sinh.pdf"]
        data = json.loads(archive.read("du-lieu.json"))
        assert data["du_lieu"]["tai-khoan"]["so_dinh_danh"] == "049180001234"
        assert (
            data["du_lieu"]["ho-so"][0]["ma"].endswith("0001")
            and data["ai_da_xem"][0]["co_quan"] == "UBND xã Tam Hải"
        )
        html = archive.read("du-lieu.html").decode()
        assert "Nguyễn Thị Sáu" in html and "Trần Văn Một" in html
        assert archive.read(names[2]) == b"%PDF-1.7 x"


def test_a_correction_goes_to_whom_it_concerns(app: Flask, arrived: Arrived, room: Room) -> None:
    browser = arrived()
    where = f"{DATA}/dinh-chinh"
    assert browser.post(where, {"about": "ho-so", "text": ""}, token_from=DATA).status_code == 422
    assert browser.post(where, {"about": "khac", "text": "x"}, token_from=DATA).status_code == 422
    assert browser.post(where, {"about": "ho-so", "text": "Tên mẹ sai"}, token_from=DATA).location == DATA
    assert room.asked == ["Tên mẹ sai"]


def test_without_anything_to_decide_there_is_no_such_form(app: Flask, arrived: Arrived) -> None:
    app.extensions[REGISTRY] = {}  # no room above has anything that an office would decide about
    browser = arrived()
    assert "dinh-chinh" not in browser.get(DATA).text
    assert (
        browser.post(
            f"{DATA}/dinh-chinh", {"about": "tai-khoan", "text": "x"}, token_from=PROFILE
        ).status_code
        == 422
    )


def test_consent_is_taken_back_and_given_again(app: Flask, arrived: Arrived, post: Post, room: Room) -> None:
    browser = arrived()
    save(browser)
    gone = the_one(app).id
    page = browser.get(LEAVE).text
    assert "bị xóa ngay" in page and "lưu theo thời hạn của thủ tục" in page
    assert browser.post(LEAVE, {"word": "không"}, token_from=LEAVE).status_code == 422
    assert browser.post(LEAVE, {"word": " Đồng ý "}, token_from=LEAVE).location == DOOR
    person = the_one(app)
    assert (person.name, person.identity, person.identity_mark, person.address) == ("",) * 4
    assert person.email == EMAIL and person.consent_at is None and room.forgotten == [gone]
    assert browser.get(HOME).location.startswith(DOOR)
    later(app, 61)
    ask_code(browser)
    assert enter(browser, post.code()).location == CONSENT
    assert browser.post(CONSENT, {"consent": "y"}, token_from=CONSENT).location == HOME
    assert the_one(app).id == gone and the_one(app).withdrawn_at is None


def test_an_account_is_closed_for_good(app: Flask, arrived: Arrived, post: Post, room: Room) -> None:
    browser = arrived()
    save(browser)
    gone = the_one(app).id
    assert (
        browser.post(LEAVE, {"word": "dong y", "cach": "dong"}, token_from=f"{LEAVE}?cach=dong").location
        == DOOR
    )
    with app.app_context():
        left = db.session.get(Citizen, gone)
        assert left is not None and left.closed_at is not None and not left.forget_due
        assert (left.name, left.identity, left.email, left.phone, left.email_mark) == ("", "", "", "", None)
        with entered(editing(directory().by_slug(A).id)):
            entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "citizen.closed")).one()
            assert (entry.by_name, entry.detail, entry.object_id) == ("người dân", "", None)
    assert room.forgotten == [gone]
    later(app, 61)
    ask_code(browser)
    assert enter(browser, post.code()).location == CONSENT
    assert the_one(app).id != gone


def test_what_a_room_could_not_forget_is_forgotten_later(app: Flask, arrived: Arrived, room: Room) -> None:
    room.broken = True
    browser = arrived()
    save(browser)
    assert browser.post(LEAVE, {"word": "đồng ý"}, token_from=LEAVE).location == DOOR
    assert the_one(app).forget_due and the_one(app).name
    room.broken = False
    with app.app_context():
        tend()
    assert not the_one(app).forget_due and the_one(app).name == "" and len(room.forgotten) == 1


def test_who_comes_back_meanwhile_keeps_what_they_tell_now(
    app: Flask, arrived: Arrived, post: Post, room: Room
) -> None:
    room.broken = True
    browser = arrived()
    browser.post(LEAVE, {"word": "đồng ý"}, token_from=LEAVE)
    later(app, 61)
    ask_code(browser)
    enter(browser, post.code())
    browser.post(CONSENT, {"consent": "y"}, token_from=CONSENT)
    save(browser)
    room.broken = False
    with app.app_context():
        assert finish(the_one(app).id)
    assert the_one(app).name == "Nguyễn Thị Sáu"


def test_what_nobody_needs_is_forgotten(app: Flask, arrived: Arrived) -> None:
    arrived("moi@example.vn", agree=False)
    arrived("cu@example.vn")
    arrived("dung@example.vn")
    with app.app_context():
        tend(utc_now() + timedelta(days=2))
        left = {
            one.email: one for one in db.session.scalars(select(Citizen).where(Citizen.closed_at.is_(None)))
        }
        assert set(left) == {"cu@example.vn", "dung@example.vn"}
        assert db.session.scalars(select(OneTimeCode)).all() == []
        left["cu@example.vn"].last_seen_at -= timedelta(days=729)
        db.session.commit()
        tend(utc_now() + timedelta(days=2))
        assert [
            one.email for one in db.session.scalars(select(Citizen).where(Citizen.closed_at.is_(None)))
        ] == ["dung@example.vn"]
        db.session.rollback()
        tend(utc_now() + timedelta(days=31))
        assert db.session.scalars(select(CitizenSession)).all() == []
