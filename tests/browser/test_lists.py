"""Lists by keys alone and by clicks: walk, tick, act, undo; the sheet of keys, and switching them off."""

from __future__ import annotations

import itertools

import pytest
from playwright.sync_api import BrowserContext, expect
from playwright.sync_api import Page as Tab

from tests.browser.installation import Installation
from tests.browser.looking import AXE, Watch
from tests.browser.page import COAST
from tests.browser.test_pages import bring_cookies
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser
expect.set_options(timeout=15_000)
_count = itertools.count(1)
NEWS = "/quan-tri/tin-tuc/"


@pytest.fixture(scope="module")
def desk(installation: Installation) -> Visitor:
    """Somebody at the desk of a commune."""
    return Visitor(installation, COAST).sign_in()


@pytest.fixture()
def word(desk: Visitor) -> str:
    """The word that three drafts, and they alone, have in their titles."""
    word = f"phimtat{next(_count)}"
    for n in (1, 2, 3):
        values = {"title": f"Bài {word} số {n}", "lead": "Một câu dẫn.", "body": "Nội dung."}
        assert desk.submit(f"{NEWS}moi", "title", values).status == 302
    return word


@pytest.fixture()
def watch(installation: Installation, context: BrowserContext, desk: Visitor, word: str) -> Watch:
    """The list of these drafts, the last first."""
    bring_cookies(context, desk)
    made = Watch(context)
    made.tab.goto(installation.url(COAST, f"{NEWS}?q={word}&sap-xep=moi-tao"))
    expect(made.tab.locator("tr[data-row]")).to_have_count(3)
    return made


def ticked(tab: Tab) -> list[bool]:
    """Which rows are ticked."""
    return [box.is_checked() for box in tab.locator("input[name=id]").all()]


def test_walk_tick_act_and_undo_by_keys(watch: Watch) -> None:
    tab = watch.tab
    tab.keyboard.press("j")
    expect(tab.locator("tr.is-here")).to_contain_text("số 3")
    tab.keyboard.press("x")
    for key in ("j", "j", "j", "x", "k"):  # the last row is the end
        tab.keyboard.press(key)
    expect(tab.locator("[data-bulk-count]")).to_have_text("Đã đánh dấu 2 mục.")
    assert ticked(tab) == [True, False, True]
    expect(tab.locator("tr.is-here")).to_contain_text("số 2")
    expect(tab.get_by_label("Lý do gỡ")).to_be_hidden()
    tab.get_by_label("Việc cần làm").select_option("go")
    expect(tab.get_by_label("Lý do gỡ")).to_be_visible()
    tab.get_by_label("Việc cần làm").select_option("dang")
    if AXE.is_file():
        assert watch.faults(1280) == []
    tab.get_by_role("button", name="Làm", exact=True).press("Enter")
    expect(tab.locator("#thong-bao")).to_contain_text("Đã đăng 2 mục.")
    expect(tab.locator("tr[data-row]").filter(has_text="Đã đăng")).to_have_count(2)
    tab.get_by_role("button", name="Hoàn tác").press("Enter")
    expect(tab.locator("#thong-bao")).to_contain_text("Đã hoàn tác 2 mục.")
    expect(tab.locator("tr[data-row]").filter(has_text="Bản nháp")).to_have_count(3)
    expect(tab.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)
    tab.keyboard.press("j")
    expect(tab.locator("tr.is-here")).to_contain_text("số 3")
    tab.keyboard.press("e")
    expect(tab.locator("h1")).to_contain_text("số 3")


def test_who_stands_on_a_row_stands_there_when_the_list_is_filtered_again(watch: Watch, word: str) -> None:
    tab = watch.tab
    tab.keyboard.press("j")
    tab.keyboard.press("j")
    expect(tab.locator("tr.is-here")).to_contain_text("số 2")
    with tab.expect_response(
        lambda answer: "q=" in answer.url
    ):  # leaving the field after typing asks again too
        tab.evaluate("document.querySelector('form.toolbar').requestSubmit()")
    expect(tab.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)
    expect(tab.locator("tr.is-here")).to_contain_text("số 2")
    expect(tab.locator("tr.is-here [data-open]")).to_be_focused()
    tab.keyboard.press("Enter")
    expect(tab.locator("h1")).to_contain_text("số 2")


