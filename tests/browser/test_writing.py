"""Writing without losing a word, by real hands: a dead browser, a lost line, two tabs, a session that ended."""

from __future__ import annotations

import itertools
import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Dialog, Route, expect
from playwright.sync_api import Page as Tab

from tests.browser.installation import Installation
from tests.browser.page import COAST
from tests.browser.test_pages import bring_cookies
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser
expect.set_options(timeout=15_000)
_count = itertools.count(1)
KEPT = re.compile(r"^đã lưu \d\d:\d\d$")
OFFLINE = "mất mạng – đã giữ trên máy này"
LOCAL = """() => new Promise(done => { const asked = indexedDB.open("cong-lang-ban-viet", 1);
  asked.onsuccess = () => { const all = asked.result.transaction("ban").objectStore("ban").getAll();
    all.onsuccess = () => done(all.result.length); }; })"""


@pytest.fixture(scope="module")
def desk(installation: Installation) -> Visitor:
    """Somebody at the desk of a commune."""
    return Visitor(installation, COAST).sign_in()


@pytest.fixture()
def where(desk: Visitor) -> str:
    """A draft; its path."""
    values = {"title": f"Bài viết dở {next(_count)}", "lead": "Một câu dẫn.", "body": "Đoạn đầu."}
    made = desk.submit("/quan-tri/tin-tuc/moi", "title", values).location
    assert desk.ask(made).status == 200  # that it was saved is told here, not to the browser
    return made


def is_unfinished(desk: Visitor, where: str) -> bool:
    """Whether the portal offers to go on with something unsaved of this draft."""
    return f"{where}?ban=" in desk.ask("/quan-tri/dang-viet/").text


@pytest.fixture()
def tab(installation: Installation, context: BrowserContext, desk: Visitor, where: str) -> Tab:
    """The draft opened by its writer."""
    bring_cookies(context, desk)
    made = context.new_page()
    made.goto(installation.url(COAST, where))
    expect(made.locator(".editor__text")).to_be_visible()
    return made


def write(tab: Tab, text: str) -> None:
    """Go on at the end of the text, in the visual editor."""
    tab.locator(".editor__text").focus()
    tab.keyboard.press("Control+End")
    tab.keyboard.type(text)


def press_save(tab: Tab) -> None:
    tab.get_by_role("button", name="Lưu", exact=True).click()
    expect(tab.locator("#thong-bao")).to_contain_text("Đã lưu")


def test_what_was_typed_survives_a_browser_that_dies(
    installation: Installation, tab: Tab, desk: Visitor, where: str
) -> None:
    write(tab, " Chữ *có* dấu: “Núi Thành”.")
    expect(tab.locator("[data-writing-sign]")).to_have_text(KEPT)
    expect(tab.locator("[data-writing-said]")).to_have_text(KEPT)
    tab.route("**/ban-lam", lambda route: route.abort())  # from here on only this machine has it
    write(tab, " Lời cuối.")
    expect(tab.locator("[data-writing-sign]")).to_have_text(OFFLINE)
    said = tab.locator("#body").input_value()
    again = tab.context.new_page()
    tab.close()  # without asking, as a power cut does
    again.goto(installation.url(COAST, where))
    expect(again.get_by_role("heading", name="Bạn có phần viết chưa lưu")).to_be_visible()
    again.get_by_role("link", name=re.compile("^Xem khác biệt")).click()
    expect(again.locator("ins").last).to_contain_text("Lời cuối.")
    again.get_by_role("link", name="Khôi phục và viết tiếp").click()
    expect(again.locator(".editor__text")).to_contain_text("Đoạn đầu. Chữ *có* dấu: “Núi Thành”. Lời cuối.")
    assert again.locator("#body").input_value() == said
    press_save(again)
    assert not is_unfinished(desk, where)
    again.reload()
    expect(again.get_by_role("heading", name="Bạn có phần viết chưa lưu")).to_have_count(0)
    again.wait_for_function(f"({LOCAL})().then(count => count === 0)")


