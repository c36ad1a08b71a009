"""Hostile input through the public door and the desk (SAFETY.md, table of cases)."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import html5lib
import pytest
from flask import Flask
from sqlalchemy import select

from portal.clock import utc_now
from portal.extensions import db
from portal.news.models import NewsItem
from portal.news.service import ensure_section
from portal.tenancy.scope import entered, reading
from portal.web import errors
from tests.conftest import SHARED, A, B, Browser
from tests.factories import Factory
from tests.thorough import some

Make = Callable[..., Browser]
NEEDS_DATA = pytest.mark.skipif(not SHARED.is_dir(), reason="không có ../shared/data/badinputs")
PUBLIC_FIELDS = [
    "/tim-kiem?q={}", "/tim-kiem?loai={}", "/tim-kiem?pham-vi={}", "/tim-kiem?q=a&trang={}", "/api/v1/search?q={}",
    "/api/v1/search?q=a&kind={}", "/api/v1/search?q=a&limit={}", "/api/v1/search?q=a&scope={}", "/van-ban/?q={}",
    "/van-ban/?loai={}", "/van-ban/?co-quan={}", "/van-ban/?linh-vuc={}", "/van-ban/?nam={}", "/van-ban/?hieu-luc={}",
    "/van-ban/?nhom={}", "/van-ban/?trang={}", "/thu-tuc/?q={}", "/thu-tuc/?linh-vuc={}", "/thu-tuc/?cap={}",
    "/thu-tuc/?dich-vu={}", "/tin-tuc/?trang={}", "/ngon-ngu/vi?ve={}", "/tin-tuc/{}", "/van-ban/{}", "/thu-tuc/{}",
    "/tim-kiem/goi-y?q={}", "/tim-kiem?q=a&loai-van-ban={}", "/tim-kiem?q=a&co-quan={}", "/tim-kiem?nam={}",
    "/tim-kiem?q=a&hieu-luc={}", "/tim-kiem?linh-vuc={}", "/tim-kiem?q=a&cong={}", "/tim-kiem?q=a&trong={}",
    "/gioi-thieu/{}", "/lich-cong-tac/{}", "/tin-tuc/chuyen-muc/{}", "/tin-tuc/the/{}", "/tep/1/{}", "/tep/{}/x.pdf",
    "/tinh/x/{}", "/giao-dien/bien/x/{}", "/quan-tri/vao?ve={}", "/quan-tri/dang-nhap?next={}",
    "/du-lieu-mo?q={}", "/du-lieu-mo/{}", "/du-lieu-mo/tin-tuc/phien-ban/{}.csv", "/api/v1/news/{}",
    "/api/v1/news?tag={}", "/api/v1/news?cursor={}", "/api/v1/legal-documents?q={}", "/api/v1/legal-documents?on={}",
]  # fmt: skip


def _payloads(*names: str) -> list[str]:
    found = []
    for name in names:
        for line in (SHARED / "badinputs" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            found.append(str(json.loads(line)["payload"]))
    return found


def _write(person: Browser, factory: Factory, **fields: Any) -> Any:
    with factory.acting(A):
        section = ensure_section("su-kien", "Tin tức – Sự kiện", 0).id
        db.session.commit()
    form = {"title": "Bài", "lead": "Dẫn", "body": "x", "section_id": section, "picture_id": 0} | fields
    return person.post("/quan-tri/tin-tuc/moi", form)


def _dangers(html: str) -> list[str]:
    """Elements and attributes that could run, load or leave; a structural look, not a look at strings."""
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    found = []
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag in {"iframe", "object", "embed", "base", "style", "applet", "math", "template"}:
            found.append(element.tag)
        if (
            element.tag == "svg"
            and "icon" not in element.get("class", "")
            and element.get("aria-hidden") != "true"
        ):
            found.append("svg")
        if (
            element.tag == "script"
            and not element.get("src", "").startswith("/tinh/")
            and element.get("type") != "application/ld+json"
        ):
            found.append("script")
        for name, value in element.attrib.items():
            if name.startswith("on") or name == "style" or name.startswith("hx-on"):
                found.append(f"{element.tag} {name}")
            scheme = (
                re.match(r"[\s\x00-\x20]*([a-zA-Z][\w+.-]*)\s*:", value)
                if name in {"href", "src", "action", "formaction"}
                else None
            )
            if scheme and scheme[1].lower() not in {"http", "https", "mailto", "tel"}:
                found.append(f"{element.tag} {name}={value[:40]}")
    return found


@pytest.mark.parametrize(
    "body",
    [
        '<a href="jav&#x09;ascript:alert(1)">x</a>',
        "[x](javascript:alert(1)) [x](data:text/html;base64,PHNjcmlwdD4=)",
        '![x](x" onerror=alert(1))',
        '<table><tr><td class=\'x" onmouseover=..\' colspan="1 onload=">x</td></tr></table>',
        "<form action=/x><input><base href=//e><meta http-equiv=refresh content=0><style>@import 'x'</style></form>",
        '<p hx-get="/x" data-hx-post="/y" id="a" name="b" style="color:red">chữ</p>',
        "<svg onload=alert(1)><script>alert(1)</script></svg><math><mtext></mtext></math>",
    ],
)
@pytest.mark.asvs("1.3.1")
def test_what_an_editor_pastes_is_harmless(signed_in: Make, factory: Factory, body: str) -> None:
    person = signed_in(A, "approver")
    place = _write(person, factory, body=body).location
    person.post(place + "/dang")
    shown = Browser(person.client.application, A).get("/tin-tuc/bai").text
    article = shown[shown.index('class="prose"') :].split("share")[0]
    assert _dangers(shown) == []
    assert "hx-" not in article and " id=" not in article and " name=" not in article


@NEEDS_DATA
@pytest.mark.real_data
@pytest.mark.asvs("1.2.1", "1.1.2")
@pytest.mark.tcvn("7.2.3.6.đ")
def test_attack_strings_in_every_text_of_an_article_are_harmless(app: Flask, factory: Factory) -> None:
    payloads = _payloads(
        "payloadbox-xss-vectors", "html5sec-vectors", "owasp-xss-vectors", "bleach-vectors", "blns-vectors"
    )
    step = 150
    for start in range(0, len(payloads), step):
        chunk = payloads[start : start + step]
        body = "\n\n".join(chunk)
        _number, slug = factory.news(
            A, title=f"T {chunk[0][:200]}", lead=chunk[-1][:900], body=body, author=chunk[0][:100]
        )
        assert _dangers(Browser(app, A).get(f"/tin-tuc/{slug}").text) == [], chunk[0]


@NEEDS_DATA
@pytest.mark.real_data
@pytest.mark.thorough
@pytest.mark.asvs("1.2.4", "1.1.1", "1.2.9")
@pytest.mark.tcvn("7.2.3.6.a", "7.2.3.6.b")
def test_naughty_strings_in_every_public_field_give_no_error(app: Flask, factory: Factory) -> None:
    from urllib.parse import quote

    factory.news(A)
    naughty = _payloads("blns-vectors", "fuzzdb-misc", "ssti-ssti", "fuzzdb-http")
    payloads = [*some(naughty, 9)]
    payloads += ["\x00", "%00", "\ud800".encode("utf-8", "surrogatepass").decode("latin1"), "9" * 400]
    visitor = Browser(app, A)
    for at, payload in enumerate(payloads):
        for field in PUBLIC_FIELDS[at % 4 :: 4]:
            answer = visitor.get(field.format(quote(payload[:1500], safe="")))
            assert answer.status_code < 500, (field, payload)


@NEEDS_DATA
@pytest.mark.real_data
@pytest.mark.thorough
@pytest.mark.asvs("2.2.1", "2.2.2", "1.3.3")
@pytest.mark.tcvn("7.2.3.6.a")
def test_naughty_strings_in_the_forms_of_the_desk_give_no_error(
    app: Flask, factory: Factory, signed_in: Make
) -> None:
    person = signed_in(A, "tenant_admin")
    token = person.token("/quan-tri/mat-khau")
    targets = {
        "/quan-tri/tin-tuc/moi": [
            "title",
            "lead",
            "body",
            "tags",
            "section_id",
            "picture_id",
            "urgent_until",
            "author",
        ],
        "/quan-tri/trang/moi": ["title", "body", "parent_id", "position", "section"],
        "/quan-tri/van-ban/moi": [
            "number",
            "type",
            "title",
            "issuer",
            "issued",
            "body",
            "fields_text",
            "expires",
        ],
        "/quan-tri/thu-tuc/moi": [
            "code",
            "name",
            "ways_text",
            "papers_text",
            "bases_text",
            "levels",
            "popular",
        ],
        "/quan-tri/lich-cong-tac/moi": ["title", "monday", "entries_text"],
        "/quan-tri/nguoi-dung/": ["name", "email", "role"],
        "/quan-tri/cau-hinh": ["primary_colour", "theme", "order-lead"],
    }
    for payload in [*some(_payloads("blns-vectors", "fuzzdb-misc"), 20), "\x00", "\ud800"]:
        for path, names in targets.items():
            form = {"csrf_token": token} | dict.fromkeys(names, payload.encode("utf-8", "replace").decode())
            answer = person.client.post(path, data=form, headers=person.headers)
            assert answer.status_code < 500, (path, payload)


@pytest.mark.parametrize("text", ["{{7*7}}", "${7*7}", "{config}", "%s%n", "{0.__class__}", "{% raw %}"])
@pytest.mark.asvs("1.3.10", "1.3.7")
def test_template_syntax_is_shown_as_written(app: Flask, factory: Factory, text: str) -> None:
    _number, slug = factory.news(A, title=f"A {text} B", lead=text, body=text)
    shown = Browser(app, A).get(f"/tin-tuc/{slug}").text
    assert "A 49 B" not in shown and f"A {text} B" in shown.replace("&#39;", "'")


@pytest.mark.asvs("15.3.3", "8.2.3")
def test_fields_that_a_form_does_not_have_are_ignored(app: Flask, factory: Factory, signed_in: Make) -> None:
    person = signed_in(A, "author")
    extra = {
        "tenant_id": factory.tenant_id(B),
        "status": "published",
        "created_by_id": 1,
        "author_id": 1,
        "role": "admin",
        "slug": "x",
        "version": 9,
    }
    place = _write(person, factory, **extra).location
    with app.app_context(), entered(reading(factory.tenant_id(A))):
        item = db.session.scalar(select(NewsItem))
        assert (
            item is not None
            and (item.status, item.slug) == ("draft", "bai")
            and item.tenant_id == factory.tenant_id(A)
        )
    assert Browser(app, A).get("/tin-tuc/bai").status_code == 404
    assert place.startswith("/quan-tri/tin-tuc/")


@pytest.mark.asvs("15.3.1")
def test_what_is_not_yet_or_no_more_public_is_not_shown(app: Flask, factory: Factory) -> None:
    _n, embargoed = factory.news(A, at=utc_now() + timedelta(hours=1))
    _n, draft = factory.news(A, publish=False)
    number, withdrawn = factory.news(A)
    with factory.acting(A) as actor:
        from portal.news import queries
        from portal.publishing import service as publishing

        item = queries.by_id(number)
        assert item is not None
        publishing.withdraw(item, actor)
        publishing.commit()
    visitor = Browser(app, A)
    for query in ("", "?preview=1", "?xem-truoc=1"):
        assert visitor.get(f"/tin-tuc/{embargoed}{query}").status_code == 404
        assert visitor.get(f"/tin-tuc/{draft}{query}").status_code == 404
    assert visitor.get(f"/tin-tuc/{withdrawn}").status_code == 410
    assert (
        embargoed
        not in visitor.get("/").text + visitor.get("/tin-tuc/").text + visitor.get("/sitemap.xml").text
    )


@pytest.mark.parametrize(
    "path",
    [
        "/.git/config",
        "/.env",
        "/debug",
        "/console",
        "/metrics",
        "/portal.db",
        "/instance/portal.db",
        "/wsgi.py~",
        "/backup.sql",
    ],
)
@pytest.mark.asvs("13.4.1", "13.4.3", "13.4.5")
def test_nothing_of_the_inside_is_served(app: Flask, path: str) -> None:
    assert Browser(app, A).get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/tinh/x/../../config.py",
        "/giao-dien/bien/x/../theme.toml",
        "/tinh/x/%2e%2e/%2e%2e/config.py",
        "/tinh/x//etc/passwd",
    ],
)
@pytest.mark.tcvn("7.2.3.6.d")
def test_static_files_stay_in_their_folder(app: Flask, path: str) -> None:
    answer = Browser(app, A).get(path)
    assert (
        answer.status_code in {301, 308, 404} and "root:" not in answer.text and "Settings" not in answer.text
    )


@pytest.mark.asvs("13.4.4")
@pytest.mark.tcvn("7.2.2.4.b")
def test_trace_and_odd_methods_are_refused(app: Flask) -> None:
    for method in ("TRACE", "PUT", "DELETE", "PATCH", "PROPFIND"):
        answer = Browser(app, A).client.open("/", method=method, headers={"Host": "localhost"})
        assert answer.status_code == 405, method


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "tam-hai.localhost.evil",
        "[::1",
        "a" * 300,
        "tam-hai.localhost\x00",
        "..",
        "",
    ],
)
def test_an_unknown_host_gets_a_page_that_lists_the_portals(app: Flask, host: str) -> None:
    answer = app.test_client().get("/", headers={"Host": host})
    assert answer.status_code in {400, 404}
    if answer.status_code == 404:
        assert "Xã Tam Hải" in answer.text and "evil" not in answer.text


@pytest.mark.asvs("16.5.1", "13.4.2")
@pytest.mark.tcvn("7.2.3.6.g")
def test_an_error_page_tells_nothing_of_the_inside(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise RuntimeError("SECRET select * from user /work")

    monkeypatch.setitem(app.view_functions, "news.listing", broken)
    answer = Browser(app, A).get("/tin-tuc/")
    assert answer.status_code == 500 and "Xã Tam Hải" in answer.text
    for word in ("SECRET", "Traceback", "RuntimeError", "select", ".py", "Werkzeug"):
        assert word not in answer.text


def test_a_page_of_an_error_that_fails_itself_is_still_an_answer(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_args: object, **_named: object) -> str:
        raise RuntimeError("SECRET")

    monkeypatch.setattr(errors, "render_template", broken)
    reader = Browser(app, A)
    answer = reader.get("/khong-co")
    assert answer.status_code == 500 and "Hệ thống gặp lỗi" in answer.text and "SECRET" not in answer.text
    assert "kèm mã" not in answer.text and answer.headers["Content-Security-Policy"]
    monkeypatch.setitem(app.view_functions, "news.listing", broken)
    answer = reader.get("/tin-tuc/")
    code = re.search(r"kèm mã ([0-9a-f]{12})", answer.text)
    assert answer.status_code == 500 and code is not None
    assert f"the page of error 500 {code[1]} failed itself" in caplog.text


def test_slugs_are_unique_in_their_tenant_and_never_reserved(app: Flask, factory: Factory) -> None:
    assert factory.news(A, title="Một tin")[1] == "mot-tin"
    assert factory.news(A, title="Một tin")[1] == "mot-tin-2"
    assert factory.news(B, title="Một tin")[1] == "mot-tin"
    assert factory.news(A, title="Admin")[1] == "muc-admin"
    assert factory.news(A, title="..")[1].startswith("muc")
    assert len(factory.news(A, title="dài " * 70)[1]) <= 150


@pytest.mark.asvs("15.3.7")
def test_repeated_and_unknown_parameters_are_refused_by_name(app: Flask, factory: Factory) -> None:
    factory.news(A, title="Chỉ ở A")
    answer = Browser(app, A).get(f"/api/v1/search?q=chi&tenant={B}&scope=own&scope=all&limit=1&limit=9")
    assert answer.status_code == 400
    assert {one["parameter"] for one in answer.json["errors"]} == {"tenant", "scope", "limit"}


@pytest.mark.asvs("5.2.1")
def test_a_body_that_is_too_large_is_refused_in_words(signed_in: Make) -> None:
    person = signed_in(A, "author")
    big = "x" * (30 * 1024 * 1024)
    answer = person.client.post("/quan-tri/tin-tuc/moi", data={"title": big}, headers=person.headers)
    assert answer.status_code == 413 and "Xã Tam Hải" in answer.text
