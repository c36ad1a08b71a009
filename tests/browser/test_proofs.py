"""Checking a file in a real browser: nothing is uploaded, and what is bent is refused there."""

from __future__ import annotations

import copy
import hashlib
import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template_string
from playwright.sync_api import BrowserContext, expect
from werkzeug.serving import make_server

from portal.extensions import db
from portal.news.models import NewsItem
from portal.proofs.following import follow
from portal.proofs.queries import proof_of
from portal.publishing import service as publishing
from tests.browser.looking import AXE, Watch
from tests.browser.test_html import FRAME, check, needs_checker
from tests.conftest import A, Browser
from tests.factories import Factory
from tests.proofs.conftest import describe_news
from tests.proofs.test_checking import run

pytestmark = pytest.mark.browser
PAPER = b"%PDF-1.7 quyet dinh"
GONE = b"%PDF-1.7 da go"
PICTURES = os.environ.get("BROWSER_PICTURES", "")


@pytest.fixture()
def published(app: Flask, factory: Factory) -> Iterator[tuple[str, int]]:
    """A served portal with one thing in its log and one that was withdrawn: its address, the first one's id."""
    follow(app, "news", describe_news, "tin")
    digest = hashlib.sha256(PAPER).hexdigest()
    item_id, _slug = factory.news(A, title="12/QĐ-UBND về việc thử nghiệm nhật ký đăng tải", tags=[digest])
    gone, _slug = factory.news(A, title="13/QĐ-UBND", tags=[hashlib.sha256(GONE).hexdigest()])
    with factory.acting(A) as actor:
        item = db.session.get(NewsItem, (actor.tenant_id, gone))
        assert item is not None
        publishing.withdraw(item, actor)
        publishing.commit()
    run(app, "witness")
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://{A}.localhost:{server.server_port}", item_id
    server.shutdown()
    thread.join()


