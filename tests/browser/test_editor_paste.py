"""What comes from Google Docs, Excel and web pages keeps its structure and loses its dress."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.editor_page import Desk, desk_fixture, site_fixture

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
site, desk = site_fixture, desk_fixture


def sample(name: str) -> str:
    return (Path(__file__).parent / f"{name}.html").read_text()


def test_google_docs(desk: Desk) -> None:
    desk.open()
    desk.paste(sample("from_google_docs"))
    assert desk.text == (
        "## Lịch tiêm\n\n**Sáng thứ Hai** tại *nhà văn hóa*, xem [trang của Bộ](https://yte.gov.vn/).\n\n"
        "- Mang theo\n    - sổ tiêm\n- Đến đúng giờ\n\n| Thôn | Giờ |\n|---|---|\n| Thuận An | 8 giờ |\n"
    )
    desk.is_quiet()


def test_excel(desk: Desk) -> None:
    desk.open()
    desk.paste(sample("from_excel"))
    assert desk.text == (
        "| Khoản thu | Số tiền \\| đồng |  |\n|---|---|---|\n| Lệ phí | 1.234.500 |  |\n"
        '| Phí | - | =HYPERLINK("x") |\n'
    )
    desk.is_quiet()


def test_a_web_page(desk: Desk) -> None:
    desk.open()
    desk.paste(sample("from_web"))
    assert desk.text == (
        "## Bão số 5\n\nBà con **neo đậu** tàu thuyền trước *17 giờ*. bấm đầu trang\n\nTàu về bến\n\n"
        "> Không chủ quan.\n\n3. Chằng nhà\n4. Sơ tán\n"
    )
    expect(desk.tab.locator(".editor__status")).to_contain_text("Ảnh trong bài dán không đi theo")
    assert desk.tab.evaluate("window.hacked") is None
    desk.is_quiet()
