"""Many pictures at once in a real browser: a line for each, stopped and sent again, and the point of interest."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Route, expect
from playwright.sync_api import Page as Tab

from tests.browser.installation import Installation
from tests.browser.page import HILLS
from tests.browser.test_flow import noise
from tests.browser.test_workflow import _desk, _join

pytestmark = pytest.mark.browser
expect.set_options(timeout=15_000)
WHERE = "/quan-tri/thu-vien/"


def _picture(name: str, raw: bytes) -> dict[str, object]:
    return {"name": name, "mimeType": "image/png", "buffer": raw}


def _choose(tab: Tab, *files: dict[str, object]) -> None:
    tab.get_by_label("Thêm ảnh và tệp").set_input_files(list(files))  # type: ignore[arg-type]
    tab.get_by_role("button", name="Tải lên").press("Enter")


def test_many_at_once_then_the_point_of_interest(chromium: Browser, installation: Installation) -> None:
    tab = _desk(chromium, installation, _join(installation, "Lê Thư Viện", "approver"))
    tab.goto(installation.url(HILLS, WHERE))
    lost = re.compile(r"tai-len$")

    def fails(route: Route) -> None:
        route.abort()

    first = noise(200, 150)
    tab.route(lost, fails, times=1)
    _choose(tab, _picture("một.png", first))
    line = tab.locator(".uploads__file")
    expect(line).to_contain_text("Mất kết nối")
    expect(tab.locator(".dropzone__result")).to_contain_text("không được 1 tệp")
    line.get_by_role("button", name="Tải lại").press("Enter")
    expect(line).to_have_attribute("data-state", "done")
    expect(tab.locator(".library__name", has_text="một.png")).to_be_visible()

    files = [_picture(f"ảnh {number}.png", noise(210 + number, 150)) for number in range(3)]
    _choose(tab, *files, _picture("giả.png", b"not a picture"), _picture("lại.png", first))
    expect(tab.locator(".dropzone__result")).to_contain_text("Tải lên được 4 tệp, không được 1 tệp.")
    for name, state in (("ảnh 2.png", "done"), ("giả.png", "failed"), ("lại.png", "done")):
        expect(tab.locator(".uploads__file", has_text=name).first).to_have_attribute("data-state", state)
    expect(tab.locator(".uploads__file", has_text="lại.png")).to_contain_text(
        "Đã có trong thư viện với tên “một.png”"
    )
    mine = re.compile(r"(một|ảnh \d)\.png")
    expect(tab.locator(".library__name", has_text=mine)).to_have_count(4)

    tab.get_by_role("link", name="ảnh 1.png").press("Enter")
    picture = tab.locator(".focus__picture")
    expect(tab.locator(".focus__mark")).to_be_visible()  # styles and the script have come
    box = picture.bounding_box()
    assert box is not None
    picture.click(position={"x": box["width"] * 0.2, "y": box["height"] * 0.9})
    expect(tab.get_by_label("Từ trái sang (%)")).to_have_value("20")
    expect(tab.get_by_label("Từ trên xuống (%)")).to_have_value("90")
    tab.get_by_label("Từ trái sang (%)").press("ArrowUp")
    expect(tab.get_by_label("Từ trái sang (%)")).to_have_value("25")
    expect(tab.locator(".focus__cut--wide")).to_have_css("object-position", "30% 90%")
    tab.get_by_role("button", name="Lưu", exact=True).press("Enter")
    expect(tab.get_by_text("Đã lưu.")).to_be_visible()
    expect(tab.locator(".focus__cut--wide")).to_have_class(re.compile(r"\bfx-3 fy-9\b"))
    tab.context.close()