def choose(watch: Watch, name: str, content: bytes) -> str:
    """Choose a file on the checking page; what is answered."""
    watch.tab.set_input_files(
        "#kiem-tra-tep", {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    )
    answer = watch.tab.locator("#kiem-tra-ket-qua")
    expect(answer).to_have_attribute("aria-busy", "false")
    return answer.inner_text()


def test_a_file_is_checked_without_leaving_the_machine(
    published: tuple[str, int], context: BrowserContext
) -> None:
    address, item_id = published
    watch = Watch(context)
    asked: list[tuple[str, str, Any]] = []
    watch.tab.goto(f"{address}/kiem-tra")
    watch.tab.on("request", lambda one: asked.append((one.method, one.url, one.post_data_buffer)))
    told = choose(watch, "qd-12.pdf", PAPER)
    digest = hashlib.sha256(PAPER).hexdigest()
    assert [one for one in asked if "favicon" not in one[1]] == [
        ("GET", f"{address}/api/v1/proofs/{digest}", None)
    ]
    assert "Đúng: qd-12.pdf là tệp của 12/QĐ-UBND" in told and "là bản mới nhất" in told
    assert "Mục số 0 nằm trong nhật ký" in told and "đã được kiểm tra trong trình duyệt" in told
    assert "Nhân chứng đã ký: 17." in told
    link = watch.tab.locator("#kiem-tra-ket-qua a").first
    assert link.get_attribute("href") == f"{address}/bang-chung/news/{item_id}"
    assert "Không có nội dung nào" in choose(watch, "khac.pdf", PAPER + b" ")
    assert "đã được gỡ" in choose(watch, "cu.pdf", GONE)
    assert not watch.complaints and not watch.violations()


def test_a_bent_bundle_is_refused(published: tuple[str, int], context: BrowserContext, app: Flask) -> None:
    address, item_id = published
    bundle = Browser(app, A).get(f"/bang-chung/news/{item_id}.json").json
    watch = Watch(context)
    watch.tab.goto(f"{address}/kiem-tra")
    told = choose(watch, "goi.json", json.dumps(bundle).encode())
    assert "Đúng: gói bằng chứng của 12/QĐ-UBND" in told and "nhật ký khác" not in told
    for reason, change in {
        "mã băm của mục": lambda one: one["entries"][0].update(
            leaf=one["entries"][0]["leaf"].replace("12/", "99/")
        ),
        "đường đến gốc": lambda one: one["entries"][0].update(proof=[]),
        "chữ ký của nhật ký": lambda one: one.update(
            checkpoint=one["checkpoint"].replace("\n3\n", "\n4\n", 1)
        ),
        "khóa công khai": lambda one: one.update(key=one["key"].replace("+", "+0", 1)),
        "định dạng": lambda one: one.update(checkpoint="x"),
    }.items():
        bent = copy.deepcopy(bundle)
        change(bent)
        assert bent != bundle
        told = choose(watch, "goi.json", json.dumps(bent).encode())
        assert "SAI: bằng chứng không khớp" in told and reason in told and "Đúng" not in told, (reason, told)


def test_a_browser_without_ed25519_says_so_and_checks_the_rest(
    published: tuple[str, int], context: BrowserContext
) -> None:
    address, _item_id = published
    context.add_init_script("SubtleCrypto.prototype.importKey = () => Promise.reject(new Error('unknown'));")
    watch = Watch(context)
    watch.tab.goto(f"{address}/kiem-tra")
    told = choose(watch, "qd-12.pdf", PAPER)
    assert "Đúng: qd-12.pdf là tệp của 12/QĐ-UBND" in told and "Mục số 0 nằm trong nhật ký" in told
    assert "không kiểm tra được chữ ký Ed25519" in told and "đã được kiểm tra trong trình duyệt" not in told


def test_a_browser_without_crypto_points_to_the_form(
    published: tuple[str, int], context: BrowserContext
) -> None:
    address, _item_id = published
    context.add_init_script("Object.defineProperty(Crypto.prototype, 'subtle', { get: () => undefined });")
    watch = Watch(context)
    watch.tab.goto(f"{address}/kiem-tra")
    assert "cần địa chỉ https" in watch.tab.locator("#kiem-tra-ket-qua").inner_text()
    assert not watch.complaints


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is missing in .tools (make tools)")
def test_the_pages_are_accessible(published: tuple[str, int], context: BrowserContext) -> None:
    address, item_id = published
    watch, faults = Watch(context), []
    pages = {
        "check": "/kiem-tra",
        "check-found": f"/kiem-tra?sha256={hashlib.sha256(PAPER).hexdigest()}",
        "check-wrong": "/kiem-tra?sha256=abc",
        "thing": f"/bang-chung/news/{item_id}",
        "index": "/bang-chung/",
    }
    for name, path in pages.items():
        watch.tab.goto(address + path)
        if name == "check":
            choose(watch, "qd-12.pdf", PAPER)
        if name == "thing":
            watch.tab.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        for width in (360, 1280):
            faults += [f"{name} {one}" for one in watch.faults(width)]
            if PICTURES:
                Path(PICTURES).mkdir(exist_ok=True)
                watch.tab.screenshot(path=f"{PICTURES}/proofs-{name}-{width}.png", full_page=True)
    faults += watch.complaints + watch.violations()
    assert not faults, "\n".join(faults)


def test_without_a_script_the_form_answers(published: tuple[str, int], context: BrowserContext) -> None:
    address, _item_id = published
    assert context.browser is not None
    plain = context.browser.new_context(java_script_enabled=False, locale="vi-VN")
    tab = plain.new_page()
    tab.goto(f"{address}/kiem-tra")
    assert tab.locator("#kiem-tra").is_hidden()
    tab.fill("#sha256", hashlib.sha256(PAPER).hexdigest())
    tab.get_by_role("button", name="Tra cứu").click()
    assert "thuộc bản mới nhất" in tab.inner_text("main")
    plain.close()


@needs_checker
def test_the_pages_are_valid_html(published: tuple[str, int], app: Flask, tmp_path: Path) -> None:
    _address, item_id = published
    folder = tmp_path / "pages"
    folder.mkdir()
    paths = [
        "/kiem-tra",
        f"/kiem-tra?sha256={hashlib.sha256(GONE).hexdigest()}",
        f"/bang-chung/news/{item_id}",
        "/bang-chung/",
    ]
    for number, path in enumerate(paths):
        (folder / f"{number}.html").write_text(Browser(app, A).get(path).text)
    with app.test_request_context("/", headers={"Host": f"{A}.localhost"}):
        app.preprocess_request()
        piece = render_template_string("{% include 'proofs/_proof.html' %}", proof=proof_of("news", item_id))
    (folder / "piece.html").write_text(FRAME.format(piece))
    faults = check(folder)
    assert not faults, faults
