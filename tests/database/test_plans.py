"""No page of a long list looks at all rows of a portal: SQLite's plans, which are those of a large installation even
where there are few rows (`portal/database/planning.py`)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from portal.extensions import db
from portal.web.freshness import tenants_changed
from tests.conftest import A, Browser
from tests.databases import ON_POSTGRESQL
from tests.factories import Factory

LONG = ("news_item", "news_tag", "legal_document", "legal_field", "provision")
PAGES = (
    "/", "/tin-tuc/", "/tin-tuc/chuyen-muc/su-kien", "/tin-tuc/feed.xml", "/van-ban/", "/van-ban/feed.xml",
    "/van-ban/?loai=Quy%E1%BA%BFt+%C4%91%E1%BB%8Bnh", "/van-ban/?linh-vuc=dat-dai", "/van-ban/?nam=2025",
    "/sitemap.xml",
)  # fmt: skip
DESK = ("/quan-tri/", "/quan-tri/tin-tuc/", "/quan-tri/tin-tuc/?trang-thai=published", "/quan-tri/van-ban/")
_WALKED = re.compile(
    rf"SCAN ({'|'.join(LONG)})\b|SEARCH ({'|'.join(LONG)})\b.*"
    r"\(tenant_id=\?( AND status=\?)?( AND publish_at<\?)?\)"
)
"""All rows, all of a portal, all that it published."""

pytestmark = pytest.mark.skipif(ON_POSTGRESQL, reason="plans of SQLite")


def _slow(plan: list[str], sql: str) -> list[str]:
    """What of a plan takes as long as a table is: all rows of a portal without an end, or put in order before one."""
    walked = [one for one in plan if _WALKED.search(one)]
    in_order = not any("TEMP B-TREE FOR ORDER BY" in one for one in plan)
    has_end = " LIMIT " in sql
    return [one for one in walked if not (in_order and has_end)]


def _asked(app: Flask, browser: Browser, page: str) -> tuple[int, list[tuple[str, list[str]]]]:
    """The status of an answer, and the SELECTs on long tables that it took with their plans."""
    found: list[tuple[str, list[str]]] = []

    def note(_connection: object, cursor: Any, sql: str, parameters: object, *_more: object) -> None:
        if sql.startswith("SELECT") and any(f" {one}" in sql for one in LONG):
            other = cursor.connection.cursor()
            other.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)
            found.append((sql, [row[3] for row in other.fetchall()]))

    with app.app_context():
        tenants_changed()  # what pages share is made anew
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        return browser.get(page).status_code, found
    finally:
        event.remove(engine, "before_cursor_execute", note)


def _check(app: Flask, browser: Browser, pages: tuple[str, ...]) -> None:
    looked_at = 0
    for page in pages:
        status, plans = _asked(app, browser, page)
        assert status == 200, page
        looked_at += len(plans)
        assert [(sql, slow) for sql, plan in plans if (slow := _slow(plan, sql))] == [], page
    assert looked_at > len(pages)


def test_public_pages(app: Flask, factory: Factory, browser: Callable[[str], Browser]) -> None:
    factory.news(A)
    factory.legal(A)
    _check(app, browser(A), PAGES)


def test_the_desk(app: Flask, factory: Factory, signed_in: Callable[..., Browser]) -> None:
    factory.news(A)
    factory.legal(A)
    _check(app, signed_in(A, "approver"), DESK)


def test_the_judge_sees_what_is_slow() -> None:
    sql = "SELECT * FROM news_item WHERE tenant_id = ? ORDER BY title LIMIT 20"
    assert _slow(["SCAN news_item"], "SELECT count(*) FROM news_item")
    assert _slow(["SEARCH news_item USING INDEX x (tenant_id=?)", "USE TEMP B-TREE FOR ORDER BY"], sql)
    assert not _slow(["SEARCH news_item USING INDEX x (tenant_id=?)"], sql)
    assert _slow(
        ["SEARCH news_item USING INDEX x (tenant_id=? AND status=?)"], "SELECT count(*) FROM news_item"
    )
    assert not _slow(["SEARCH news_item USING INDEX x (tenant_id=? AND id=?)"], "SELECT title FROM news_item")
