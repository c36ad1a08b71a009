"""A form of figures is filled like a sheet: by keyboard, from a column that was copied, and is not left unsaved."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Dialog, expect

from portal.clock import today
from portal.indicators.periods import MONTH, holding
from tests.browser.installation import Installation
from tests.browser.page import COAST
from tests.browser.test_pages import bring_cookies
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser
expect.set_options(timeout=15_000)
WHERE = f"/quan-tri/so-lieu/ky/{holding(MONTH, today()).key}"
PASTE = """text => { const data = new DataTransfer(); data.setData("text/plain", text);
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true,
  cancelable: true })); }"""


def test_figures_are_typed_like_in_a_sheet(installation: Installation, context: BrowserContext) -> None:
    bring_cookies(context, Visitor(installation, COAST).sign_in())
    tab = context.new_page()
    faults: list[str] = []
    tab.on("pageerror", lambda error: faults.append(str(error)))
    tab.goto(installation.url(COAST, WHERE))
    cells = tab.locator("input.ind-input")

    cells.nth(0).focus()
    tab.keyboard.type("12")
    tab.keyboard.press("Enter")
    expect(cells.nth(1)).to_be_focused()
    tab.keyboard.type("1")
    tab.keyboard.press("ArrowUp")
    expect(cells.nth(0)).to_be_focused()
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("ArrowDown")
    expect(cells.nth(2)).to_be_focused()

    tab.evaluate(PASTE, "6\n9\t không lấy cột này\r\n17,5\n")
    for number, value in ((2, "6"), (3, "9"), (4, "17,5")):
        expect(cells.nth(number)).to_have_value(value)
    tab.evaluate(PASTE, "88")  # one figure goes where it always goes: the browser's own way
    expect(cells.nth(4)).to_have_value("17,5")

    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    tab.once("dialog", stay)
    tab.get_by_role("link", name="Danh mục chỉ tiêu").click(no_wait_after=True)
    expect(cells.nth(0)).to_have_value("12")
    assert asked == ["beforeunload"]

    tab.get_by_role("button", name="Lưu, chưa nộp").click()
    expect(tab.get_by_text("Đã lưu. Số liệu chưa nộp")).to_be_visible()
    expect(cells.nth(4)).to_have_value("17,5")
    tab.get_by_role("button", name="Lưu và nộp để duyệt").click()
    wrong = tab.get_by_role("alert")
    expect(wrong).to_contain_text("Chưa có số")
    wrong.get_by_role("link").first.click()
    expect(tab.locator("input.ind-input[aria-invalid=true]").first).to_be_focused()
    assert faults == []
