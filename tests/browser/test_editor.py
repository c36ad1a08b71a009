"""The desk's visual editor in a real Chromium, under the portal's own content security policy."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route

from tests.browser.editor_page import SAMPLE, Desk, Site, desk_fixture, site_fixture
from tests.browser.looking import AXE, RUN_AXE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
site, desk = site_fixture, desk_fixture


def test_what_is_typed_and_clicked_is_markdown_in_the_form(desk: Desk, site: Site) -> None:
    desk.open()
    tab = desk.tab
    tab.locator(".editor__text").focus()
    tab.keyboard.press("Control+Alt+2")
    tab.keyboard.type("Lịch tiếp công dân")
    tab.keyboard.press("Enter")
    tab.keyboard.type("Ủy ban nhân dân xã ")
    desk.button("Đậm")
    tab.keyboard.type("kính mời")
    desk.button("Đậm")
    tab.keyboard.type(" bà con.")
    tab.keyboard.press("Enter")
    tab.keyboard.type("- Căn cước")
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    tab.keyboard.type("bản sao")
    for _ in range(3):
        tab.keyboard.press("Enter")
    desk.button("Bảng")
    for words in ("Thứ", "Người tiếp", "Ghi | chú", "Hai", "Chủ tịch"):
        tab.keyboard.type(words)
        tab.keyboard.press("Tab")
    desk.button("Xóa hàng")
    tab.keyboard.press("Control+z")
    tab.keyboard.press("Control+End")
    desk.button("Lưu ý")
    tab.keyboard.type("mang theo giấy tờ.")
    expected = (
        "## Lịch tiếp công dân\n\nỦy ban nhân dân xã **kính mời** bà con.\n\n- Căn cước\n    - bản sao\n\n"
        "| Thứ | Người tiếp | Ghi \\| chú |\n|---|---|---|\n| Hai | Chủ tịch |  |\n|  |  |  |\n\n"
        "> **Lưu ý:** mang theo giấy tờ.\n"
    )
    assert desk.text == expected
    tab.get_by_role("button", name="Lưu", exact=True).click()
    tab.get_by_text("ok", exact=True).wait_for()
    assert site.posted[0].replace("\r\n", "\n") == expected
    desk.is_quiet()


def test_vietnamese_input_methods(desk: Desk) -> None:
    """ibus and phones compose a word; Unikey on Windows deletes letters and types them again."""
    desk.open()
    desk.tab.locator(".editor__text").focus()
    wire = desk.tab.context.new_cdp_session(desk.tab)
    for part in ("t", "ti", "tie", "tiê", "tiên", "tiêng", "tiếng"):
        wire.send(
            "Input.imeSetComposition", {"text": part, "selectionStart": len(part), "selectionEnd": len(part)}
        )
    wire.send("Input.insertText", {"text": "tiếng"})
    desk.tab.keyboard.type(" Vie")
    desk.tab.keyboard.press("Backspace")
    desk.tab.keyboard.insert_text("ê")
    desk.tab.keyboard.type("t")
    for _ in range(2):
        desk.tab.keyboard.press("Backspace")
    desk.tab.keyboard.insert_text("ệt")
    assert desk.text == "tiếng Việt\n"
    desk.is_quiet()


WORD = (Path(__file__).parent / "from_word.html").read_text()


def test_paste_from_word_keeps_structure_and_drops_dress(desk: Desk) -> None:
    desk.open()
    desk.paste(WORD)
    assert desk.text == (
        "## Lịch tiếp dân\n\nỦy ban nhân dân xã *kính mời* **bà con**, 120 m<sup>2</sup>.\n\n"
        "- Giấy tờ\n    - Căn cước\n- Đơn\n\nCác bước:\n\n1. Nộp hồ sơ\n2. Nhận kết quả\n\na) Tại xã\n\n"
        "| Thứ | Người tiếp |  |\n|---|---|---|\n| Hai | Chủ tịch<br>Văn phòng \\| một cửa | 8 giờ |\n\n"
        "bấm [cổng huyện](https://nuithanh.gov.vn/)\n"
    )
    assert "Ảnh trong bài dán không đi theo" in desk.tab.locator(".editor__status").inner_text()
    assert desk.tab.evaluate("window.hacked") is None
    desk.is_quiet()


def test_paste_of_lines_into_a_cell_stays_in_the_cell(desk: Desk) -> None:
    desk.open("| a | b |\n|---|---|\n| c | d |\n")
    desk.stand_in_cell("d")
    desk.paste("<p style='color:red'>một</p><ul><li>hai</li></ul>")
    assert desk.text == "| a | b |\n|---|---|\n| c | dmột<br>hai |\n"
    desk.is_quiet()


def test_paste_of_a_picture_code_makes_the_picture(desk: Desk) -> None:
    desk.open("")
    desk.tab.locator(".editor__text").focus()
    desk.tab.evaluate(
        """() => { const data = new DataTransfer(); data.setData("text/plain", "![Bến phà](/tep/7/960.jpg)");
        document.querySelector(".editor__text").dispatchEvent(
          new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})); }"""
    )
    assert desk.text == "![Bến phà](/tep/7/960.jpg)\n"
    assert desk.tab.locator(".editor__picture img").get_attribute("src") == "/quan-tri/tep/7/960.jpg"
    desk.is_quiet()


def test_looking_and_editing_one_block_leave_all_others_letter_for_letter(desk: Desk) -> None:
    desk.open(SAMPLE)
    assert desk.text == SAMPLE
    desk.button("Xem mã Markdown")
    assert desk.tab.locator("#body").is_visible()
    assert desk.text == SAMPLE
    desk.button("Soạn trực quan")
    assert desk.text == SAMPLE
    desk.tab.get_by_text("mục trong trích dẫn", exact=True).click()
    desk.tab.keyboard.press("End")
    desk.tab.keyboard.type(" thêm")
    assert desk.text == SAMPLE.replace("mục trong trích dẫn", "mục trong trích dẫn thêm")
    desk.tab.keyboard.press("Control+z")
    assert desk.text == SAMPLE
    desk.button("Xem mã Markdown")
    desk.tab.locator("#body").fill("## Viết ở dạng mã\n")
    desk.button("Soạn trực quan")
    assert desk.tab.locator(".editor__text h2").inner_text() == "Viết ở dạng mã"
    assert desk.tab.evaluate("window.hacked") is None
    desk.is_quiet()


def test_the_choice_of_the_view_is_remembered(desk: Desk) -> None:
    desk.open("một")
    desk.button("Xem mã Markdown")
    desk.open("hai", visual=False)
    desk.tab.get_by_role("button", name="Soạn trực quan").wait_for()
    assert desk.tab.locator("#body").is_visible()
    desk.is_quiet()


def test_the_toolbar_is_one_stop_and_the_text_is_named_and_left_by_keyboard(desk: Desk) -> None:
    desk.open("- mục")
    tab = desk.tab
    text = tab.get_by_role("textbox", name="Nội dung")
    assert text.get_attribute("aria-multiline") == "true"
    assert "body-help" in (text.get_attribute("aria-describedby") or "").split()
    assert tab.locator("[role=toolbar] button[tabindex='0']").count() == 1
    desk.to_end()
    tab.keyboard.press("Alt+F10")
    focus = "document.activeElement.getAttribute('aria-label') || document.activeElement.textContent"
    assert tab.evaluate(focus) == "H2Đề mục"
    tab.keyboard.press("ArrowRight")
    tab.keyboard.press("ArrowRight")
    assert tab.evaluate(focus) == "Đậm"
    tab.keyboard.press("End")
    assert tab.evaluate(focus) == "Lưu ý"
    tab.keyboard.press("Escape")
    assert tab.evaluate("document.activeElement.getAttribute('role')") == "textbox"
    assert tab.get_by_role("button", name="Danh sách", exact=True).get_attribute("aria-pressed") == "true"
    tab.keyboard.press("Escape")
    tab.keyboard.press("Tab")
    assert tab.evaluate(focus) == "Lưu ý"  # the buttons, at the one that was used last
    tab.keyboard.press("Tab")
    assert tab.evaluate(focus) == "Xem mã Markdown"
    tab.keyboard.press("Shift+Tab")
    tab.keyboard.press("Shift+Tab")
    assert tab.evaluate("document.activeElement.getAttribute('role')") == "textbox"  # before the buttons
    tab.locator("label[for=body]").click()
    assert tab.evaluate("document.activeElement.getAttribute('role')") == "textbox"
    desk.is_quiet()


def test_leaving_with_unsaved_text_asks_and_saving_does_not(desk: Desk) -> None:
    desk.open("một")
    asked: list[str] = []
    desk.tab.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    desk.to_end()
    desk.tab.keyboard.type(" hai")
    desk.tab.evaluate("location.href = '/listen.js'")
    desk.tab.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    assert desk.text == "một hai\n"
    desk.button("Lưu")
    desk.tab.get_by_text("ok", exact=True).wait_for()
    assert asked == ["beforeunload"]


def test_who_began_to_write_before_the_editor_came_is_not_disturbed(desk: Desk) -> None:
    held: list[Route] = []
    desk.tab.route("**/prosemirror.min.js", lambda route: held.append(route))
    desk.open("", visual=False)
    area = desk.tab.locator("#body")
    area.press_sequentially("đang viết")
    desk.tab.keyboard.press("ArrowLeft")
    while not held:
        desk.tab.wait_for_timeout(50)
    held[0].continue_()
    desk.tab.get_by_role("button", name="Soạn trực quan").wait_for()
    desk.tab.keyboard.type("ế")
    assert desk.text == "đang viếết"
    desk.button("Soạn trực quan")
    assert desk.tab.locator(".editor__text").inner_text() == "đang viếết"
    desk.is_quiet()


@pytest.mark.parametrize("missing", ["prosemirror.min.js", "editor-toolbar.js"])
def test_when_a_script_does_not_arrive_the_text_area_stays(desk: Desk, site: Site, missing: str) -> None:
    site.missing = missing
    desk.open("chữ của tôi", visual=False)
    desk.tab.get_by_text("Không mở được khung soạn trực quan").wait_for()
    assert desk.tab.locator("#body").is_visible()
    assert desk.text == "chữ của tôi"


def test_without_javascript_the_text_area_is_the_editor(chromium: Browser, site: Site) -> None:
    context = chromium.new_context(java_script_enabled=False)
    desk = Desk(context, site).open(SAMPLE, visual=False)
    assert desk.tab.locator("#body").is_visible()
    desk.tab.locator("#body").fill("## Không cần kịch bản")
    desk.button("Lưu")
    assert site.posted == ["## Không cần kịch bản"]
    context.close()


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is missing in .tools (make tools)")
def test_the_editor_is_accessible(desk: Desk) -> None:
    desk.tab.context.add_init_script(path=AXE)
    desk.open(SAMPLE)
    faults = desk.tab.evaluate(RUN_AXE)
    desk.tab.get_by_text("1.234,5", exact=True).first.click()
    faults += desk.tab.evaluate(RUN_AXE)
    for name in ("Liên kết", "Ảnh", "Tệp", "Video"):
        desk.button(name)
        dialog = desk.tab.get_by_role("dialog")
        dialog.wait_for()
        if name != "Video":
            dialog.locator("[role=option], [type=radio]").first.wait_for()
        faults += desk.tab.evaluate(RUN_AXE)
        dialog.get_by_role("button", name="Thôi").click()
        dialog.wait_for(state="detached")
    desk.button("Xem mã Markdown")
    faults += desk.tab.evaluate(RUN_AXE)
    assert faults == []
    desk.is_quiet()


def test_the_editor_fits_a_phone(desk: Desk) -> None:
    desk.tab.set_viewport_size({"width": 360, "height": 740})
    desk.open(SAMPLE)
    assert desk.tab.evaluate("document.documentElement.scrollWidth") <= 360
    box = desk.tab.locator("[role=toolbar]").bounding_box()
    assert box is not None and box["height"] <= 110
    desk.is_quiet()
