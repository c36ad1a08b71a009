"""The second factor: who is asked, what opens, what counts once (SAFETY.md A30, A36)."""

from __future__ import annotations

import re
from collections.abc import Callable

import pyotp
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from portal.accounts import sealing, second_factor
from portal.accounts.models import User
from portal.clock import utc_now
from portal.extensions import db
from tests.accounts.conftest import Clock, Person, send_code
from tests.conftest import DISTRICT, PASSWORD, A, B, Browser
from tests.policy import OPEN_DESK, PUBLIC, ROUTES, TENANTLESS

People = Callable[..., Person]
Trail = Callable[..., list[str]]


def _user(app: Flask, email: str) -> User:
    with app.app_context():
        return db.session.scalars(select(User).where(User.email == email)).one()


@pytest.mark.asvs("6.3.3")
@pytest.mark.tcvn("7.2.3.3.a")
def test_who_publishes_sets_up_a_second_factor_before_anything_opens(
    strict: Flask, person: People, clock: Clock, trail: Trail
) -> None:
    binh = person("binh@xa.vn", {A: ["approver"]}, clock)
    browser = binh.at_the_door(A)
    assert browser.get("/quan-tri/tin-tuc/").location == "/quan-tri/xac-thuc?next=/quan-tri/tin-tuc/"
    assert browser.get("/quan-tri/xac-thuc").location == "/quan-tri/xac-thuc/thiet-lap"
    browser, codes = binh.set_up(A)
    assert browser.get("/quan-tri/").status_code == 200
    assert len(set(codes)) == 10
    assert trail(A, "factor.added") == ["totp"] and trail(A, "sign_in") == ["totp"]


def test_who_only_writes_is_not_asked(strict: Flask, person: People) -> None:
    browser = person("an@xa.vn", {A: ["author"]}).at_the_door(A)
    assert browser.get("/quan-tri/").status_code == 200


def test_a_role_elsewhere_asks_here_too(strict: Flask, person: People) -> None:
    browser = person("an@xa.vn", {A: ["author"], B: ["approver"]}).at_the_door(A)
    assert browser.get("/quan-tri/").status_code == 302


@pytest.mark.asvs("6.3.3", "6.3.4")
@pytest.mark.tcvn("7.2.3.1.i")
def test_with_the_password_alone_no_page_of_the_desk_opens(
    strict: Flask, person: People, clock: Clock
) -> None:
    browser = person("binh@xa.vn", {A: ["tenant_admin"]}, clock).at_the_door(A)
    asked = 0
    for rule in strict.url_map.iter_rules():
        if ROUTES.get(rule.endpoint, PUBLIC) in {PUBLIC, TENANTLESS, OPEN_DESK} or rule.arguments:
            continue
        asked += 1
        if "GET" in rule.methods:
            answer = browser.get(rule.rule)
            assert answer.status_code == 302 and "/quan-tri/xac-thuc" in answer.location, rule.rule
        assert browser.get(rule.rule, headers={"HX-Request": "true"}).status_code in {401, 405}, rule.rule
        assert browser.post(rule.rule, token_from="/quan-tri/xac-thuc/thiet-lap").status_code in {401, 405}
    assert asked > 30


@pytest.mark.asvs("6.5.1")
def test_a_code_counts_once_and_older_ones_not_at_all(strict: Flask, person: People, clock: Clock) -> None:
    binh = person("binh@xa.vn", {A: ["approver"]}, clock)
    binh.set_up(A)
    clock.pass_by(90)
    first, second = binh.at_the_door(A), binh.at_the_door(A)
    code, previous = binh.code(), binh.code(-1)
    assert send_code(first, code).status_code == 302
    for used in (code, previous, code):
        answer = send_code(second, used)
        assert answer.status_code == 422 and "đã dùng" in answer.text
    assert second.get("/quan-tri/").status_code == 302
    clock.pass_by(30)
    assert send_code(second, binh.code()).status_code == 302


def test_after_five_wrong_codes_even_the_right_one_waits(
    strict: Flask, person: People, clock: Clock, trail: Trail
) -> None:
    binh = person("binh@xa.vn", {A: ["approver"]}, clock)
    binh.set_up(A)
    clock.pass_by(30)
    browsers = [binh.at_the_door(A) for _ in range(2)]
    wrong = f"{(int(binh.code()) + 1) % 1_000_000:06d}"
    assert wrong not in {binh.code(-1), binh.code(1)}
    for tries in range(5):
        assert "không đúng" in send_code(browsers[tries % 2], wrong).text
    for browser in browsers:
        assert "Nhập sai quá nhiều lần" in send_code(browser, binh.code()).text
    assert len(trail(A, "factor.refused")) == 7
    with strict.app_context():
        db.session.execute(update(User).values(factor_wait_until=utc_now()))
        db.session.commit()
    assert send_code(browsers[0], binh.code()).status_code == 302
    assert _user(strict, "binh@xa.vn").factor_failures == 0


