"""Reading scraped procedures: the parts of a page, records that are refused, and every real record."""

from __future__ import annotations

import gzip
import json
import re
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.importing.fields import UnreadableRecord
from portal.procedures.flattened import read_procedure
from portal.procedures.record import Paper, PaperCase, Way
from portal.procedures.results import split_related, split_results, split_subjects
from portal.procedures.sections import (
    LEGAL_HEADER,
    NOTHING,
    PAPERS_HEADER,
    WAYS_HEADER,
    page_sections,
    split_tail,
)
from portal.procedures.steps import steps_to_markdown
from tests.procedures.lossless import assert_all_parts_kept
from tests.thorough import examples

DATA = Path(__file__).parents[2].parent / "shared" / "data"
FLAT = DATA / "procedures.jsonl.gz"
NESTED = DATA / "procedures_mod.jsonl.gz"
needs_flat = pytest.mark.skipif(not FLAT.exists(), reason=f"không có {FLAT.name}")
needs_nested = pytest.mark.skipif(not NESTED.exists(), reason=f"không có {NESTED.name}")

FURNITURE = "Chọn cơ quan thực hiệnTỉnh/ Thành phốBộ ngành-- Chọn Bộ ngành --Đơn vị-- Chọn Cơ sở --Nộp hồ sơ"


