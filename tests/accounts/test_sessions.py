"""Signing in, staying in, being put out (SAFETY.md A26, A30, A31, A32, A34, A44)."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts import service
from portal.accounts.models import User
from portal.extensions import db, limiter
from portal.publishing.models import AuditEntry
from portal.tenancy.directory import directory
from portal.tenancy.scope import entered, reading
from portal.web.safe_redirect import safe_target
from tests.conftest import DISTRICT, PASSWORD, SHARED, A, B, Browser
from tests.factories import Factory

Make = Callable[..., Browser]


def _user(email: str) -> User:
    found = db.session.scalar(select(User).where(User.email == email))
    assert found is not None
    return found


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(app: Flask, signed_in: Make) -> None:
    signed_in(A, "author")
    answers = []
    for email in (f"author@{A}.example", "khong-co@example.vn"):
        visitor = Browser(app, A)
        answer = visitor.post(
            "/quan-tri/dang-nhap", {"email": email, "password": "sai"}, token_from="/quan-tri/dang-nhap"
        )
        body = re.sub(r'value="[^"]*"', "", answer.text)
        answers.append((answer.status_code, len(body), "không đúng" in body))
    assert answers[0] == answers[1] == (401, answers[0][1], True)


def test_a_person_of_another_portal_gets_the_same_answer_too(app: Flask, signed_in: Make) -> None:
    signed_in(B, "approver")
    answer = Browser(app, A).sign_in(f"approver@{B}.example")
    assert answer.status_code == 401 and "không đúng" in answer.text


@pytest.mark.asvs("11.4.2")
def test_an_unknown_address_costs_a_hash_as_well(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    from argon2 import PasswordHasher

    calls = []
    verify = PasswordHasher.verify
    monkeypatch.setattr(PasswordHasher, "verify", lambda self, *args: calls.append(1) or verify(self, *args))
    with app.app_context():
        assert service.verify_password("ai-do@example.vn", "x" * 12) is None
    assert calls == [1]


@pytest.mark.asvs("7.2.4")
def test_signing_in_gives_a_new_session_and_drops_the_old(app: Flask, signed_in: Make) -> None:
    person = signed_in(A, "author")
    before = person.client.get_cookie("phien", domain=f"{A}.localhost")
    person.sign_in(f"author@{A}.example")
    after = person.client.get_cookie("phien", domain=f"{A}.localhost")
    assert before and after and before.value != after.value


def _cookie_copy(app: Flask, person: Browser, slug: str) -> Browser:
    cookie = person.client.get_cookie("phien", domain=f"{slug}.localhost")
    assert cookie is not None
    copy = Browser(app, slug)
    copy.client.set_cookie("phien", cookie.value, domain=f"{slug}.localhost")
    return copy


@pytest.mark.asvs("7.2.1", "7.4.1")
def test_a_copied_cookie_dies_with_the_sign_out(app: Flask, signed_in: Make) -> None:
    person = signed_in(A, "author")
    copy = _cookie_copy(app, person, A)
    assert copy.get("/quan-tri/").status_code == 200
    person.post("/quan-tri/dang-xuat")
    assert copy.get("/quan-tri/").status_code == 302
    assert copy.get("/quan-tri/", headers={"HX-Request": "true"}).status_code == 401


def _suspend(user: User) -> None:
    service.suspend(user)


def _new_password(user: User) -> None:
    service.set_password(user, "mot-mat-khau-moi-tinh")


def _new_role(user: User) -> None:
    portal = directory().by_slug(A)
    assert portal is not None
    service.grant(user, portal.id, "approver", is_district=False)


@pytest.mark.parametrize("change", [_suspend, _new_password, _new_role])
def test_a_session_ends_within_one_request_of(
    app: Flask, signed_in: Make, change: Callable[[User], None]
) -> None:
    person = signed_in(A, "author")
    assert person.get("/quan-tri/").status_code == 200
    with app.app_context():
        change(_user(f"author@{A}.example"))
        db.session.commit()
    assert person.get("/quan-tri/").status_code == 302


@pytest.mark.asvs("6.2.2", "6.2.8")
def test_a_changed_password_is_the_one_that_counts(app: Flask, signed_in: Make) -> None:
    person = signed_in(A, "author")
    form = {"old": PASSWORD, "new": "mat-khau-moi-cua-toi", "again": "mat-khau-moi-cua-toi"}
    assert person.post("/quan-tri/mat-khau", form).status_code == 302
    assert Browser(app, A).sign_in(f"author@{A}.example").status_code == 401
    assert Browser(app, A).sign_in(f"author@{A}.example", "mat-khau-moi-cua-toi").status_code == 302


@pytest.mark.tcvn("7.2.3.1.i")
def test_the_door_is_throttled(app: Flask) -> None:
    limiter.enabled = True
    app.config["PORTAL"].__dict__["sign_in_limit"] = "3 per minute"
    try:
        codes = [Browser(app, A).sign_in("ai-do@example.vn", "sai").status_code for _ in range(5)]
    finally:
        limiter.reset()
        limiter.enabled = False
    assert codes[:3] == [401] * 3 and codes[3:] == [429] * 2


def test_a_ticket_carries_a_person_over_once(app: Flask, signed_in: Make) -> None:
    admin = signed_in(DISTRICT, "district_admin")
    answer = admin.post(f"/quan-tri/chuyen/{A}")
    assert answer.status_code == 302
    path = answer.location.partition(":8000")[2]
    there = Browser(app, A)
    assert there.get(path).status_code == 302 and there.get("/quan-tri/").status_code == 200
    again = Browser(app, A)
    again.get(path)
    assert again.get("/quan-tri/").status_code == 302
    elsewhere = admin.post(f"/quan-tri/chuyen/{A}").location.partition(":8000")[2]
    wrong = Browser(app, B)
    wrong.get(elsewhere)
    assert wrong.get("/quan-tri/").status_code == 302


def test_boards_of_all_portals_lead_to_the_same_page_of_a_portals_desk(app: Flask, signed_in: Make) -> None:
    admin = signed_in(DISTRICT, "district_admin")
    for board, to in (
        ("/quan-tri/chat-luong/tat-ca", "/quan-tri/chat-luong/"),
        ("/quan-tri/nghi-dinh-42/tat-ca", "/quan-tri/nghi-dinh-42/"),
    ):
        text = admin.get(board).text
        assert f'action="/quan-tri/chuyen/{A}"' in text and f'name="to" value="{to}"' in text
        assert (
            'href="/quan-tri/chuyen/' not in text
        )  # going to another desk is no link: it answers POST alone
        there = Browser(app, A).get(
            admin.post(f"/quan-tri/chuyen/{A}", data={"to": to}).location.partition(":8000")[2]
        )
        assert there.location == to


def test_an_address_that_only_a_button_opens_says_so(signed_in: Make) -> None:
    answer = signed_in(DISTRICT, "district_admin").get(f"/quan-tri/chuyen/{A}")
    assert answer.status_code == 405 and "quay lại trang trước" in answer.text
    assert "Máy chủ gặp lỗi" not in answer.text


def test_going_to_another_desk_leads_nowhere_else(app: Flask, signed_in: Make) -> None:
    admin = signed_in(DISTRICT, "district_admin")
    for wrong in ("//example.org/", "https://example.org/", "/\\example.org"):
        ticket = admin.post(f"/quan-tri/chuyen/{A}", data={"to": wrong}).location.partition(":8000")[2]
        assert "example" not in ticket
        assert Browser(app, A).get(f"{ticket}&den={wrong}").location == "/quan-tri/"


def test_an_editor_cannot_go_where_he_has_no_role(signed_in: Make) -> None:
    assert signed_in(A, "tenant_admin").post(f"/quan-tri/chuyen/{B}").status_code == 404


UNSAFE = [
    "/quan-tri/dang-xuat",
    "/quan-tri/tin-tuc/moi",
    "/quan-tri/nguoi-dung/",
    "/quan-tri/cau-hinh",
    "/quan-tri/mat-khau",
]


@pytest.mark.parametrize("path", UNSAFE)
@pytest.mark.parametrize(
    "trick",
    [
        {},
        {"headers": {"HX-Request": "true"}},
        {"headers": {"Origin": "null"}},
        {"json": {}},
        {"headers": {"X-CSRFToken": "x"}},
    ],
    ids=["no token", "htmx", "null origin", "json", "wrong token"],
)
@pytest.mark.asvs("3.5.1")
def test_nothing_is_changed_without_the_token(
    app: Flask, signed_in: Make, path: str, trick: dict[str, object]
) -> None:
    person = signed_in(A, "tenant_admin")
    headers = person.headers | trick.get("headers", {})  # type: ignore[operator]
    rest = {key: value for key, value in trick.items() if key != "headers"}
    answer = person.client.post(path, headers=headers, **(rest or {"data": {"title": "x"}}))  # type: ignore[arg-type]
    assert answer.status_code in {400, 403, 415}
    assert person.get("/quan-tri/").status_code == 200


def test_the_token_of_another_session_is_worthless(app: Flask, signed_in: Make) -> None:
    mine, other = signed_in(A, "tenant_admin"), signed_in(B, "tenant_admin")
    stolen = other.token("/quan-tri/mat-khau")
    assert (
        mine.client.post("/quan-tri/dang-xuat", data={"csrf_token": stolen}, headers=mine.headers).status_code
        == 400
    )


@pytest.mark.asvs("3.5.3")
def test_a_get_with_method_override_changes_nothing(signed_in: Make) -> None:
    person = signed_in(A, "tenant_admin")
    assert person.get("/quan-tri/dang-xuat?_method=POST").status_code == 405
    assert person.get("/quan-tri/").status_code == 200


def _redirects() -> list[str]:
    found = [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "/%09/evil.example",
    ]
    if SHARED.is_dir():
        found += json.loads((SHARED / "badinputs/generated/redirects.json").read_text())
        lines = (SHARED / "badinputs/redirect-redirect.jsonl").read_text(encoding="utf-8").splitlines()
        found += [json.loads(line)["payload"] for line in lines]
    return found


@pytest.mark.asvs("3.7.2")
def test_after_signing_in_nobody_is_sent_elsewhere(app: Flask, signed_in: Make) -> None:
    for target in _redirects():
        chosen = safe_target(target, "/quan-tri/")
        assert chosen.startswith("/") and not chosen.startswith(("//", "/\\")), target
    signed_in(A, "author")
    for target in _redirects()[:12]:
        visitor = Browser(app, A)
        form = {"email": f"author@{A}.example", "password": PASSWORD, "next": target}
        location = visitor.post("/quan-tri/dang-nhap", form, token_from="/quan-tri/dang-nhap").location
        assert location.startswith("/") and not location.startswith("//")


@pytest.mark.asvs("16.3.1", "16.3.2", "16.3.3")
@pytest.mark.tcvn("7.2.3.3.a")
def test_what_is_refused_is_in_the_audit_trail(app: Flask, factory: Factory, signed_in: Make) -> None:
    number, _slug = factory.news(A, publish=False)
    person = signed_in(A, "author")
    assert person.post(f"/quan-tri/tin-tuc/{number}/dang").status_code == 403
    with app.app_context(), entered(reading(factory.tenant_id(A))):
        entries = db.session.scalars(select(AuditEntry.detail).where(AuditEntry.action == "refused")).all()
    assert entries == [f"content.publish POST /quan-tri/tin-tuc/{number}/dang"]


@pytest.mark.asvs("16.4.1")
def test_a_name_cannot_write_lines_into_the_log(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        Browser(app, A).sign_in("a\r\n2026 admin ok\x1b[31m@example.vn", "sai")
        Browser(app, A).get("/%0d%0a2026%20admin%20ok")
    assert all(
        "\n" not in record.getMessage() and "\x1b" not in record.getMessage() for record in caplog.records
    )


def test_signed_in_answers_are_never_stored(signed_in: Make) -> None:
    person = signed_in(A, "author")
    for path in ("/quan-tri/", "/quan-tri/tin-tuc/", "/"):
        answer = person.get(path)
        assert answer.headers["Cache-Control"] == "no-store", path