def test_pauses_double(strict: Flask, person: People, clock: Clock) -> None:
    binh = person("binh@xa.vn", {A: ["approver"]}, clock)
    binh.set_up(A)
    pauses = []
    with strict.app_context():
        user = db.session.scalars(select(User)).one()
        for _ in range(40):
            user.factor_wait_until = None
            second_factor._count_failure(user)
            if user.factor_wait_until is not None:
                pauses.append(round((user.factor_wait_until - utc_now()).total_seconds() / 60))
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]


def test_a_recovery_code_stands_in_once(strict: Flask, person: People, clock: Clock) -> None:
    binh = person("binh@xa.vn", {A: ["approver"]}, clock)
    _browser, codes = binh.set_up(A)
    browser = binh.at_the_door(A)
    assert send_code(browser, codes[3].upper().replace("-", " ")).status_code == 302
    assert "còn 9 mã" in browser.get("/quan-tri/").text
    again = binh.at_the_door(A)
    assert send_code(again, codes[3]).status_code == 422
    assert send_code(again, codes[4]).status_code == 302


def test_the_cookie_from_before_the_code_is_worth_nothing(
    strict: Flask, person: People, clock: Clock
) -> None:
    binh = person("binh@xa.vn", {A: ["approver"]}, clock)
    binh.set_up(A)
    browser = binh.at_the_door(A)
    before = browser.client.get_cookie("phien", domain=f"{A}.localhost")
    clock.pass_by(30)
    assert send_code(browser, binh.code()).status_code == 302
    copy = Browser(strict, A)
    copy.client.set_cookie("phien", before.value, domain=f"{A}.localhost")
    assert "/dang-nhap" in copy.get("/quan-tri/").location
    assert "/dang-nhap" in copy.get("/quan-tri/xac-thuc").location
    assert browser.get("/quan-tri/").status_code == 200


def test_a_factor_that_was_shown_counts_at_the_next_portal(
    strict: Flask, person: People, clock: Clock
) -> None:
    admin = person("chi@huyen.vn", {DISTRICT: ["district_admin"]}, clock)
    browser, _codes = admin.set_up(DISTRICT)
    place = browser.post(f"/quan-tri/chuyen/{A}").location.partition(":8000")[2]
    there = Browser(strict, A)
    assert there.get(place).status_code == 302 and there.get("/quan-tri/").status_code == 200


def test_the_password_alone_does_not_replace_a_factor(strict: Flask, person: People, clock: Clock) -> None:
    binh = person("binh@xa.vn", {A: ["approver"]}, clock)
    binh.set_up(A)
    thief = binh.at_the_door(A)
    assert thief.get("/quan-tri/xac-thuc/thiet-lap").location == "/quan-tri/xac-thuc"
    for where in ("/quan-tri/xac-thuc/thiet-lap", "/quan-tri/xac-thuc/thiet-lap/khoa"):
        answer = thief.post(where, {"code": "123456", "credential": "{}"}, token_from="/quan-tri/xac-thuc")
        assert answer.location == "/quan-tri/xac-thuc"


@pytest.mark.asvs("6.5.2", "6.5.3", "6.5.4")
@pytest.mark.tcvn("7.2.3.1.b")
def test_secrets_are_sealed_and_codes_hashed(strict: Flask, person: People, clock: Clock) -> None:
    binh = person("binh@xa.vn", {A: ["approver"]}, clock)
    _browser, codes = binh.set_up(A)
    with strict.app_context():
        kept = db.session.connection().exec_driver_sql(
            'SELECT totp_secret FROM "user" UNION ALL SELECT code_hash FROM recovery_code'
        )
        text = " ".join(str(one) for (one,) in kept)
        sealed = _user(strict, "binh@xa.vn").totp_secret
        assert binh.secret not in text and not any(one.replace("-", "") in text for one in codes)
        assert sealing.unseal("totp", sealed) == binh.secret
        strict.config["SECRET_KEY"] = "another"
        assert sealing.unseal("totp", sealed) is None


