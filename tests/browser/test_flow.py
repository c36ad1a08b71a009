"""The main flows by real clicks, by the keyboard alone, and without scripts."""

from __future__ import annotations

import io
import os
import random
import re
import time
from dataclasses import dataclass

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, expect
from playwright.sync_api import Page as Tab

from tests.browser.installation import DISTRICT, Installation
from tests.browser.looking import AXE, Watch
from tests.browser.page_list import COAST
from tests.browser.visitor import OWN_PASSWORD, Visitor, colleague

pytestmark = pytest.mark.browser
expect.set_options(timeout=15_000)
INDEXED = 15.0  # seconds until a published text must be found


@dataclass(frozen=True)
class Person:
    """Somebody who can sign in."""

    email: str
    password: str


def sign_in(tab: Tab, address: str, person: Person) -> None:
    """Sign in as people do."""
    tab.goto(address)
    tab.get_by_label("Thư điện tử").fill(person.email)
    tab.get_by_label("Mật khẩu").fill(person.password)
    tab.get_by_role("button", name="Đăng nhập").click()
    expect(tab.get_by_role("heading", level=1, name="Hôm nay")).to_be_visible()


def write_body(tab: Tab, text: str) -> None:
    """Write into the visual editor where it runs, else into the text area."""
    visual = tab.locator(".editor__text")
    if tab.evaluate("!!document.querySelector('script[src*=\"editor.js\"]')"):
        expect(visual).to_be_visible()
        visual.click()
        tab.keyboard.type(text)
    else:
        tab.get_by_label("Nội dung").fill(text)


def is_found(tab: Tab, address: str, title: str) -> bool:
    """Whether the search finds the title before the patience ends."""
    end = time.monotonic() + INDEXED
    while time.monotonic() < end:
        tab.goto(address)
        if tab.locator(".results").get_by_text(title).count():
            return True
        time.sleep(0.3)
    return False


def noise(width: int = 640, height: int = 480) -> bytes:
    """A picture that does not shrink, so that sending it takes a while."""
    picture = Image.frombytes("RGB", (width, height), random.Random(7).randbytes(width * height * 3))
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


@pytest.fixture(scope="module")
def approver(installation: Installation, chromium: Browser) -> Person:
    """An approver of a commune, whom the district's administrator made by clicks."""
    context = chromium.new_context(locale="vi-VN", viewport={"width": 1280, "height": 900})
    tab = context.new_page()
    sign_in(
        tab,
        installation.url(DISTRICT, "/quan-tri/"),
        Person(installation.email, installation.password),
    )
    tab.get_by_role("link", name="Các cổng", exact=True).click()
    tab.get_by_role("row", name="Xã Tam Hải").get_by_role("button", name="Vào bàn biên tập").click()
    expect(tab).to_have_url(installation.url(COAST, "/quan-tri/"))
    tab.get_by_role("link", name="Người dùng").click()
    tab.get_by_label("Họ và tên").fill("Nguyễn Thị Duyệt")
    tab.get_by_label("Thư điện tử").fill("duyet@tam-hai.example")
    tab.get_by_label("Người duyệt").check()
    tab.get_by_role("button", name="Tạo ngay, cấp mật khẩu").click()
    told = tab.locator(".alert--success").inner_text()
    found = re.search(r"một lần: (\S+)", told)
    assert found, told
    context.close()
    given = Person("duyet@tam-hai.example", found[1])
    own = chromium.new_context(locale="vi-VN", viewport={"width": 360, "height": 740})
    person = make_own(own.new_page(), installation.url(COAST, "/quan-tri/"), given)
    own.close()
    return person


def make_own(tab: Tab, address: str, given: Person) -> Person:
    """Sign in with a password that somebody else made: the desk opens only when it is one's own."""
    tab.goto(address)
    tab.get_by_label("Thư điện tử").fill(given.email)
    tab.get_by_label("Mật khẩu").fill(given.password)
    tab.get_by_role("button", name="Đăng nhập").click()
    expect(tab.get_by_text("Mật khẩu này do người khác cấp")).to_be_visible()
    tab.goto(address)
    expect(tab.get_by_role("heading", level=1, name="Đổi mật khẩu")).to_be_visible()
    tab.get_by_label("Mật khẩu hiện tại").fill(given.password)
    tab.get_by_label("Mật khẩu mới", exact=True).fill(OWN_PASSWORD)
    tab.get_by_label("Nhập lại mật khẩu mới").fill(OWN_PASSWORD)
    if folder := os.environ.get("BROWSER_PICTURES"):
        tab.screenshot(path=f"{folder}/own-password-360.png", full_page=True)
    tab.get_by_role("button", name="Đổi mật khẩu").click()
    expect(tab.get_by_role("button", name="Đăng nhập")).to_be_visible()
    return Person(given.email, OWN_PASSWORD)


