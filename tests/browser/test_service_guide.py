"""The guide of a service in a real browser: answers show at once what follows, or by the button; on paper one sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pypdfium2
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.installation import Installation
from tests.browser.lists.service_guide import BIRTH, BORN, COPIES, LAND
from tests.browser.looking import Watch
from tests.browser.page import COAST

pytestmark = pytest.mark.browser
MARRIED = "Đã đăng ký kết hôn"
ANSWERS = [
    "Cha hoặc mẹ của cháu",
    "Có giấy",
    "Không, cháu sinh như bình thường",
    MARRIED,
    "Trong vòng 60 ngày",
]
LIGHT = 100  # kilobytes on a first view


@pytest.fixture()
def plain(chromium: Browser) -> Iterator[Page]:
    """A browser without scripts."""
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    yield context.new_page()
    context.close()


def _phone(context: BrowserContext, where: str) -> Page:
    tab = context.new_page()
    tab.set_viewport_size({"width": 360, "height": 800})
    tab.goto(where)
    return tab


def test_each_answer_shows_at_once_what_follows(installation: Installation, context: BrowserContext) -> None:
    tab = _phone(context, installation.url(COAST, BIRTH))
    tab.evaluate("window.isTheSamePage = true")
    for answer in ANSWERS[:-1]:
        tab.get_by_label(answer, exact=True).check()
        expect(tab.get_by_label(answer, exact=True)).to_be_focused()
    expect(tab.get_by_role("status")).to_contain_text("Còn 1 câu")
    tab.get_by_label(ANSWERS[-1], exact=True).check()
    expect(tab.get_by_role("heading", name="Ông/bà cần mang theo")).to_be_visible()
    expect(tab.get_by_text("Không mất tiền", exact=True).first).to_be_visible()
    expect(tab).to_have_url(re.compile("han=dung-han"))
    assert tab.evaluate("window.isTheSamePage") is True
    tab.reload()
    expect(tab.get_by_role("heading", name="Ông/bà cần mang theo")).to_be_visible()


def test_an_answer_may_ask_another_question(installation: Installation, context: BrowserContext) -> None:
    tab = _phone(context, installation.url(COAST, BIRTH))
    expect(tab.get_by_text("Gia đình có thuộc diện nào")).to_have_count(0)
    tab.get_by_label("Đã quá 60 ngày").check()
    expect(tab.get_by_text("Gia đình có thuộc diện nào")).to_be_visible()


def test_without_a_script_the_button_does_the_same(installation: Installation, plain: Page) -> None:
    plain.goto(installation.url(COAST, BIRTH))
    asks = plain.get_by_role("button", name="Xem cần chuẩn bị gì")
    for answer in (one for one in ANSWERS if one != MARRIED):  # asked once the case of the child is known
        plain.get_by_label(answer, exact=True).check()
    asks.click()
    expect(plain.get_by_role("status")).to_contain_text("Còn 1 câu")
    plain.get_by_label(MARRIED, exact=True).check()
    asks.click()
    expect(plain.get_by_role("heading", name="Ông/bà cần mang theo")).to_be_visible()
    expect(plain.get_by_role("button", name="In tờ này")).to_be_hidden()


def test_a_line_that_is_cut_loses_no_answer(installation: Installation, context: BrowserContext) -> None:
    tab = _phone(context, installation.url(COAST, BIRTH))
    context.set_offline(True)
    tab.get_by_label(ANSWERS[0], exact=True).check()
    expect(tab.locator("#huong-dan")).not_to_have_attribute("aria-busy", "true")
    expect(tab.get_by_label(ANSWERS[0], exact=True)).to_be_checked()
    context.set_offline(False)
    tab.get_by_role("button", name="Xem cần chuẩn bị gì").click()
    expect(tab.get_by_label(ANSWERS[0], exact=True)).to_be_checked()


@pytest.mark.parametrize("where", [BIRTH + BORN, COPIES, LAND])
def test_the_result_is_one_sheet_of_paper(
    installation: Installation, context: BrowserContext, where: str
) -> None:
    tab = context.new_page()
    tab.goto(installation.url(COAST, where))
    pdf = pypdfium2.PdfDocument(tab.pdf(prefer_css_page_size=True))
    assert len(pdf) == 1
    assert (round(pdf[0].get_width()), round(pdf[0].get_height())) == (595, 842)
    text = pdf[0].get_textpage().get_text_bounded()
    pdf.close()
    assert "Quét mã" in text
    assert "Nộp bây giờ" not in text, "a paper does not know when it is read"


def test_the_page_is_light_on_a_slow_line(installation: Installation, shared_watch: Watch) -> None:
    shared_watch.forget(installation.url(COAST).rstrip("/"))
    shared_watch.tab.goto(installation.url(COAST, BIRTH + BORN))
    assert shared_watch.kilobytes() <= LIGHT, sorted(shared_watch.weights.items(), key=lambda one: -one[1])
