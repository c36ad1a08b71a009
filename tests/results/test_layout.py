"""Templates as texts: what is wrong with them, values that stay what they are, papers that hold them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.printing.fonts import Face, printable
from portal.results import starting
from portal.results.forms import read_fields, write_fields
from portal.results.layout.checking import check
from portal.results.layout.drawing import Issue, draw
from portal.results.layout.filling import InvalidValues, as_json, fill, read_values, written
from portal.results.layout.samples import sample_values
from portal.results.layout.shapes import Field, InvalidTemplate, Template, from_json, to_json
from tests.conftest import ROOT
from tests.printing.pdf import left_the_page, text_of
from tests.results.conftest import TEMPLATE, VALUES, changed

BUILT_IN = {
    "co_quan": "Ủy ban nhân dân xã Tam Hải", "cap_tren": "Ủy ban nhân dân huyện Núi Thành", "dia_danh": "Tam Hải",
    "so_van_ban": "07/GXN-UBND", "ngay_ky": date(2026, 3, 5), "nguoi_ky": "Trần Văn Bình", "chuc_vu": "Chủ tịch",
}  # fmt: skip
ISSUE = Issue(
    "Ủy ban nhân dân xã Tam Hải", "Ủy ban nhân dân huyện Núi Thành", "Tam Hải", "07/GXN-UBND", date(2026, 3, 5),
    "Trần Văn Bình", datetime(2026, 3, 5), (), "KQ-7K3M-92QX", "https://tam-hai.example.vn/xac-thuc/KQ-7K3M-92QX",
)  # fmt: skip
STARTS = starting.read_folder(ROOT / "content")


def _paper(template: Template, values: dict[str, object]) -> bytes:
    return draw(template, fill(template, read_values(template, values), BUILT_IN), ISSUE)[0]


def _said(template: Template, values: dict[str, object]) -> str:
    filled = fill(template, read_values(template, values), BUILT_IN)
    return "\n".join("".join(run.text for run in cell) for block in filled.blocks for cell in block.cells)


def test_values_stand_where_the_template_says() -> None:
    text = text_of(_paper(TEMPLATE, VALUES))
    for words in ("Số: 07/GXN-UBND", "GIẤY XÁC NHẬN", "Ủy ban nhân dân xã Tam Hải xác nhận:",
                  "Họ và tên: NGUYỄN THỊ HƯỜNG", "Sinh ngày: 05/02/1990", "CHỦ TỊCH", "Trần Văn Bình", "Nơi nhận:",
                  "Mã kiểm tra: KQ-7K3M-92QX"):  # fmt: skip
        assert words in text
    assert "Ghi chú" not in text
    assert "Ghi chú: có" in text_of(_paper(TEMPLATE, VALUES | {"ghi_chu": "có"}))


HOSTILE = ["{{7*7}}", "{0.__class__}", "{ho_ten}", "{nếu ho_ten}", "**đậm** *nghiêng*", "## tiêu đề", "| a | b",
           "%s%n ${7*7}", "[x](javascript:alert(1))", "<script>alert(1)</script>", "\u202eabc", "{nb}", "{hết}",
           "x" * 10_000]  # fmt: skip


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_is_filled_in_stays_what_it_is(hostile: str) -> None:
    template = changed(body="| Ghi chú: {ghi_chu}")
    assert _said(template, VALUES | {"ghi_chu": hostile}) == f"Ghi chú: {hostile}"
    shown = "".join(text_of(_paper(template, VALUES | {"ghi_chu": hostile})).split())
    wanted = "".join(printable(hostile, Face.SERIF).split())
    assert wanted in shown or shown.count("x") >= len(
        wanted
    )  # the long one goes on over pages, with feet between


@given(st.text(min_size=1, max_size=400))
def test_no_value_changes_a_paper_but_by_its_words(text: str) -> None:
    template = changed(
        body="Trước {ghi_chu} sau.\n{nếu ghi_chu}\n- {ghi_chu}\n{hết}\n| Ô: {ghi_chu} | Khác: {ho_ten}"
    )
    values = VALUES | {"ghi_chu": text}
    wanted = text.replace("\r\n", "\n").strip()
    assert _said(template, values).startswith(f"Trước {wanted} sau.")
    assert not left_the_page(_paper(template, values))


def test_what_is_missing_or_wrong_is_said_by_its_label() -> None:
    with pytest.raises(InvalidValues) as caught:
        read_values(TEMPLATE, {"ngay_sinh": "hôm qua"})
    assert caught.value.faults == {
        "ho_ten": "Thiếu “Họ và tên”.",
        "ngay_sinh": "“Ngày sinh” phải là một ngày.",
    }
    assert read_values(TEMPLATE, {}, partly=True) == {}
    assert read_values(TEMPLATE, VALUES | {"la": "bỏ qua"}) == read_values(TEMPLATE, VALUES)


def test_kept_values_are_read_again_as_they_were() -> None:
    template = changed(fields=(*TEMPLATE.fields, Field("tien", "Tiền", "money"), Field("so", "Số", "number")))
    values = read_values(template, VALUES | {"tien": "1.500.000", "so": 3})
    assert values["tien"] == 1_500_000
    assert read_values(template, as_json(values)) == values


@pytest.mark.parametrize(
    ("value", "way", "kind", "words"),
    [
        (date(2026, 2, 5), "", "date", "05/02/2026"),
        (date(2026, 2, 5), "ngày", "date", "ngày 05 tháng 02 năm 2026"),
        (
            date(2026, 4, 21),
            "chữ",
            "date",
            "Ngày hai mươi mốt, tháng tư, năm hai nghìn không trăm hai mươi sáu",
        ),
        (1_500_000, "", "money", "1.500.000"),
        (1_500_000, "chữ", "money", "Một triệu năm trăm nghìn đồng"),
        (15, "chữ", "number", "mười lăm"),
        ("Nguyễn Ậm", "hoa", "text", "NGUYỄN ẬM"),
    ],
)
def test_ways_of_writing(value: str | int | date, way: str, kind: str, words: str) -> None:
    assert written(value, way, kind) == words


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"body": "{khong_co}"}, "không có trường này"),
        ({"body": "{ho_ten:chữ}"}, "cần một trường loại ngày, số hoặc tiền"),
        ({"body": "{ho_ten:ngày}"}, "cần một trường loại ngày"),
        ({"body": "{ho_ten:nhảy}"}, "cách viết là"),
        ({"body": "{nếu ho_ten}\nx"}, "thiếu {hết}"),
        ({"body": "{hết}"}, "không có {nếu"),
        ({"body": ""}, "thiếu nội dung"),
        ({"number": "QĐ-UBND"}, "phải có {số}"),
        ({"number": "{số}/{la}"}, "chỉ dùng {số} và {năm}"),
        ({"size": "A3"}, "khổ giấy"),
        ({"identity": "la"}, "không có trường “la”"),
        ({"fields": (Field("ho_ten", "Tên"), Field("ho_ten", "Tên"))}, "hai trường cùng mã"),
        ({"fields": (Field("ho_ten", "Tên", "choice"),), "identity": ""}, "cần các lựa chọn"),
        ({"fields": (Field("co_quan", "Tên"),), "identity": "", "holder": ""}, "không dùng được"),
    ],
)
def test_what_is_wrong_with_a_template_is_said(more: dict[str, object], fault: str) -> None:
    with pytest.raises(InvalidTemplate, match=fault.replace("{", r"\{")):
        check(changed(**more))


def test_a_template_comes_back_from_json_and_from_its_form() -> None:
    assert from_json(to_json(TEMPLATE)) == TEMPLATE
    chosen = (*TEMPLATE.fields, Field("gioi_tinh", "Giới tính", "choice", True, "Chọn một", ("Nam", "Nữ")))
    assert read_fields(write_fields(chosen)) == chosen


@pytest.mark.parametrize(
    "data", [[], {"la": 1}, {"fields": "x"}, {"title": 3}, {"titles": "x"}, None, {"fields": [{"la": 1}]}]
)
def test_what_is_no_template_is_refused(data: object) -> None:
    with pytest.raises(InvalidTemplate):
        from_json(data)


def test_the_starting_templates_are_whole() -> None:
    assert STARTS.refused == ()
    assert {one.key for one in STARTS.templates} >= {
        "giay-khai-sinh", "trich-luc-khai-sinh", "trich-luc-ket-hon", "trich-luc-khai-tu",
        "xac-nhan-tinh-trang-hon-nhan", "xac-nhan-cu-tru", "quyet-dinh-tro-cap-xa-hoi",
        "giay-chung-nhan-ho-kinh-doanh", "xac-nhan-hien-trang-dat",
        "thong-bao-thu-ly-khieu-nai", "loi-chung-ban-sao", "loi-chung-chu-ky",
    }  # fmt: skip


@pytest.mark.parametrize("start", STARTS.templates, ids=lambda one: one.key)
def test_each_starting_template_fills_a_page_with_every_field(start: starting.Start) -> None:
    template = start.template
    values = sample_values(template)
    assert set(read_values(template, as_json(values))) == {one.key for one in template.fields}
    data = draw(template, fill(template, values, BUILT_IN), ISSUE)[0]
    assert not left_the_page(data)
    for one in template.fields:
        if one.key != template.identity:  # of some papers it only tells whose they are
            assert f"{{{one.key}" in template.body, one.key
    nothing = draw(template, fill(template, {}, BUILT_IN), ISSUE)[0]
    assert not left_the_page(nothing)


def test_a_broken_file_is_named_and_stops_nothing(tmp_path: Path) -> None:
    folder = tmp_path / starting.FOLDER
    folder.mkdir(parents=True)
    (folder / "hong.yaml").write_text("kind: [")
    (folder / "la.yaml").write_text("kind: A\ntitle: B\nbody: '{x}'\n")
    (folder / "tot.yaml").write_text("kind: A\ntitle: B\nbody: C\n")
    found = starting.read_folder(tmp_path)
    assert [one.key for one in found.templates] == ["tot"]
    assert [origin for origin, _why in found.refused] == [
        "_shared/mau-ket-qua/hong.yaml",
        "_shared/mau-ket-qua/la.yaml",
    ]
