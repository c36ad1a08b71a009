"""What is told of signatures, in a real browser: unfolded, with axe, on a telephone's screen and a desk's."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, expect
from werkzeug.serving import make_server

from portal.news.models import NewsItem
from tests.browser.looking import AXE, Watch
from tests.browser.test_html import check, needs_checker
from tests.conftest import A, Browser
from tests.factories import Factory
from tests.signing import made
from tests.signing.test_stored import offer

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("BROWSER_PICTURES", "")


@pytest.fixture()
def address(app: Flask, factory: Factory, tmp_path: Path) -> str:
    """A news item that offers a file with two signatures and one that was changed."""
    good = made.signed(made.blank_pdf(), made.holder(TITLE="Chủ tịch"))
    good = made.signed(good, made.holder("Văn thư xã Tam Hải", number=2), name="K2")
    changed = made.updated(made.signed(made.blank_pdf(text="Cu"), made.holder()), "Moi")
    slug = offer(factory, A, tmp_path, "news", NewsItem, good, changed)
    return f"/tin-tuc/{slug}"


@pytest.fixture()
def served(app: Flask) -> Iterator[str]:
    """The portal of A, served."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://{A}.localhost:{server.server_port}"
    server.shutdown()
    thread.join()


def test_details_unfold_by_keyboard_and_axe_finds_nothing(
    app: Flask, served: str, address: str, context: BrowserContext
) -> None:
    watch = Watch(context)
    watch.tab.goto(served + address)
    expect(watch.tab.locator(".alert--warning")).to_contain_text("Đã bị thay đổi sau khi ký")
    expect(watch.tab.get_by_text("Tệp có 2 chữ ký số; không bị thay đổi sau khi ký")).to_be_visible()
    summary = watch.tab.locator(".file-note summary").first
    expect(watch.tab.get_by_text("Chủ tịch", exact=True)).to_be_hidden()
    summary.focus()
    watch.tab.keyboard.press("Enter")
    expect(watch.tab.get_by_text("Chủ tịch", exact=True)).to_be_visible()
    watch.tab.locator(".file-note summary").nth(1).click()
    if AXE.is_file():
        assert [fault for width in (360, 768, 1280) for fault in watch.faults(width)] == []
    if PICTURES:
        for width in (360, 1280):
            watch.tab.set_viewport_size({"width": width, "height": 900})
            watch.tab.screenshot(path=Path(PICTURES) / f"chu-ky-{width}.png", full_page=True)
    assert watch.complaints == [] and watch.violations() == []


@needs_checker
def test_the_page_is_valid_html(app: Flask, address: str, tmp_path: Path) -> None:
    folder = tmp_path / "trang"
    folder.mkdir()
    (folder / "tin.html").write_text(Browser(app, A).get(address).text)
    assert check(folder) == {}
