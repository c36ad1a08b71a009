"""While writing and on the quality board an editor is told the same."""

from __future__ import annotations

import pytest

from portal.language.access import DECORATION, is_address, is_file_name, is_vague
from portal.language.layout import layout_hints
from portal.quality.reading_texts import look_at
from portal.web.sanitise_blocks import DECORATIVE

SAME = {
    "no_description": "picture-alt",
    "file_name_description": "picture-file-name",
    "vague_link": "link-text",
    "heading_jump": "heading-jump",
    "no_table_header": "table-header",
}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("![](/tep/1/640.jpg)", "no_description"),
        ("![Ảnh hội nghị.png](/tep/1/640.jpg)", "file_name_description"),
        ("![screenshot 12](/tep/1/640.jpg)", "file_name_description"),
        ("Mời [Click vào đây](/tin-tuc/) nhé", "vague_link"),
        ("[Xem](/tin-tuc/)", "vague_link"),
        ("[**Đọc tiếp…**](/tin-tuc/)", "vague_link"),
        ("[(tải về tại đây)](/tin-tuc/)", "vague_link"),
        ("### Ngay cấp ba", "heading_jump"),
        ("# Một\n\n#### Bốn", "heading_jump"),
        ("<table><tr><td>1</td></tr></table>", "no_table_header"),
        ("![(trang trí)](/tep/1/640.jpg)", ""),
        ("![Đoàn viên dọn rác ở bãi Rạng](/tep/1/640.jpg)", ""),
        ("[Xem lịch tiếp dân](/lich/)", ""),
    ],
)
def test_hints_and_board_agree(text: str, code: str) -> None:
    expected = [code] if code else []
    assert [one.code for one in layout_hints(text)] == expected
    assert [rule for rule, _place in look_at(text).faults] == [SAME[one] for one in expected]


def test_the_mark_of_a_decoration_is_the_one_of_the_pages() -> None:
    assert DECORATION == DECORATIVE


def test_what_says_something_is_left_alone() -> None:
    assert not is_vague("Xem Quyết định 12/QĐ-UBND") and not is_vague("")
    assert not is_file_name("Cầu cảng Kỳ Hà nhìn từ biển") and not is_address("Cổng dịch vụ công")
    assert is_address("https://dichvucong.gov.vn/p/home.") and is_file_name("DSC 0012")
