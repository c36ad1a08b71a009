"""Steps between offices, wishes to correct, who reads how much and signed results in a real browser; every page looked
at, on a telephone and on a desk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from portal.dossiers.privacy import asking
from portal.dossiers.referrals.carrying import carry
from portal.dossiers.referrals.models import Referral, Referred
from portal.extensions import db
from tests.browser.looking import AXE, Watch
from tests.browser.two_offices import Offices, open_offices
from tests.conftest import DISTRICT, PASSWORD, A
from tests.papers import samples

pytestmark = pytest.mark.browser
expect.set_options(timeout=15_000)
PICTURES = os.environ.get("BROWSER_PICTURES", "")
CAME, SENT = "/quan-tri/lien-thong/", "/quan-tri/lien-thong/da-gui/"


@pytest.fixture(scope="module")
def offices(blank_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Offices]:
    """A commune and its district, served."""
    yield from open_offices(blank_instance, tmp_path_factory.mktemp("offices") / "instance")


def look(watch: Watch, name: str) -> None:
    """What axe and the browser find at the widths of a telephone and of a desk; pictures where they are asked for."""
    faults = []
    for width in (360, 1280):
        watch.tab.set_viewport_size({"width": width, "height": 900})
        faults += watch.faults(width) if AXE.is_file() else []
        if PICTURES:
            Path(PICTURES).mkdir(exist_ok=True)
            watch.tab.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=True)
    assert not faults, "\n".join(faults)
    watch.weights.clear()


def sign_in(tab: Page, door: str, email: str) -> None:
    """Through the door of the desk."""
    tab.goto(f"{door}/quan-tri/dang-nhap")
    tab.get_by_label("Thư điện tử").fill(email)
    tab.locator("input[type=password]").fill(PASSWORD)
    tab.keyboard.press("Enter")
    expect(tab.locator(".desk-main")).to_be_visible()


def test_a_step_goes_to_the_district_and_comes_back(
    offices: Offices, chromium: Browser, tmp_path: Path
) -> None:
    both = offices.both
    number = both.sent(offices.today)
    with both.app.app_context():
        carry()
    above, below = Watch(chromium.new_context(locale="vi-VN")), Watch(chromium.new_context(locale="vi-VN"))
    sign_in(above.tab, offices.district, f"officer1@{DISTRICT}.example")
    sign_in(below.tab, offices.commune, f"clerk@{A}.example")
    tab = above.tab
    tab.goto(f"{offices.district}{CAME}")
    look(above, "referrals-came")
    tab.locator("td.table__main a").first.click()
    look(above, "referral-waiting")
    tab.get_by_role("button", name="Nhận xử lý").click()
    expect(tab.get_by_role("status")).to_contain_text("trong tay bạn")
    tab.get_by_label("Nội dung gửi nơi gửi").fill("Thửa này giáp đường nào?")
    tab.get_by_role("button", name="Hỏi lại").click()
    expect(tab.locator(".referral-thread")).to_contain_text("giáp đường nào")
    tab.locator(".referral-paper summary").first.click()
    expect(tab.locator(".referral-page").first).to_be_visible()
    look(above, "referral-asking")
    with both.app.app_context():
        carry()
    other = below.tab
    other.goto(f"{offices.commune}{SENT}")
    look(below, "referrals-sent")
    other.locator("td.table__main a").first.click()
    look(below, "referral-sent")
    other.get_by_label("Trả lời hoặc nói thêm").fill("Giáp đường ĐT 617.")
    other.get_by_role("button", name="Gửi", exact=True).click()
    with both.app.app_context():
        carry()
    tab.reload()
    expect(tab.locator(".referral-thread")).to_contain_text("ĐT 617")
    letter = tmp_path / "van-ban.pdf"
    letter.write_bytes(samples.pdf())
    tab.get_by_label("Thêm văn bản, quyết định đã ký").set_input_files(letter)
    tab.get_by_label("Tên giấy tờ").fill("Văn bản thẩm định")
    tab.get_by_role("button", name="Thêm giấy tờ").click()
    expect(tab.get_by_text("Văn bản thẩm định.pdf")).to_be_visible()
    tab.get_by_label("Nội dung gửi nơi gửi").fill("Phù hợp quy hoạch.")
    tab.get_by_role("button", name="Trả lời, kết thúc việc").click()
    expect(tab.get_by_role("status")).to_contain_text("Đã gửi câu trả lời")
    look(above, "referral-answered")
    with both.app.app_context():
        carry()
    other.goto(f"{offices.commune}/quan-tri/mot-cua/ho-so/{number}")
    expect(other.locator("main")).to_contain_text("Thẩm định")
    with both.below.working():
        assert db.session.scalars(select(Referral.state)).all() == ["answered"]
    with both.above.working():
        assert db.session.scalars(select(Referred.state)).all() == ["answered"]


def test_corrections_readings_and_signed_results(offices: Offices, context: BrowserContext) -> None:
    watch = Watch(context)
    tab = watch.tab
    with offices.both.app.app_context():
        asking.ask(offices.citizen, "Tên mẹ tôi viết sai dấu, đúng là Hường.")
    sign_in(tab, offices.commune, f"clerk@{A}.example")
    tab.goto(f"{offices.commune}{asking.WHERE}")
    look(watch, "corrections")
    tab.locator("td.table__main a").first.click()
    look(watch, "correction")
    tab.get_by_label("Trả lời cho công dân").fill("Đã sửa tên mẹ.")
    tab.get_by_role("button", name="Đã đính chính, báo công dân").click()
    expect(tab.get_by_role("status")).to_contain_text("báo cho công dân")
    tab.context.clear_cookies()
    sign_in(tab, offices.commune, f"signatory@{A}.example")
    tab.goto(f"{offices.commune}/quan-tri/du-lieu-ca-nhan/")
    look(watch, "watch")
    tab.goto(f"{offices.commune}/quan-tri/ket-qua-da-ky/{offices.signed}")
    for one in tab.locator("main details summary").all():
        one.click()
    look(watch, "signed-result")
