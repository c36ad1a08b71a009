"""A canary in every text field of every tenant: no page, feed, answer or export of one shows another's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import unquote

import pytest
from flask import Flask

from portal.legal import service as legal
from portal.procedures import service as procedures
from portal.search.indexing import rebuild
from portal.tenancy.directory import directory
from tests.conftest import DISTRICT, Browser
from tests.factories import Factory

CANARY = re.compile(r"canary([a-z]+)x", re.IGNORECASE)


def canary(slug: str) -> str:
    """The word that stands only in this tenant's texts."""
    return f"CANARY{slug.replace('-', '')}X"


@pytest.fixture()
def planted(app: Flask, factory: Factory) -> Flask:
    """Every tenant with a thing of each kind whose every text holds its canary."""
    for portal in directory(app).all():
        word = canary(portal.slug)
        news = {
            "title": word,
            "lead": word,
            "body": word,
            "author": word,
            "tags": [word],
            "picture_caption": word,
        }
        factory.news(portal.slug, **news)
        factory.news(portal.slug, publish=False, **news)
        factory.page(portal.slug, title=word, summary=word, body=word)
        factory.legal(
            portal.slug,
            number=f"1/{word}",
            title=word,
            issuer=word,
            signer=word,
            signer_position=word,
            excerpt=word,
            fields=[word],
            body=f"{word}\n\n## Điều 1. {word}\n\n{word}",
            effective=date(2026, 1, 1),
        )
        texts = dict.fromkeys(
            (
                "name",
                "field",
                "decision",
                "executing_agency",
                "competent_agency",
                "place",
                "steps",
                "conditions",
                "procedure_kind",
                "coordinating_agency",
                "description",
            ),
            word,
        )
        factory.procedure(
            portal.slug,
            **texts,
            subjects=[word],
            results=[word],
            keywords=[word],
            ways=[procedures.Way("truc-tiep", word, word, word)],
            papers=[procedures.Paper(word, word, word)],
            bases=[procedures.Basis(word, word)],
            popular=1,
        )
        factory.week(portal.slug, title=word)
    with app.app_context():
        rebuild()
    return app


def _crawl(browser: Browser, start: list[str], limit: int = 120) -> Iterator[tuple[str, str]]:
    todo, seen = list(start), set(start)
    while todo and len(seen) < limit + len(start):
        path = todo.pop(0)
        answer = browser.get(path)
        assert answer.status_code < 500, path
        yield path, answer.text
        if "html" not in answer.content_type:
            continue
        for link in re.findall(r'href="(/[^"#]*)', answer.text):
            if link not in seen and not link.startswith(("/tinh/", "/giao-dien/", "/ngon-ngu/")):
                seen.add(link)
                todo.append(link.replace("&amp;", "&"))


def test_no_page_shows_anothers_canary(planted: Flask) -> None:
    extra = [
        "/",
        "/sitemap.xml",
        "/tin-tuc/feed.xml",
        "/van-ban/feed.xml",
        "/opensearch.xml",
        "/robots.txt",
        "/khong-co",
        "/du-lieu-mo/catalog.jsonld",
        *(f"/api/v1/{one}?limit=100" for one in ("legal-documents", "procedures", "news")),
    ]
    for portal in directory(planted).all():
        own = canary(portal.slug)[6:-1].lower()
        seen_own = False
        for path, text in _crawl(Browser(planted, portal.slug), extra):
            found = {word.lower() for word in CANARY.findall(unquote(text))}
            assert found <= {own}, (portal.slug, path, found)
            seen_own = seen_own or own in found
        assert seen_own, portal.slug


def test_search_of_one_portal_finds_only_its_own(planted: Flask) -> None:
    for portal in directory(planted).all()[:6]:
        visitor = Browser(planted, portal.slug)
        for other in directory(planted).all():
            answer = visitor.get(f"/api/v1/search?q={canary(other.slug)}&limit=50").json
            if other.slug == portal.slug:
                assert {one["tenant"] for one in answer["results"]} == {portal.slug}
                assert {one["kind"] for one in answer["results"]} >= {
                    "news",
                    "legal",
                    "provision",
                    "procedure",
                    "page",
                }
            else:
                assert answer["results"] == [] and answer["total"] == 0, (portal.slug, other.slug)


def test_search_over_all_portals_finds_each_where_it_lives(planted: Flask) -> None:
    visitor = Browser(planted, DISTRICT)
    for other in directory(planted).all()[:4]:
        answer = visitor.get(f"/api/v1/search?q={canary(other.slug)}&scope=all&limit=50").json
        assert {one["tenant"] for one in answer["results"]} == {other.slug}
        host = "localhost" if other.slug == DISTRICT else f"{other.slug}.localhost"
        assert all(one["url"].startswith(f"http://{host}:8000/") for one in answer["results"])


def test_drafts_are_not_found_counted_or_suggested(app: Flask, factory: Factory) -> None:
    factory.news("tam-hai", title="MẬTMÃ bản nháp", publish=False)
    number, _slug = factory.legal("tam-hai", title="MẬTMÃ đã gỡ")
    with factory.acting("tam-hai") as actor:
        from portal.legal import queries
        from portal.publishing import service as publishing

        document = queries.by_id(number)
        assert document is not None
        publishing.withdraw(document, actor)
        publishing.commit()
    with app.app_context():
        rebuild()
    for scope in ("", "&scope=all"):
        assert Browser(app, "tam-hai").get(f"/api/v1/search?q=MẬTMÃ{scope}").json["total"] == 0
    assert legal.FIELDS
