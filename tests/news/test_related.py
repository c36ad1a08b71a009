"""What stands below a news item: others that share its tags."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from portal.clock import utc_now
from tests.conftest import A, Browser
from tests.factories import Factory

TAGS = ("bến phà",)


def test_only_what_readers_see_is_named_beside_an_item(app: Flask, factory: Factory) -> None:
    factory.news(A, title="Bến phà mở lại", tags=TAGS)
    factory.news(A, title="Bến phà nghỉ", tags=TAGS)
    factory.news(A, title="Bến phà còn bàn", tags=TAGS, publish=False)
    factory.news(A, title="Bến phà ngày mai", tags=TAGS, at=utc_now() + timedelta(days=1))
    page = Browser(app, A).get("/tin-tuc/ben-pha-mo-lai")
    assert page.status_code == 200
    assert "Bến phà nghỉ" in page.text
    assert "còn bàn" not in page.text and "ngày mai" not in page.text