def real_records(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def flat(**changes: Any) -> dict[str, Any]:
    return {"ma_thu_tuc": "1.234567", "ten_thu_tuc": "Cấp giấy thử nghiệm"} | changes


# The other parts of a page


def test_results_lose_their_codes_to_a_list_beside_them() -> None:
    text = "Giấy phép (01 bản)Mã: KQ.G01.000202Văn bản từ chốiMã: KQ.G01.000203"
    assert split_results(text) == (
        ["Giấy phép (01 bản)", "Văn bản từ chối"],
        ["KQ.G01.000202", "KQ.G01.000203"],
    )
    assert split_results("Mã số cơ sởMã: Chưa xác định") == (["Mã số cơ sở"], ["Chưa xác định"])


def test_the_furniture_of_a_page_never_shows_and_real_keywords_do() -> None:
    record = read_procedure(
        flat(
            ket_qua_xu_ly="Thẻ căn cướcMã: KQ.G01.000001"
            f"Từ khóacăn cước, đổi thẻMô tảCó giá trị 10 năm.{FURNITURE}"
        )
    )
    assert record.results == ["Thẻ căn cước"]
    assert record.keywords == ["căn cước", "đổi thẻ"]
    assert record.description == "Có giá trị 10 năm."
    assert split_tail(f"Kết quảTừ khóa{NOTHING}Mô tả{NOTHING}{FURNITURE}") == ("Kết quả", "", "")


def test_the_tail_is_found_under_the_conditions_when_there_are_no_results() -> None:
    record = read_procedure(
        flat(yeu_cau_dieu_kien=f"{NOTHING}Từ khóa{NOTHING}Mô tả{NOTHING}{FURNITURE}", ket_qua_xu_ly="")
    )
    assert (record.conditions, record.results, record.keywords) == ("", [], [])


def test_subjects_keep_commas_that_belong_to_a_name() -> None:
    text = "Tổ chức (không bao gồm doanh nghiệp, HTX), Cán bộ, công chức, viên chức, Doanh nghiệp"
    assert split_subjects(text) == [
        "Tổ chức (không bao gồm doanh nghiệp, HTX)",
        "Cán bộ, công chức, viên chức",
        "Doanh nghiệp",
    ]


def test_levels_are_in_their_order() -> None:
    assert read_procedure(flat(cap_thuc_hien="Cấp Xã, Cấp bộ, Cơ quan khác")).levels == ["bộ", "xã", "khác"]


def test_related_procedures_are_listed_once() -> None:
    assert split_related("#Tên thủ tục1Cấp đổi2Cấp lại#1Tên thủ tụcCấp đổi#2Tên thủ tụcCấp lại") == [
        "Cấp đổi",
        "Cấp lại",
    ]


def test_steps_become_headings_and_lists() -> None:
    text = (
        "- Bước 1: Nộp hồ sơ\n+ tại xã\n+ qua cổng\n"
        "Bước 2. Thẩm định hồ sơ trong 3 ngày. Bước 3: Trả kết quả; theo Bước 2 nêu trên.\n#1"
    )
    assert steps_to_markdown(text).split("\n\n") == [
        "### Bước 1: Nộp hồ sơ",
        "- tại xã\n- qua cổng",
        "### Bước 2",
        "Thẩm định hồ sơ trong 3 ngày.",
        "### Bước 3",
        "Trả kết quả; theo Bước 2 nêu trên.",
        "\\#1",
    ]


@given(st.text(alphabet="Bước 123:.)-+*\n\tabđ#(", max_size=200))
def test_steps_keep_every_letter_and_digit(text: str) -> None:
    assert re.sub(r"[\W_]", "", steps_to_markdown(text)) == re.sub(r"[\W_]", "", text)


def page(steps: str, papers: str) -> dict[str, Any]:
    sections = {
        "trinh_tu_thuc_hien": ("Trình Tự Thực Hiện", steps),
        "cach_thuc_thuc_hien": ("Cách Thức Thực Hiện", WAYS_HEADER + "Trực tiếp1 NgàyMiễn phí"),
        "thanh_phan_ho_so": ("Thành phần hồ sơ", papers),
        "can_cu_phap_ly": ("Căn cứ pháp lý", LEGAL_HEADER + "Luật Thử1/2020/QH14"),
        "co_quan_thuc_hien": ("Cơ quan thực hiện", "Ủy ban nhân dân cấp xã"),
        "yeu_cau_dieu_kien": ("Yêu cầu, điều kiện thực hiện", "Không"),
        "ket_qua_xu_ly": ("Kết quả xử lý", f"GiấyMã: KQ.G01.000001Từ khóa{NOTHING}Mô tả{NOTHING}"),
    }
    whole = "Tên thủ tục" + "".join(heading + text for heading, text in sections.values())
    return flat(raw_text=whole, **{name: text for name, (_, text) in sections.items()})


def test_a_page_cut_at_a_heading_inside_a_sentence_is_cut_again() -> None:
    steps, papers = "Bước 1: Xem mục Thành phần hồ sơ và nộp.", f"--{PAPERS_HEADER}Tờ khai1 bản chính"
    raw = page(steps, papers)
    raw |= {"trinh_tu_thuc_hien": "Bước 1: Xem mục", "thanh_phan_ho_so": "và nộp."}
    record = read_procedure(raw)
    assert record.steps_markdown == "### Bước 1\n\nXem mục Thành phần hồ sơ và nộp."
    assert record.papers == [PaperCase("", [Paper("Tờ khai", "", 1, 0)])]


def test_fields_that_were_changed_by_hand_win_over_the_page() -> None:
    raw = page("Bước 1: Nộp.", "--") | {"co_quan_thuc_hien": "Ủy ban nhân dân xã Tam Hải"}
    assert read_procedure(raw).executing_agency == "Ủy ban nhân dân xã Tam Hải"
    assert page_sections({"trinh_tu_thuc_hien": "A", "raw_text": ""})["trinh_tu_thuc_hien"] == "A"


def test_the_nested_shape_is_read_too() -> None:
    record = read_procedure(
        {
            "thu_tuc_id": "1.000001",
            "metadata": {
                "mã_thủ_tục": "1.000001",
                "tên_thủ_tục": "Thủ tục A",
                "số_quyết_định": "Quyết định số 12 /QĐ-BQP",
                "cấp_thực_hiện": "Cấp Bộ, Cấp Xã",
            },
            "content": {
                "trình_tự_thực_hiện": "Bước 1. Nộp.",
                "từ_khóa": NOTHING,
                "cơ_quan_phối_hợp": NOTHING,
            },
            "tables": {
                "hinh_thuc_nop": [
                    {"hinh_thuc": "Trực tiếp", "thoi_han_giai_quyet": "30 Ngày", "phi_le_phi": "Phí : 0 Đồng"}
                ],
                "thanh_phan_ho_so": [
                    {"ten_giay_to": "Đơn", "so_luong": "Mẫu 1.doc", "ghi_chu": "Bản chính: 2\nBản sao: 1"},
                    {"ten_giay_to": "Ảnh", "so_luong": "hai tấm", "ghi_chu": "mới chụp"},
                ],
                "can_cu_phap_ly": [
                    {
                        "so_ky_hieu": "12",
                        "trich_yeu": "Quyết định số 12/2021/QĐ-TTg",
                        "ngay_ban_hanh": "24-03-2021",
                    }
                ],
            },
        }
    )
    assert (record.decision, record.levels, record.keywords) == ("12/QĐ-BQP", ["bộ", "xã"], [])
    assert record.ways == [Way("truc-tiep", "30 Ngày", "Phí : 0 Đồng")]
    assert record.papers[0].items == [Paper("Đơn", "Mẫu 1.doc", 2, 1), Paper("Ảnh", note="hai tấm\nmới chụp")]
    assert record.legal_basis[0].number == "12/2021/QĐ-TTg"
    assert str(record.legal_basis[0].issued) == "2021-03-24"


# Records that cannot be taken


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ([], "đối tượng"),
        (None, "đối tượng"),
        ("x", "đối tượng"),
        ({}, "mã thủ tục"),
        (flat(ma_thu_tuc=""), "mã thủ tục"),
        (flat(ma_thu_tuc=None), "mã thủ tục"),
        (flat(ma_thu_tuc=1.5), "ma_thu_tuc"),
        (flat(ma_thu_tuc="<b>"), "mã thủ tục"),
        (flat(ten_thu_tuc=" "), "tên thủ tục"),
        (flat(ten_thu_tuc=["a"]), "ten_thu_tuc"),
        (flat(ten_thu_tuc="a" * 5000), "quá dài"),
        (flat(thanh_phan_ho_so={}), "thanh_phan_ho_so"),
        (flat(can_cu_phap_ly=7), "can_cu_phap_ly"),
        (flat(raw_text=True), "raw_text"),
        (flat(detail_url="javascript:alert(1)"), "nguồn"),
        (flat(trinh_tu_thuc_hien="\ud800"), "không lưu được"),
        (flat(trinh_tu_thuc_hien="a\x00"), "không lưu được"),
        (flat(linh_vuc="a" * 300), "linh_vuc"),
        (flat(cach_thuc_thuc_hien="a" * 3_000_000), "quá dài"),
        ({"metadata": [], "content": {}}, "metadata"),
        ({"metadata": {}, "content": None}, "mã thủ tục"),
        (
            {"metadata": {"mã_thủ_tục": "1.000001", "tên_thủ_tục": "A"}, "tables": {"hinh_thuc_nop": [1]}},
            "hinh_thuc_nop",
        ),
        (
            {
                "metadata": {"mã_thủ_tục": "1.000001", "tên_thủ_tục": "A"},
                "tables": {"hinh_thuc_nop": [{"hinh_thuc": "Fax"}]},
            },
            "Fax",
        ),
    ],
)
def test_unreadable_records_say_why(raw: Any, words: str) -> None:
    with pytest.raises(UnreadableRecord) as caught:
        read_procedure(raw)
    assert words in caught.value.reason


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
FIELDS = st.sampled_from(
    [
        "ma_thu_tuc",
        "ten_thu_tuc",
        "thanh_phan_ho_so",
        "raw_text",
        "metadata",
        "content",
        "tables",
        "linh_vuc",
        "detail_url",
    ]
)


