"""What an editor pins stands first; what is urgent has a room of its own, and its right."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Flask

from portal.clock import utc_now
from tests.conftest import A, Browser
from tests.factories import Factory

Make = Callable[..., Browser]


def _order(page: str, titles: list[str]) -> list[str]:
    assert all(one in page for one in titles)
    return sorted(titles, key=page.index)


def test_pinned_news_stand_first_until_their_hour(app: Flask, factory: Factory) -> None:
    now = utc_now()
    old, passed, always, until = (
        "Tin cũ hơn cả",
        "Ghim đã hết giờ",
        "Ghim không thời hạn",
        "Ghim đến ngày mai",
    )
    for section in ("su-kien", "thong-bao"):
        at = now - timedelta(days=9)
        factory.news(
            A, title=f"{until} {section}", section=section, at=at, urgent_until=now + timedelta(days=1)
        )
        factory.news(
            A, title=f"{always} {section}", section=section, at=at + timedelta(days=1), featured=True
        )
        past = {"featured": True, "urgent_until": now - timedelta(minutes=1)}
        factory.news(A, title=f"{passed} {section}", section=section, at=now - timedelta(days=2), **past)
        factory.news(A, title=f"{old} {section}", section=section, at=now - timedelta(days=1))
    page = Browser(app, A).get("/").text
    for section in ("su-kien", "thong-bao"):
        titles = [f"{one} {section}" for one in (old, passed, always, until)]
        assert _order(page, titles) == [f"{one} {section}" for one in (always, until, old, passed)]


def test_a_pinned_item_is_no_urgent_notice(app: Flask, factory: Factory, signed_in: Make) -> None:
    made, _slug = factory.news(A, title="Ghim thôi", urgent_until=utc_now() + timedelta(days=1))
    assert 'class="urgent"' not in Browser(app, A).get("/tin-tuc/").text
    form = signed_in(A, "author").get("/quan-tri/tin-tuc/moi").text
    assert "Ghim đến" in form and "Thông báo khẩn đến" not in form
    assert 'href="/quan-tri/canh-bao/"' in form.partition("<main")[2]
    assert "Ghim đến" in signed_in(A, "approver").get(f"/quan-tri/tin-tuc/{made}").text
