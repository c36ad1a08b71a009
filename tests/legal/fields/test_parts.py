"""Numbers, dates, names and titles by themselves."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.legal.intake.fields import Proposals, Proposed, propose
from portal.legal.intake.fields.dates import blank_date, dates_in, place_before
from portal.legal.intake.fields.kinds import category
from portal.legal.intake.fields.names import people_at_end, person, position_in
from portal.legal.intake.fields.numbers import number_in
from portal.legal.intake.fields.phrases import mended
from tests.legal.fields.documents import Page


@pytest.mark.parametrize(
    ("printed", "number", "sure"),
    [
        ("Số: 12/QĐ-UBND", "12/QĐ-UBND", True),
        ("Sô: 12/QD-UBND", "12/QĐ-UBND", False),
        ("s6: 61/2018/ND-CP Hà Nội, ngày", "61/2018/NĐ-CP", False),
        ("SỐ : 15 /2020/TT - BTC", "15/2020/TT-BTC", False),
        ("Số: I5/2020/TT-BTC", "15/2020/TT-BTC", False),
        ("Số: 51/⁄2025/TT-BCA", "51/2025/TT-BCA", True),
        ("Luật số: 55/2014/QH13", "55/2014/QH13", True),
        ("Số: 35/2010/QĐ-TTG", "35/2010/QĐ-TTg", False),
        ("Số: 1234/C07-P1", "1234/C07-P1", True),
        ("Số: 6032/QĐ-BCA-C07", "6032/QĐ-BCA-C07", True),
        ("Số 45-KH/HU", "45-KH/HU", True),
        ("Số: 12a/TB-UBND", "12a/TB-UBND", True),
        ("Số: 05/2013/TTLT-BYT-BTC", "05/2013/TTLT-BYT-BTC", True),
        ("Số: 100-CP", "100-CP", True),
        ("Số: 15 TC/TCT", "15 TC/TCT", True),
        ("Số: 23/U8ND-VP", "23/UBND-VP", False),
    ],
)
def test_a_number_is_read_and_its_code_put_right(printed: str, number: str, sure: bool) -> None:
    found = number_in(printed)
    assert found is not None
    assert (found.value, found.sure) == (number, sure)


@pytest.mark.parametrize(
    "printed", ["Số 35 + 36/Ngày 08-01-2024", "số điện thoại: 0904.579.636", "Số 1 Vũ Hữu, Hà Nội"]
)
def test_what_only_looks_like_a_number_is_none(printed: str) -> None:
    assert number_in(printed) is None


def test_a_number_that_was_left_blank_has_its_code() -> None:
    found = number_in("Số:        /QĐ-UBND")
    assert found is not None and (found.value, found.code) == ("", "QĐ-UBND")


@given(
    st.dates(date(1945, 9, 2), date(2099, 12, 31)), st.sampled_from(["words", "padded", "figures", "dots"])
)
def test_every_day_is_read_in_every_form(day: date, form: str) -> None:
    text = {
        "words": f"ngày {day.day} tháng {day.month} năm {day.year}",
        "padded": f"ngày {day.day:02} tháng {day.month:02} năm {day.year}",
        "figures": f"ngày {day.day}/{day.month}/{day.year}",
        "dots": f"{day.day:02}.{day.month:02}.{day.year}",
    }[form]
    found = dates_in(f"Núi Thành, {text}.")
    assert [(one.value, one.sure) for one in found] == [(day, True)]


def test_days_that_no_calendar_has_are_left_out() -> None:
    assert dates_in("ngày 31 tháng 02 năm 2024, ngày 0/13/2024") == []


@pytest.mark.parametrize(
    "text", ["ngày      tháng     năm 2025", "ngày ... tháng 6 năm 2025", "ngày tháng năm 2026"]
)
def test_a_date_that_was_left_blank_is_no_date(text: str) -> None:
    assert blank_date(text) is not None and dates_in(text) == []


@pytest.mark.parametrize(
    ("before", "place"),
    [
        ("Số: 12/QĐ-UBND Núi Thành, ", "Núi Thành"),
        ("V/v tăng cường công tác Tam Xuân II, ", "Tam Xuân II"),
        ("TP. Hồ Chí Minh, ", "TP. Hồ Chí Minh"),
        ("năm 2011 của Bộ trưởng, ", None),
    ],
)
def test_the_place_stands_before_the_date(before: str, place: str | None) -> None:
    found = place_before(before, len(before))
    assert (before[found[0] : found[1]] if found else None) == place


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Đại tá Nguyễn Thanh Điệp", "Nguyễn Thanh Điệp"),
        ("Thượng tướng, GS.TS Nguyễn Minh Đức", "Nguyễn Minh Đức"),
        ("TRẦN VĂN TÂN", "Trần Văn Tân"),
        ("“Nguyên Sinh Hùng", "Nguyễn Sinh Hùng"),
        ("guyễn Hòa Bình", "Nguyễn Hòa Bình"),
        ("Lê Quốc Hùng", "Lê Quốc Hùng"),
        ("Y Thanh Hà Niê Kđăm", "Y Thanh Hà Niê Kđăm"),
        ("Bríu Liếc", "Bríu Liếc"),
    ],
)
def test_a_name_is_read_without_rank(printed: str, name: str) -> None:
    found = person(printed)
    assert found is not None and found[0] == name


@pytest.mark.parametrize(
    "text", ["Quảng Nam", "An Giang", "Như Điều 3", "Ủy ban nhân dân", "Văn phòng", "PHÓ CHỦ TỊCH"]
)
def test_places_and_offices_are_no_names(text: str) -> None:
    assert person(text) is None


def test_names_at_the_end_of_a_line() -> None:
    assert [name for name, *_ in people_at_end("- Lưu: VT, NC. Nguyễn Văn An")] == ["Nguyễn Văn An"]
    two = [name for name, *_ in people_at_end("Trần Anh Tuấn Nguyễn Thị Xuyên")]
    assert two == ["Trần Anh Tuấn", "Nguyễn Thị Xuyên"]


@pytest.mark.parametrize(
    ("line", "position"),
    [
        ("KT. CHỦ TỊCH", ("kt", "Chủ tịch")),
        ("PHÓ CHÁNH VĂN PHÒNG", ("", "Phó Chánh Văn phòng")),
        ("TM. ỦY BAN NHÂN DÂN", ("tm", "")),
        ("CHỦ TỊCH QUỐC HỘI", ("", "Chủ tịch Quốc hội")),
        ("Chủ tịch Ủy ban nhân dân chịu trách nhiệm", None),
    ],
)
def test_positions(line: str, position: tuple[str, str] | None) -> None:
    assert position_in(line) == position


def test_a_year_in_the_number_makes_a_decision_normative() -> None:
    assert category("Quyết định", "02/2026/QĐ-UBND") == "normative"
    assert category("Quyết định", "172/QĐ-UBND") == "directive"
    assert category("Thông tư", "") == "normative"


def test_marks_of_known_phrases_are_put_right_and_no_others() -> None:
    assert mended("Sửa đỗi, bỗ sung MỘT SÓ ĐIÊU") == "Sửa đổi, bổ sung MỘT SỐ ĐIỀU"
    assert mended("trong mọi trường hợp") == "trong mọi trường hợp"


OLD = """LUẬT
CỦA QUỐC HỘI NƯỚC CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
SỐ 27/2001/QH10 NGÀY 29 THÁNG 6 NĂM 2001 VỀ PHÒNG CHÁY VÀ CHỮA CHÁY
Căn cứ vào Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam năm 1992;
Điều 1. Phạm vi điều chỉnh"""


def test_a_title_of_the_older_form_holds_number_and_date() -> None:
    found = propose([Page(1, OLD)])
    assert found.number is not None and found.number.value == "27/2001/QH10"
    assert found.issued is not None and found.issued.value == "2001-06-29"
    assert found.title is not None and found.title.value == "Về phòng cháy và chữa cháy"


def test_an_amended_clause_does_not_date_the_document() -> None:
    text = "Điều 1. Sửa đổi Điều 9: “Thông tư này có hiệu lực từ ngày 01 tháng 01 năm 2020.”\n"
    own = "Điều 2. Thông tư này có hiệu lực từ ngày 05 tháng 5 năm 2021."
    assert propose([Page(1, text)]).effective is None
    found = propose([Page(1, text + own)]).effective
    assert found is not None and found.value == "2021-05-05"


def test_a_second_reading_fills_in_what_is_missing() -> None:
    def one(value: str, sure: float) -> Proposed:
        return Proposed(value, 1, 0, 1, "x", sure)

    first = Proposals(type=one("Công văn", 0.9))
    second = Proposals(type=one("Quyết định", 0.9), number=one("2118/PCCC&CNCH-P6", 0.93))
    both = first.completed_by(second)
    assert both.type == first.type
    assert both.number is not None and (both.number.value, both.number.confidence) == (
        "2118/PCCC&CNCH-P6",
        0.75,
    )


@pytest.mark.parametrize(
    "sign", [".", "| ", "_", "\t", "KT. ", "Á ", "“", "Số: ", "Đại tá ", "ngày 1 ", "Căn cứ ", "-\n"]
)
def test_long_runs_of_one_sign_come_to_an_end(sign: str) -> None:
    opening = (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: 1/QĐ-UBND\nQUYẾT ĐỊNH\nVề việc thử\nNơi nhận:\nCHỦ TỊCH\n"
    )
    found = propose([Page(1, opening + sign * 5000 + "!")])
    assert found.number is not None and found.number.value == "1/QĐ-UBND"
