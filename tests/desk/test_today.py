"""The desk's first page: everybody finds what is theirs, of their portal, in a bounded number of statements."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import event

from portal.extensions import db
from portal.web.contributions import Card, CardLine, contributions
from tests.conftest import A, B, Browser
from tests.factories import Factory

Make = Callable[..., Browser]
MOST = 80


def _statements(app: Flask, ask: Callable[[], Any]) -> int:
    seen: list[str] = []

    def listen(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", listen)
        ask()
        event.remove(db.engine, "before_cursor_execute", listen)
    return len([one for one in seen if one.lstrip().upper().startswith("SELECT")])


def test_an_empty_portal_says_what_to_do_next(app: Flask, signed_in: Make) -> None:
    page = signed_in(A, "author").get("/quan-tri/").text
    assert "Bạn chưa có bản nháp nào" in page and 'href="/quan-tri/tin-tuc/moi"' in page
    assert "Đăng nhập</td>" not in page, "who signed in is the administrator's to read"
    assert "Chờ tôi duyệt" not in page, "an author approves nothing"
    assert "Không có bài nào chờ duyệt." in signed_in(A, "approver").get("/quan-tri/").text


def test_its_statements_do_not_grow_with_what_a_portal_holds(
    app: Flask, factory: Factory, signed_in: Make
) -> None:
    person = signed_in(A, "tenant_admin")
    factory.news(A)
    few = _statements(app, lambda: person.get("/quan-tri/"))
    for _ in range(25):
        factory.news(A, publish=False)
        factory.page(A, publish=False)
    assert _statements(app, lambda: person.get("/quan-tri/")) <= few + 4
    assert few <= MOST


def test_cards_come_in_their_order_and_empty_ones_are_left_out(app: Flask, signed_in: Make) -> None:
    line = (CardLine("THẺ-DÒNG", "/quan-tri/"),)
    made = [
        Card("THẺ-SAU", 99, "info", line),
        Card("THẺ-TRƯỚC", 1, "info", line),
        Card("THẺ-RỖNG", 2, "info"),
    ]
    contributions(app).today.extend([lambda _actor, one=one: one for one in made])
    page = signed_in(A, "author").get("/quan-tri/").text
    assert "THẺ-RỖNG" not in page and page.index("THẺ-TRƯỚC") < page.index("THẺ-SAU")


def test_nothing_of_another_portal_is_on_it(app: Flask, factory: Factory, signed_in: Make) -> None:
    factory.news(B, title="CANARY-B", publish=False)
    factory.asked(B, "CANARY-B-hỏi")
    assert "CANARY-B" not in signed_in(A, "tenant_admin").get("/quan-tri/").text


def test_who_works_at_the_counter_alone_sees_nothing_of_the_editors(app: Flask, signed_in: Make) -> None:
    page = signed_in(A, "counter_clerk").get("/quan-tri/").text
    assert "/quan-tri/mot-cua/" in page
    for foreign in ("/quan-tri/tin-tuc/", "Tôi đang viết", "Việc vừa làm", "Người dân tìm mà chưa thấy"):
        assert foreign not in page, foreign
