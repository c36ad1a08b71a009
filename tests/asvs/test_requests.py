"""What an assessor asks of requests, answers and logs, where no test of a room already shows it."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request
from sqlalchemy import select

from portal import LOG_LINE, LOG_TIME, create_app
from portal.accounts.models import User
from portal.accounts.passwords import ALPHABET, new_password
from portal.extensions import db
from portal.publishing.answering import SETTING
from portal.publishing.models import AuditEntry
from portal.tenancy.scope import entered, reading
from tests.conftest import A, Browser, host_of, settings_for
from tests.factories import Factory

FORGED = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Real-IP": "203.0.113.9",
    "Forwarded": "for=203.0.113.9;host=evil.example",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "https",
    "X-User-ID": "1",
}

WITHOUT_A_MENU = {
    "/quan-tri/dieu-hanh/man-hinh": "a screen on a wall, left by its own link to a page with the menu",
    "/quan-tri/dang-nhap": "the door",
    "/quan-tri/quen-mat-khau": "before the door",
    "/quan-tri/xac-nhan": "the question who sits there, over the page that one came from",
}


@pytest.fixture()
def behind(instance: Path) -> Iterator[Callable[[int], tuple[Flask, list[tuple[str | None, str]]]]]:
    """An application behind so many trusted proxies, and what it holds to be the sender and the host."""
    made: list[Flask] = []

    def make(proxies: int) -> tuple[Flask, list[tuple[str | None, str]]]:
        app = create_app(settings_for(instance, trusted_proxies=proxies))
        seen: list[tuple[str | None, str]] = []
        app.before_request_funcs.setdefault(None, []).insert(
            0, lambda: seen.append((request.remote_addr, request.host))
        )
        made.append(app)
        return app, seen

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()


@pytest.mark.asvs("4.1.3", "15.3.4")
def test_nobody_says_where_they_come_from(behind: Any) -> None:
    app, seen = behind(0)
    assert app.test_client().get("/", headers={"Host": host_of(A)} | FORGED).status_code == 200
    assert seen == [("127.0.0.1", host_of(A))]


@pytest.mark.asvs("4.1.3", "15.3.4")
def test_of_a_chain_only_what_the_trusted_proxy_wrote_counts(behind: Any) -> None:
    app, seen = behind(1)
    headers = {
        "Host": "inner",
        "X-Forwarded-Host": host_of(A),
        "X-Forwarded-For": "203.0.113.9, 198.51.100.7",
    }
    assert app.test_client().get("/", headers=headers).status_code == 200
    assert seen == [("198.51.100.7", host_of(A))]


@pytest.mark.asvs("6.3.2", "6.4.1")
@pytest.mark.tcvn("7.2.2.1.b")
def test_a_new_installation_has_nobody_in_it(app: Flask) -> None:
    with app.app_context():
        assert db.session.query(User).count() == 0
    made = {new_password() for _ in range(50)}
    assert len(made) == 50
    assert all(len(one.replace("-", "")) == 16 and set(one) <= {*ALPHABET, "-"} for one in made)


@pytest.mark.asvs("7.4.4")
def test_every_page_of_the_desk_lets_one_sign_out(app: Flask, signed_in: Callable[..., Browser]) -> None:
    desk, seen, without = signed_in(A, "tenant_admin"), 0, []
    for rule in app.url_map.iter_rules():
        if (
            rule.rule in WITHOUT_A_MENU
            or rule.arguments
            or "GET" not in (rule.methods or ())
            or not rule.rule.startswith("/quan-tri")
        ):
            continue
        answer = desk.get(rule.rule)
        if answer.status_code == 200 and answer.mimetype == "text/html" and "<body" in answer.text:
            without += [] if "data-sign-out" in answer.text else [rule.rule]
            seen += 1
    assert without == []
    assert seen > 40


@pytest.mark.asvs("16.2.2", "16.2.1")
@pytest.mark.tcvn("7.2.2.3.a")
def test_a_line_of_the_log_has_its_hour_with_the_zone() -> None:
    record = logging.LogRecord("portal.mail", logging.ERROR, __file__, 1, "không gửi được", None, None)
    line = logging.Formatter(LOG_LINE, LOG_TIME).format(record)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} ERROR portal\.mail: không gửi được", line)


@pytest.mark.asvs("16.3.4")
@pytest.mark.tcvn("7.2.3.3.b")
def test_an_error_that_nobody_expected_is_in_the_log_under_the_number_that_the_page_shows(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise RuntimeError("đứt dây")

    monkeypatch.setitem(app.view_functions, "news.listing", broken)
    answer = app.test_client().get("/tin-tuc/", headers={"Host": host_of(A)})
    (line,) = [one for one in caplog.records if one.exc_info and one.levelname == "ERROR"]
    number = re.search(r"unexpected error (\w{12}) on /tin-tuc/", line.getMessage())
    assert number and number[1] in answer.text
    assert line.exc_info and "đứt dây" in str(line.exc_info[1])


@pytest.mark.tcvn("7.2.3.3.c")
def test_who_changes_how_a_portal_works_is_in_its_trail(
    app: Flask, factory: Factory, signed_in: Callable[..., Browser]
) -> None:
    def trail() -> list[tuple[str, str]]:
        with app.app_context(), entered(reading(factory.tenant_id(A))):
            rows = select(AuditEntry).where(AuditEntry.action == "settings")
            return [(one.action, one.by_name) for one in db.session.scalars(rows.order_by(AuditEntry.id))]

    desk = signed_in(A, "tenant_admin")
    before = trail()
    assert desk.post("/quan-tri/quy-trinh", {SETTING: "y"}).status_code == 302
    assert desk.post("/quan-tri/quy-trinh", {}).status_code == 302
    done = trail()[len(before) :]
    assert [one for one, _who in done] == ["settings", "settings"] and len({who for _one, who in done}) == 1
    assert done[0][1]
