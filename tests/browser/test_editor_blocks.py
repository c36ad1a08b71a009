"""Links by search, pictures with their words, files, videos and notices in the desk's editor."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from portal.web.sanitise import render_markdown
from tests.browser.editor_page import Desk, Site, desk_fixture, site_fixture

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
site, desk = site_fixture, desk_fixture


def says(desk: Desk, text: str) -> None:
    expect(desk.tab.locator("#body")).to_have_value(text)
    desk.is_quiet()


def test_a_provision_is_found_and_linked_to_by_keyboard_alone(desk: Desk, site: Site) -> None:
    desk.open("Theo quy định")
    desk.to_end()
    desk.tab.keyboard.press("Control+Shift+ArrowLeft")
    desk.tab.wait_for_timeout(100)  # the browser tells the editor of the selection a moment later
    desk.tab.keyboard.press("Control+k")
    dialog = desk.tab.get_by_role("dialog", name="Liên kết")
    search = dialog.get_by_role("combobox", name="Trang hoặc địa chỉ")
    expect(search).to_be_focused()
    expect(search).to_have_attribute("aria-expanded", "true")  # what was worked on last
    desk.tab.keyboard.type("dieu 5 nghi dinh 61/2018")
    expect(dialog.get_by_role("status").last).to_have_text("2 trang; dùng phím mũi tên để chọn.")
    while "lien-ket:dieu 5 nghi dinh 61/2018" not in site.asked:
        desk.tab.wait_for_timeout(50)
    desk.tab.keyboard.press("ArrowDown")
    option = dialog.get_by_role("option", name="Điều 5")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(search).to_have_attribute("aria-activedescendant", option.get_attribute("id") or "")
    desk.tab.keyboard.press("Enter")
    expect(dialog.get_by_text("Dẫn tới: /van-ban/nghi-dinh-61-2018#dieu-5")).to_be_visible()
    assert dialog.get_by_label("Chữ hiển thị").input_value() == "định"  # the words of the text are kept
    desk.tab.keyboard.press("Enter")
    says(desk, "Theo quy [định](/van-ban/nghi-dinh-61-2018#dieu-5)\n")


def test_escape_closes_the_list_first_and_then_the_dialog(desk: Desk) -> None:
    desk.open("a")
    desk.to_end()
    desk.tab.keyboard.press("Control+k")
    dialog = desk.tab.get_by_role("dialog", name="Liên kết")
    dialog.get_by_role("option").first.wait_for()
    dialog.get_by_role("combobox").focus()
    desk.tab.keyboard.press("Escape")
    expect(dialog.get_by_role("option")).to_have_count(0)
    desk.tab.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    says(desk, "a")


def test_words_that_say_nothing_are_asked_about_once(desk: Desk) -> None:
    desk.open()
    desk.tab.locator(".editor__text").focus()
    desk.tab.keyboard.press("Control+k")
    dialog = desk.tab.get_by_role("dialog", name="Liên kết")
    dialog.get_by_label("Chữ hiển thị").fill("Xem tại đây")
    dialog.get_by_role("combobox").fill("quangnam.gov.vn")
    desk.tab.keyboard.press("Enter")
    expect(dialog.get_by_text("không cho biết liên kết dẫn tới đâu")).to_be_visible()
    dialog.get_by_role("button", name="Chèn").click()
    says(desk, "[Xem tại đây](https://quangnam.gov.vn)\n")


@pytest.mark.parametrize(
    ("typed", "address"),
    [("quangnam.gov.vn", "https://quangnam.gov.vn"), ("ubnd@tamhai.vn", "mailto:ubnd@tamhai.vn"),
     ("0235 3 870 123", "tel:02353870123"), ("/lich-cong-tac/", "/lich-cong-tac/")],
)  # fmt: skip
def test_an_address_is_made_whole(desk: Desk, typed: str, address: str) -> None:
    desk.open()
    desk.tab.locator(".editor__text").focus()
    desk.tab.keyboard.press("Control+k")
    dialog = desk.tab.get_by_role("dialog", name="Liên kết")
    dialog.get_by_label("Chữ hiển thị").fill("nơi ấy")
    where = dialog.get_by_role("combobox")
    where.fill("javascript:alert(1)")
    desk.tab.keyboard.press("Enter")
    expect(dialog.get_by_text("Chọn một trang trong danh sách")).to_be_visible()
    expect(where).to_have_attribute("aria-invalid", "true")
    where.fill(typed)
    desk.tab.keyboard.press("Enter")
    says(desk, f"[nơi ấy]({address})\n")


def test_a_link_over_several_lines_joins_none_of_them(desk: Desk) -> None:
    desk.open("một\n\nhai")
    desk.tab.locator(".editor__text").focus()
    desk.tab.keyboard.press("Control+a")
    desk.tab.wait_for_timeout(100)
    desk.button("Liên kết")
    dialog = desk.tab.get_by_role("dialog", name="Liên kết")
    dialog.get_by_role("combobox").fill("quangnam.gov.vn")
    dialog.get_by_label("Chữ hiển thị").fill("chữ khác")
    desk.tab.keyboard.press("Enter")
    says(desk, "[một](https://quangnam.gov.vn)\n\n[hai](https://quangnam.gov.vn)\n")


def test_a_link_is_taken_off_again(desk: Desk) -> None:
    desk.open("[cổng tỉnh](https://quangnam.gov.vn) mở")
    desk.tab.get_by_role("link", name="cổng tỉnh").click()
    desk.button("Liên kết")
    dialog = desk.tab.get_by_role("dialog", name="Liên kết")
    dialog.get_by_role("button", name="Bỏ liên kết").click()
    says(desk, "cổng tỉnh mở\n")
    desk.tab.keyboard.press("End")
    desk.tab.keyboard.type("!")
    says(desk, "cổng tỉnh mở!\n")


def test_a_picture_is_chosen_described_and_captioned(desk: Desk) -> None:
    desk.open()
    desk.button("Ảnh")
    dialog = desk.tab.get_by_role("dialog", name="Ảnh")
    dialog.get_by_role("radio", name="Bến phà Tam Hải").check()
    said = dialog.get_by_label("Mô tả ảnh")
    expect(said).to_have_value("Bến phà Tam Hải")
    dialog.get_by_role("radio", name="cho.png").check()
    expect(said).to_have_value("")
    dialog.get_by_role("button", name="Chèn").click()
    expect(dialog.get_by_text("Viết mô tả ảnh")).to_be_visible()
    said.fill("Phà cập bến [Tam Hải]")
    dialog.get_by_label("Chú thích dưới ảnh").fill('Lễ "Cầu ngư" (2026)')
    dialog.get_by_role("button", name="Chèn").click()
    source = '![Phà cập bến \\[Tam Hải\\]](/tep/8/960.jpg "Lễ &quot;Cầu ngư&quot; (2026)")\n'
    says(desk, source)
    shown = render_markdown(source)
    assert '<figcaption>Lễ "Cầu ngư" (2026)</figcaption>' in shown and 'alt="Phà cập bến [Tam Hải]"' in shown
    desk.open(source)
    assert desk.rewritten([source]) == [source]
    expect(desk.tab.locator(".editor__picture-note")).to_have_text('Lễ "Cầu ngư" (2026)')


def test_a_decorative_picture_says_so_in_the_text_and_nothing_on_the_page(desk: Desk) -> None:
    desk.open("![](/tep/7/960.jpg)")
    expect(desk.tab.get_by_text("Chưa có mô tả ảnh")).to_be_visible()
    desk.tab.locator(".editor__picture img").click()
    desk.button("Ảnh")
    dialog = desk.tab.get_by_role("dialog", name="Ảnh")
    expect(dialog.get_by_role("radio", name="Bến phà Tam Hải")).to_be_checked()
    dialog.get_by_label("Ảnh chỉ để trang trí").check()
    expect(dialog.get_by_label("Mô tả ảnh")).to_be_disabled()
    dialog.get_by_role("button", name="Xong").click()
    says(desk, "![(trang trí)](/tep/7/960.jpg)\n")
    expect(desk.tab.locator(".editor__picture-note")).to_have_text("Ảnh trang trí")


def test_pictures_are_uploaded_in_the_dialog_before_anything_is_saved(desk: Desk, site: Site) -> None:
    desk.open()
    desk.button("Ảnh")
    dialog = desk.tab.get_by_role("dialog", name="Ảnh")
    upload = dialog.get_by_label("Tải ảnh từ máy")
    upload.set_input_files({"name": "virus.exe", "mimeType": "image/png", "buffer": b"x"})
    expect(dialog.get_by_text("virus.exe: Loại tệp này không được nhận.")).to_be_visible()
    upload.set_input_files({"name": "cho.png", "mimeType": "image/png", "buffer": b"x"})
    expect(dialog.locator("input[value='/tep/21/960.jpg']")).to_be_checked()
    dialog.get_by_label("Mô tả ảnh").fill("Chợ xã buổi sáng")
    desk.tab.keyboard.press("Enter")
    says(desk, "![Chợ xã buổi sáng](/tep/21/960.jpg)\n")


def test_dropped_pictures_are_stored_and_asked_about_one_by_one(desk: Desk, site: Site) -> None:
    desk.open("Chợ xã")
    desk.drop("a.png", "b.png", "c.pdf")
    first = desk.tab.get_by_role("dialog", name="Ảnh 1/2")
    first.get_by_label("Mô tả ảnh").fill("Quầy cá")
    desk.tab.keyboard.press("Enter")
    second = desk.tab.get_by_role("dialog", name="Ảnh 2/2")
    second.get_by_role("button", name="Không chèn ảnh này").click()
    second.wait_for(state="detached")
    expect(desk.tab.locator("#body")).to_have_value("Chợ xã\n\n![Quầy cá](/tep/21/960.jpg)\n")
    assert site.uploads == 2
    desk.drop("c.pdf")
    expect(desk.tab.locator(".editor__status")).to_have_text(
        "Chỉ thả được ảnh vào bài. Tệp khác chèn bằng nút Tệp."
    )
    desk.is_quiet()


def test_when_the_line_is_lost_an_upload_says_so_and_the_text_stays(desk: Desk) -> None:
    desk.open("Chợ xã")
    desk.tab.route("**/quan-tri/chon/**", lambda route: route.abort())
    desk.drop("a.png")
    expect(desk.tab.locator(".editor__status")).to_have_text("Không tải lên được. Hãy thử lại.")
    desk.button("Liên kết")
    expect(desk.tab.get_by_text("Không tải được danh sách.")).to_be_visible()
    assert desk.text == "Chợ xã"


def test_a_file_of_the_portal_is_linked_with_kind_and_size(desk: Desk) -> None:
    desk.open("Mẫu:")
    desk.to_end()
    desk.tab.keyboard.type(" ")
    desk.button("Tệp")
    dialog = desk.tab.get_by_role("dialog", name="Tệp đính kèm")
    dialog.get_by_role("button", name="Chèn").click()
    expect(dialog.get_by_text("Chọn một tệp hoặc tải tệp lên trước")).to_be_visible()
    dialog.get_by_role("radio").check()
    dialog.get_by_role("button", name="Chèn").click()
    says(desk, "Mẫu: [Tờ khai (DOCX, 24 KB)](/tep/9/To%20khai.docx)\n")


def test_a_video_is_a_line_with_a_link_and_looks_like_a_card(desk: Desk) -> None:
    desk.open("Lễ hội")
    desk.to_end()
    desk.button("Video")
    dialog = desk.tab.get_by_role("dialog", name="Video")
    where = dialog.get_by_label("Địa chỉ video")
    where.fill("https://vi.du/video.mp4")
    desk.tab.keyboard.press("Enter")
    expect(dialog.get_by_text("Chỉ nhận địa chỉ của một video")).to_be_visible()
    where.fill("https://www.youtube.com/watch?v=dQw4w9WgXcQ")
    desk.tab.keyboard.press("Enter")
    expect(dialog.get_by_text("Viết tên video")).to_be_visible()
    dialog.get_by_label("Tên video").fill("Lễ hội Cầu ngư")
    desk.tab.keyboard.press("Enter")
    source = "Lễ hội\n\n[Lễ hội Cầu ngư](https://www.youtube.com/watch?v=dQw4w9WgXcQ)\n"
    says(desk, source)
    expect(desk.tab.locator(".editor__text p.is-video")).to_have_count(1)
    assert '<p class="video">' in render_markdown(source)


def test_a_notice_has_three_levels_that_the_server_knows(desk: Desk) -> None:
    desk.open("mang giấy tờ")
    desk.to_end()
    levels = desk.tab.get_by_role("group", name="Mức của khung nổi bật")
    expect(levels).to_be_hidden()
    desk.button("Lưu ý")
    says(desk, "> **Lưu ý:** mang giấy tờ\n")
    for words, name in (("Khẩn", "khan"), ("Thông tin", "thong-tin"), ("Lưu ý", "luu-y")):
        button = levels.get_by_role("button", name=f"Mức: {words}")
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
        says(desk, f"> **{words}:** mang giấy tờ\n")
        assert f'<blockquote class="{name}">' in render_markdown(desk.text)
        expect(desk.tab.locator(f".editor__text blockquote.{name}")).to_have_count(1)
    desk.to_end()
    desk.button("Lưu ý")
    says(desk, "**Lưu ý:** mang giấy tờ\n")


def test_an_address_that_is_pasted_becomes_a_link(desk: Desk) -> None:
    desk.open("cổng tỉnh")
    desk.tab.locator(".editor__text").focus()
    desk.tab.keyboard.press("Control+a")
    desk.paste("", "https://quangnam.gov.vn/")
    says(desk, "[cổng tỉnh](https://quangnam.gov.vn/)\n")
    desk.open("")
    desk.paste("", "https://youtu.be/dQw4w9WgXcQ")
    says(desk, "[https://youtu.be/dQw4w9WgXcQ](https://youtu.be/dQw4w9WgXcQ)\n")
    expect(desk.tab.locator(".editor__text p.is-video")).to_have_count(1)
