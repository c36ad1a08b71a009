"""What is told from a text alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.quality.reading_texts import alt_fault, look_at, summary_fault


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("![](/tep/1/640.jpg)", ("picture-alt", "/tep/1/640.jpg")),
        ("![IMG_2034.JPG](/tep/1/640.jpg)", ("picture-file-name", "/tep/1/640.jpg")),
        ("![Ảnh hội nghị.png](/tep/1/640.jpg)", ("picture-file-name", "/tep/1/640.jpg")),
        ("Xem [Tại đây.](/tin-tuc/)", ("link-text", "Tại đây. → /tin-tuc/")),
        ("Xem [](/tin-tuc/)", ("link-text", "(trống) → /tin-tuc/")),
        ("## Một\n\n#### Hai\n", ("heading-jump", "Hai")),
        ("<table><tr><td>1</td><td>2</td></tr></table>", ("table-header", "")),
    ],
)
def test_each_fault_is_named_with_its_place(text: str, fault: tuple[str, str]) -> None:
    assert look_at(text).faults == [fault]


@pytest.mark.parametrize(
    "text",
    [
        "![Đoàn viên dọn rác ở bãi Rạng](/tep/1/640.jpg)",
        "![(trang trí)](/tep/1/640.jpg)",
        "[Quyết định 12/QĐ-UBND](/van-ban/quyet-dinh-12)",
        "[![Bản đồ xã Tam Hải](/tep/1/640.jpg)](/gioi-thieu/ban-do)",
        "## Một\n\n### Hai\n\n## Ba\n\n### Bốn\n\n#### Năm\n",
        "| Cột | Cột |\n|---|---|\n| 1 | 2 |\n",
        "",
    ],
)
def test_what_is_well_written_is_left_alone(text: str) -> None:
    assert look_at(text).faults == []


def test_links_and_pictures_name_their_addresses() -> None:
    look = look_at(
        "[Tin](/tin-tuc/) ![Ảnh chụp](/tep/5/640.jpg) <a href='https://example.vn/x'>Trang ngoài</a>"
    )
    assert look.links == ["/tin-tuc/", "/tep/5/640.jpg", "https://example.vn/x"]


@pytest.mark.parametrize(
    ("summary", "fault"),
    [
        ("", "summary-none"),
        ("  \n", "summary-none"),
        ("Lịch tiếp dân tháng 12 của xã.", "summary-poor"),
        ("Rất ngắn", "summary-poor"),
        ("Lãnh đạo xã tiếp công dân vào thứ Năm hằng tuần.", None),
    ],
)
def test_a_description_says_more_than_the_title(summary: str, fault: str | None) -> None:
    assert summary_fault("Lịch tiếp dân tháng 12 của xã", summary) == fault


def test_a_description_of_a_picture_is_no_file_name() -> None:
    assert [alt_fault(one) for one in ("", "DSC 0012", "anh-1.webp", "Cầu cảng Kỳ Hà nhìn từ biển")] == [
        "picture-alt", "picture-file-name", "picture-file-name", None,
    ]  # fmt: skip


@given(st.text(alphabet="<>[]()!#|-`*_ \nahtđ\"'=/", max_size=200))
def test_no_text_breaks_the_look(text: str) -> None:
    look = look_at(text)
    assert all(len(place) <= 300 for _rule, place in look.faults)
