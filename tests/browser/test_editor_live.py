"""The editor on a real desk: begin from Word, link by search, a picture uploaded while writing, a video that plays."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Browser, Route, expect

from tests.browser.installation import Installation
from tests.browser.looking import Watch
from tests.browser.page import COAST
from tests.media.reading.articles import article, bold, drawing
from tests.media.reading.samples import paragraph

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PATIENCE = 15_000
PLAYER = "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"


def photo() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (800, 600), (20, 90, 120)).save(made, "JPEG")
    return made.getvalue()


def test_from_a_word_file_to_a_published_page(installation: Installation, chromium: Browser) -> None:
    context = chromium.new_context(locale="vi-VN", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    watch = Watch(context)
    tab = watch.tab
    tab.goto(installation.url(COAST, "/quan-tri/dang-nhap"))
    tab.get_by_label("Thư điện tử").fill(installation.email)
    tab.get_by_label("Mật khẩu").fill(installation.password)
    tab.get_by_role("button", name="Đăng nhập").click()
    tab.get_by_role("heading", level=1, name="Hôm nay").wait_for()

    tab.goto(installation.url(COAST, "/quan-tri/tin-tuc/moi"))
    tab.get_by_text("Bắt đầu từ tệp Word").click()
    lead = "Sáng nay, bà con thôn Thuận An cùng nhau dọn sạch bãi biển."
    file = article(
        bold("Dọn bãi biển cùng bà con") + bold(lead) + paragraph("Xem quy định") + drawing("rId1")
    )
    tab.get_by_label("Tệp .docx, .doc hoặc .odt").set_input_files(
        {"name": "tin.docx", "mimeType": "application/octet-stream", "buffer": file}
    )
    tab.get_by_role("button", name="Đọc tệp").click()
    expect(tab.get_by_text("Bài chưa được lưu")).to_be_visible(timeout=PATIENCE)
    expect(tab.get_by_label("Tiêu đề", exact=True)).to_have_value("Dọn bãi biển cùng bà con")
    expect(tab.get_by_text("Chưa có mô tả ảnh")).to_be_visible(timeout=PATIENCE)

    tab.locator(".editor__picture img").first.click()
    tab.get_by_role("button", name="Ảnh", exact=True).click()
    dialog = tab.get_by_role("dialog", name="Ảnh")
    dialog.get_by_label("Tải ảnh từ máy").set_input_files(
        {"name": "bien.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    expect(dialog.get_by_text("Đã tải lên.")).to_be_visible(timeout=PATIENCE)
    expect(dialog.get_by_role("radio", name="bien.jpg")).to_be_checked()
    dialog.get_by_label("Mô tả ảnh").fill("Bà con nhặt rác trên bãi biển")
    dialog.get_by_label("Chú thích dưới ảnh").fill("Ảnh: Văn phòng xã")
    dialog.get_by_role("button", name="Xong").click()

    tab.locator(".editor__text").get_by_text("Xem quy định").dblclick(position={"x": 12, "y": 10})
    tab.wait_for_timeout(100)  # the browser tells the editor of the selection a moment later
    tab.get_by_role("button", name="Liên kết", exact=True).click()
    dialog = tab.get_by_role("dialog", name="Liên kết")
    expect(dialog.get_by_label("Chữ hiển thị")).to_have_value("Xem")
    dialog.get_by_role("combobox").fill("khai sinh")
    option = dialog.get_by_role("option").filter(has_text=re.compile("khai sinh", re.I)).first
    option.click()
    expect(dialog.get_by_text("Dẫn tới: /")).to_be_visible()
    dialog.get_by_role("button", name="Chèn").click()

    tab.locator(".editor__text").focus()
    tab.keyboard.press("Control+End")
    tab.get_by_role("button", name="Video", exact=True).click()
    dialog = tab.get_by_role("dialog", name="Video")
    dialog.get_by_label("Địa chỉ video").fill("https://youtu.be/dQw4w9WgXcQ")
    dialog.get_by_label("Tên video").fill("Bãi biển sạch")
    dialog.get_by_role("button", name="Chèn").click()
    tab.get_by_role("button", name="Lưu", exact=True).click()
    expect(tab.get_by_role("button", name="Đăng", exact=True).first).to_be_visible(timeout=PATIENCE)
    tab.get_by_role("button", name="Đăng", exact=True).first.click()
    tab.get_by_role("link", name="Xem trên cổng").click()

    expect(tab.locator(".prose figure figcaption")).to_have_text("Ảnh: Văn phòng xã")
    picture = tab.get_by_role("img", name="Bà con nhặt rác trên bãi biển")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    asked: list[str] = []

    def play(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body="<!doctype html><title>video</title>", content_type="text/html")

    context.route("https://*/**", play)
    video = tab.get_by_role("link", name="Xem video trên YouTube Bãi biển sạch")
    expect(video).to_have_attribute("href", "https://youtu.be/dQw4w9WgXcQ")
    assert asked == []  # nothing of others before the reader asks for it
    video.click()
    frame = tab.locator(".video iframe")
    expect(frame).to_have_attribute("src", re.compile(re.escape(PLAYER)))
    tab.frame_locator(".video iframe").locator("html").wait_for(state="attached")
    assert asked and all(one.startswith(PLAYER) for one in asked)
    assert watch.violations() == []
    assert watch.complaints == []
    context.close()
