"""Taking files in by real clicks: dropped, seen being read, looked through beside the page, confirmed."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, expect
from werkzeug.serving import make_server

from portal.legal.intake import step
from tests.browser.looking import AXE, Watch
from tests.browser.test_html import FRAME, check, needs_checker
from tests.conftest import PASSWORD, A, Browser
from tests.legal.intake.samples import DECISION, WHERE, FakeReading, bring, only, work
from tests.media.reading.samples import text_pdf

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("BROWSER_PICTURES", "")
PAGES = 3


def pages_pdf() -> bytes:
    """A PDF whose pages say their numbers where `FakeReading` claims to have read them."""
    whole = pikepdf.new()
    for number in range(1, PAGES + 1):
        one = pikepdf.open(io.BytesIO(text_pdf([(60, 96, f"{number}/QD-UBND")])))
        whole.pages.append(one.pages[0])
    buffer = io.BytesIO()
    whole.save(buffer)
    return buffer.getvalue()


@pytest.fixture()
def served(app: Flask) -> Iterator[str]:
    """The portal of A, served."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://{A}.localhost:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture()
def watch(served: str, context: BrowserContext, signed_in: Callable[..., Browser]) -> Watch:
    """An approver, signed in, on the page where files come in."""
    signed_in(A, "approver")
    made = Watch(context)
    made.tab.goto(f"{served}/quan-tri/dang-nhap")
    made.tab.get_by_label("Thư điện tử").fill(f"approver@{A}.example")
    made.tab.get_by_label("Mật khẩu").fill(PASSWORD)
    made.tab.get_by_role("button", name="Đăng nhập").click()
    made.tab.goto(served + WHERE)
    return made


class Gate:
    """Holds a reading before a page until it is opened."""

    def __init__(self, page: int) -> None:
        self._page = page
        self._open = threading.Event()

    def __call__(self, number: int) -> None:
        if number == self._page:
            assert self._open.wait(60)

    def open(self) -> None:
        """Let it go on."""
        self._open.set()


def look(watch: Watch, name: str) -> list[str]:
    """What axe finds at the widths of a telephone and of a desk; pictures where they are asked for."""
    faults: list[str] = []
    for width in (360, 1280):
        if AXE.is_file():
            faults += [f"{name} {one}" for one in watch.faults(width)]
        if PICTURES:
            Path(PICTURES).mkdir(exist_ok=True)
            watch.tab.screenshot(path=f"{PICTURES}/intake-{name}-{width}.png", full_page=True)
    return faults


