"""The search in a real browser: suggestions by keyboard and screen reader, filters, and all of it without a script."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.installation import DISTRICT, Installation
from tests.browser.looking import AXE, Watch
from tests.browser.page_list import COAST, HILLS

pytestmark = pytest.mark.browser
needs_axe = pytest.mark.skipif(not AXE.is_file(), reason="axe-core is missing in .tools (make tools)")
QUESTION = "Từ khóa hoặc câu hỏi"
QUICK = "Từ khóa, số hiệu văn bản hoặc tên thủ tục"


@pytest.fixture(name="visit")
def visit_fixture(installation: Installation, context: BrowserContext) -> Callable[[str, str], Page]:
    """A tab at a page."""

    def go(slug: str, path: str) -> Page:
        tab = context.new_page()
        tab.goto(installation.url(slug, path))
        return tab

    return go


def box(tab: Page, label: str = QUESTION) -> Locator:
    """A search box, before or after it became a combobox."""
    return tab.get_by_label(label)


def test_suggestions_follow_the_keyboard(visit: Callable[[str, str], Page]) -> None:
    tab = visit(COAST, "/tim-kiem")
    field = box(tab)
    field.press_sequentially("khai si")
    options = tab.get_by_role("option")
    expect(options.first).to_be_visible()
    expect(field).to_have_attribute("role", "combobox")
    expect(field).to_have_attribute("aria-expanded", "true")
    assert field.get_attribute("aria-controls") == tab.get_by_role("listbox").get_attribute("id")
    expect(tab.locator("form [role=status]").last).to_contain_text("gợi ý")
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert field.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    field.press("ArrowUp")  # back to the box itself
    assert field.get_attribute("aria-activedescendant") is None
    field.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    expect(field).to_be_focused()
    field.press("Escape")
    expect(options).to_have_count(0)
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("khai si")


def test_a_chosen_title_opens_and_enter_alone_searches(visit: Callable[[str, str], Page]) -> None:
    tab = visit(COAST, "/tim-kiem")
    box(tab).press_sequentially("khai si")
    first = tab.get_by_role("option").first
    title = first.locator(".suggestion__text").inner_text()
    box(tab).press("ArrowDown")
    box(tab).press("Enter")
    expect(tab.get_by_role("heading", level=1)).to_have_text(title)
    tab.go_back()
    box(tab).fill("khai sinh")
    box(tab).press("Enter")
    expect(tab).to_have_url(re.compile(r"/tim-kiem\?q=khai\+sinh$"))
    expect(tab.locator(".results mark").first).to_be_visible()


def test_the_box_in_the_header_suggests_too(visit: Callable[[str, str], Page]) -> None:
    tab = visit(HILLS, "/")
    assert tab.locator("script[src*='search.js']").count() == 0, "loaded before anybody searches"
    field = box(tab, QUICK)
    field.press_sequentially("khai si")
    option = tab.get_by_role("option").first
    expect(option).to_be_visible()
    option.click()
    expect(tab).to_have_url(re.compile("/thu-tuc/"))


def test_typing_on_gives_up_the_request_before(visit: Callable[[str, str], Page]) -> None:
    tab = visit(COAST, "/tim-kiem")
    asked: list[str] = []
    tab.on("request", lambda one: asked.append(one.url) if "goi-y" in one.url else None)
    field = box(tab)
    field.press_sequentially("khai sinh", delay=20)
    expect(tab.get_by_role("option").first).to_be_visible()
    assert len(asked) < len("khai sinh") and asked[-1].endswith("q=khai%20sinh")
    field.fill("k")
    expect(tab.get_by_role("option")).to_have_count(0)
    known = len(asked)
    field.fill("khai sinh")  # is remembered
    expect(tab.get_by_role("option").first).to_be_visible()
    assert len(asked) == known


def test_no_suggestion_no_harm(visit: Callable[[str, str], Page]) -> None:
    tab = visit(COAST, "/tim-kiem")
    tab.route("**/goi-y**", lambda route: route.abort())
    box(tab).press_sequentially("khai sinh")
    tab.wait_for_timeout(600)
    expect(box(tab)).to_have_attribute("aria-expanded", "false")
    box(tab).press("Enter")
    expect(tab.locator(".results mark").first).to_be_visible()


@needs_axe
def test_open_suggestions_and_filters_are_accessible(
    installation: Installation, context: BrowserContext
) -> None:
    watch = Watch(context)
    watch.tab.goto(installation.url(COAST, "/tim-kiem?q=quy+dinh"))
    box(watch.tab).fill("khai si")
    expect(watch.tab.get_by_role("option").first).to_be_visible()
    box(watch.tab).press("ArrowDown")
    assert [one for width in (360, 768, 1280) for one in watch.faults(width)] == []
    assert watch.complaints == [] and watch.violations() == []


def test_filters_lie_folded_on_a_phone_and_open_beside_the_results(
    installation: Installation, context: BrowserContext
) -> None:
    tab = context.new_page()
    tab.set_viewport_size({"width": 360, "height": 800})
    address = installation.url(DISTRICT, "/tim-kiem?q=quy+dinh&loai=legal")
    tab.goto(address)
    values = tab.locator(".facet__value")
    expect(values.first).to_be_hidden()
    tab.get_by_text("Lọc kết quả").first.click()
    expect(values.first).to_be_visible()
    tab.set_viewport_size({"width": 1280, "height": 900})
    tab.reload()
    expect(values.first).to_be_visible()
    name = values.first.locator(".facet__name").inner_text()
    values.first.click()
    expect(tab.locator(".chip")).to_contain_text(name)
    tab.locator(".chip").click()
    expect(tab.locator(".chip")).to_have_count(0)
    expect(tab).to_have_url(address)


def test_everything_works_without_a_script(installation: Installation, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 800})
    tab = context.new_page()
    tab.goto(installation.url(DISTRICT, "/"))
    box(tab, QUICK).fill("quy dinh")
    box(tab, QUICK).press("Enter")
    expect(tab.locator(".results mark").first).to_be_visible()
    tab.get_by_role("link", name="Mọi cổng").click()
    tab.get_by_text("Lọc kết quả").first.click()
    value = tab.locator(".facet__value").first
    count = int(value.locator(".facet__count").inner_text())
    value.click()
    expect(tab.locator(".results__count")).to_contain_text(str(count))
    context.close()
