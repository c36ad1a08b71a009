"""The site map names every public page once, in as many files as it takes."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from portal.web import views
from portal.web.freshness import tenants_changed
from tests.conftest import A, Browser


def _addresses(text: str) -> list[str]:
    return re.findall(r"<loc>([^<]+)</loc>", text)


def test_a_site_map_that_is_too_long_is_an_index_of_parts(
    app: Flask, browser: Callable[[str], Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = browser(A)
    whole = _addresses(visitor.get("/sitemap.xml").text)
    assert len(whole) == len(set(whole)) > 5
    assert whole[0].endswith("/")
    monkeypatch.setattr(views, "MOST_IN_SITE_MAP", 4)
    with app.app_context():
        tenants_changed()  # the page cache holds what was asked for above
    index = visitor.get("/sitemap.xml").text
    assert "<sitemapindex" in index
    parts = _addresses(index)
    assert len(parts) == -(-len(whole) // 4)
    listed = []
    for part in parts:
        address = part[part.index("/sitemap.xml") :]
        found = _addresses(visitor.get(address).text)
        assert 1 <= len(found) <= 4
        listed += found
    assert listed == whole
    assert visitor.get(f"/sitemap.xml?phan={len(parts) + 1}").status_code == 404
    assert visitor.get("/sitemap.xml?phan=0").status_code == 404
    assert visitor.get("/sitemap.xml?phan=abc").text == index
