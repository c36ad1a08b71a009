"""What texts say of other documents."""

from __future__ import annotations

from datetime import date

import pytest

from portal.legal.citations import Place
from portal.legal.relations.wording import effective_day, statements

HERE = Place("dieu-9", "Thông tư")


def said(text: str) -> list[tuple[str, str, tuple[str, ...]]]:
    found = statements(text, HERE)
    return [
        (one.kind, one.citation.document.number or one.citation.document.name, one.citation.targets)
        for one in found
        if one.citation.document
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Bãi bỏ Điều 3 Thông tư số 01/2010/TT-BTP ngày 09/02/2010 của Bộ Tư pháp.",
            [("abolishes", "01/2010/TT-BTP", ("dieu-3",))],
        ),
        (
            "Thông tư này thay thế Thông tư số 05/2008/TT-BTP hướng dẫn về trợ giúp pháp lý; "
            "Thông tư số 02/2013/TT-BTP ban hành Bộ tiêu chuẩn; bãi bỏ Điều 1 Thông tư số 19/2011/TT-BTP "
            "sửa đổi một số quy định của Thông tư số 03/2008/TT-BTP.",
            [
                ("replaces", "05/2008/TT-BTP", ()),
                ("replaces", "02/2013/TT-BTP", ()),
                ("abolishes", "19/2011/TT-BTP", ("dieu-1",)),
            ],
        ),
        (
            "Luật Thống kê số 04/2003/QH11 hết hiệu lực kể từ ngày Luật này có hiệu lực thi hành.",
            [("abolishes", "04/2003/QH11", ())],
        ),
        (
            "Sửa đổi, bổ sung khoản 1 Điều 73 của Luật Tài nguyên nước số 17/2012/QH13 như sau:",
            [("amends", "17/2012/QH13", ("dieu-73-khoan-1",))],
        ),
        (
            "Sửa đổi, bổ sung một số điều của Nghị định số 10/2015/NĐ-CP như sau:\n1. Sửa đổi khoản 2 Điều 5:\n"
            "“2. Theo Nghị định số 9/2014/NĐ-CP.”\n2. Bãi bỏ Điều 7.",
            [
                ("amends", "10/2015/NĐ-CP", ()),
                ("amends", "10/2015/NĐ-CP", ("dieu-5-khoan-2",)),
                ("abolishes", "10/2015/NĐ-CP", ("dieu-7",)),
            ],
        ),
        (
            "Nghị định này quy định chi tiết khoản 2 Điều 8 Luật Hộ tịch.",
            [("guides", "Luật Hộ tịch", ("dieu-8-khoan-2",))],
        ),
        (
            "Ngưng hiệu lực Thông tư số 20/2014/TT-BKHCN.",
            [("suspends", "20/2014/TT-BKHCN", ())],
        ),
        ("Thực hiện theo Nghị định số 10/2015/NĐ-CP và các văn bản sửa đổi, bổ sung.", []),
        ("Theo Nghị định số 1/2014/NĐ-CP sửa đổi, bổ sung Nghị định số 2/2010/NĐ-CP.", []),
        ("Vụ án được đình chỉ theo Điều 248 Bộ luật Tố tụng hình sự.", []),
        ("Các văn bản hướng dẫn thi hành Luật Đầu tư.", []),
    ],
)  # fmt: skip
def test_what_is_said_of_other_documents(text: str, expected: list[tuple[str, str, tuple[str, ...]]]) -> None:
    assert said(text) == expected


def test_the_day_of_the_end_is_taken_from_the_sentence() -> None:
    text = "Thông tư này có hiệu lực từ ngày 06 tháng 3 năm 2021 và thay thế Thông tư số 28/2013/TT-BCA."
    assert statements(text, HERE)[0].effective == date(2021, 3, 6)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Nghị định này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2020.", date(2020, 7, 1)),
        ("Thông tư này có hiệu lực kể từ ngày 23/8/2012.", date(2012, 8, 23)),
        ("Quyết định này có hiệu lực thi hành kể từ ngày ký.", date(2020, 1, 31)),
        ("Thông tư này có hiệu lực thi hành sau 45 ngày, kể từ ngày ký ban hành.", date(2020, 3, 16)),
        ("Giấy phép có hiệu lực từ ngày 01 tháng 7 năm 2020.", None),
        ("Luật này có hiệu lực từ ngày 31 tháng 02 năm 2020.", None),
    ],
)
def test_the_effective_day_of_the_text(text: str, day: date | None) -> None:
    found = effective_day(text, date(2020, 1, 31))
    assert (found[0] if found else None) == day
