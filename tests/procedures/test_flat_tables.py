"""Taking the run-on tables of scraped procedures apart: small samples and generated tables."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.procedures.formfiles import split_forms
from portal.procedures.legalbasis import split_legal_basis
from portal.procedures.papers import split_papers
from portal.procedures.record import LegalBasis, Paper, PaperCase, Way
from portal.procedures.sections import LEGAL_HEADER, NOTHING, PAPERS_HEADER, WAYS_HEADER
from portal.procedures.ways import CHANNEL_NAMES, split_ways
from tests.procedures.lossless import assert_nothing_lost, basis_pieces, squeezed, way_pieces

# Ways


def test_a_row_of_ways_has_channel_time_fee_remark_and_note() -> None:
    text = WAYS_HEADER + "Trực tuyến2 Ngày làm việcMiễn phí(Theo Thông tư (mới))Nộp trực tuyến qua cổng."
    assert split_ways(text) == [
        Way("truc-tuyen", "2 Ngày làm việc", "Miễn phí (Theo Thông tư (mới))", "Nộp trực tuyến qua cổng.")
    ]


def test_channel_words_inside_a_note_start_no_row() -> None:
    text = (
        WAYS_HEADER
        + "Trực tiếp15 Ngày8,000 VNĐTrực tiếp: nộp tại xã; Trực tuyến: qua cổng."
        + "Dịch vụ bưu chính15 NgàyMiễn phí"
    )
    ways = split_ways(text)
    assert [way.channel for way in ways] == ["truc-tiep", "buu-chinh"]
    assert ways[0] == Way("truc-tiep", "15 Ngày", "8,000 VNĐ", "Trực tiếp: nộp tại xã; Trực tuyến: qua cổng.")


def test_a_time_without_unit_is_the_first_digit_and_the_rest_is_the_fee() -> None:
    way = split_ways(WAYS_HEADER + "Trực tuyến120,000 VNĐ(20.000 đồng/tờ khai)")[0]
    assert (way.time, way.fee) == ("1", "20,000 VNĐ (20.000 đồng/tờ khai)")
    assert not way.time_has_unit
    assert split_ways(WAYS_HEADER + "Trực tuyến1100 VNĐ")[0] == Way("truc-tuyen", "1", "100 VNĐ")


def test_unknown_time_and_fee_are_empty() -> None:
    assert split_ways(WAYS_HEADER + f"Trực tiếp{NOTHING}{NOTHING}Ghi chú") == [
        Way("truc-tiep", "", "", "Ghi chú")
    ]
    assert split_ways(WAYS_HEADER) == []
    assert split_ways(NOTHING) == []


def test_times_in_words_are_found_in_every_row() -> None:
    words = "Ngay sau khi tiếp nhận đủ giấy tờ"
    ways = split_ways(WAYS_HEADER + f"Trực tuyến{words}Miễn phíQua cổng.Trực tiếp{words}Miễn phíTại xã.")
    assert [(way.time, way.note) for way in ways] == [(words, "Qua cổng."), (words, "Tại xã.")]


def test_several_fees_of_one_row_stay_together() -> None:
    way = split_ways(WAYS_HEADER + "Trực tiếp5 NgàyPhí : 0 ĐồngLệ phí : 8000 Đồng(mỗi bản)Nộp tại xã")[0]
    assert way.fee == "Phí : 0 Đồng\nLệ phí : 8000 Đồng (mỗi bản)"
    assert way.note == "Nộp tại xã"


def test_text_without_rows_is_kept_as_a_note() -> None:
    assert split_ways("Nộp tại trụ sở.") == [Way("", note="Nộp tại trụ sở.")]


TIMES = st.one_of(
    st.builds(
        "{} {}".format, st.integers(1, 400), st.sampled_from(["Ngày làm việc", "Ngày", "Giờ", "Tháng"])
    ),
    st.sampled_from([NOTHING, "Không quy định"]),
)
FEES = st.one_of(
    st.sampled_from(["Miễn phí", NOTHING]),
    st.builds("{:,} {}".format, st.integers(0, 99_000_000), st.sampled_from(["VNĐ", "Việt Nam Đồng", "USD"])),
)
WORDS = st.text(alphabet="abcđêghiơuv ,;:-\n", max_size=60).map(lambda text: text.strip(" -\n"))
NOTES = WORDS.map(lambda text: f"Nộp {text}." if text else "")
REMARKS = st.one_of(st.just(""), WORDS.map(lambda text: f"(theo {text} (nếu có))"))


@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(CHANNEL_NAMES)), TIMES, FEES, REMARKS, NOTES), min_size=1, max_size=6
    )
)
def test_generated_tables_of_ways_come_apart_as_they_were_put_together(
    rows: list[tuple[str, str, str, str, str]],
) -> None:
    text = WAYS_HEADER + "".join("".join(row) for row in rows)
    ways = split_ways(text)
    assert [way.channel for way in ways] == [CHANNEL_NAMES[row[0]] for row in rows]
    assert [way.time for way in ways] == ["" if row[1] == NOTHING else row[1] for row in rows]
    assert_nothing_lost(text, way_pieces(ways), squeezed(WAYS_HEADER))


# Papers


def test_papers_have_name_form_and_quantities() -> None:
    text = f"--{PAPERS_HEADER}Tờ khai theo mẫu.Mẫu số 01.docx1 bản chínhẢnh 4x60 bản chính,2 bản sao"
    assert split_papers(text) == [
        PaperCase(
            "",
            [
                Paper("Tờ khai theo mẫu.", "Mẫu số 01.docx", 1, 0),
                Paper("Ảnh 4x6", "", 0, 2),
            ],
        )
    ]


def test_each_case_has_its_title_and_its_papers() -> None:
    text = (
        f"* Giấy tờ phải nộp:{PAPERS_HEADER}Tờ khai1 bản chính"
        f"Trường hợp ủy quyền:{PAPERS_HEADER}Giấy ủy quyền;1 bản chính--{PAPERS_HEADER}Hộ chiếu0 bản chính"
    )
    cases = split_papers(text)
    assert [case.case for case in cases] == ["* Giấy tờ phải nộp:", "Trường hợp ủy quyền:", ""]
    assert [[item.name for item in case.items] for case in cases] == [
        ["Tờ khai"],
        ["Giấy ủy quyền;"],
        ["Hộ chiếu"],
    ]


@pytest.mark.parametrize(
    ("row", "name", "originals"),
    [
        ("Đơn theo Mẫu số 011 bản chính", "Đơn theo Mẫu số 01", 1),
        ("Thông tư ngày 01/01/20262 bản chính", "Thông tư ngày 01/01/2026", 2),
        ("Đề án;12 bản chính", "Đề án;", 12),
        (
            "Nộp 01 bản chính hoặc 02 bản sao có chứng thực.1 bản chính",
            "Nộp 01 bản chính hoặc 02 bản sao có chứng thực.",
            1,
        ),
        ("Đơn (1 bản chính) kèm ảnh3 bản chính", "Đơn (1 bản chính) kèm ảnh", 3),
        ("Đề án thành lập; 1 bản chính", "Đề án thành lập;", 1),
        ("Tờ khai: 01 bản chính1 bản chính", "Tờ khai: 01 bản chính", 1),
    ],
)
def test_quantities_are_told_from_numbers_in_names(row: str, name: str, originals: int) -> None:
    assert split_papers(f"--{PAPERS_HEADER}{row}")[0].items == [Paper(name, "", originals, 0)]


def test_papers_without_a_table_are_kept_without_quantity() -> None:
    assert split_papers("Giấy tờ theo thông báo.") == [PaperCase("", [Paper("Giấy tờ theo thông báo.")])]
    assert split_papers("--") == []
    assert split_papers(NOTHING) == []


@pytest.mark.parametrize(
    ("text", "name", "forms"),
    [
        ("Đơn đề nghị theo mẫu;Mẫu số 20 - Đơn.docx", "Đơn đề nghị theo mẫu;", ["Mẫu số 20 - Đơn.docx"]),
        ("Đơn theo mẫuTK 1.000123.docx", "Đơn theo mẫu", ["TK 1.000123.docx"]),
        ("Đơn (NA2).4-Mẫu NA2.doc", "Đơn (NA2).", ["4-Mẫu NA2.doc"]),
        ("Ảnh nền màu trắngmau so 12 (1).doc", "Ảnh nền màu trắng", ["mau so 12 (1).doc"]),
        (
            "Nghị định số 1/2026/NĐ-CPMau42.docxMau46.docx",
            "Nghị định số 1/2026/NĐ-CP",
            ["Mau42.docx", "Mau46.docx"],
        ),
        ("Đơn theo quy định;HK-90.pdf", "Đơn theo quy định;", ["HK-90.pdf"]),
        ("Đơn có tệp mau.doc kèm theo", "Đơn có tệp mau.doc kèm theo", []),
        ("Hai cột.Phụ lục số 05.docxMẫu số 09.xlsx", "Hai cột.", ["Phụ lục số 05.docx", "Mẫu số 09.xlsx"]),
    ],
)
def test_form_files_are_separated_from_names(text: str, name: str, forms: list[str]) -> None:
    assert split_forms(text) == (name, forms)


NAMES = st.text(alphabet="abcđêghiơuvĂBM 0123,;:()", min_size=1, max_size=60).map(
    lambda text: f"Tờ {text.strip()} đơn."
)
QUANTITIES = st.one_of(
    st.integers(0, 9).map("{} bản chính".format),
    st.tuples(st.integers(0, 9), st.integers(0, 12)).map(
        lambda pair: f"{pair[0]} bản chính,{pair[1]} bản sao"
    ),
)
FORMS = st.sampled_from(
    ["", "Mẫu số 01.docx", "Phụ lục II.pdf", "Mau don (1).doc", "Mẫu số 1.docxMẫu số 2.docx"]
)
ROWS = st.lists(st.tuples(NAMES, FORMS, QUANTITIES), min_size=1, max_size=5)


@given(
    st.lists(
        st.tuples(st.sampled_from(["--", "Trường hợp thứ nhất:", "* Giấy tờ phải nộp"]), ROWS),
        min_size=1,
        max_size=4,
    )
)
def test_generated_tables_of_papers_come_apart_as_they_were_put_together(
    tables: list[tuple[str, list[tuple[str, str, str]]]],
) -> None:
    text = "".join(title + PAPERS_HEADER + "".join("".join(row) for row in rows) for title, rows in tables)
    cases = split_papers(text)
    assert [case.case for case in cases] == ["" if title == "--" else title for title, _ in tables]
    for case, (_, rows) in zip(cases, tables, strict=True):
        assert [item.name for item in case.items] == [name for name, _, _ in rows]
        assert [item.form.replace("\n", "") for item in case.items] == [form for _, form, _ in rows]
        assert [item.originals for item in case.items] == [
            int(quantity.split()[0]) for _, _, quantity in rows
        ]


# Legal bases


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (
            "Luật Đất đai31/2024/QH15Nghị định 1/2024/NĐ-CP1/2024/NĐ-CP",
            [("31/2024/QH15", "Luật Đất đai"), ("1/2024/NĐ-CP", "Nghị định 1/2024/NĐ-CP")],
        ),
        (
            "Luật 90/2015/QH1390/2015/QH13Luật Thú y79/2015/QH13",
            [("90/2015/QH13", "Luật 90/2015/QH13"), ("79/2015/QH13", "Luật Thú y")],
        ),
        (
            "19/2025/NĐ-CP19/2025/NĐ-CP37/2025/TT-BNNMT37/2025/TT-BNNMT",
            [("19/2025/NĐ-CP", "19/2025/NĐ-CP"), ("37/2025/TT-BNNMT", "37/2025/TT-BNNMT")],
        ),
        (
            "Sửa đổi Nghị định số 38/2016/NĐ-CP của Chính phủ48/2020/NĐ-CP",
            [("48/2020/NĐ-CP", "Sửa đổi Nghị định số 38/2016/NĐ-CP của Chính phủ")],
        ),
        (
            "SỬA ĐỔI NGHỊ ĐỊNH SỐ 38/2016/NĐ-CP48/2020/NĐ-CP",
            [("48/2020/NĐ-CP", "SỬA ĐỔI NGHỊ ĐỊNH SỐ 38/2016/NĐ-CP")],
        ),
        (
            "Quyết định về lao động15/2020/QĐ-TTgVề trợ giúp20/2021/NĐ-CP",
            [("15/2020/QĐ-TTg", "Quyết định về lao động"), ("20/2021/NĐ-CP", "Về trợ giúp")],
        ),
        (
            "Pháp lệnh ưu đãi26/2005/PL-UBTVQH11Hướng dẫn05/2013/TTLT-BLĐTBXH-BTC",
            [("26/2005/PL-UBTVQH11", "Pháp lệnh ưu đãi"), ("05/2013/TTLT-BLĐTBXH-BTC", "Hướng dẫn")],
        ),
        (
            "Nghị quyết cắt giảm66.7/2025/NQ-CP Quy định của tỉnh18/2025/NQ-HĐND",
            [("66.7/2025/NQ-CP", "Nghị quyết cắt giảm"), ("18/2025/NQ-HĐND", "Quy định của tỉnh")],
        ),
        ("Luật Đầu tư.", [("", "Luật Đầu tư.")]),
    ],
)
def test_legal_bases_come_apart(text: str, rows: list[tuple[str, str]]) -> None:
    assert [(row.number, row.title) for row in split_legal_basis(LEGAL_HEADER + text)] == rows


def test_words_before_a_number_are_kept_as_the_source_states_them() -> None:
    rows = split_legal_basis(
        f"{LEGAL_HEADER}Luật Các tổ chức tín dụngLuật số 32/2024/QH15Về mạng lướisố 50/2025/TT-NHNN"
    )
    assert rows == [
        LegalBasis("32/2024/QH15", "Luật Các tổ chức tín dụng", "Luật số 32/2024/QH15"),
        LegalBasis("50/2025/TT-NHNN", "Về mạng lưới", "số 50/2025/TT-NHNN"),
    ]


def test_a_short_number_is_completed_from_the_title_only() -> None:
    rows = split_legal_basis(
        f"{LEGAL_HEADER}Thông tư số 25/2022/TT-BTC ngày 28/4/202225Thông tư khác31/2026/TT-BTC"
    )
    assert [(row.number, row.stated) for row in rows] == [("25/2022/TT-BTC", "25"), ("31/2026/TT-BTC", "")]


KINDS = st.sampled_from(
    ["NĐ-CP", "TT-BTC", "TT-BNNMT", "QĐ-TTg", "QH15", "UBTVQH14", "TTLT-BYT-BTC", "NQ-HĐND", "QĐ-UBND"]
)
NUMBERS = st.builds("{}/{}/{}".format, st.integers(1, 400), st.integers(1990, 2026), KINDS)
TITLES = st.text(alphabet="abcđêghiơuv ,", max_size=50).map(
    lambda text: f"Quy định về {text.strip(' ,')} chung"
)


@given(st.lists(st.tuples(TITLES, NUMBERS), min_size=1, max_size=8))
def test_generated_tables_of_legal_bases_come_apart_as_they_were_put_together(
    rows: list[tuple[str, str]],
) -> None:
    text = LEGAL_HEADER + "".join(title + number for title, number in rows)
    assert [(row.title, row.number) for row in split_legal_basis(text)] == rows


@given(st.text(max_size=200))
def test_any_text_is_taken_apart_without_loss(text: str) -> None:
    body = re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", "", text)
    assert_nothing_lost(body, way_pieces(split_ways(body)), squeezed(WAYS_HEADER))
    assert_nothing_lost(body, basis_pieces(split_legal_basis(body)), squeezed(LEGAL_HEADER))
