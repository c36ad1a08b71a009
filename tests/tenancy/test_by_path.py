"""PORTAL_TENANTS_BY=path: the same pages, every link under the portal's own prefix."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from portal import create_app
from portal.extensions import db, limiter
from portal.tenancy.directory import directory
from portal.web.freshness import GLOBAL_SLOT, tenants_changed, versions
from tests.conftest import DISTRICT, PASSWORD, A, B, settings_for
from tests.factories import Factory


@pytest.fixture()
def by_path(instance: Path) -> Iterator[Flask]:
    app = create_app(settings_for(instance, tenants_by="path"))
    limiter.enabled = False
    with app.app_context():
        tenants_changed()
        directory().refresh(versions().read(GLOBAL_SLOT))
    factory = Factory(app)
    for slug in (DISTRICT, A, B):
        factory.news(slug, title=f"Tin {slug}", body="[nội bộ](/tin-tuc/) và bảng")
    factory.procedure(DISTRICT, shared=True, popular=1, name="Thủ tục chung")
    yield app
    with app.app_context():
        db.engine.dispose()


def test_each_portal_lies_under_its_prefix_and_the_district_at_the_root(by_path: Flask) -> None:
    client = by_path.test_client()
    for path, slug in (("/", DISTRICT), (f"/{A}/", A), (f"/{B}/", B)):
        text = client.get(path, headers={"Host": "localhost:8000"}).text
        assert f"Tin {slug}" in text
        assert not any(f"Tin {other}" in text for other in (DISTRICT, A, B) if other != slug)


def test_every_link_of_a_portal_stays_under_its_prefix_and_works(by_path: Flask) -> None:
    client, seen, todo = by_path.test_client(), set[str](), [f"/{A}/"]
    while todo and len(seen) < 60:
        path = todo.pop()
        seen.add(path)
        answer = client.get(path, headers={"Host": "localhost:8000"})
        assert answer.status_code in {200, 302}, path
        if "html" not in answer.content_type:
            continue
        for link in re.findall(r'(?:href|src|action)="(/[^"#]*)', answer.text):
            assert link.startswith(f"/{A}/"), (path, link)
            if link not in seen and "/ngon-ngu/" not in link and "/dang-xuat" not in link:
                todo.append(link.replace("&amp;", "&"))
    assert len(seen) > 20


def test_absolute_addresses_and_search_results_carry_the_prefix(by_path: Flask) -> None:
    client = by_path.test_client()
    page = client.get(f"/{A}/tin-tuc/", headers={"Host": "localhost:8000"}).text
    assert f'rel="canonical" href="http://localhost:8000/{A}/tin-tuc/"' in page
    assert (
        f"http://localhost:8000/{A}/tin-tuc/"
        in client.get(f"/{A}/sitemap.xml", headers={"Host": "localhost:8000"}).text
    )


def test_the_desk_works_under_a_prefix(by_path: Flask) -> None:
    from portal.accounts.service import create_user, grant

    with by_path.app_context():
        portal = directory().by_slug(A)
        assert portal is not None
        grant(create_user("a@a.vn", "A", PASSWORD), portal.id, "approver", is_district=False)
        db.session.commit()
    client, host = by_path.test_client(), {"Host": "localhost:8000"}
    page = client.get(f"/{A}/quan-tri/", headers=host)
    assert page.status_code == 302 and page.location.startswith(f"/{A}/quan-tri/dang-nhap")
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get(page.location, headers=host).text)
    assert token is not None
    form = {"csrf_token": token[1], "email": "a@a.vn", "password": PASSWORD}
    answer = client.post(f"/{A}/quan-tri/dang-nhap", data=form, headers=host)
    assert answer.location == f"/{A}/quan-tri/"
    assert client.get(f"/{A}/quan-tri/tin-tuc/", headers=host).status_code == 200
    assert client.get(f"/{B}/quan-tri/tin-tuc/", headers=host).status_code == 302


def test_a_kept_page_of_one_prefix_never_answers_another(by_path: Flask) -> None:
    client = by_path.test_client()
    for _ in range(2):
        for slug in (A, B):
            text = client.get(f"/{slug}/tin-tuc/", headers={"Host": "localhost:8000"}).text
            assert f"Tin {slug}" in text


def test_a_host_that_is_nobodys_is_told_nothing_and_stands_in_no_mail(by_path: Flask) -> None:
    """A link to a new password is made with the host that was asked: that must be the installation's."""
    client = by_path.test_client()
    for host in ("evil.example", "localhost:8000@evil.example", "evil.example:8000"):
        for path in (f"/{A}/quan-tri/quen-mat-khau", f"/{A}/", "/"):
            answer = client.get(path, headers={"Host": host})
            assert answer.status_code == 404 and "Tin " not in answer.text
