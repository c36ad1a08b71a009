"""Hints by real hands: they come while one writes, lead to their place, mend it, and never stand in the way."""

from __future__ import annotations

import itertools

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.installation import Installation
from tests.browser.looking import AXE, Watch
from tests.browser.page import COAST
from tests.browser.test_pages import bring_cookies
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser
expect.set_options(timeout=15_000)
_count = itertools.count(1)
PICTURES = "![Cầu cảng](/tep/6/960.jpg)\n\n![](/tep/7/960.jpg)"
BODY = f"Xã *đuợc* khen, thôn đuợc thưởng.\n\nXem [tại đây](/thu-tuc/) nhé.\n\n{PICTURES}"
MARKED = """name => Array.from(CSS.highlights.get(name) || [], one => one.toString())"""


@pytest.fixture(scope="module")
def desk(installation: Installation) -> Visitor:
    """Somebody at the desk of a commune."""
    return Visitor(installation, COAST).sign_in()


@pytest.fixture()
def watch(installation: Installation, context: BrowserContext, desk: Visitor) -> Watch:
    """A draft with slips, opened by its writer."""
    values = {"title": f"Bài có gợi ý {next(_count)}", "lead": "Một câu dẫn.", "body": BODY}
    where = desk.submit("/quan-tri/tin-tuc/moi", "title", values).location
    bring_cookies(context, desk)
    watch = Watch(context)
    watch.tab.goto(installation.url(COAST, where))
    expect(watch.tab.locator(".editor__text")).to_be_visible()
    return watch


def test_a_hint_leads_to_its_places_and_mends_them(watch: Watch) -> None:
    tab = watch.tab
    hint = tab.locator('[data-found="đuợc"]')
    expect(hint.locator(".hints__times")).to_have_text("× 2")
    tab.wait_for_function("name => (CSS.highlights.get(name) || {}).size === 2", arg="hints-spelling")
    assert tab.evaluate(MARKED, "hints-spelling") == ["đuợc", "đuợc"]
    hint.locator(".hints__place").click()
    tab.wait_for_function("() => String(document.getSelection()) === 'đuợc'")
    assert tab.evaluate("() => document.getSelection().anchorNode.parentElement.closest('em') !== null")
    hint.locator(".hints__place").press("Enter")
    tab.wait_for_function("() => document.getSelection().anchorNode.parentElement.closest('em') === null")
    hint.get_by_role("button", name="Sửa thành được").click()
    expect(hint.locator(".hints__times")).to_have_count(0)
    tab.locator('[data-found="đuợc"]').get_by_role("button", name="Sửa thành được").click()
    expect(tab.locator('[data-found="đuợc"]')).to_have_count(0)
    assert tab.locator("#body").input_value().startswith("Xã *được* khen, thôn được thưởng.")
    tab.locator(".editor__text").focus()
    tab.keyboard.press("Control+z")
    expect(tab.locator('[data-found="đuợc"]')).to_have_count(1)
    if AXE.is_file():
        assert watch.faults(1280) == []


def test_hints_come_while_one_writes_and_a_word_is_left_alone(watch: Watch) -> None:
    tab = watch.tab
    tab.locator(".editor__text p").first.click()
    tab.keyboard.press("End")
    tab.keyboard.type(" Thôn krôngngg vui.")
    hint = tab.locator('[data-found="krôngngg"]')
    expect(hint).to_be_visible()
    hint.get_by_role("button", name="Bỏ qua từ này").click()
    expect(hint).to_have_count(0)
    assert "krôngngg" in tab.locator("#body").input_value()
    tab.get_by_role("button", name="Lưu", exact=True).click()
    expect(tab.locator("#thong-bao")).to_contain_text("Đã lưu")
    expect(tab.locator('[data-found="đuợc"]')).to_be_visible()
    expect(tab.locator('[data-found="krôngngg"]')).to_have_count(0)


def test_a_link_and_the_plain_text_are_found(watch: Watch) -> None:
    tab = watch.tab
    tab.locator('[data-hint="vague_link"] .hints__place').click()
    tab.wait_for_function("() => String(document.getSelection()) === 'tại đây'")
    tab.locator('[data-hint="no_description"] .hints__place').click()
    expect(tab.locator(".editor__picture.ProseMirror-selectednode")).to_contain_text("/tep/7/960.jpg")
    tab.keyboard.press("Delete")
    expect(tab.locator(".editor__picture")).to_have_text(["Ảnh: Cầu cảng"])
    expect(tab.locator('[data-hint="no_description"]')).to_have_count(0)
    tab.get_by_role("button", name="Xem mã Markdown").click()
    tab.locator('[data-hint="vague_link"] .hints__place').click()
    tab.wait_for_function(
        "() => { const one = document.getElementById('body');"
        " return one.value.slice(one.selectionStart, one.selectionEnd) === 'tại đây'; }"
    )


def test_hints_that_fail_stop_nobody(watch: Watch) -> None:
    tab = watch.tab
    tab.route("**/goi-y", lambda route: route.abort())
    tab.locator(".editor__text p").first.click()
    tab.keyboard.type("Một ")
    expect(tab.locator("[data-hints-sum]")).to_have_text("Chưa xem lại được; bài không sao cả.")
    tab.get_by_role("button", name="Lưu", exact=True).click()
    expect(tab.locator("#thong-bao")).to_contain_text("Đã lưu")
