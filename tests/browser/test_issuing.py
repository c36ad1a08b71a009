"""From a draft to the issued document in a real browser: preview, Word, signing, a number for a paper; every page
looked at, on a telephone and on a desk."""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from werkzeug.serving import make_server

from portal import create_app
from portal.exchange.issuing.act import find
from portal.exchange.registers.models import ISSUED
from portal.extensions import limiter
from portal.tenancy.directory import directory
from portal.web.freshness import GLOBAL_SLOT, tenants_changed, versions
from tests.browser.installation import free_port
from tests.browser.looking import AXE, Watch
from tests.browser.test_html import check, needs_checker
from tests.conftest import PASSWORD, A, settings_for
from tests.conftest import Browser as Client
from tests.exchange.composing.samples import TABLE
from tests.exchange.registers.world import Office
from tests.signing import made

pytestmark = pytest.mark.browser
expect.set_options(timeout=20_000)
PICTURES = os.environ.get("BROWSER_PICTURES", "")
OUT = "/quan-tri/van-ban-di/"
BODY = f"Thực hiện chỉ đạo của huyện, xã xây dựng Kế hoạch:\n\n## I. NỘI DUNG\n\n{TABLE}\n\nGiao [đơn vị]./."


@dataclass
class Served:
    """An office and where its portal answers."""

    office: Office
    door: str


