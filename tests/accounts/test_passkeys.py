"""Passkeys: made and shown once per challenge, at their host alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts.models import Passkey
from portal.accounts.passkeys import site_of, works_at
from portal.extensions import db
from tests.accounts.conftest import Clock, Person, send_code
from tests.accounts.soft_key import SoftKey
from tests.conftest import PASSWORD, A, B, Browser

People = Callable[..., Person]
DOOR = "/quan-tri/xac-thuc"
HOST = f"{A}.localhost"


def _options(browser: Browser, where: str, page: str) -> dict[str, Any]:
    answer = browser.post(f"{where}/yeu-cau", token_from=page)
    assert answer.status_code == 200 and answer.mimetype == "application/json", answer.text
    options: dict[str, Any] = json.loads(answer.text)
    return options


def _key(slug: str = A) -> SoftKey:
    return SoftKey(f"{slug}.localhost", f"http://{slug}.localhost:8000")


def _with_key(app: Flask, person: People, key: SoftKey, roles: dict[str, list[str]]) -> Person:
    """Somebody who set up this passkey at the first signing in."""
    made = person("binh@xa.vn", roles)
    browser = made.at_the_door(A)
    options = _options(browser, f"{DOOR}/thiet-lap/khoa", f"{DOOR}/thiet-lap")
    assert options["rp"]["id"] == HOST and options["user"]["name"] == "binh@xa.vn"
    form = {"credential": key.make(options), "name": "Máy của tôi"}
    answer = browser.post(f"{DOOR}/thiet-lap/khoa", form, token_from=f"{DOOR}/thiet-lap")
    assert answer.status_code == 200 and "Mã dự phòng của bạn" in answer.text
    assert browser.get("/quan-tri/").status_code == 200
    return made


def _show(browser: Browser, credential: str) -> Any:
    return browser.post(f"{DOOR}/khoa", {"credential": credential}, token_from=DOOR)


def test_a_passkey_opens_the_desk(strict: Flask, person: People, trail: Callable[..., list[str]]) -> None:
    key = _key()
    binh = _with_key(strict, person, key, {A: ["approver"]})
    browser = binh.at_the_door(A)
    answer = _show(browser, key.show(_options(browser, f"{DOOR}/khoa", DOOR)))
    assert answer.status_code == 302 and browser.get("/quan-tri/").status_code == 200
    assert trail(A, "sign_in") == ["passkey", "passkey"]
    page = browser.get("/quan-tri/tai-khoan/xac-thuc").text
    assert "Máy của tôi" in page and f"dùng tại {HOST}" in page


def _other_key(key: SoftKey, options: dict[str, Any]) -> str:
    return _key().show(options)


def _same_id_other_key(key: SoftKey, options: dict[str, Any]) -> str:
    forged = _key()
    forged.id = key.id
    return forged.show(options)


def _other_challenge(key: SoftKey, options: dict[str, Any]) -> str:
    return key.show(options | {"challenge": "AAAA"})


def _other_origin(key: SoftKey, options: dict[str, Any]) -> str:
    key.origin = "https://gia-mao.example"
    return key.show(options)


def _other_rp(key: SoftKey, options: dict[str, Any]) -> str:
    key.rp_id = f"{B}.localhost"
    return key.show(options)


@pytest.mark.parametrize(
    "trick",
    [_other_key, _same_id_other_key, _other_challenge, _other_origin, _other_rp]
    + [
        lambda _key, _options, text=text: text for text in ("", "{}", "[]", "null", '{"id": 1}', "x" * 30_000)
    ],
)
def test_anything_else_is_refused(
    strict: Flask, person: People, trick: Callable[[SoftKey, dict[str, Any]], str]
) -> None:
    key = _key()
    browser = _with_key(strict, person, key, {A: ["approver"]}).at_the_door(A)
    answer = _show(browser, trick(key, _options(browser, f"{DOOR}/khoa", DOOR)))
    assert answer.status_code == 422 and browser.get("/quan-tri/").status_code == 302


def test_an_answer_counts_once(strict: Flask, person: People) -> None:
    key = _key()
    binh = _with_key(strict, person, key, {A: ["approver"]})
    first, second = binh.at_the_door(A), binh.at_the_door(A)
    credential = key.show(_options(first, f"{DOOR}/khoa", DOOR))
    _options(second, f"{DOOR}/khoa", DOOR)
    assert _show(second, credential).status_code == 422
    assert _show(first, credential).status_code == 302
    assert _show(binh.at_the_door(A), credential).status_code == 422


def test_a_passkey_of_one_portal_is_told_but_not_used_at_another(strict: Flask, person: People) -> None:
    key = _key()
    binh = _with_key(strict, person, key, {A: ["approver"], B: ["approver"]})
    there = binh.at_the_door(B)
    page = there.get(DOOR).text
    assert HOST in page and "không dùng được ở địa chỉ này" in page and "data-passkey-options" not in page


def test_a_passkey_is_added_and_removed_with_the_password(app: Flask, person: People, clock: Clock) -> None:
    browser = person("an@xa.vn", {A: ["author"]}).at_the_door(A)
    where, key = "/quan-tri/tai-khoan/xac-thuc/khoa", _key()
    for password, status in (("sai", 422), (PASSWORD, 200)):
        options = _options(browser, where, "/quan-tri/tai-khoan/xac-thuc")
        form = {"credential": key.make(options), "name": "", "password": password}
        assert browser.post(where, form).status_code == status
    with app.app_context():
        number = db.session.scalars(select(Passkey.id)).one()
    other = person("la@xa.vn", {A: ["author"]}).at_the_door(A)
    assert other.post(f"{where}/{number}/go", {"password": PASSWORD}).status_code == 404
    assert browser.post(f"{where}/{number}/go", {"password": "sai"}).status_code == 422
    assert browser.post(f"{where}/{number}/go", {"password": PASSWORD}).status_code == 302
    door = Person(app, "an@xa.vn").at_the_door(A)
    assert door.get("/quan-tri/").status_code == 200  # nothing is asked for any more


def test_recovery_codes_stand_in_for_a_passkey(strict: Flask, person: People) -> None:
    key = _key()
    binh = _with_key(strict, person, key, {A: ["approver"]})
    browser = binh.at_the_door(A)
    assert send_code(browser, "aaaa-bbbb-cccc").status_code == 422  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("host", "district", "rp_id"),
    [
        ("tamhai.nuithanh.gov.vn", "nuithanh.gov.vn", "nuithanh.gov.vn"),
        ("nuithanh.gov.vn:8443", "nuithanh.gov.vn", "nuithanh.gov.vn"),
        ("tamhai.gov.vn", "nuithanh.gov.vn", "tamhai.gov.vn"),
        ("gianuithanh.gov.vn", "nuithanh.gov.vn", "gianuithanh.gov.vn"),
        ("tam-hai.localhost:8000", "localhost", "tam-hai.localhost"),
        ("localhost:8000", "localhost", "localhost"),
    ],
)
def test_what_a_passkey_is_bound_to(host: str, district: str, rp_id: str) -> None:
    assert site_of(host, district, "x").rp_id == rp_id
    assert works_at(Passkey(rp_id=rp_id), host.partition(":")[0])
    assert not works_at(Passkey(rp_id=rp_id), "gia-mao.example")
