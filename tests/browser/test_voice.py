"""A citizen with a telephone: a report with place and picture by script, a question without any script."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.installation import Installation
from tests.browser.page import COAST
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser


def _photo() -> bytes:
    out = BytesIO()
    Image.effect_noise((2400, 1800), 60).convert("RGB").save(out, "JPEG", quality=95)
    return out.getvalue()


def _case(desk: Visitor, title: str) -> str:
    """The desk's page of the case with this title, whichever tab it stands in."""
    for view in ("tat-ca", "thu-rac"):
        for link in desk.ask(f"/quan-tri/y-kien/?xem={view}").links():
            if re.fullmatch(r"/quan-tri/y-kien/\d+", link) and title in (page := desk.ask(link).text):
                return page
    raise AssertionError(f"no case is called {title}")


def test_a_report_with_place_and_picture(installation: Installation, context: BrowserContext) -> None:
    tab = context.new_page()
    tab.set_viewport_size({"width": 390, "height": 800})
    tab.goto(installation.url(COAST, "/phan-anh/gui"))
    tab.get_by_label("Việc cần phản ánh").fill("Bờ kè sạt một đoạn")
    tab.get_by_label("Mô tả cụ thể").fill("Sau đợt mưa, bờ kè sạt khoảng mười mét.")
    tab.locator(".voice-map__commune.is-own").click()
    expect(tab.locator("[data-place-state]")).to_contain_text("thuộc Xã Tam Hải")
    expect(tab.locator("[name=lat]")).to_have_value(re.compile(r"15\.\d{5}"))
    photo = _photo()
    tab.locator("#anh").set_input_files({"name": "ke.jpg", "mimeType": "image/jpeg", "buffer": photo})
    expect(tab.locator("[data-shrink-state]")).to_have_text("Đã thu nhỏ, gửi nhanh hơn.")
    assert tab.evaluate("document.querySelector('#anh').files[0].size") < len(photo)
    tab.locator("[name=consent]").check()
    expect(tab.locator("[data-puzzle]")).not_to_have_value("", timeout=20_000)
    tab.get_by_role("button", name="Gửi phản ánh").click()
    expect(tab.get_by_text("Hãy ghi lại hai mã này")).to_be_visible()
    code, secret = tab.locator(".voice-codes strong").all_inner_texts()
    assert code not in tab.url and secret not in tab.url
    tab.goto(installation.url(COAST, f"/tra-cuu/#ma={code}&khoa={secret}"))  # the link of an e-mail
    expect(tab.get_by_role("heading", level=1)).to_contain_text(code)
    assert tab.url.endswith("/tra-cuu/")
    page = _case(Visitor(installation, COAST).sign_in(), "Bờ kè sạt một đoạn")
    assert "Có dấu hiệu thư rác" not in page and "voice-map__pin" in page and "Đang ẩn" in page


def test_a_question_without_script_by_keyboard(installation: Installation, chromium: Browser) -> None:
    quiet = chromium.new_context(java_script_enabled=False)
    try:
        tab = quiet.new_page()
        tab.goto(installation.url(COAST, "/hoi-dap/gui"))
        tab.get_by_label("Câu hỏi tóm tắt").focus()
        tab.keyboard.type("Lịch tiếp dân tháng này?")
        tab.keyboard.press("Tab")
        tab.keyboard.type("Xin cho biết lịch tiếp công dân tháng này của xã.")
        tab.keyboard.press("Tab")  # the field
        for _field in ("name", "email", "phone", "may_publish", "consent"):
            tab.keyboard.press("Tab")
        tab.keyboard.press("Space")
        tab.keyboard.press("Tab")
        tab.keyboard.press("Enter")
        expect(tab.get_by_text("Hãy ghi lại hai mã này")).to_be_visible()
        assert "Lịch tiếp dân tháng này?" in _case(
            Visitor(installation, COAST).sign_in(), "Lịch tiếp dân tháng này?"
        )
    finally:
        quiet.close()