def test_a_file_is_dropped_read_looked_through_and_published(
    app: Flask, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(2)
    monkeypatch.setattr(step, "read_file", FakeReading(PAGES, gate))
    tab, faults = watch.tab, look(watch, "empty")
    expect(tab.get_by_text("Chưa nhận tệp nào")).to_be_visible()
    tab.get_by_label("Thêm tệp").set_input_files(
        [{"name": "ba-trang.pdf", "mimeType": "application/pdf", "buffer": pages_pdf()}]
    )
    tab.get_by_role("button", name="Tải lên").click()
    row = tab.locator("tr", has_text="ba-trang.pdf")
    expect(row.get_by_text("Chờ đọc")).to_be_visible()

    worker = threading.Thread(target=work, args=(app,))
    worker.start()
    expect(row.get_by_text(f"Đã đọc 1/{PAGES} trang")).to_be_visible()
    faults += look(watch, "reading")
    row.get_by_role("button", name="Dừng").focus()
    gate.open()
    expect(row.get_by_text("Chờ xác nhận")).to_be_visible()
    worker.join(30)
    expect(tab.locator("[data-poll]")).to_have_count(0)
    row.get_by_text("Bỏ", exact=True).click()
    expect(row.get_by_role("button", name="Bỏ khỏi danh sách")).to_be_visible()
    faults += look(watch, "listed")
    tab.keyboard.press("Escape")

    tab.get_by_role("link", name="Xem và xác nhận").click()
    tab.locator("a.place[href*='muc=number']").click()
    mark = tab.locator(".page-view__marks rect")
    expect(mark).to_have_count(1)
    sheet, box = tab.locator(".page-view__sheet img").bounding_box(), mark.bounding_box()
    assert sheet is not None and box is not None
    assert abs((box["x"] - sheet["x"]) / sheet["width"] - 0.1) < 0.02
    assert abs((box["y"] - sheet["y"]) / sheet["height"] - 0.1) < 0.02
    faults += look(watch, "review")
    assert watch.complaints == []
    confirm_by_keyboard(watch, faults)
    faults += watch.violations()
    assert not faults, "\n".join(faults)
    assert only(app, A).document_id is not None


def confirm_by_keyboard(watch: Watch, faults: list[str]) -> None:
    """Turn pages by the keyboard, send the form with a fault, then without."""
    tab = watch.tab
    tab.set_viewport_size({"width": 1280, "height": 900})
    tab.get_by_role("heading", level=1).click()
    for number in (2, 3):
        tab.keyboard.press("ArrowRight")
        expect(tab.locator(".page-view__where")).to_contain_text(f"Trang {number}/{PAGES}")
    tab.keyboard.press("ArrowRight")
    tab.keyboard.press("ArrowLeft")
    expect(tab.locator(".page-view__where")).to_contain_text(f"Trang 2/{PAGES}")
    number = tab.get_by_label("Số, ký hiệu")
    number.press("ArrowLeft")  # in a field the keys belong to the text
    expect(tab.locator(".page-view__where")).to_contain_text(f"Trang 2/{PAGES}")

    tab.get_by_label("Trích yếu").fill("Về việc đăng từ màn hình xác nhận")
    tab.get_by_role("button", name="Xác nhận và đăng").click()
    expect(tab.get_by_role("alert").first).to_contain_text("Chưa lưu được")
    faults += look(watch, "errors")
    tab.set_viewport_size({"width": 1280, "height": 900})
    tab.get_by_label("Cơ quan ban hành").fill("UBND xã Tam Hải")
    tab.get_by_label("Ngày ban hành").fill("2026-11-05")
    tab.get_by_role("button", name="Xác nhận và đăng").click()
    expect(tab.get_by_text("Đã tạo và đăng văn bản.")).to_be_visible()
    expect(tab.locator(".desk-head")).to_contain_text("Đã đăng")


def test_without_a_script_files_are_sent_and_pages_turned(
    app: Flask, served: str, context: BrowserContext, signed_in: Callable[..., Browser]
) -> None:
    signed_in(A, "author")
    assert context.browser is not None
    plain = context.browser.new_context(java_script_enabled=False, locale="vi-VN")
    tab = plain.new_page()
    tab.goto(f"{served}/quan-tri/dang-nhap")
    tab.get_by_label("Thư điện tử").fill(f"author@{A}.example")
    tab.get_by_label("Mật khẩu").fill(PASSWORD)
    tab.get_by_role("button", name="Đăng nhập").click()
    tab.goto(served + WHERE)
    files = [
        {"name": f"{name}.txt", "mimeType": "text/plain", "buffer": f"{DECISION}\n{name}".encode()}
        for name in "ab"
    ]
    tab.get_by_label("Thêm tệp").set_input_files(files)  # type: ignore[arg-type]
    tab.get_by_role("button", name="Tải lên").click()
    expect(tab.locator("tr", has_text="Chờ đọc")).to_have_count(2)
    assert work(app) == 2
    tab.reload()
    tab.get_by_role("link", name="Xem và xác nhận").first.click()
    tab.locator("a.place[href*='muc=number']").click()
    expect(tab.locator("mark")).to_have_text("Số: 12/QĐ-UBND")
    plain.close()


@needs_checker
def test_the_pages_are_valid_html(
    app: Flask, signed_in: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    desk = signed_in(A, "approver")
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "empty.html").write_text(desk.get(WHERE).text)
    bring(desk, ("ba-trang.pdf", pages_pdf()))
    (folder / "waiting.html").write_text(desk.get(WHERE).text)
    monkeypatch.setattr(step, "read_file", FakeReading(PAGES, source="ocr"))
    work(app)
    where = f"{WHERE}{only(app, A).id}"
    (folder / "listed.html").write_text(desk.get(WHERE).text)
    (folder / "review.html").write_text(desk.get(f"{where}?trang=1&muc=number").text)
    (folder / "errors.html").write_text(desk.post(f"{where}/xac-nhan", {"number": ""}).text)
    for name, path in {"rows": WHERE, "page": f"{where}?trang=2"}.items():
        piece = desk.get(path, headers={"HX-Request": "true"}).text
        assert "<html" not in piece
        (folder / f"piece-{name}.html").write_text(FRAME.format(piece))
    faults = check(folder)
    assert not faults, faults