@given(st.dictionaries(FIELDS, JSON, max_size=6))
@settings(max_examples=examples(200))
def test_a_hostile_record_is_read_or_refused_and_nothing_else(raw: dict[str, Any]) -> None:
    try:
        read_procedure(flat() | raw)
    except UnreadableRecord as error:
        assert error.reason


@pytest.mark.parametrize(
    "filler",
    [
        " ",
        "1",
        "(",
        "Từ khóa",
        "Mô tả ",
        "1 bản chính",
        "Trực tuyến1",
        "Bước 1: ",
        "Mã: ",
        "1/2020/NĐ-CP",
        ".doc",
        "số ",
        PAPERS_HEADER,
        "a.doc ",
        "\n",
        "-",
    ],
)
def test_huge_texts_take_linear_time(filler: str) -> None:
    text = filler * (200_000 // len(filler))
    started = time.perf_counter()
    record = flat(
        trinh_tu_thuc_hien=text,
        cach_thuc_thuc_hien=WAYS_HEADER + "Trực tiếp" + text,
        thanh_phan_ho_so=PAPERS_HEADER + text,
        can_cu_phap_ly=LEGAL_HEADER + text,
        ket_qua_xu_ly="Từ khóa" + text,
        doi_tuong_thuc_hien=text,
        raw_text="Từ khóa" + text,
    )
    read_procedure(record)
    assert time.perf_counter() - started < 10


# Every real record


@needs_flat
@pytest.mark.real_data
def test_every_flat_record_comes_apart_without_loss() -> None:
    rows = quantities = bases = numbers = ways = clean = files = 0
    for raw in real_records(FLAT):
        record = read_procedure(raw)
        parts = page_sections({name: unicodedata.normalize("NFC", value) for name, value in raw.items()})
        assert_all_parts_kept(
            parts["cach_thuc_thuc_hien"], parts["thanh_phan_ho_so"], parts["can_cu_phap_ly"], record
        )
        assert not re.search(
            "Chọn cơ quan thực hiệnTỉnh|Hình thức nộpThời gian|Tên giấy tờMẫu đơn|Tên văn bản pháp lýMã",
            repr(record),
        )
        assert re.sub(r"[\W_]", "", record.steps_markdown) == re.sub(
            r"[\W_]", "", parts["trinh_tu_thuc_hien"]
        )
        items = [item for case in record.papers for item in case.items]
        rows += len(items)
        quantities += sum(item.originals is not None for item in items)
        files += sum(bool(re.search(r"\.(?:docx?|pdf)(?=$|[A-ZĐ])", item.name)) for item in items)
        bases += len(record.legal_basis)
        numbers += sum(bool(row.number and row.title) for row in record.legal_basis)
        ways += len(record.ways)
        clean += sum(
            way.channel != "" and not re.search(r"(?:Trực tuyến|Trực tiếp|bưu chính)\d", way.note)
            for way in record.ways
        )
    assert quantities / rows > 0.995
    assert files / rows < 0.002
    assert numbers / bases > 0.99
    assert clean / ways > 0.995


@needs_nested
@pytest.mark.real_data
def test_every_nested_record_is_read() -> None:
    for raw in real_records(NESTED):
        record = read_procedure(raw)
        assert len(record.ways) == len(raw["tables"]["hinh_thuc_nop"])
        assert sum(len(case.items) for case in record.papers) == len(raw["tables"]["thanh_phan_ho_so"])
        assert len(record.legal_basis) == len(raw["tables"]["can_cu_phap_ly"])
        assert NOTHING not in repr(record)