def test_the_line_is_lost_in_the_middle_of_writing(tab: Tab, where: str, desk: Visitor) -> None:
    tab.context.set_offline(True)
    write(tab, " Viết lúc mất mạng.")
    expect(tab.locator("[data-writing-sign]")).to_have_text(OFFLINE)
    tab.get_by_role("button", name="Lưu", exact=True).click()
    expect(tab.get_by_text("Chưa lưu: không kết nối được với cổng.").first).to_be_visible()
    write(tab, " Vẫn viết tiếp.")
    tab.context.set_offline(False)
    expect(tab.locator("[data-writing-sign]")).to_have_text(KEPT)
    tab.keyboard.press("Control+s")
    expect(tab.locator("#thong-bao")).to_contain_text("Đã lưu")
    assert "Viết lúc mất mạng. Vẫn viết tiếp." in desk.ask(where).text


def test_one_request_at_a_time_and_a_late_one_changes_nothing(tab: Tab, desk: Visitor, where: str) -> None:
    held: list[Route] = []
    tab.route("**/ban-lam", lambda route: held.append(route))
    write(tab, " Một.")
    expect(tab.locator("[data-writing-sign]")).to_have_text("đang lưu…")
    write(tab, " Hai.")
    tab.wait_for_timeout(3_000)  # longer than the pause after which a further one would go
    assert len(held) == 1
    tab.get_by_role("button", name="Lưu", exact=True).click()
    expect(tab.locator("#thong-bao")).to_contain_text("Đã lưu")
    request = held[0].request  # it is on its way still, and comes after the save
    late = dict(re.findall(r'name="(\w+)"\r\n\r\n(.*?)\r\n--', request.post_data or "", re.S))
    assert late["seq"] and "Một." in late["body"] and "Hai." not in late["body"]
    assert desk.ask(urlsplit(request.url).path, late).status == 200
    assert not is_unfinished(desk, where)
    expect(tab.locator(".editor__text")).to_contain_text("Một. Hai.")


def test_two_tabs_of_one_person_never_stand_in_each_others_way(
    installation: Installation, tab: Tab, where: str
) -> None:
    second = tab.context.new_page()
    second.goto(installation.url(COAST, where))
    write(second, " Thêm ở thẻ hai.")
    press_save(second)
    tab.get_by_label("Đoạn dẫn").fill("Câu dẫn ở thẻ một.")
    expect(tab.get_by_text("Bạn đã lưu mục này ở thẻ khác lúc")).to_be_visible()
    tab.get_by_role("button", name="Lưu", exact=True).click()
    expect(tab.locator("#thong-bao")).to_contain_text("Đã ghép với phần bạn vừa lưu ở thẻ khác.")
    expect(tab.get_by_label("Đoạn dẫn")).to_have_value("Câu dẫn ở thẻ một.")
    expect(tab.locator(".editor__text")).to_contain_text("Thêm ở thẻ hai.")


def test_what_is_done_beside_the_form_takes_the_words_along(tab: Tab, desk: Visitor, where: str) -> None:
    write(tab, " Chữ chưa lưu.")
    expect(tab.locator("[data-writing-sign]")).to_have_text(KEPT)
    with tab.context.expect_page() as opened:
        tab.get_by_role("link", name="Xem trước").first.click()
    expect(opened.value.get_by_text("Đoạn đầu. Chữ chưa lưu.")).to_be_visible()
    opened.value.close()
    tab.get_by_label("Ghi chú mới").fill("Hỏi lại số hộ.")
    tab.get_by_role("button", name="Lưu ghi chú").click()
    expect(tab.locator("#ghi-chu")).to_contain_text("Hỏi lại số hộ.")
    expect(tab.locator(".editor__text")).to_contain_text("Đoạn đầu. Chữ chưa lưu.")
    tab.get_by_role("button", name="Bỏ vào thùng rác").click()
    expect(tab.locator("#thong-bao")).to_contain_text("Chưa làm gì: bài còn chữ chưa lưu.")
    tab.get_by_role("button", name="Đăng", exact=True).click()
    expect(tab.locator("#thong-bao")).to_contain_text("Đã đăng lên cổng.")
    public = tab.get_by_role("link", name="Xem trên cổng").get_attribute("href")
    assert public and "Đoạn đầu. Chữ chưa lưu." in desk.ask(public).text
    assert not is_unfinished(desk, where)


