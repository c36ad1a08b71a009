"""Headers, cookies and caching of every rule of the URL map, errors and odd methods included."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pytest
from flask import Flask

from portal import create_app
from portal.extensions import csrf, limiter
from portal.tenancy.directory import directory
from portal.web.freshness import GLOBAL_SLOT, tenants_changed, versions
from tests.conftest import DISTRICT, A, B, Browser, settings_for
from tests.factories import Factory
from tests.policy import VALUES
from tests.statements import statements
from tests.test_canary import _crawl
from tests.thorough import some
from tests.web.header_rules import ALWAYS, kind_of, wrong_headers

Make = Callable[..., Browser]
SIGNED_BY_THEMSELVES = {"exchange.receive", "payments.news"}
"""Programs of others send here: what they send is signed, and no browser's cookie counts."""
UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


def _rules(app: Flask) -> list[Any]:
    return sorted((one for one in app.url_map.iter_rules()), key=lambda one: one.rule)


def _address(rule: Any) -> str:
    values = {
        "slug": "khong-co",
        "name": "x.pdf",
        "kind": "pdf",
        "act": "khoa",
        "role": "author",
        "path": "x",
    }
    values |= VALUES.get(rule.endpoint, {})
    made = re.sub(
        r"<(?:any\(([^)]*)\):)?(?:[^:<>]+:)?(\w+)>",
        lambda found: found[1].split(",")[0].strip(" '\"") if found[1] else values.get(found[2], "4000000"),
        rule.rule,
    )
    assert "<" not in made, (rule.rule, made)
    return made


def test_every_route_has_a_class(app: Flask) -> None:
    for rule in _rules(app):
        assert kind_of(rule.endpoint, rule.rule)
    with pytest.raises(LookupError):
        kind_of("phong_moi.listing", "/phong-moi/")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(
            (one, None)
            for one in (*ALWAYS, "Content-Security-Policy", "Permissions-Policy", "Cache-Control", "Vary")
        ),
        ("Content-Security-Policy", "default-src 'self'"),
        ("X-Content-Type-Options", "sniff"),
        ("Permissions-Policy", "camera=(self)"),
        ("Strict-Transport-Security", "max-age=1"),
        ("Server", "granian/2.0"),
        ("Cache-Control", "no-cache"),
        ("Set-Cookie", "phien=x; Path=/"),
        ("Set-Cookie", "phien=x; HttpOnly; Path=/; SameSite=Lax; Domain=localhost"),
        ("Set-Cookie", "theo-doi=x; HttpOnly; Path=/; SameSite=Lax"),
    ],
)
def test_what_is_wrong_is_noticed(app: Flask, name: str, value: str | None) -> None:
    answer = Browser(app, A).get("/quan-tri/dang-nhap")
    assert wrong_headers(app, "/quan-tri/dang-nhap", answer) == []
    del answer.headers[name]
    if value is not None:
        answer.headers[name] = value
    assert wrong_headers(app, "/quan-tri/dang-nhap", answer) != []


def test_every_public_page_with_something_on_it(app: Flask, factory: Factory) -> None:
    factory.news(A, title="Tin")
    factory.page(A)
    factory.legal(A)
    factory.procedure(A, popular=1)
    factory.week(A)
    seen, wrong = set(), []
    beyond = [
        "/",
        "/sitemap.xml",
        "/robots.txt",
        "/tin-tuc/feed.xml",
        "/api/v1/news",
        "/giao-dien.css",
        "/healthz",
    ]
    for path, answer in _answers(Browser(app, A), beyond):
        wrong += wrong_headers(app, path, answer)
        seen.add(answer.status_code)
    assert wrong == [] and 200 in seen


def _answers(browser: Browser, start: list[str]) -> Iterator[tuple[str, Any]]:
    """Every answer of a walk along the links, with what styles and scripts a page names."""
    for path, text in _crawl(browser, start, limit=90):
        yield path, browser.get(path)
        for asset in re.findall(r'(?:href|src)="(/(?:tinh|giao-dien)/[^"]+)"', text)[:3]:
            yield asset, browser.get(asset)