def test_where_it_is_optional_only_who_has_one_is_asked(app: Flask, person: People, clock: Clock) -> None:
    binh = person("binh@xa.vn", {A: ["approver"]}, clock)
    browser = binh.at_the_door(A)
    other = binh.at_the_door(A)
    page = browser.get("/quan-tri/tai-khoan/xac-thuc")
    binh.secret = re.search(r'factor__secret">([A-Z2-7 ]+)<', page.text)[1].replace(" ", "")
    form = {"code": binh.code(), "password": "sai"}
    assert browser.post("/quan-tri/tai-khoan/xac-thuc/ung-dung", form).status_code == 422
    answer = browser.post("/quan-tri/tai-khoan/xac-thuc/ung-dung", form | {"password": PASSWORD})
    assert answer.status_code == 200 and "Mã dự phòng của bạn" in answer.text
    assert browser.get("/quan-tri/").status_code == 200
    assert other.get("/quan-tri/").status_code == 302  # signed in without it
    assert "/quan-tri/xac-thuc" in binh.at_the_door(A).get("/quan-tri/").location


def test_the_last_factor_of_who_must_have_one_stays(
    strict: Flask, person: People, clock: Clock, trail: Trail
) -> None:
    browser, _codes = person("binh@xa.vn", {A: ["approver"]}, clock).set_up(A)
    where = "/quan-tri/tai-khoan/xac-thuc/ung-dung/go"
    assert "Mật khẩu hiện tại không đúng" in browser.post(where, {"password": "sai"}).text
    assert "cần xác thực hai lớp" in browser.post(where, {"password": PASSWORD}).text
    assert _user(strict, "binh@xa.vn").totp_secret
    strict.config["PORTAL"].__dict__["second_factor"] = "optional"
    assert browser.post(where, {"password": PASSWORD}).status_code == 302
    assert _user(strict, "binh@xa.vn").factor_since is None
    assert trail(A, "factor.removed") == ["totp"]


def test_new_recovery_codes_void_the_old_ones(strict: Flask, person: People, clock: Clock) -> None:
    binh = person("binh@xa.vn", {A: ["approver"]}, clock)
    browser, old = binh.set_up(A)
    where = "/quan-tri/tai-khoan/xac-thuc/ma-du-phong"
    assert browser.post(where, {"password": "sai"}).status_code == 422
    new = re.findall(r"<code>([a-z0-9-]+)</code>", browser.post(where, {"password": PASSWORD}).text)
    assert len(new) == 10 and not set(new) & set(old)
    door = binh.at_the_door(A)
    assert send_code(door, old[0]).status_code == 422
    assert send_code(door, new[0]).status_code == 302


@pytest.mark.asvs("6.4.4")
def test_an_administrator_resets_a_lost_factor(
    strict: Flask, person: People, clock: Clock, trail: Trail
) -> None:
    binh = person("binh@xa.vn", {A: ["approver"]}, clock)
    lost, _codes = binh.set_up(A)
    admin, _codes = person("quan@xa.vn", {A: ["tenant_admin"]}, clock).set_up(A)
    number = _user(strict, "binh@xa.vn").id
    assert admin.post(f"/quan-tri/nguoi-dung/{number}/xac-thuc").status_code == 302
    assert lost.get("/quan-tri/").status_code == 302
    assert binh.at_the_door(A).get("/quan-tri/xac-thuc").location == "/quan-tri/xac-thuc/thiet-lap"
    assert trail(A, "factor.reset") == ["binh@xa.vn"]


@given(st.integers(0, 2**32), st.integers(-5, 5))
@pytest.mark.asvs("6.5.5")
def test_only_the_neighbouring_steps_of_a_code_fit(step: int, away: int) -> None:
    secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
    generator = pyotp.TOTP(secret)
    now = (step + 5) * 30
    second_factor.time, kept = type("T", (), {"time": staticmethod(lambda: now)}), second_factor.time  # type: ignore[misc, assignment]
    try:
        found = second_factor._step_of(secret, generator.at(now + away * 30))
    finally:
        second_factor.time = kept  # type: ignore[misc]
    near = {generator.at(now + one * 30) for one in (-1, 0, 1)}
    assert (found is not None) == (generator.at(now + away * 30) in near)
    assert found is None or generator.at(found * 30) == generator.at(now + away * 30)


def test_the_command_line_lets_the_last_administrator_in_again(
    strict: Flask, person: People, clock: Clock
) -> None:
    admin = person("chi@huyen.vn", {DISTRICT: ["district_admin"]}, clock)
    admin.set_up(DISTRICT)
    done = strict.test_cli_runner().invoke(args=["people", "reset", "CHI@huyen.vn"])
    assert done.exit_code == 0, done.output
    password = re.search(r"chi@huyen.vn: (\S+)", done.output)[1]
    browser = Browser(strict, DISTRICT)
    assert browser.sign_in("chi@huyen.vn", password).status_code == 302
    assert browser.get("/quan-tri/xac-thuc").location == "/quan-tri/xac-thuc/thiet-lap"
    assert strict.test_cli_runner().invoke(args=["people", "reset", "ai@do.vn"]).exit_code == 1
