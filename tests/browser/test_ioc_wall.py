"""The screen on the wall in a real browser: it turns by itself, and a lost network leaves the last figures standing."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, expect
from werkzeug.serving import make_server

from portal.extensions import db
from portal.ioc.pages import screens
from portal.ioc.pages.plan import PLANS
from portal.ioc.pages.wall import SECONDS
from tests.browser.looking import Watch, run_axe
from tests.conftest import A
from tests.factories import Factory

pytestmark = pytest.mark.browser
STANDS = (SECONDS + 2) * 1000
TITLES = [str(one.title) for one in PLANS]


@pytest.fixture()
def address(app: Flask, factory: Factory) -> Iterator[str]:
    """The link of a screen of a served commune."""
    with factory.acting(A) as actor:
        _row, token = screens.make("Phòng họp", 7, actor)
        db.session.commit()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://{A}.localhost:{server.server_port}/man-hinh-dieu-hanh/{token}"
    server.shutdown()
    thread.join()


def test_it_turns_and_outlives_a_lost_network(context: BrowserContext, address: str) -> None:
    watch = Watch(context)
    tab = watch.tab
    tab.clock.install()
    tab.goto(address)
    title, lost = tab.locator(".wall__title"), tab.locator(".wall__lost")
    expect(title).to_contain_text(TITLES[0])
    tab.clock.run_for(STANDS)
    tab.clock.run_for(1000)
    expect(title).to_contain_text(TITLES[1])
    assert run_axe(tab) == []
    context.set_offline(True)
    tab.clock.run_for(STANDS)
    expect(lost).to_contain_text("Mất kết nối từ")
    expect(title).to_contain_text(TITLES[1])
    context.set_offline(False)
    tab.clock.run_for(STANDS)
    tab.clock.run_for(1000)
    expect(title).to_contain_text(TITLES[2])
    expect(lost).to_be_empty()
    assert context.cookies() == []


def test_it_fits_a_screen_and_a_phone_and_stands_still_when_asked(
    context: BrowserContext, address: str
) -> None:
    tab = Watch(context).tab
    for width, height in ((1920, 1080), (1280, 720), (360, 740)):
        tab.set_viewport_size({"width": width, "height": height})
        tab.goto(f"{address}?trang=2")
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        if width > 1000:
            assert tab.evaluate("document.documentElement.scrollHeight") <= height, width
    tab.get_by_role("link", name="Dừng ở trang này").click()
    expect(tab.locator(".wall__title")).to_contain_text(TITLES[1])
    assert tab.locator("script").count() == 0
    tab.get_by_role("link", name="Sau").click()
    expect(tab.locator(".wall__title")).to_contain_text(TITLES[2])
    expect(tab.get_by_role("link", name="Tự chuyển trang")).to_be_visible()