def test_all_that_match_and_a_stretch(watch: Watch) -> None:
    tab = watch.tab
    boxes = tab.locator("input[name=id]")
    boxes.nth(0).click()
    boxes.nth(2).click(modifiers=["Shift"])
    expect(tab.locator("[data-bulk-count]")).to_have_text("Đã đánh dấu 3 mục.")
    assert ticked(tab) == [True, True, True]


def test_the_sheet_of_keys_search_and_switching_off(watch: Watch, word: str) -> None:
    tab = watch.tab
    sheet = tab.locator("[data-keys-sheet]")
    tab.keyboard.press("?")
    expect(sheet).to_be_visible()
    if AXE.is_file():
        assert watch.faults(360) == []
    tab.keyboard.press("n")  # nothing happens behind the sheet
    tab.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    tab.keyboard.press("/")
    search = tab.locator("#loc-q")
    expect(search).to_be_focused()
    search.press("End")
    tab.keyboard.type(" j?")  # typing is typing
    expect(search).to_have_value(f"{word} j?")
    expect(tab.get_by_text("Không có mục nào phù hợp")).to_be_visible()  # the list follows, without a click
    tab.locator("h1").click()
    tab.keyboard.press("?")
    tab.get_by_label("Dùng phím tắt trên máy này").uncheck()
    tab.get_by_role("button", name="Đóng", exact=True).click()
    tab.keyboard.press("n")
    tab.keyboard.press("?")
    expect(sheet).to_be_hidden()
    tab.reload()
    tab.keyboard.press("?")
    expect(sheet).to_be_hidden()
    tab.locator(".desk-bar__end details summary").last.click()
    tab.get_by_role("button", name="Phím tắt").click()
    expect(sheet).to_be_visible()  # the way back does not need a key
    tab.get_by_label("Dùng phím tắt trên máy này").check()
    tab.get_by_role("button", name="Đóng", exact=True).click()
    tab.keyboard.press("g")
    tab.keyboard.press("r")
    expect(tab.locator("h1")).to_contain_text("Cần rà soát")


def test_all_of_it_without_scripts(installation: Installation, desk: Visitor, word: str) -> None:
    where = f"{NEWS}?q={word}"
    page = desk.ask(where)
    assert page.text.count('name="id"') == 3 and 'name="reason"' in page.text
    ids = [one.get("value", "") for one in page.tree().iter("input") if one.get("name") == "id"]
    token = next(one.get("value", "") for one in page.tree().iter("input") if one.get("name") == "csrf_token")
    values = {"csrf_token": token, "act": "thung-rac", "id": ids[0], "loc": f"q={word}"}
    answer = desk.ask(f"{NEWS}hang-loat", values)
    assert answer.status == 302 and answer.location.endswith(f"?q={word}")
    assert desk.ask(where).text.count('name="id"') == 2
    assert desk.press(where, "/hoan-tac").status == 302
    assert desk.ask(where).text.count('name="id"') == 3


LABELS_AND_TEXT = """() => Array.from(document.querySelectorAll("#danh-sach td[data-label]")).map(cell => {
  const words = document.createRange();
  words.selectNodeContents(cell);
  const label = parseFloat(getComputedStyle(cell, "::before").width);
  return words.getBoundingClientRect().left - cell.getBoundingClientRect().left - label;
})"""


def test_on_a_telephone_no_label_stands_in_the_words_of_its_line(watch: Watch) -> None:
    watch.tab.set_viewport_size({"width": 360, "height": 800})
    room = watch.tab.evaluate(LABELS_AND_TEXT)
    assert room and min(room) > 0