def fill_in(tab: Tab, title: str, body: str) -> None:
    """Write a news item and save it as a draft."""
    tab.get_by_label("Tiêu đề", exact=True).fill(title)
    tab.get_by_label("Đoạn dẫn").fill("Bà con Tam Hải ra quân từ sáng sớm.")
    tab.get_by_label("Chuyên mục").select_option(label="Tin tức – Sự kiện")
    write_body(tab, body)
    tab.get_by_role("button", name="Lưu", exact=True).click()
    expect(tab.get_by_text("Đã lưu bản nháp.")).to_be_visible()


def upload_picture(tab: Tab, context: BrowserContext) -> None:
    """Upload through the drop zone on a slow line: the progress shows, the picture can be chosen at once."""
    network = context.new_cdp_session(tab)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 400_000}
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", slow)
    tab.get_by_label("Thêm tệp").set_input_files(
        {"name": "bãi biển.png", "mimeType": "image/png", "buffer": noise()}
    )
    tab.get_by_role("button", name="Tải lên").click()
    expect(tab.get_by_role("progressbar", name="bãi biển.png")).to_be_visible()
    network.send("Network.emulateNetworkConditions", slow | {"uploadThroughput": -1})
    expect(tab.locator("#cac-tep img")).to_be_visible()
    expect(tab.get_by_role("progressbar", name="bãi biển.png")).to_be_hidden()
    tab.get_by_label("Ảnh đại diện").select_option(index=1)
    tab.get_by_label("Mô tả ảnh").first.fill("Bà con nhặt rác trên bãi biển")
    tab.get_by_role("button", name="Lưu", exact=True).click()
    expect(tab.get_by_text("Đã lưu.")).to_be_visible()


def test_sign_in_write_preview_publish_find_withdraw(
    installation: Installation, approver: Person, context: BrowserContext, chromium: Browser
) -> None:
    title = "Tam Hải ra quân làm sạch bãi biển Bàn Than"
    watch = Watch(context)
    tab = watch.tab
    sign_in(tab, installation.url(COAST, "/quan-tri/"), approver)
    tab.get_by_role("link", name="Tin và thông báo").first.click()
    tab.get_by_role("link", name="Viết mới").click()
    fill_in(tab, title, "Hơn ba trăm người tham gia.")
    upload_picture(tab, context)

    with context.expect_page() as opened:
        tab.get_by_role("link", name="Xem trước").click()
    preview = opened.value
    expect(preview.get_by_role("heading", level=1, name=title)).to_be_visible()
    expect(preview.get_by_text("Hơn ba trăm người tham gia.")).to_be_visible()
    preview.close()

    tab.get_by_role("button", name="Đăng", exact=True).click()
    expect(tab.get_by_text("Đã đăng lên cổng.")).to_be_visible()
    public = tab.get_by_role("link", name="Xem trên cổng").get_attribute("href")
    assert public
    citizen = chromium.new_page()
    citizen.goto(installation.url(COAST, public))
    expect(citizen.get_by_role("heading", level=1, name=title)).to_be_visible()
    assert citizen.get_by_alt_text("Bà con nhặt rác trên bãi biển").evaluate(
        "async (picture) => { await picture.decode(); return picture.naturalWidth; }"
    )
    citizen.goto(installation.url(COAST))
    expect(citizen.get_by_role("link", name=title).first).to_be_visible()
    assert is_found(citizen, installation.url(COAST, "/tim-kiem?q=lam+sach+bai+bien+ban+than"), title)

    tab.get_by_text("Gỡ", exact=True).click()
    tab.get_by_label("Lý do").fill("Đăng nhầm")
    tab.get_by_role("button", name="Gỡ khỏi cổng").click()
    expect(tab.get_by_text("Đã gỡ khỏi cổng.")).to_be_visible()
    answer = citizen.goto(installation.url(COAST, public))
    assert answer is not None and answer.status == 410
    citizen.close()
    assert watch.complaints == [] and watch.violations() == []


