"""The clerk's side in a real browser: from an online dossier to the result, two clerks at once; every page looked at,
on a telephone and on a desk."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from portal.clock import utc_now
from portal.dossiers import queries, service
from portal.dossiers.tending import tend
from portal.publishing.service import commit
from tests.browser.counter_office import IDENTITY, Counter, open_counter, sign_in
from tests.browser.looking import AXE, Watch

pytestmark = pytest.mark.browser
expect.set_options(timeout=15_000)
PICTURES = os.environ.get("BROWSER_PICTURES", "")
DESK = "/quan-tri/mot-cua/"


@pytest.fixture(scope="module")
def counter(blank_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    yield from open_counter(blank_instance, tmp_path_factory.mktemp("counter") / "instance")


def look(watch: Watch, name: str) -> None:
    """What axe and the browser find at the widths of a telephone and of a desk; pictures where they are asked for."""
    faults = []
    for width in (360, 1280):
        watch.tab.set_viewport_size({"width": width, "height": 900})
        faults += watch.faults(width) if AXE.is_file() else []
        if PICTURES:
            Path(PICTURES).mkdir(exist_ok=True)
            watch.tab.screenshot(path=f"{PICTURES}/counter-{name}-{width}.png", full_page=True)
    assert not faults, "\n".join(faults)
    paper = (
        80 if watch.tab.locator(".counter-view__page").count() else 0
    )  # the picture of a page is no part of the desk
    assert watch.kilobytes() <= 220 + paper
    watch.weights.clear()


def test_pages_of_the_desk(counter: Counter, context: BrowserContext) -> None:
    number = counter.with_papers()
    watch = Watch(context)
    tab = watch.tab
    sign_in(tab, counter, "clerk")
    pages = {
        "queue": f"{DESK}?xem=moi",
        "queue-all": f"{DESK}?xem=tat-ca",
        "queue-empty": DESK,
        "one": f"{DESK}ho-so/{number}",
        "ask": f"{DESK}ho-so/{number}?viec=bo-sung",
        "refuse": f"{DESK}ho-so/{number}?viec=tu-choi",
        "charge": f"{DESK}ho-so/{number}?viec=thu-phi",
        "correct": f"{DESK}ho-so/{number}?viec=dinh-chinh",
        "book": f"{DESK}so-theo-doi",
        "people": f"{DESK}can-bo/",
        "intake-begin": f"{DESK}tiep-nhan/",
    }
    for name, path in pages.items():
        tab.goto(f"{counter.door}{path}")
        look(watch, name)


def test_the_clerks_side_from_online_to_the_result_in_hand(counter: Counter, chromium: Browser) -> None:
    counter.with_papers()
    clerk, officer, signatory = (at(chromium, counter, name) for name in ("clerk", "officer1", "signatory"))
    tab = clerk.tab
    tab.goto(f"{counter.door}{DESK}?xem=moi")
    tab.keyboard.press("j")
    tab.keyboard.press("Enter")
    expect(tab.locator(".counter-one")).to_be_visible()
    page = tab.url
    number = int(page.rpartition("/")[2])
    # A paper is looked at, turned and faulted; the fault stands in the request.
    tab.locator(".counter-papers__list a").nth(1).click()
    expect(tab.locator(".counter-papers__one.is-open")).to_contain_text("Giấy tờ kèm theo")
    tab.get_by_role("link", name="Xoay phải").click()
    expect(tab.locator(".counter-view__page")).to_have_attribute("src", re.compile("xoay=90"))
    look(clerk, "paper-swapped")
    tab.get_by_role("button", name="Chưa đạt").click()
    expect(tab.locator("#remark-error")).to_be_visible()
    look(clerk, "paper-error")
    tab.get_by_label("Sai hoặc thiếu gì").first.fill("mờ, chụp lại")
    tab.get_by_role("button", name="Chưa đạt").click()
    expect(tab.locator(".counter-papers__remark")).to_have_text("mờ, chụp lại")
    tab.get_by_role("button", name="Tiếp nhận hồ sơ").click()
    expect(tab.get_by_role("status")).to_contain_text("Đã tiếp nhận")
    look(clerk, "received")
    with tab.context.expect_page() as opened:
        tab.get_by_role("link", name="in 2 liên").click(modifiers=["Control"])
    opened.value.close()
    # Asked to complete: the clock stands.
    tab.get_by_role("link", name="Yêu cầu bổ sung").click()
    expect(tab.get_by_role("textbox", name="Thiếu hoặc sai gì: Giấy tờ kèm theo")).to_have_value(
        "mờ, chụp lại"
    )
    tab.get_by_label("Thời hạn bổ sung").fill("nhiều")
    tab.locator("#viec").get_by_role("button", name="Yêu cầu bổ sung").click()
    expect(tab.locator("#viec .field__error").first).to_be_visible()
    look(clerk, "ask-errors")
    tab.get_by_label("Thời hạn bổ sung").fill("5")
    tab.locator("#viec").get_by_role("button", name="Yêu cầu bổ sung").click()
    expect(tab.get_by_text("Tạm dừng từ")).to_be_visible()
    look(clerk, "waiting")
    # The citizen answers; the page that is open says so by itself.
    with counter.dossier(number) as dossier:
        service.complete(dossier, counter.office.citizen(), text="đã chụp lại")
    expect(tab.locator("#vua-doi")).to_contain_text("Bổ sung hồ sơ")
    look(clerk, "changed")
    tab.get_by_role("link", name="Tải lại").click()
    tab.get_by_role("link", name="Chuyển bước tiếp theo").click()
    expect(tab.locator("#viec")).to_contain_text("Chuyển bước tiếp theo")
    look(clerk, "pass")
    tab.locator("#viec").get_by_role("button", name="Chuyển bước tiếp theo").click()
    expect(tab.get_by_role("status")).to_contain_text("hàng chờ")
    # Late: the apology lies ready and cannot be passed by.
    with counter.dossier(number) as dossier:
        dossier.promised_at = dossier.due_at = utc_now() - timedelta(minutes=1)
    with counter.app.app_context():
        tend(utc_now())
    other = officer.tab
    other.goto(page)
    expect(other.get_by_text("Cần phiếu xin lỗi và hẹn lại ngày trả")).to_be_visible()
    other.get_by_role("button", name="Nhận xử lý").click()
    expect(other.get_by_role("link", name="Chuyển bước tiếp theo")).to_have_count(0)
    other.get_by_role("link", name="Xin lỗi và hẹn lại").click()
    expect(other.get_by_label("Lý do chậm trả")).to_be_visible()
    look(officer, "apology")
    other.get_by_label("Lý do chậm trả").fill("Chờ xác minh")
    other.locator("#viec").get_by_role("button", name="Xin lỗi và hẹn lại").click()
    expect(other.get_by_role("status")).to_contain_text("Đã gửi phiếu xin lỗi")
    other.get_by_role("link", name="Soạn kết quả").click()
    other.get_by_label("Nội dung kết quả").fill("Xác nhận nội dung trên là đúng.")
    look(officer, "decide")
    other.locator("#viec").get_by_role("button", name="Soạn kết quả").click()
    other.get_by_role("link", name="Chuyển bước tiếp theo").click()
    other.locator("#viec").get_by_role("button", name="Chuyển bước tiếp theo").click()
    third = signatory.tab
    third.goto(f"{counter.door}{DESK}?xem=cho-ky")
    third.get_by_role("checkbox").first.check()
    third.get_by_role("button", name="Ký các hồ sơ đã đánh dấu").click()
    expect(third.get_by_role("button", name="Ký các kết quả đã đánh dấu")).to_be_visible()
    look(signatory, "sign-many")
    third.get_by_role("button", name="Ký các kết quả đã đánh dấu").click()
    expect(third.locator("#thong-bao")).to_contain_text("Đã ký 1 kết quả")
    tab.goto(page)
    tab.get_by_role("link", name="Trả kết quả", exact=True).click()
    expect(tab.get_by_label("Giấy tờ xuất trình")).to_be_visible()
    look(clerk, "return")
    tab.get_by_label("Giấy tờ xuất trình").fill("căn cước")
    tab.locator("#viec").get_by_role("button", name="Trả kết quả").click()
    expect(tab.get_by_role("status")).to_contain_text("Đã trả kết quả")
    look(clerk, "returned")
    with counter.dossier(number) as dossier:
        issued = [one.kind for one in queries.forms_of(dossier) if one.issued_at is not None]
        assert dossier.state == "returned" and issued == ["01", "02", "04"]


def test_what_one_takes_goes_from_the_others_queue(counter: Counter, chromium: Browser) -> None:
    with counter.office.working():
        dossier = counter.office.received()
        service.pass_on(dossier, counter.office.staff("clerk"), dossier.version)
        commit()
        code = dossier.code
    first, second = (at(chromium, counter, name).tab for name in ("officer1", "officer2"))
    for tab in (first, second):
        tab.goto(f"{counter.door}{DESK}?xem=cho-nhan")
        expect(tab.get_by_text(code, exact=True)).to_be_visible()
    first.get_by_text(code, exact=True).locator("xpath=ancestor::tr").get_by_role("checkbox").check()
    first.get_by_role("button", name="Nhận các hồ sơ đã đánh dấu").click()
    expect(first.get_by_role("status").first).to_contain_text("Đã nhận xử lý 1 hồ sơ")
    expect(second.get_by_text(code, exact=True)).to_have_count(0, timeout=10_000)  # by itself


def test_taking_in_by_the_keyboard(counter: Counter, chromium: Browser) -> None:
    watch = at(chromium, counter, "clerk2")
    tab = watch.tab
    tab.goto(f"{counter.door}{DESK}tiep-nhan/")
    tab.keyboard.type("Dịch vụ thử")
    tab.keyboard.press("Tab")
    tab.keyboard.type(IDENTITY)
    tab.keyboard.press("Enter")
    expect(tab.get_by_label("Họ và tên").first).to_be_visible()
    look(watch, "intake")
    tab.locator("#name").fill("Nguyễn Thị Hồng Hạnh")
    tab.locator("#f_ho-ten").fill("Nguyễn Thị Hồng Hạnh")
    tab.locator("#f_so-ban").fill("hai mươi lăm")
    tab.get_by_role("button", name="Tiếp nhận và in giấy hẹn").press("Enter")
    expect(tab.locator(".alert--danger")).to_be_visible()
    look(watch, "intake-errors")
    tab.locator("#f_so-ban").fill("2")
    tab.get_by_role("button", name="Tiếp nhận và in giấy hẹn").press("Enter")
    expect(tab.get_by_role("link", name="In giấy hẹn (2 liên)")).to_be_focused()
    look(watch, "just-received")


def at(chromium: Browser, counter: Counter, name: str) -> Watch:
    """A browser of its own that somebody of the office is signed in with."""
    context = chromium.new_context(locale="vi-VN", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(15_000)
    watch = Watch(context)
    sign_in(watch.tab, counter, name)
    return watch
