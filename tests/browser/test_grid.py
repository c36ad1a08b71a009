"""Rows of a procedure filled in as tables, by keyboard and from the clipboard; nothing of the text is lost."""

from __future__ import annotations

import random

import pytest
from playwright.sync_api import BrowserContext, expect
from playwright.sync_api import Page as Tab

from portal.procedures.lines import read_papers, write_papers
from portal.procedures.service import Paper
from tests.browser.installation import Installation
from tests.browser.page import HILLS
from tests.browser.test_pages import bring_cookies
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser
expect.set_options(timeout=15_000)

PASTE = """([text, html]) => { const data = new DataTransfer(); data.setData("text/plain", text);
  data.setData("text/html", html);
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true })); }"""
FROM_WORD = """<style>td { color: red }</style><table>
<tr><td colspan="5"><p>Trường hợp ủy quyền</p></td></tr>
<tr><td><p>Giấy ủy quyền</p><p>có chứng thực</p></td><td>1</td><td>0</td><td></td><td rowspan="2">Nộp kèm</td></tr>
<tr><td>Căn cước | thẻ</td><td></td><td>1</td><td></td></tr></table>"""
THERE_AND_BACK = """texts => texts.map(text => {
  const area = document.getElementById("papers_text");
  const turn = area.parentElement.querySelector(".grid__acts .button--small");
  if (area.hidden) turn.click();
  area.value = text;
  turn.click();
  if (!area.hidden) return null;
  document.querySelector(".field:has(#papers_text) .grid .input").dispatchEvent(new Event("input", { bubbles: true }));
  return area.value; })"""


def table(tab: Tab, name: str) -> str:
    """The text that the form sends for a table."""
    return tab.locator(f"#{name}").input_value()


def some_papers(seed: int) -> list[Paper]:
    """Papers with all that a line has a meaning for."""
    dice = random.Random(seed)

    def words() -> str:
        return " ".join(
            "".join(dice.choices("aáđ12#\\;/.-–,()“”", k=dice.randint(0, 6))) for _ in range(2)
        ).strip()

    cases = ["", "Trường hợp 1", "#2", "\\#3"]
    return [
        Paper(words() or "Tờ khai", dice.choice(cases), words(), *dice.choices([None, 0, 12], k=2), words())
        for _ in range(dice.randint(1, 6))
    ]


def test_a_procedure_is_filled_in_as_tables(installation: Installation, context: BrowserContext) -> None:
    desk = Visitor(installation, HILLS).sign_in()
    bring_cookies(context, desk)
    tab = context.new_page()
    tab.goto(installation.url(HILLS, "/quan-tri/thu-tuc/moi"))
    tab.get_by_label("Mã thủ tục").fill("9.777001")
    tab.get_by_label("Tên thủ tục").fill("Thủ tục trong bảng")
    tab.get_by_label("Lĩnh vực").fill("Hộ tịch")

    # by keyboard: a choice, words, a further line
    tab.get_by_role("combobox", name="Cách nộp, dòng 1").select_option("Trực tuyến")
    tab.get_by_role("textbox", name="Thời hạn giải quyết, dòng 1").fill("03 ngày | làm việc")
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("combobox", name="Cách nộp, dòng 2")).to_be_focused()
    tab.get_by_role("textbox", name="Phí, lệ phí, dòng 2").fill("Miễn phí")
    assert table(tab, "ways_text") == "Trực tuyến | 03 ngày / làm việc\n |  | Miễn phí"

    # a table of Word after a paper: its line over the whole width begins a case, no word is written over
    tab.get_by_role("textbox", name="Tên giấy tờ, dòng 1").fill("#Tờ khai")
    tab.evaluate(PASTE, ["a\tb", FROM_WORD])
    assert table(tab, "papers_text") == (
        "\\#Tờ khai\n# Trường hợp ủy quyền\nGiấy ủy quyền có chứng thực | 1 | 0 |  | Nộp kèm\nCăn cước / thẻ |  | 1"
    )
    tab.get_by_role("button", name="Thêm trường hợp").click()
    expect(tab.get_by_role("textbox", name="Trường hợp, dòng 5")).to_be_focused()
    tab.keyboard.type("Nộp qua bưu chính")
    tab.get_by_role("textbox", name="Tên giấy tờ, dòng 6").fill("Phong bì")
    tab.get_by_role("textbox", name="Bản chính, dòng 6").fill("một")

    # a form that comes back shows the same rows, and says which are wrong
    tab.get_by_role("button", name="Lưu", exact=True).press("Enter")
    expect(tab.get_by_role("alert")).to_contain_text("Dòng 2 (“| | Miễn phí”): cách nộp phải là")
    expect(tab.get_by_role("alert")).to_contain_text("Dòng 6 (“Phong bì | một”): số bản chính")
    tab.get_by_role("alert").get_by_role("link", name="Cách thức thực hiện").click()
    expect(tab.get_by_role("combobox", name="Cách nộp, dòng 1")).to_be_focused()
    tab.get_by_role("combobox", name="Cách nộp, dòng 2").select_option("Bưu chính")
    tab.get_by_role("textbox", name="Bản chính, dòng 6").fill("1")
    tab.get_by_role("textbox", name="Số ký hiệu, dòng 1").fill("60/2014/QH13")
    tab.get_by_role("textbox", name="Tên văn bản, dòng 1").fill("Luật Hộ tịch")
    expect(tab.locator("[data-writing-sign]")).to_contain_text("đã lưu")  # the working copy follows each box
    tab.get_by_role("button", name="Lưu", exact=True).press("Enter")
    expect(tab.locator("#thong-bao")).to_contain_text("Đã lưu")
    expect(tab.get_by_role("textbox", name="Trường hợp, dòng 5")).to_have_value("Nộp qua bưu chính")
    expect(tab.get_by_role("textbox", name="Tên giấy tờ, dòng 1")).to_have_value("#Tờ khai")
    expect(tab.get_by_role("combobox", name="Cách nộp, dòng 2")).to_have_value("Bưu chính")

    # text → table → text changes nothing
    texts = [write_papers(some_papers(seed)) for seed in range(60)]
    for text, back in zip(texts, tab.evaluate(THERE_AND_BACK, texts), strict=True):
        assert back == text and read_papers(back) == read_papers(text)

    # who leads to a place in the text (a hint) finds the text
    tab.locator("#bases_text").evaluate("area => area.focus()")
    expect(tab.locator("#bases_text")).to_be_focused()

    # what does not fit stays text, and it is said why
    papers = tab.locator(".field", has=tab.locator("#papers_text"))
    papers.get_by_role("button", name="Sửa dạng chữ").click()
    tab.locator("#papers_text").fill("a | 1 | 1 | b | c | thừa")
    papers.get_by_role("button", name="Sửa dạng bảng").click()
    expect(papers.get_by_role("status")).to_contain_text("Có dòng nhiều phần hơn số cột")
    expect(tab.locator("#papers_text")).to_be_visible()
    assert table(tab, "papers_text") == "a | 1 | 1 | b | c | thừa"
