"""The read API through the public door: what is public and nothing else, page by page, refused in words."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.extensions import db, limiter
from portal.legal.models import LegalDocument
from portal.legal.queries import by_id
from portal.opendata.api.operations import operations
from portal.tenancy.scope import entered, reading
from tests.conftest import DISTRICT, A, B, Browser, host_of
from tests.opendata.conftest import HIDDEN, Library, application

LISTS = ("legal-documents", "procedures", "news", "indicators", "service-statistics", "datasets")


def every(browser: Browser, path: str) -> list[dict[str, Any]]:
    """All items of a list, by following `next`."""
    found: list[dict[str, Any]] = []
    while path:
        answer = browser.get(path)
        assert answer.status_code == 200, (path, answer.text)
        found += answer.json["items"]
        following = answer.json["next"]
        assert ('rel="next"' in answer.headers["Link"]) == (following is not None)
        path = following.partition(host_of(browser.slug))[2] if following else ""
    return found


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
@pytest.mark.parametrize("order", ["-issued", "issued", "updated", "-updated"])
def test_pages_of_any_size_give_the_same_list_in_order(library: Library, limit: int, order: str) -> None:
    found = every(library.visit(), f"/api/v1/legal-documents?limit={limit}&sort={order}")
    column = order.lstrip("-")
    values = [one[column] or "" for one in found]
    assert values == sorted(values, reverse=order.startswith("-"))
    assert len({(one["publisher_code"], one["slug"]) for one in found}) == len(found) == 7


def test_what_is_published_meanwhile_makes_nothing_come_twice(own_library: Library) -> None:
    for number in range(4):
        own_library.factory.news(A, title=f"Tin {number}")
    first = own_library.visit().get("/api/v1/news?limit=2").json
    own_library.factory.news(A, title="Mới hơn")
    rest = every(own_library.visit(), first["next"].partition(host_of(A))[2])
    titles = [one["title"] for one in first["items"] + rest]
    assert titles == ["Tin 3", "Tin 2", "Tin 1", "Tin 0"]


@pytest.mark.parametrize("name", LISTS)
def test_nothing_that_citizens_do_not_see_comes_out(library: Library, name: str) -> None:
    visitor = library.visit()
    for one in every(visitor, f"/api/v1/{name}?limit=2" if name not in {"datasets"} else "/api/v1/datasets"):
        assert HIDDEN not in json.dumps(one)
    assert HIDDEN not in visitor.get(f"/api/v1/search?q={HIDDEN}&scope=all").json["results"]


@pytest.mark.parametrize("name", ["legal-documents", "procedures", "news"])
def test_one_thing_in_a_state_that_is_not_public_is_not_there(library: Library, name: str) -> None:
    from portal.news.models import NewsItem
    from portal.procedures.models import Procedure

    model: Any = {"legal-documents": LegalDocument, "procedures": Procedure, "news": NewsItem}[name]
    title = Procedure.name if model is Procedure else model.title
    with library.app.app_context(), entered(reading(library.factory.tenant_id(A))):
        hidden = dict(db.session.execute(select(model.slug, model.status).where(title == HIDDEN)).all())
    assert len(hidden) == 4
    for slug, status in hidden.items():
        answer = library.visit().get(f"/api/v1/{name}/{slug}")
        assert answer.status_code == (410 if status == "withdrawn" else 404), (slug, status)
        assert HIDDEN not in answer.text and answer.mimetype == "application/problem+json"


def test_each_portal_gives_its_own_and_what_the_district_shares_by_name(library: Library) -> None:
    for slug in (A, B):
        found = every(library.visit(slug), "/api/v1/legal-documents?limit=3")
        own = [one for one in found if one["title"].endswith(slug)]
        shared = [one for one in found if one["title"].endswith(DISTRICT)]
        assert len(own) == 5 and len(shared) == 2 and len(found) == 7
        assert {one["publisher_code"] for one in shared} == {"517"}
        assert {one["publisher"] for one in own} == {
            library.app.extensions["portal_directory"].by_slug(slug).authority
        }
        other = B if slug == A else A
        for path in ("legal-documents", "news", "procedures", f"search?q=của+{other}"):
            assert other not in library.visit(slug).get(f"/api/v1/{path}").text.replace(f"q=của+{other}", "")


def test_the_author_of_a_news_item_is_told_nowhere(library: Library) -> None:
    slug = library.visit().get("/api/v1/news").json["items"][0]["slug"]
    for path in ("/api/v1/news", f"/api/v1/news/{slug}", "/du-lieu-mo/tin-tuc.json", "/du-lieu-mo/tin-tuc"):
        assert "Tác Giả" not in library.visit().get(path).text


def test_a_document_tells_its_articles_relations_and_validity_on_a_day(own_library: Library) -> None:
    factory, visitor = own_library.factory, own_library.visit()
    factory.legal(A, number="1/2020/QĐ-UBND", effective=date(2020, 2, 1), expires=date(2025, 1, 1))
    slug = visitor.get("/api/v1/legal-documents?number=1/2020/QĐ-UBND").json["items"][0]["slug"]
    for day, state in (("2020-01-31", "not_yet"), ("2020-02-01", "in_force"), ("2025-01-01", "expired")):
        assert visitor.get(f"/api/v1/legal-documents/{slug}?on={day}").json["validity"] == state
        listed = visitor.get(f"/api/v1/legal-documents?on={day}&validity={state}").json
        assert [one["slug"] for one in listed["items"]] == [slug] and listed["items"][0]["validity_on"] == day
    whole = visitor.get(f"/api/v1/legal-documents/{slug}").json
    assert [one["anchor"] for one in whole["provisions"]] == ["dieu-1", "dieu-2"]
    provisions = every(visitor, f"/api/v1/legal-documents/{slug}/provisions?limit=1")
    assert [one["heading"] for one in provisions] == ["Phạm vi", "Hiệu lực"]
    assert "việc thử" in visitor.get(f"/api/v1/legal-documents/{slug}/provisions/dieu-1").json["text"]
    assert visitor.get(f"/api/v1/legal-documents/{slug}/provisions/dieu-9").status_code == 404


def test_filters_narrow_and_fields_are_chosen(library: Library) -> None:
    visitor = library.visit()
    for query, count in (
        ("field_of_law=Đất đai", 3),
        ("issued_from=2026-01-04", 2),
        ("issued_to=2026-01-01", 2),
        ("q=văn bản 3", 1),
        ("category=directive", 7),
        ("type=Chỉ thị", 0),
        ("updated_since=2999-01-01T00:00:00Z", 0),
    ):
        answer = visitor.get("/api/v1/legal-documents", query_string=query)
        assert answer.json["total"] == count == len(answer.json["items"]), query
    assert visitor.get("/api/v1/news?tag=bão&section=su-kien&fields=title,tags").json["items"][0] == {
        "title": f"Tin 5 của {A}",
        "tags": ["bão", "biển"],
    }
    assert visitor.get("/api/v1/procedures?level=xã&field=Hộ tịch").json["total"] == 2


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("limit=0", {"limit"}),
        ("limit=101", {"limit"}),
        ("limit=x&sort=oldest", {"limit", "sort"}),
        ("on=2026-02-30", {"on"}),
        ("on=20260101", {"on"}),
        ("fields=title,body", {"fields"}),
        ("cursor=abc", {"cursor"}),
        ("Limit=3", {"Limit"}),
        ("q=a&q=b", {"q"}),
        ("updated_since=2026-01-01", {"updated_since"}),
    ],
)
def test_what_is_wrong_is_named_in_two_languages(library: Library, query: str, wrong: set[str]) -> None:
    answer = library.visit().get(f"/api/v1/legal-documents?{query}")
    assert answer.status_code == 400 and answer.mimetype == "application/problem+json"
    told = answer.json
    assert {one["parameter"] for one in told["errors"]} == wrong
    assert told["status"] == 400 and told["title"] == "Yêu cầu không hợp lệ" and told["instance"]
    assert all(one["detail"] and one["detail_en"] for one in told["errors"])


def test_a_cursor_goes_on_with_its_own_list_alone(library: Library) -> None:
    cursor = library.visit().get("/api/v1/news?limit=1").json["next"].partition("cursor=")[2]
    assert library.visit().get(f"/api/v1/news?limit=3&cursor={cursor}").status_code == 200
    for path in (f"news?tag=bão&cursor={cursor}", f"legal-documents?cursor={cursor}"):
        assert library.visit().get(f"/api/v1/{path}").status_code == 400


def test_who_has_the_answer_gets_no_body(own_library: Library) -> None:
    own_library.factory.news(A, title="Một")
    visitor = own_library.visit()
    for path in ("/api/v1/news", "/api/v1/news/mot", "/api/v1/openapi.json"):
        first = visitor.get(path)
        tag = first.headers["ETag"]
        again = visitor.get(path, headers={"If-None-Match": tag})
        assert again.status_code == 304 and not again.data and again.headers["ETag"] == tag
    changed = visitor.get("/api/v1/news/mot").headers["Last-Modified"]
    assert changed.endswith("GMT")
    own_library.factory.news(A, title="Hai")
    tag = visitor.get("/api/v1/news", headers={"If-None-Match": tag}).headers["ETag"]
    assert visitor.get("/api/v1/news").json["total"] == 2


def test_scripts_of_any_site_may_read_without_credentials(library: Library) -> None:
    visitor = library.visit()
    for path in ("/api/v1/news", "/api/v1/khong-co", "/du-lieu-mo/tin-tuc.csv", "/du-lieu-mo/catalog.jsonld"):
        headers = visitor.get(path, headers={"Origin": "https://example.org"}).headers
        assert headers["Access-Control-Allow-Origin"] == "*", path
        assert "Access-Control-Allow-Credentials" not in headers and "Set-Cookie" not in headers
    asked = visitor.client.options("/api/v1/news", headers=visitor.headers)
    assert asked.status_code == 204 and asked.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    headed = visitor.client.head("/api/v1/news", headers=visitor.headers)
    assert headed.status_code == 200 and not headed.data and headed.headers["ETag"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_can_be_written(library: Library, method: str) -> None:
    visitor = library.visit()
    answer = visitor.client.open("/api/v1/news", method=method, headers=visitor.headers)
    assert answer.status_code == 405 and answer.mimetype == "application/problem+json"
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_who_asks_too_fast_is_told_how_long_to_wait(blank_instance: Path, tmp_path: Path) -> None:
    with application(blank_instance, tmp_path / "i", limited=True, api_limit="3 per minute") as app:
        limiter.reset()
        visitor = Browser(app, A)
        paths = ("news", "procedures", "khong/co", "", "openapi.json", "news", "news")
        answers = [visitor.get(f"/api/v1/{one}") for one in paths]
        assert [one.status_code for one in answers] == [200, 200, 404, 200, 200, 200, 429]
        assert answers[0].headers["RateLimit-Policy"] == '"default";q=3;w=60'
        assert answers[0].headers["RateLimit"].startswith('"default";r=2;t=')
        assert "RateLimit" not in answers[3].headers  # it is kept for everybody
        refused = answers[-1]
        assert refused.mimetype == "application/problem+json" and refused.json["status"] == 429
        assert 0 < int(refused.headers["Retry-After"]) <= 61
        assert visitor.client.options("/api/v1/news", headers=visitor.headers).status_code == 204
        assert visitor.get("/du-lieu-mo").status_code == 200
        limiter.reset()


def test_a_signed_in_person_gets_the_same_and_no_cookie(library: Library, app: Flask, signed_in: Any) -> None:
    person = signed_in(A, "author")
    answer = person.get("/api/v1/news")
    assert answer.status_code == 200 and "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store" and answer.json["total"] == 0


def test_the_description_and_the_page_name_every_operation(library: Library) -> None:
    described = library.visit().get("/api/v1/openapi.json").json
    page = library.visit().get("/api/v1/")
    assert described["openapi"].startswith("3.1") and page.status_code == 200
    with library.app.app_context():
        found = operations()
    assert len(found) >= 13 and {one.path for one in found} == set(described["paths"])
    for one in found:
        assert f'id="{one.name}"' in page.text
        for each in one.parameters:
            assert f"<code>{each.name}</code>" in page.text
        if one.example:
            assert library.visit().get(f"/api/v1{one.example}").status_code == 200, one.example


def test_a_failure_tells_nothing_of_the_inside(own_library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_values: Any) -> None:
        raise RuntimeError("SECRET select * from user")

    monkeypatch.setitem(own_library.app.view_functions, "api.news", broken)
    answer = own_library.visit().get("/api/v1/news")
    assert answer.status_code == 500 and answer.mimetype == "application/problem+json"
    assert "SECRET" not in answer.text


def test_a_withdrawn_document_leaves_at_once(own_library: Library) -> None:
    number, slug = own_library.factory.legal(A, title="Sẽ gỡ")
    assert own_library.visit().get(f"/api/v1/legal-documents/{slug}").status_code == 200
    own_library.withdraw(A, by_id, number)
    assert own_library.visit().get(f"/api/v1/legal-documents/{slug}").status_code == 410
    assert own_library.visit().get("/api/v1/legal-documents").json["total"] == 0
