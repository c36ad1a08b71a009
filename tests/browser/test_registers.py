"""The registers in a real browser: a draft that was never saved is offered again, a secret never; a paper is entered,
assigned and found again by keys."""

from __future__ import annotations

import itertools

import pytest
from playwright.sync_api import BrowserContext, expect
from playwright.sync_api import Page as Tab

from tests.browser.installation import Installation
from tests.browser.looking import Watch
from tests.browser.page import COAST
from tests.browser.test_pages import bring_cookies
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser
expect.set_options(timeout=15_000)
IN, OUT = "/quan-tri/van-ban-den/", "/quan-tri/van-ban-di/"
_count = itertools.count(1)


@pytest.fixture()
def watch(installation: Installation, context: BrowserContext) -> Watch:
    """A tab at the desk of a commune, that lets one leave a form that was not saved."""
    bring_cookies(context, Visitor(installation, COAST).sign_in())
    made = Watch(context)
    made.tab.on("dialog", lambda dialog: dialog.accept())
    return made


def _open(installation: Installation, tab: Tab, path: str) -> None:
    tab.goto(installation.url(COAST, path))
    tab.wait_for_load_state("networkidle")


def test_a_draft_that_was_not_saved_is_offered_again(installation: Installation, watch: Watch) -> None:
    tab = watch.tab
    _open(installation, tab, f"{OUT}moi?loai=bao-cao")
    expect(tab.locator(".ProseMirror")).to_be_visible()
    assert tab.locator(".editor__words", has_text="Ảnh").count() == 0, "papers take no pictures"
    tab.fill("#subject", "Báo cáo đang viết dở")
    tab.click(".ProseMirror")
    tab.keyboard.press("Control+Home")
    tab.keyboard.type("Chữ đầu tiên. ")
    tab.wait_for_timeout(1500)  # it is kept a moment after the last key
    _open(installation, tab, f"{OUT}moi?loai=bao-cao")
    expect(tab.locator("#viet-do")).to_be_visible()
    expect(tab.locator("#subject")).to_have_value("")
    tab.click("[data-take]")
    expect(tab.locator("#subject")).to_have_value("Báo cáo đang viết dở")
    expect(tab.locator(".ProseMirror")).to_contain_text("Chữ đầu tiên.")
    tab.click("button[name=action][value=save]")
    expect(tab.locator("h1")).to_have_text("Báo cáo đang viết dở")
    _open(installation, tab, f"{OUT}moi?loai=bao-cao")
    expect(tab.locator("#viet-do")).to_be_hidden()


def test_what_is_marked_secret_stays_nowhere(installation: Installation, watch: Watch) -> None:
    tab = watch.tab
    where = f"{OUT}moi?loai=thong-bao"
    _open(installation, tab, where)
    tab.fill("#subject", "Điều không được giữ")
    tab.wait_for_timeout(1500)
    tab.select_option("#secrecy", "mat")
    tab.wait_for_timeout(1500)
    _open(installation, tab, where)
    expect(tab.locator("#viet-do")).to_be_hidden()
    tab.fill("#subject", "Điều không được giữ")
    tab.select_option("#secrecy", "toi-mat")
    tab.click("button[name=action][value=save]")
    expect(tab.locator(".alert--danger")).to_contain_text("bí mật nhà nước")
    _open(installation, tab, where)
    expect(tab.locator("#viet-do")).to_be_hidden()


def test_a_paper_is_entered_assigned_and_found_by_keys(installation: Installation, watch: Watch) -> None:
    tab, word = watch.tab, f"phimsovanban{next(_count)}"
    _open(installation, tab, f"{IN}?xem=tat-ca")
    tab.keyboard.press("n")
    expect(tab.locator("#sender")).to_be_visible()
    tab.fill("#sender", "Sở Xây dựng")
    tab.fill("#subject", f"Về việc {word}")
    tab.locator("#subject").press("Tab")
    tab.click("button[name=action][value=save]")
    expect(tab.locator("h1")).to_have_text(f"Về việc {word}")
    tab.fill("#unit", "Văn phòng")
    tab.fill("#assign-days", "3")
    tab.locator("#assign-days").press("Enter")
    expect(tab.locator(".counter-story")).to_contain_text("Phân công")
    expect(tab.locator(".alert--success")).to_contain_text("Văn phòng")
    _open(installation, tab, f"{IN}?xem=tat-ca")
    tab.fill("#loc-q", word.upper())
    expect(tab.locator("tr[data-row]")).to_have_count(1)
    tab.locator("h1").click()
    tab.keyboard.press("j")
    tab.keyboard.press("Enter")
    expect(tab.locator("h1")).to_have_text(f"Về việc {word}")
    assert watch.complaints == []