@pytest.fixture(scope="module")
def served(blank_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A commune that can sign, served in this process."""
    folder = tmp_path_factory.mktemp("ban-hanh") / "instance"
    shutil.copytree(blank_instance, folder)
    made.holder("UBND xã Tam Hải").pkcs12(folder / "keys" / "signing" / f"{A}.p12")
    app = create_app(settings_for(folder))
    limiter.enabled = False
    with app.app_context():
        tenants_changed()
        directory().refresh(versions().read(GLOBAL_SLOT))
    office = Office(app)
    port = free_port()
    server = make_server("127.0.0.1", port, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Served(office, f"http://{A}.localhost:{port}")
    server.shutdown()


def look(watch: Watch, name: str) -> None:
    """What axe and the browser find at the widths of a telephone and of a desk; pictures where they are asked for."""
    faults = []
    for width in (360, 1280):
        watch.tab.set_viewport_size({"width": width, "height": 900})
        faults += watch.faults(width) if AXE.is_file() else []
        if PICTURES:
            Path(PICTURES).mkdir(exist_ok=True)
            watch.tab.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=True)
    assert not faults, "\n".join(faults)
    watch.weights.clear()


def sign_in(chromium: Browser, served: Served, name: str) -> Watch:
    """Somebody of the office, through the door of the desk."""
    watch = Watch(chromium.new_context(locale="vi-VN"))
    watch.tab.goto(f"{served.door}/quan-tri/dang-nhap")
    watch.tab.get_by_label("Thư điện tử").fill(f"{name}@{A}.example")
    watch.tab.locator("input[type=password]").fill(PASSWORD)
    watch.tab.keyboard.press("Enter")
    expect(watch.tab.locator(".desk-main")).to_be_visible()
    return watch


def test_a_draft_is_looked_at_signed_and_issued(served: Served, chromium: Browser) -> None:
    with served.office.working():
        number = served.office.draft(body=BODY, competence="TM. ỦY BAN NHÂN DÂN", position="Chủ tịch").id
    writer = sign_in(chromium, served, "officer1")
    writer.tab.goto(f"{served.door}{OUT}{number}")
    expect(writer.tab.get_by_role("link", name="Ký và ban hành")).to_have_count(0)
    look(writer, "issuing-draft")
    writer.tab.get_by_role("link", name="Xem bản in").click()
    expect(writer.tab.get_by_role("img", name="Bản in, trang 1")).to_be_visible()
    look(writer, "issuing-preview")
    writer.tab.goto(f"{served.door}{OUT}{number}")
    writer.tab.get_by_role("link", name="Lấy nội dung từ Word").click()
    look(writer, "issuing-word")
    leader = sign_in(chromium, served, "leader")
    tab = leader.tab
    tab.goto(f"{served.door}{OUT}{number}")
    tab.get_by_role("link", name="Ký và ban hành").click()
    expect(tab.get_by_text("[đơn vị]").first).to_be_visible()
    expect(tab.get_by_role("img", name="Bản in, trang 1")).to_be_visible()
    look(leader, "issuing-sign")
    tab.get_by_label("Chức vụ người ký").fill("")
    tab.get_by_role("button", name="Ký và ban hành").click()
    expect(tab.get_by_text("Ghi chức vụ người ký.").first).to_be_visible()
    look(leader, "issuing-sign-errors")
    tab.get_by_label("Chức vụ người ký").fill("Chủ tịch")
    tab.get_by_role("button", name="Ký và ban hành").click()
    expect(tab.get_by_role("status")).to_contain_text("Đã ban hành văn bản số 01/KH-UBND")
    look(leader, "issuing-issued")
    with served.office.working():
        row = find(number)
        assert row is not None and row.state == ISSUED


def test_word_comes_back_and_a_paper_gets_its_number(
    served: Served, chromium: Browser, tmp_path: Path
) -> None:
    with served.office.working():
        number = served.office.draft(kind="to-trinh", body=BODY).id
    clerk = sign_in(chromium, served, "clerk")
    tab = clerk.tab
    tab.goto(f"{served.door}{OUT}{number}")
    with tab.expect_download() as got:
        tab.get_by_role("link", name="Tải tệp Word").click()
    got.value.save_as(tmp_path / "du-thao.docx")
    tab.get_by_role("link", name="Lấy nội dung từ Word").click()
    tab.get_by_label("Tệp Word").set_input_files(tmp_path / "du-thao.docx")
    tab.get_by_role("button", name="Đọc tệp").click()
    expect(tab.get_by_label("Nội dung", exact=True)).to_have_value(re.compile("^Thực hiện chỉ đạo"))
    look(clerk, "issuing-word-read")
    tab.get_by_role("button", name="Dùng nội dung này").click()
    expect(tab.get_by_role("status")).to_contain_text("Đã lấy nội dung từ Word")
    tab.get_by_role("link", name="Cấp số văn bản giấy").click()
    look(clerk, "issuing-paper")
    tab.get_by_role("button", name="Cấp số và ban hành").click()
    expect(tab.get_by_text("Tải lên bản quét").first).to_be_visible()
    look(clerk, "issuing-paper-errors")
    (tmp_path / "quet.pdf").write_bytes(made.blank_pdf())
    tab.get_by_label("Bản quét").set_input_files(tmp_path / "quet.pdf")
    tab.get_by_label("Họ tên người ký").fill("Nguyễn Thị Hường")
    tab.get_by_role("button", name="Cấp số và ban hành").click()
    expect(tab.get_by_role("status")).to_contain_text("Đã ban hành văn bản số 01/TTr-UBND")


@needs_checker
def test_pages_are_valid_html(served: Served, tmp_path: Path) -> None:
    with served.office.working():
        number = served.office.draft(body=BODY).id
    where = f"{OUT}{number}"
    for name, pages in (
        ("leader", ("", "/ban-in", "/ky-ban-hanh")),
        ("clerk", ("", "/cap-so", "/nhap-tu-word")),
    ):
        client = Client(served.office.app, A)
        client.sign_in(f"{name}@{A}.example")
        for page in pages:
            answer = client.get(where + page)
            assert answer.status_code == 200
            (tmp_path / f"{name}{page.replace('/', '-')}.html").write_text(answer.text)
        for page in ("/ky-ban-hanh", "/cap-so", "/nhap-tu-word"):
            answer = client.post(where + page, {"version": "1", "position": " ", "day": "mai"})
            if answer.status_code == 422:
                (tmp_path / f"{name}{page.replace('/', '-')}-loi.html").write_text(answer.text)
    faults = check(tmp_path)
    assert not faults, "\n".join(f"{message}  ({', '.join(where)})" for message, where in faults.items())
