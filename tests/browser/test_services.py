"""The form of a service in a real browser: what depends on an answer comes and goes, rows are added and taken away."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.installation import Installation
from tests.browser.page import COAST
from tests.browser.test_pages import bring_cookies
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser
FORM = "/quan-tri/dich-vu/{service}/xem-thu/to-khai"


@pytest.fixture()
def form(installation: Installation, things: dict[str, str], context: BrowserContext) -> Page:
    """The form as the desk tries it out."""
    bring_cookies(context, Visitor(installation, COAST).sign_in())
    tab = context.new_page()
    tab.goto(installation.url(COAST, FORM.format(**things)))
    return tab


def test_fields_follow_the_answers(form: Page) -> None:
    country = form.get_by_label("Nước nơi sinh")
    expect(country).to_be_hidden()
    expect(form.get_by_text(re.compile("Chỉ điền nếu")).first).to_be_hidden()
    form.get_by_label("Ở nước ngoài").check()
    expect(country).to_be_visible()
    expect(form.get_by_label("Trình bày lý do")).to_be_visible()
    form.get_by_label("Ở Việt Nam").check()
    expect(country).to_be_hidden()


def test_answers_of_the_guide_count_until_the_form_says_otherwise(
    form: Page, installation: Installation, things: dict[str, str]
) -> None:
    form.goto(installation.url(COAST, FORM.format(**things) + "?noi-sinh=nuoc-ngoai"))
    expect(form.get_by_label("Nước nơi sinh")).to_be_visible()
    form.get_by_label("Ở Việt Nam").check()
    expect(form.get_by_label("Nước nơi sinh")).to_be_hidden()


def test_rows_are_added_and_taken_away_by_keyboard_too(form: Page) -> None:
    add = form.get_by_role("button", name=re.compile("Thêm dòng"))
    add.focus()
    form.keyboard.press("Enter")
    second = form.locator('[name="f.con.1.ten"]')
    expect(second).to_be_focused()
    second.fill("Nguyễn Thị Bé")
    form.get_by_role("button", name=re.compile("Bỏ dòng này.*Con đã có 1$")).click()
    expect(form.locator('[name="f.con.0.ten"]')).to_have_count(0)
    expect(second).to_have_value("Nguyễn Thị Bé")
    add.click()
    expect(form.locator('[name="f.con.2.ten"]')).to_have_count(1)
    ids = form.evaluate("Array.from(document.querySelectorAll('[id]')).map(one => one.id)")
    assert len(ids) == len(set(ids))


def test_without_a_script_everything_shows_with_what_it_depends_on(
    form: Page, installation: Installation, things: dict[str, str]
) -> None:
    browser = form.context.browser
    assert browser is not None
    plain = browser.new_context(java_script_enabled=False)
    bring_cookies(plain, Visitor(installation, COAST).sign_in())
    tab = plain.new_page()
    tab.goto(installation.url(COAST, FORM.format(**things)))
    expect(tab.get_by_label("Nước nơi sinh")).to_be_visible()
    expect(tab.get_by_text("Chỉ điền nếu “Nơi sinh” là “Ở nước ngoài”.").first).to_be_visible()
    plain.close()
