"""Correct → compare → restore, and two editors who collide: by clicks, by the keyboard, and without scripts."""

from __future__ import annotations

import itertools
import re

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.installation import Installation
from tests.browser.looking import AXE, Watch
from tests.browser.page import COAST
from tests.browser.test_pages import bring_cookies
from tests.browser.visitor import Visitor, colleague

pytestmark = pytest.mark.browser
expect.set_options(timeout=15_000)
_count = itertools.count(1)
BODY = "Họp ngày 25/11/2026 tại hội trường xã.\n\nMời bà con đến dự đông đủ.\n\nMang theo sổ hộ nghèo."


@pytest.fixture(scope="module")
def desk(installation: Installation) -> Visitor:
    """Somebody at the desk of a commune."""
    return Visitor(installation, COAST).sign_in()


def news(desk: Visitor) -> str:
    """A draft; its path."""
    values = {"title": f"Bài có lịch sử {next(_count)}", "lead": "Một câu dẫn.", "body": BODY}
    return desk.submit("/quan-tri/tin-tuc/moi", "title", values).location


def test_correct_compare_and_restore(
    installation: Installation, context: BrowserContext, desk: Visitor
) -> None:
    where = news(desk)
    bring_cookies(context, desk)
    watch = Watch(context)
    tab = watch.tab
    tab.goto(installation.url(COAST, where))
    tab.get_by_role("textbox", name="Tiêu đề", exact=True).fill("Tiêu đề đã sửa")
    tab.get_by_role("button", name="Lưu", exact=True).click()
    # Not the notice: the one of the draft that was just made stands on the page before.
    expect(tab.get_by_role("heading", level=1)).to_have_text("Tiêu đề đã sửa")
    tab.get_by_role("link", name="Lịch sử").click()
    expect(tab.get_by_role("radio", name="mới (bản 2)")).to_be_checked()
    expect(tab.get_by_role("radio", name="cũ (bản 1)")).to_be_checked()
    tab.get_by_role("button", name="So sánh hai bản đã chọn").press("Enter")
    expect(tab.locator("ins").first).to_contain_text("Tiêu đề đã sửa")
    expect(tab.locator("del").first).to_contain_text("Bài có lịch sử")
    if AXE.is_file():
        assert watch.faults(1280) == []
    tab.get_by_text("Khôi phục bản 1", exact=True).click()
    tab.get_by_role("button", name="Khôi phục", exact=True).click()
    expect(tab.locator("#thong-bao")).to_contain_text("Đã khôi phục bản 1.")
    expect(tab.get_by_role("textbox", name="Tiêu đề", exact=True)).to_have_value(
        re.compile("^Bài có lịch sử")
    )
    tab.goto(installation.url(COAST, f"{where}/lich-su"))
    expect(tab.locator("tbody tr").first).to_contain_text("Khôi phục bản cũ")
    assert watch.complaints == [] and watch.violations() == []


def test_neighbouring_saves_by_the_keyboard(
    installation: Installation, context: BrowserContext, desk: Visitor
) -> None:
    where = news(desk)
    for n in range(3):
        assert desk.submit(where, "title", {"title": f"Lần sửa {n}"}).status == 302
    bring_cookies(context, desk)
    tab = context.new_page()
    tab.goto(installation.url(COAST, f"{where}/so-sanh?tu=2&den=3#so-sanh"))
    expect(tab.locator("[data-compare]")).to_be_focused()
    tab.keyboard.press("n")
    expect(tab.get_by_role("heading", level=1)).to_contain_text("Bản 3 và bản 4")
    expect(tab.locator("[data-compare]")).to_be_focused()
    tab.keyboard.press("p")
    expect(tab.get_by_role("heading", level=1)).to_contain_text("Bản 2 và bản 3")


def test_two_editors_who_change_different_places_get_both(
    installation: Installation, context: BrowserContext, desk: Visitor
) -> None:
    where = news(desk)
    bring_cookies(context, desk)
    tab = context.new_page()
    tab.goto(installation.url(COAST, where))
    expect(tab.locator(".editor__text")).to_contain_text("hội trường xã")
    tab.locator(".editor__text p").last.click()
    tab.keyboard.press("End")
    tab.keyboard.type(" Nhớ đúng giờ.")
    other = BODY.replace("25/11/2026", "26/11/2026")
    theirs = {"body": other, "tags": "họp thôn"}
    assert colleague(desk, "Lê Thị Hoa").submit(where, "title", theirs).status == 302
    tab.get_by_role("button", name="Lưu", exact=True).click()
    expect(tab.get_by_text("Chưa lưu: đây là bản ghép của hai người")).to_be_visible()
    written = tab.locator(".editor__text")
    expect(written).to_contain_text("26/11/2026")
    expect(written).to_contain_text("Nhớ đúng giờ.")
    tab.get_by_role("button", name="Lưu", exact=True).click()
    expect(tab.locator("#thong-bao")).to_contain_text("Đã lưu")
    expect(tab.locator(".editor__text")).to_contain_text("Nhớ đúng giờ.")
    expect(tab.get_by_label("Từ khóa")).to_have_value("họp thôn")


def test_a_collision_is_settled_without_scripts(
    installation: Installation, chromium: Browser, desk: Visitor
) -> None:
    where = news(desk)
    context = chromium.new_context(locale="vi-VN", java_script_enabled=False)
    context.set_default_timeout(15_000)
    bring_cookies(context, desk)
    tab = context.new_page()
    tab.goto(installation.url(COAST, where))
    tab.get_by_role("textbox", name="Nội dung").fill(BODY.replace("25/11/2026", "27/11/2026"))
    theirs = {"body": BODY.replace("25/11/2026", "26/11/2026")}
    assert colleague(desk, "Lê Văn Nam").submit(where, "title", theirs).status == 302
    tab.get_by_role("button", name="Lưu", exact=True).click()
    expect(tab.get_by_role("heading", name="1 chỗ cả hai cùng sửa")).to_be_visible()
    tab.get_by_role("radio", name="Của người kia").check()
    tab.get_by_role("button", name="Xem bản ghép").click()
    expect(tab.get_by_role("textbox", name="Nội dung")).to_have_value(
        BODY.replace("25/11/2026", "26/11/2026")
    )
    tab.get_by_role("button", name="Lưu", exact=True).click()
    expect(tab.locator("#thong-bao")).to_contain_text("Đã lưu")
    context.close()