@pytest.mark.thorough
@pytest.mark.asvs("3.4.3", "3.4.4", "3.4.5", "3.4.6", "3.4.2", "14.3.2", "4.1.1")
def test_every_rule_whoever_asks(app: Flask, signed_in: Make) -> None:
    """A third of the rules, by method; all of them in `make chaos`. Most things are missing: errors count too."""
    browsers = [Browser(app, A), signed_in(A, "tenant_admin")]
    wrong = []
    for at, rule in enumerate(some(_rules(app), 3, 1)):
        path = _address(rule)
        methods = ["GET", *some(["HEAD", "OPTIONS", "TRACE", "POST"], 4, at % 4)]
        for browser in browsers if rule.rule.startswith("/quan-tri") else browsers[:1]:
            for method in methods:
                if rule.endpoint == "desk.sign_out_action":
                    continue
                answer = browser.client.open(path, method=method, headers=browser.headers, buffered=True)
                wrong += wrong_headers(app, path, answer)
                if method == "TRACE":
                    assert answer.status_code == 405, path
    assert wrong == []


@pytest.mark.asvs("3.4.3", "3.4.4")
def test_every_kind_of_error(app: Flask, signed_in: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor, desk = Browser(app, A), signed_in(A, "tenant_admin")
    big = b"x" * (app.config["MAX_CONTENT_LENGTH"] + 1)
    asked: list[tuple[int, str, Any]] = [
        (404, "/khong-co", visitor.get("/khong-co")),
        (404, "/api/v1/khong-co", visitor.get("/api/v1/khong-co")),
        (405, "/", visitor.client.put("/", headers=visitor.headers)),
        (400, "/quan-tri/dang-xuat", desk.client.post("/quan-tri/dang-xuat", headers=desk.headers)),
        (401, "/quan-tri/tin-tuc/", visitor.get("/quan-tri/tin-tuc/", headers={"HX-Request": "true"})),
        (302, "/quan-tri/", visitor.get("/quan-tri/")),
        (404, "/", visitor.client.get("/", headers={"Host": "la.example"})),
        (413, "/quan-tri/thu-vien/tai-len", desk.post("/quan-tri/thu-vien/tai-len", {"file": (BytesIO(big), "x.png")})),
    ]  # fmt: skip
    limiter.enabled = True
    app.config["PORTAL"].__dict__["sign_in_limit"] = "1 per minute"
    try:
        door = [visitor.sign_in("ai@example.vn", "sai") for _i in range(2)]
    finally:
        limiter.reset()
        limiter.enabled = False
    asked.append((429, "/quan-tri/dang-nhap", door[-1]))
    signed_in(DISTRICT, "district_admin").post(f"/quan-tri/cac-cong/{B}/tam-dung")
    asked.append((503, "/", Browser(app, B).get("/")))

    def broken(*_args: object, **_named: object) -> None:
        raise RuntimeError("SELECT secret FROM user")

    monkeypatch.setitem(app.view_functions, "web.robots", broken)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    asked.append((500, "/robots.txt", visitor.get("/robots.txt")))
    for status, path, answer in asked:
        assert answer.status_code == status, (path, answer.status_code)
        assert wrong_headers(app, path, answer) == []
        assert "SELECT" not in answer.text and "Traceback" not in answer.text


@pytest.mark.asvs("3.3.1", "3.3.2", "3.3.3", "3.3.4", "3.4.1")
@pytest.mark.tcvn("7.2.3.1.h")
def test_behind_tls_cookies_and_answers_say_so(instance: Any) -> None:
    app = create_app(settings_for(instance, cookie_secure=True))
    limiter.enabled = False
    with app.app_context():
        tenants_changed()
        directory().refresh(versions().read(GLOBAL_SLOT))
    factory = Factory(app)
    factory.news(A)
    client, headers = app.test_client(), {"Host": f"{A}.localhost:8000"}

    def ask(method: str, path: str, **more: Any) -> Any:
        return client.open(
            path, method=method, headers=headers, base_url=f"https://{A}.localhost:8000", **more
        )

    wrong = []
    for path in (
        "/",
        "/quan-tri/",
        "/quan-tri/dang-nhap",
        "/tai-khoan/dang-nhap",
        "/khong-co",
        "/ngon-ngu/en",
    ):
        wrong += wrong_headers(app, path, ask("GET", path), secure=True)
    assert wrong == []
    page = ask("GET", "/quan-tri/dang-nhap").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert token
    _person(app)
    form = {"csrf_token": token[1], "email": "lan@tam-hai.example", "password": "mot-mat-khau-dai-de-thu"}
    answer = ask(
        "POST",
        "/quan-tri/dang-nhap",
        data=form,
        environ_overrides={"HTTP_REFERER": f"https://{A}.localhost:8000/"},
    )
    assert answer.status_code == 302, answer.text
    names = {one.partition("=")[0] for one in answer.headers.getlist("Set-Cookie")}
    assert names == {"__Host-phien", "__Secure-thiet-bi"}
    assert wrong_headers(app, "/quan-tri/dang-nhap", answer, secure=True) == []
    assert ask("GET", "/quan-tri/").status_code == 200
    assert ask("GET", "/").headers["Cache-Control"] == "no-store"
    assert app.test_client().get("/", headers=headers).headers["Cache-Control"] == "no-cache"


def _person(app: Flask) -> None:
    from portal.accounts.service import create_user, grant
    from portal.extensions import db

    with app.app_context():
        portal = directory().by_slug(A)
        assert portal is not None
        user = create_user("lan@tam-hai.example", "Lan", "mot-mat-khau-dai-de-thu")
        grant(user, portal.id, "author", is_district=False)
        db.session.commit()


def test_who_may_send_without_a_token_is_listed(app: Flask) -> None:
    exempt = {
        rule.endpoint
        for rule in _rules(app)
        if rule.methods & UNSAFE
        and (
            f"{app.view_functions[rule.endpoint].__module__}.{app.view_functions[rule.endpoint].__name__}"
            in csrf._exempt_views
            or rule.endpoint.partition(".")[0] in csrf._exempt_blueprints
            or app.blueprints.get(rule.endpoint.partition(".")[0]) in csrf._exempt_blueprints
        )
    }
    voice = {
        "questions",
        "consultations",
        "reports",
        "polls",
        "voice",
    }  # a signed number in the form of a cookieless page
    assert {one for one in exempt if one.partition(".")[0] not in voice} == SIGNED_BY_THEMSELVES


TRICKS: dict[str, dict[str, Any]] = {
    "nothing": {"data": {"reason": "thử"}},
    "htmx": {"data": {"reason": "thử"}, "headers": {"HX-Request": "true"}},
    "origin null": {"data": {"reason": "thử"}, "headers": {"Origin": "null"}},
    "json": {"json": {"reason": "thử"}},
    "another's": {"data": {"csrf_token": "?"}},
    "in a header": {"data": {}, "headers": {"X-CSRFToken": "x"}},
    "method in the query": {"data": {"reason": "thử"}, "query_string": {"_method": "POST"}},
}


@pytest.mark.thorough
@pytest.mark.asvs("3.5.1", "3.5.2")
@pytest.mark.tcvn("7.2.3.6.e")
def test_no_rule_is_acted_on_without_the_token(app: Flask, signed_in: Make) -> None:
    """SAFETY A32, over the whole URL map: each unsafe rule with one trick, with every one in `make chaos`."""
    mine, stolen = signed_in(A, "tenant_admin"), signed_in(B, "tenant_admin").token("/quan-tri/mat-khau")
    exempt = {"questions", "consultations", "reports", "polls", "voice"}
    unsafe = [one for one in _rules(app) if one.methods & UNSAFE]
    for at, rule in enumerate(unsafe):
        if rule.endpoint in SIGNED_BY_THEMSELVES or rule.endpoint.partition(".")[0] in exempt:
            continue
        for name in some(sorted(TRICKS), len(TRICKS), at % len(TRICKS)):
            trick = dict(TRICKS[name])
            if name == "another's":
                trick["data"] = {"csrf_token": stolen}
            headers = mine.headers | trick.pop("headers", {})
            with statements(app) as sent:
                answer = mine.client.post(_address(rule), headers=headers, **trick)
            assert answer.status_code in {400, 404}, (rule.rule, name, answer.status_code)
            written = [one for one in sent if one.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))]
            # That the session was used is noted once a minute, whatever is asked; all rules take longer than that.
            written = [one for one in written if "SET last_seen_at=? WHERE" not in one]
            assert written == [], (rule.rule, name, written)
    assert mine.get("/quan-tri/").status_code == 200