def test_a_week_is_filled_in_as_a_table(
    installation: Installation, context: BrowserContext, desk: Visitor
) -> None:
    bring_cookies(context, desk)
    tab = context.new_page()
    tab.goto(installation.url(COAST, "/quan-tri/lich-cong-tac/moi"))
    tab.get_by_label("Tiêu đề", exact=True).fill("Lịch thử")
    tab.get_by_label("Ngày bất kỳ trong tuần").fill("2027-03-01")
    tab.get_by_role("textbox", name="Ngày, dòng 1").fill("01/03/2027")
    tab.get_by_role("textbox", name="Việc, dòng 1").fill("Giao ban | đầu tuần")
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("textbox", name="Giờ, dòng 2")).to_be_focused()
    paste = """([text]) => { const data = new DataTransfer(); data.setData("text/plain", text);
      document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true })); }"""
    tab.get_by_role("textbox", name="Ngày, dòng 2").focus()
    tab.evaluate(paste, ["02/03/2027\t08:00\tTiếp dân\tTrụ sở\r\n03/03/2027\t14:00\tHọp thôn\r\n"])
    tab.get_by_role("button", name="Lưu", exact=True).press("Enter")
    expect(tab.locator("#thong-bao")).to_contain_text("Đã lưu")
    expected = (
        "01/03/2027 |  | Giao ban / đầu tuần\n02/03/2027 | 08:00 | Tiếp dân | Trụ sở\n"
        "03/03/2027 | 14:00 | Họp thôn"
    )
    assert tab.locator("#entries_text").input_value() == expected
    tab.get_by_role("button", name="Sửa dạng chữ").click()
    expect(tab.get_by_label("Lịch", exact=False).last).to_be_visible()
    tab.locator("#entries_text").fill("a | b | c | d | e | f")
    tab.get_by_role("button", name="Sửa dạng bảng").click()
    assert (
        tab.locator("#entries_text").input_value() == "a | b | c | d | e | f"
    )  # what does not fit stays text
    expect(tab.locator("#entries_text")).to_be_visible()


def test_a_session_that_ended_is_opened_in_another_tab(
    installation: Installation, tab: Tab, where: str
) -> None:
    tab.context.clear_cookies()
    write(tab, " Viết sau khi hết phiên.")
    expect(tab.locator("[data-writing-sign]")).to_contain_text("Phiên làm việc đã hết")
    with tab.context.expect_page() as opened:
        tab.get_by_role("link", name="Đăng nhập ở thẻ mới").click()
    door = opened.value
    door.get_by_label("Thư điện tử").fill(installation.email)
    door.get_by_label("Mật khẩu").fill(installation.password)
    door.get_by_role("button", name="Đăng nhập").click()
    expect(door.get_by_role("heading", level=1, name="Hôm nay")).to_be_visible()
    door.close()
    tab.bring_to_front()
    tab.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(tab.locator("[data-writing-sign]")).to_have_text(KEPT)
    press_save(tab)
    expect(tab.locator(".editor__text")).to_contain_text("Viết sau khi hết phiên.")


@pytest.mark.asvs("14.3.1", "14.3.3")
def test_signing_out_asks_about_what_only_this_machine_has_and_clears_it(tab: Tab) -> None:
    write(tab, " Đã lên cổng.")
    expect(tab.locator("[data-writing-sign]")).to_have_text(KEPT)
    tab.route("**/ban-lam", lambda route: route.abort())
    write(tab, " Chỉ ở máy này.")
    expect(tab.locator("[data-writing-sign]")).to_have_text(OFFLINE)
    asked: list[str] = []
    answers = iter([False, True, True])

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.accept() if next(answers) else dialog.dismiss()

    tab.on("dialog", answer)
    tab.locator(".desk-bar__end details").last.locator("summary").click()
    for heard in (1, 2):
        tab.get_by_role("button", name="Đăng xuất").click()
        while len(asked) < heard:
            tab.wait_for_timeout(50)
    expect(tab.get_by_role("button", name="Đăng nhập")).to_be_visible()
    assert "còn giữ 1 bài viết chưa lưu" in asked[0] and asked[0] == asked[1]
    assert tab.evaluate(LOCAL) == 0
