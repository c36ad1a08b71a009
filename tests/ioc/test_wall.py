"""The screen on the wall: turns by itself, opens by a secret link alone, shows figures and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from portal.clock import utc_now
from portal.extensions import db
from portal.ioc.pages.plan import PLANS
from portal.ioc.warehouse.models import WallScreen
from portal.tenancy.scope import editing, entered
from tests.conftest import DISTRICT, A, Browser
from tests.factories import Factory

DESK = "/quan-tri/dieu-hanh/man-hinh"
LINKS = f"{DESK}/lien-ket"


def link_of(browser: Browser, name: str = "Phòng họp") -> str:
    """Makes a link; its path."""
    answer = browser.post(LINKS, {"name": name, "days": "30"})
    found = re.search(r"<code>https?://[^/<]+(/man-hinh-dieu-hanh/[^<]+)</code>", answer.text)
    assert found, answer.text[:500]
    return found[1]


def test_it_turns_through_all_parts_and_begins_again(signed_in: Callable[..., Browser]) -> None:
    browser = signed_in(DISTRICT, "district_admin")
    path, seen = DESK, []
    shown = [one for one in PLANS if one.headline]
    for _each in shown:
        page = browser.get(path, follow_redirects=True)  # a part without any figure is passed over
        assert page.status_code == 200 and page.headers["Cache-Control"] == "no-store"
        seen.append(re.search(r'<h1 class="wall__title">([^<]+)', page.text)[1].strip())  # type: ignore[index]
        refresh = re.search(
            r'<noscript><meta http-equiv="refresh" content="20; url=([^"]+)"></noscript>', page.text
        )
        assert refresh
        path = refresh[1]
    assert seen == [str(one.title) for one in shown]
    assert path == f"{DESK}?trang=1"
    still = browser.get(f"{DESK}?trang=3&dung=1").text
    assert "http-equiv" not in still and "ioc-wall.js" not in still
    for wrong in ("0", "7", "-1", "x", "999"):
        assert browser.get(f"{DESK}?trang={wrong}").status_code == 404


def test_a_link_opens_figures_without_session_until_it_is_withdrawn(
    app: Flask, factory: Factory, signed_in: Callable[..., Browser], browser: Callable[[str], Browser]
) -> None:
    admin = signed_in(A, "tenant_admin")
    path = link_of(admin)
    assert path.rsplit("/", 1)[1] not in admin.get(LINKS).text  # told once
    stranger = browser(A)
    page = stranger.get(f"{path}?trang=2")
    assert page.status_code == 200
    assert "Set-Cookie" not in page.headers and page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "/quan-tri/" not in page.text
    assert stranger.get(DESK).status_code == 302  # and nothing of the desk
    assert stranger.get(path + "x").status_code == 404
    assert browser(DISTRICT).get(path).status_code == 404  # of another portal
    with app.app_context(), entered(editing(factory.tenant_id(A))):
        row = db.session.scalars(select(WallScreen)).one()
        assert row.seen_at is not None and path.rsplit("/", 1)[1] not in (row.token_digest, row.name)
        number = row.id
    assert admin.post(f"{LINKS}/{number}/thu-hoi").status_code == 302
    assert stranger.get(path).status_code == 404
    assert "Đã thu hồi" in admin.get(LINKS).text


def test_a_link_ends_with_its_time(
    app: Flask, factory: Factory, signed_in: Callable[..., Browser], browser: Callable[[str], Browser]
) -> None:
    path = link_of(signed_in(A, "tenant_admin"))
    with app.app_context(), entered(editing(factory.tenant_id(A))):
        row = db.session.scalars(select(WallScreen)).one()
        row.ends_at = utc_now() - timedelta(seconds=1)
        db.session.commit()
    assert browser(A).get(path).status_code == 404


def test_only_who_may_set_gives_out_links(signed_in: Callable[..., Browser]) -> None:
    approver = signed_in(A, "approver")
    assert approver.get(DESK).status_code == 200
    assert approver.get(LINKS).status_code == 403
    assert approver.post(LINKS, {"name": "x", "days": "30"}).status_code == 403
    admin = signed_in(A, "tenant_admin")
    assert admin.post(LINKS, {"name": "", "days": "30"}).status_code == 422
    assert admin.post(LINKS, {"name": "Phòng", "days": "9999"}).status_code == 422