def test_create_and_publish_without_scripts(
    installation: Installation, approver: Person, chromium: Browser
) -> None:
    title = "Lịch tiêm phòng gia súc đợt hai"
    context = chromium.new_context(locale="vi-VN", java_script_enabled=False)
    tab = context.new_page()
    tab.goto(installation.url(COAST, "/quan-tri/dang-nhap"))
    tab.get_by_label("Thư điện tử").fill(approver.email)
    tab.get_by_label("Mật khẩu").fill(approver.password)
    tab.get_by_role("button", name="Đăng nhập").click()
    tab.goto(installation.url(COAST, "/quan-tri/tin-tuc/moi"))
    tab.get_by_role("button", name="Lưu", exact=True).click()
    expect(tab.get_by_role("alert")).to_contain_text("Nhập tiêu đề")
    tab.get_by_label("Tiêu đề", exact=True).fill(title)
    tab.get_by_label("Đoạn dẫn").fill("Thú y xã tiêm tại từng thôn.")
    tab.get_by_label("Nội dung").fill("## Thời gian\n\nTừ **thứ Hai**.")
    tab.get_by_role("button", name="Lưu", exact=True).click()
    expect(tab.get_by_text("Đã lưu bản nháp.")).to_be_visible()
    tab.get_by_label("Thêm tệp").set_input_files(
        {"name": "anh.png", "mimeType": "image/png", "buffer": noise(64, 48)}
    )
    tab.get_by_role("button", name="Tải lên").click()
    expect(tab.locator("#cac-tep img")).to_be_visible()
    tab.get_by_role("button", name="Đăng", exact=True).click()
    expect(tab.get_by_text("Đã đăng lên cổng.")).to_be_visible()
    tab.get_by_role("link", name="Xem trên cổng").click()
    expect(tab.get_by_role("heading", level=1, name=title)).to_be_visible()
    expect(tab.get_by_role("heading", level=2, name="Thời gian")).to_be_visible()
    tab.get_by_label("Từ khóa, số hiệu văn bản hoặc tên thủ tục").fill("khai sinh")
    tab.keyboard.press("Enter")
    expect(tab.locator(".results")).to_contain_text("khai sinh")
    context.close()


def test_of_two_who_write_at_once_nobody_loses_a_word(
    installation: Installation, context: BrowserContext
) -> None:
    """A procedure; news and what scripts add to it are in test_history.py."""
    mine, admin = context.new_page(), Person(installation.email, installation.password)
    sign_in(mine, installation.url(DISTRICT, "/quan-tri/"), admin)
    mine.goto(installation.url(DISTRICT, "/quan-tri/thu-tuc/"))
    mine.locator("#danh-sach tbody a").first.click()
    where = mine.url.removeprefix(installation.url(DISTRICT, ""))
    other = colleague(Visitor(installation, DISTRICT).sign_in(), "Phạm Thị Ngọc")
    assert other.submit(where, "description", {"description": "Lời của họ."}).status == 302
    mine.get_by_label("Mô tả ngắn").first.fill("Lời của tôi.")
    mine.get_by_role("button", name="Lưu", exact=True).click()
    expect(mine.get_by_role("heading", name="1 chỗ cả hai cùng sửa")).to_be_visible()
    expect(mine.get_by_text("Lời của họ.").first).to_be_visible()
    mine.get_by_role("radio", name="Của bạn").check()
    mine.get_by_role("button", name="Xem bản ghép").click()
    expect(mine.get_by_label("Mô tả ngắn").first).to_have_value("Lời của tôi.")
    mine.get_by_role("button", name="Lưu", exact=True).click()
    expect(mine.locator("#thong-bao")).to_contain_text("Đã lưu")
    expect(mine.get_by_label("Mô tả ngắn").first).to_have_value("Lời của tôi.")


def tab_to(tab: Tab, there: Locator, most: int = 60) -> None:
    """Press Tab until the focus is there, and see that it can be seen."""
    for _ in range(most):
        tab.keyboard.press("Tab")
        if there.evaluate("(one) => one === document.activeElement"):
            outline = there.evaluate(
                "(one) => [getComputedStyle(one).outlineStyle, getComputedStyle(one).boxShadow].join(' ')"
            )
            assert outline != "none none", "the focus cannot be seen"
            return
    raise AssertionError(f"the keyboard does not reach {there}")


