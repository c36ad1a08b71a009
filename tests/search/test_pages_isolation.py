"""What a portal does not show is never found, counted, suggested or guessed: two communes and the district."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import quote_plus

import pytest
from flask import Flask, g

from portal.clock import utc_now
from portal.legal import queries
from portal.news import queries as news
from portal.publishing import service as publishing
from portal.search import searching
from portal.search.ask import Answer, Asked, ask
from portal.search.indexing import rebuild
from portal.tenancy.directory import directory
from tests.conftest import DISTRICT, A, B, Browser
from tests.factories import Factory

WORD = "camranhba"  # a syllable that stands in every text of this module
SECRETS = {
    "ofneighbour": "hàng xóm",
    "ofdistrict": "của riêng huyện",
    "draft": "bản nháp",
    "embargoed": "hẹn giờ",
    "withdrawn": "đã gỡ",
}
HIDDEN_FROM_ALL = ("draft", "embargoed", "withdrawn")


@pytest.fixture()
def planted(app: Flask, factory: Factory) -> Flask:
    """Each secret in a document (title, text, issuer, field), a news item and a procedure, in its place and state."""
    for secret in SECRETS:
        slug = {"ofneighbour": B, "ofdistrict": DISTRICT}.get(secret, A)
        state: dict[str, Any] = {"publish": secret != "draft"}
        if secret == "embargoed":
            state["at"] = utc_now() + timedelta(days=2)
        text = f"{WORD} {secret}x"
        document, _slug = factory.legal(
            slug, number=f"77/2026/QĐ-{secret.upper()}X", title=text, issuer=f"Cơ quan {secret}x",
            type=f"Loại {secret}x", fields=[f"Lĩnh vực {secret}x"], body=f"## Điều 1. {text}\n\n{text}", **state,
        )  # fmt: skip
        item, _slug = factory.news(slug, title=text, lead=text, body=text, **state)
        factory.procedure(slug, name=text, field=f"Lĩnh vực {secret}x", publish=secret not in HIDDEN_FROM_ALL)
        if secret == "withdrawn":
            withdraw(factory, document, item)
    factory.news(A, title=f"{WORD} của xã")
    factory.legal(DISTRICT, number="78/2026/QĐ-UBND", title=f"{WORD} dùng chung", shared=True)
    with app.app_context():
        rebuild()
    return app


def withdraw(factory: Factory, document_id: int, item_id: int) -> None:
    """Take a document and a news item of A off."""
    with factory.acting(A) as actor:
        document, item = queries.by_id(document_id), news.by_id(item_id)
        assert document is not None and item is not None
        publishing.withdraw(document, actor)
        publishing.withdraw(item, actor)
        publishing.commit()


def everything(app: Flask, slug: str, scope: str = "") -> Iterator[tuple[str, str]]:
    """Every answer that search gives on a portal for what could bring a secret out."""
    visitor = Browser(app, slug)
    pages = [
        f"q={WORD}",
        f"q={WORD}&loai=legal",
        f"q={WORD}&nam=2026",
        "nam=2026",
        "q=77/2026",
        f"q={WORD}+ofdistrit",
    ]
    for query in pages:
        for path in ("/tim-kiem?", "/api/v1/search?limit=50&facets=1&"):
            for number in (1, 2):
                where = f"{path}{query}&trang={number}&pham-vi={scope}"
                yield where, visitor.get(where).text
    for typed in (WORD, WORD[:5], "77/2026", "77/2026/q", "lo", "ofn", "dra", "emb", "wit"):
        where = f"/tim-kiem/goi-y?q={typed}&pham-vi={scope}"
        yield where, visitor.get(where).text


def seen(text: str) -> set[str]:
    """Which secrets a text gives away."""
    return {secret for secret in SECRETS if f"{secret}x" in text.lower()}


def test_a_visitors_filter_is_of_the_own_portal_and_those_above(app: Flask) -> None:
    """What rooms are read through hides the rest anyway: here is what the engine is told."""
    with app.test_request_context("/"):
        own, above, other = (directory().by_slug(slug) for slug in (A, DISTRICT, B))
        assert own is not None and above is not None and other is not None
        g.portal = own
        filters = {
            name: searching.tenant_filter(name) for name in (searching.OWN, searching.DISTRICT, searching.ALL)
        }
        assert not any(one.everything for one in filters.values())
        mine, line = frozenset({own.id}), frozenset({own.id, above.id})
        assert (filters[searching.OWN].tenants, filters[searching.OWN].ancestors) == (mine, {above.id})
        assert (filters[searching.DISTRICT].tenants, filters[searching.DISTRICT].ancestors) == (line, set())
        assert other.id in filters[searching.ALL].tenants
        assert searching.tenant_filter(searching.OWN, B).tenants == frozenset()


def test_an_own_search_shows_nothing_of_others_or_of_the_future(planted: Flask) -> None:
    own = ""
    for where, text in everything(planted, A):
        assert seen(text) == set(), where
        own += text
    assert f"{WORD} của xã" in own and "dùng chung" in own


def test_with_the_district_the_neighbour_stays_unseen(planted: Flask) -> None:
    found: set[str] = set()
    for where, text in everything(planted, A, "huyen"):
        assert seen(text) <= {"ofdistrict"}, where
        found |= seen(text)
    assert found == {"ofdistrict"}


def test_over_all_portals_only_what_is_published_is_seen(planted: Flask) -> None:
    found: set[str] = set()
    for where, text in everything(planted, A, "tat-ca"):
        assert seen(text) <= {"ofdistrict", "ofneighbour"}, where
        found |= seen(text)
    assert found == {"ofdistrict", "ofneighbour"}


def test_a_secret_that_one_knows_is_answered_like_one_that_does_not_exist(planted: Flask) -> None:
    visitor = Browser(planted, A)

    def answers(word: str) -> list[Any]:
        queries = (
            f"q={word}x", f"q={WORD}&co-quan=co-quan-{word}x", f"loai-van-ban=loai-{word}x",
            f"q={WORD}&linh-vuc=linh-vuc-{word}x", f"q={quote_plus(f'77/2026/QĐ-{word.upper()}X')}&loai=legal",
        )  # fmt: skip
        found = [visitor.get(f"/api/v1/search?{query}&facets=1").json for query in queries]
        return [{name: value for name, value in one.items() if name != "took_ms"} for one in found]

    for secret in ("ofneighbour", "ofdistrict", *HIDDEN_FROM_ALL):
        assert answers(secret) == answers("nosuchthing"), secret


def test_a_portal_outside_of_the_scope_cannot_be_chosen(planted: Flask) -> None:
    for scope, expected in (("own", 0), ("district", 0), ("all", 1)):
        found = (
            Browser(planted, A).get(f"/api/v1/search?q=ofneighbourx&kind=news&portal={B}&scope={scope}").json
        )
        assert found["total"] == expected


def test_what_lies_within_a_foreign_document_stays_there(planted: Flask, factory: Factory) -> None:
    document, _slug = factory.legal(
        B, title=f"{WORD} ofneighbourx", body=f"## Điều 1. {WORD} ofneighbourx\n\nx"
    )
    with planted.app_context():
        rebuild()
    key = f"legal:{factory.tenant_id(B)}:{document}"
    assert "ofneighbourx" not in Browser(planted, A).get(f"/tim-kiem?q={WORD}&trong={key}").text
    assert "ofneighbourx" in Browser(planted, A).get(f"/tim-kiem?q={WORD}&trong={key}&pham-vi=tat-ca").text


def test_what_was_just_withdrawn_is_neither_shown_nor_counted(planted: Flask, factory: Factory) -> None:
    title = f"{WORD} vừa đăng"
    document, _slug = factory.legal(A, title=title, issuer="Cơ quan vừa đăng", number="79/2026/QĐ-UBND")
    item, _slug = factory.news(A, title=title)
    with planted.app_context():
        rebuild()
    before = Browser(planted, A).get(f"/tim-kiem?q={WORD}").text
    assert "Cơ quan vừa đăng" in before and "2 kết quả" not in before
    withdraw(factory, document, item)  # and nobody has told the index yet
    after = Browser(planted, A).get(f"/tim-kiem?q={WORD}").text
    assert "vừa đăng" not in after and ">2 kết quả<" in after
    assert "vừa đăng" not in Browser(planted, A).get(f"/tim-kiem/goi-y?q={WORD}").text


@pytest.mark.parametrize("secret", ["ofneighbour", "ofdistrict", *HIDDEN_FROM_ALL])
def test_a_spelling_is_not_corrected_into_a_secret(
    planted: Flask, monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    def correcting(engine: Any, texts_of: Any, text: str, asked: Asked, **more: Any) -> Answer:
        answer = ask(engine, texts_of, text, asked, **more)
        return replace(answer, did_you_mean=f"{WORD} {secret}x") if text.endswith("y") else answer

    monkeypatch.setattr(searching, "ask", correcting)
    assert seen(Browser(planted, A).get(f"/tim-kiem?q={WORD}+{secret}y").text) == set()
    wide = seen(Browser(planted, A).get(f"/tim-kiem?q={WORD}+{secret}y&pham-vi=tat-ca").text)
    assert wide == ({secret} if secret not in HIDDEN_FROM_ALL else set())


def test_a_page_over_other_portals_is_not_kept(planted: Flask, factory: Factory) -> None:
    number, _slug = factory.news(B, title="Tin sẽ gỡ")
    with planted.app_context():
        rebuild()
    where = "/tim-kiem?q=tin+se+go&pham-vi=tat-ca"
    assert "Tin sẽ gỡ" in Browser(planted, A).get(where).text
    with factory.acting(B) as actor:
        item = news.by_id(number)
        assert item is not None
        publishing.withdraw(item, actor)
        publishing.commit()
    assert "Tin sẽ gỡ" not in Browser(planted, A).get(where).text.partition("<main")[2].replace("q=Tin", "")
