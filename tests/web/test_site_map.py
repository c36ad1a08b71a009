"""The site map names every public page once, in as many files as it takes."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from portal.web import site_map
from portal.web.freshness import tenants_changed
from tests.conftest import DISTRICT, A, Browser
from tests.factories import Factory


def _addresses(text: str) -> list[str]:
    return re.findall(r"<loc>([^<]+)</loc>", text)


def test_a_site_map_that_is_too_long_is_an_index_of_parts(
    app: Flask, browser: Callable[[str], Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor = browser(A)
    whole = _addresses(visitor.get("/sitemap.xml").text)
    assert len(whole) == len(set(whole)) > 5
    assert whole[0].endswith("/")
    monkeypatch.setattr(site_map, "MOST", 4)
    with app.app_context():
        tenants_changed()  # the page cache holds what was asked for above
    index = visitor.get("/sitemap.xml").text
    assert "<sitemapindex" in index
    parts = _addresses(index)
    assert len(parts) >= -(-len(whole) // 4)
    listed = []
    for part in parts:
        address = part[part.index("/sitemap-") :]
        found = _addresses(visitor.get(address).text)
        assert 1 <= len(found) <= 4
        listed += found
    assert listed == whole
    assert visitor.get(f"/sitemap-{len(parts) + 1}.xml").status_code == 404
    assert visitor.get("/sitemap-0.xml").status_code == 404


def test_things_that_are_many_have_parts_of_their_own(
    app: Flask, factory: Factory, browser: Callable[[str], Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    slugs = [factory.news(A)[1] for _one in range(6)]
    document = factory.legal(A)[1]
    visitor = browser(A)
    assert visitor.get("/sitemap-1.xml").status_code == 404  # there are no parts
    monkeypatch.setattr(site_map, "MOST", 4)
    with app.app_context():
        tenants_changed()
    parts = [one[one.index("/sitemap-") :] for one in _addresses(visitor.get("/sitemap.xml").text)]
    read = [[one.rpartition("/")[2] for one in _addresses(visitor.get(part).text)] for part in parts]
    at = next(place for place, found in enumerate(read) if slugs[0] in found)
    assert read[at : at + 2] == [slugs[:4], slugs[4:]]
    assert [document] in read


def test_the_portal_at_the_top_has_one(app: Flask, factory: Factory) -> None:
    """Nobody is above it: its rows are asked for by one criterion alone."""
    _number, slug = factory.legal(DISTRICT)
    answer = Browser(app, DISTRICT).get("/sitemap.xml")
    assert answer.status_code == 200 and slug in answer.text