def test_the_keyboard_alone_signs_in_filters_and_creates(
    installation: Installation, approver: Person, context: BrowserContext
) -> None:
    tab = context.new_page()
    keys = tab.keyboard
    tab.goto(installation.url(COAST, "/quan-tri/dang-nhap"))
    tab_to(tab, tab.get_by_label("Thư điện tử"))
    keys.type(approver.email)
    tab_to(tab, tab.get_by_label("Mật khẩu"))
    keys.type(approver.password)
    keys.press("Enter")
    expect(tab.get_by_role("heading", level=1, name="Hôm nay")).to_be_visible()
    tab_to(tab, tab.get_by_role("link", name="Tin và thông báo").first)
    keys.press("Enter")
    expect(tab.get_by_role("heading", level=1, name="Tin và thông báo")).to_be_visible()
    tab_to(tab, tab.get_by_role("searchbox"))
    keys.type("khongcotinnaonhuthe")
    expect(tab.get_by_text("Không có mục nào phù hợp")).to_be_visible()
    tab.goto(installation.url(COAST, "/quan-tri/tin-tuc/"))
    tab_to(tab, tab.get_by_role("link", name="Viết mới"))
    keys.press("Enter")
    expect(tab.get_by_label("Tiêu đề", exact=True)).to_be_visible()
    tab_to(tab, tab.get_by_label("Tiêu đề", exact=True))
    keys.type("Viết bằng bàn phím")
    tab_to(tab, tab.get_by_label("Đoạn dẫn"))
    keys.type("Không cần chuột.")
    keys.press("Shift+Tab")
    keys.press("Enter")  # a form is sent from a line of text
    expect(tab.get_by_text("Đã lưu bản nháp.")).to_be_visible()


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is missing in .tools (make tools)")
def test_the_list_of_the_desk_filters_while_one_types(
    installation: Installation, approver: Person, context: BrowserContext
) -> None:
    watch = Watch(context)
    tab = watch.tab
    sign_in(tab, installation.url(COAST, "/quan-tri/"), approver)
    tab.goto(installation.url(COAST, "/quan-tri/van-ban/"))
    before = tab.locator("#danh-sach tbody tr").count()
    number = tab.locator("#danh-sach tbody tr a").first.inner_text()
    tab.evaluate("window.stayed = true")
    tab.get_by_role("searchbox").press_sequentially("kế hoạch")
    expect(tab).to_have_url(re.compile("q=k"))
    tab.get_by_role("searchbox").fill("khongcovanbannao")
    expect(tab.get_by_text("Không có mục nào phù hợp")).to_be_visible()
    assert watch.faults(1280) == []
    tab.get_by_role("searchbox").fill("")
    expect(tab.locator("#danh-sach tbody tr")).to_have_count(before)
    expect(tab.locator("#danh-sach")).to_contain_text(number)
    assert tab.evaluate("window.stayed"), "the page was loaded anew"
    assert [one for width in (360, 768, 1280) for one in watch.faults(width)] == []
    assert watch.complaints == [] and watch.violations() == []


def test_a_file_that_is_refused_is_named_with_the_reason(
    installation: Installation, things: dict[str, str], approver: Person, context: BrowserContext
) -> None:
    watch = Watch(context)
    tab = watch.tab
    sign_in(tab, installation.url(COAST, "/quan-tri/"), approver)
    tab.goto(installation.url(COAST, f"/quan-tri/tin-tuc/{things['draft']}"))
    tab.get_by_label("Thêm tệp").set_input_files(
        {"name": "giả.png", "mimeType": "image/png", "buffer": b"<svg onload=alert(1)>"}
    )
    tab.get_by_role("button", name="Tải lên").click()
    refusal = tab.locator(".uploads__file")
    expect(refusal).to_have_attribute("data-state", "failed")
    expect(refusal).to_contain_text("giả.png")
    if AXE.is_file():
        assert [one for width in (360, 1280) for one in watch.faults(width)] == []
    expected = "status of 422"  # Chromium writes refused uploads down as errors
    assert [one for one in watch.complaints if expected not in one] == []
