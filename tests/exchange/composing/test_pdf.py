"""The PDF against the numbers of Nghị định 30/2020/NĐ-CP, Phụ lục I, measured as a viewer sees it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from portal.exchange.composing.measures import HEIGHT, MARGINS, RANGES, WIDTH
from portal.exchange.composing.pdf import Drawn, draw
from portal.exchange.composing.shapes import Appendix, Signatory
from portal.exchange.kinds import KINDS
from tests.exchange.composing.measuring import line, lines_of
from tests.exchange.composing.samples import DECISION, LETTER, TABLE, of_kind
from tests.printing.pdf import left_the_page, opened, pages_of, text_of


@pytest.fixture(scope="module")
def decision() -> Drawn:
    return draw(DECISION)


@pytest.fixture(scope="module")
def letter() -> Drawn:
    return draw(LETTER)


@pytest.mark.parametrize(
    ("begins", "part", "style"),
    [
        ("CỘNG HÒA", "nation", "B"),
        ("Độc lập", "motto", "B"),
        ("ỦY BAN NHÂN DÂN", "issuer", "B"),
        ("Số: 07/QĐ-UBND", "number", ""),
        ("Tam Hải, ngày 05 tháng 02 năm 2026", "dated", "I"),
        ("QUYẾT ĐỊNH", "title", "B"),
        ("Về việc thành lập", "subject", "B"),
        ("Căn cứ Luật", "body", "I"),
        ("cáo kết quả về", "body", ""),
        ("Nơi nhận:", "copied title", "BI"),
        ("- UBND huyện", "copied", ""),
        ("TM. ỦY BAN", "signed", "B"),
        ("Nguyễn Văn An", "signed", "B"),
    ],
)
def test_each_part_of_a_decision_has_size_and_face_of_the_annex(
    decision: Drawn, begins: str, part: str, style: str
) -> None:
    found = line(decision.data, begins)
    least, most = RANGES[part]
    assert least <= found.size <= most
    assert found.style == style


def test_parts_of_a_letter(letter: Drawn) -> None:
    about = line(letter.data, "V/v triển khai phòng, chống bão số 5")
    number = line(letter.data, "Số: 07/UBND-VP")
    assert about.size in (12, 13) and about.style == "" and 4 < about.base - number.base < 9
    assert line(letter.data, "HỎA TỐC").style == "B" and line(letter.data, "HỎA TỐC").size in (13, 14)
    first, second = line(letter.data, "- Các thôn;"), line(letter.data, "- Đồn Biên phòng Tam Hải.")
    colon = line(letter.data, "Kính gửi:")
    assert first.left == pytest.approx(second.left, abs=0.3)
    assert first.left == pytest.approx(colon.right, abs=2.5), "the dashes stand below the colon"
    assert "QUYẾT ĐỊNH" not in text_of(letter.data) and "CÔNG VĂN" not in text_of(letter.data)
    assert line(letter.data, "- Như trên;").size == 11
    foot = line(letter.data, "Địa chỉ:")
    assert foot.size in (11, 12) and foot.base > HEIGHT - 20


def test_page_and_margins_are_those_of_the_annex(decision: Drawn, letter: Drawn) -> None:
    held = opened(decision.data)
    page = held.pages[0].mediabox
    assert [round(float(one) * 25.4 / 72) for one in page] == [0, 0, WIDTH, HEIGHT]
    long = draw(replace(DECISION, body=DECISION.body + "\n\nMột đoạn văn dài vừa phải của Quyết định." * 90))
    for data in (decision.data, long.data):
        rows = [one for one in lines_of(data) if not one.text.isdigit()]
        least, most = MARGINS["left"]
        assert least - 0.3 <= min(one.left for one in rows) <= most
        assert (
            WIDTH - MARGINS["right"][1] - 0.3
            <= max(one.right for one in rows)
            <= WIDTH - MARGINS["right"][0] + 0.3
        )
        assert max(one.base for one in rows) <= HEIGHT - MARGINS["bottom"][0]
        assert min(one.base for one in rows) >= MARGINS["top"][0]


def test_head_stands_in_two_columns(decision: Drawn) -> None:
    nation, motto = line(decision.data, "CỘNG HÒA"), line(decision.data, "Độc lập")
    assert (nation.left + nation.right) / 2 == pytest.approx((motto.left + motto.right) / 2, abs=0.5)
    number, day = line(decision.data, "Số:"), line(decision.data, "Tam Hải, ngày")
    assert number.base == pytest.approx(day.base, abs=0.1), "number and day on one line"
    issuer = [one for one in lines_of(decision.data) if one.text in {"ỦY BAN NHÂN DÂN", "XÃ TAM HẢI"}]
    assert len(issuer) == 2 and (issuer[0].left + issuer[0].right) / 2 == pytest.approx(
        (number.left + number.right) / 2, abs=0.7
    )
    assert "HUYỆN NÚI THÀNH" not in pages_of(decision.data)[0], "committees belong to nobody"


def test_paragraphs_are_justified_with_a_first_line_that_stands_in(decision: Drawn) -> None:
    rows = lines_of(decision.data)
    at = next(place for place, one in enumerate(rows) if one.text.startswith("Điều 2."))
    first, second, last = rows[at : at + 3]
    assert 10 <= first.left - 30 <= 13, "1 to 1.27 cm"
    assert second.left == pytest.approx(30, abs=0.5)
    for one in (first, second):
        assert one.right == pytest.approx(195, abs=0.5)
    assert last.right < 190
    leading = (last.base - second.base) / (14 * 25.4 / 72)
    assert 1.15 <= leading <= 1.5 * 1.15, "single to one and a half lines"
    assert "Bold" in first.faces and "" in {one.removeprefix("Bold") for one in first.faces}


def test_bases_end_with_their_signs(decision: Drawn) -> None:
    text = text_of(decision.data)
    assert "ngày 19 tháng 6 năm 2015;" in text and "Văn hóa - xã hội." in text and "xã hội;." not in text
    assert text.index("ỦY BAN NHÂN DÂN XÃ TAM HẢI Căn cứ") < text.index("QUYẾT ĐỊNH:")


def test_the_file_is_an_archive_file(decision: Drawn) -> None:
    held = opened(decision.data)
    about = held.open_metadata()
    assert about["pdfaid:part"] == "2" and about["pdfaid:conformance"] == "B"
    assert held.Root.OutputIntents[0].S == "/GTS_PDFA1" and "/Encrypt" not in held.trailer
    for page in held.pages:
        for font in page.Resources.Font.values():
            assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor, "every face lies in the file"
            assert "/ToUnicode" in font
        for state in page.Resources.get("/ExtGState", {}).values():
            assert float(state.get("/ca", 1)) == float(state.get("/CA", 1)) == 1.0
    assert "/JavaScript" not in held.Root.get("/Names", {})
    assert draw(DECISION).data == decision.data, "the same document is the same file"


@pytest.mark.parametrize("kind", [one.slug for one in KINDS])
def test_each_kind_can_be_drawn(kind: str) -> None:
    made = draw(of_kind(kind))
    text = text_of(made.data)
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text and "Nội dung thứ nhất." in text
    assert not left_the_page(made.data)
    title = next(one for one in KINDS if one.slug == kind).title
    assert title in text or kind == "thu-cong"


def test_pages_are_numbered_on_top_from_the_second_and_anew_in_each_appendix() -> None:
    body = "Một đoạn văn của báo cáo, đủ dài để xuống dòng thứ hai trên trang giấy A4 đứng.\n\n" * 60
    made = draw(
        replace(
            of_kind("bao-cao"),
            body=body,
            appendixes=(Appendix("Số liệu", body), Appendix("Bảng ngang", TABLE, landscape=True)),
        )
    )
    numbers = [
        one for one in lines_of(made.data) if one.text.isdigit() and one.base < 20 and one.size in (13, 14)
    ]
    first = next(place for place, words in enumerate(pages_of(made.data), 1) if "Phụ lục I " in words)
    assert [one.text for one in numbers if one.page < first] == [str(one) for one in range(2, first)]
    later = [one.text for one in numbers if one.page > first]
    assert later[0] == "2" and first not in {one.page for one in numbers}
    assert all((one.left + one.right) / 2 == pytest.approx(112.5, abs=0.5) for one in numbers)
    held = opened(made.data)
    last = held.pages[-1].mediabox
    assert float(last[2]) > float(last[3]), "the wide table lies"
    assert "Phụ lục II BẢNG NGANG (Kèm theo Báo cáo số 07/BC-UBND ngày 05 tháng 02 năm 2026" in text_of(
        made.data
    )


@pytest.mark.parametrize("many", range(1, 60, 7))
def test_a_signature_never_stands_without_two_lines_of_text(many: int) -> None:
    body = "\n\n".join(f"Đoạn thứ {number} của văn bản, một dòng." for number in range(many)) + "/."
    made = draw(replace(of_kind("thong-bao"), body=body, copied=tuple(f"Đơn vị {one}" for one in range(12))))
    rows = lines_of(made.data)
    signed = next(one for one in rows if one.text.startswith("TM. ỦY BAN"))
    name = next(one for one in rows if one.text == "Nguyễn Văn An")
    before = [one for one in rows if one.page == signed.page and one.text.startswith("Đoạn thứ")]
    assert name.page == signed.page
    assert len(before) >= min(2, many)
    assert made.place.page == signed.page - 1
    assert signed.base < made.place.y + 30 and name.base > made.place.y + made.place.height


def test_forty_recipients_and_a_long_subject_stay_on_the_paper() -> None:
    many = tuple(f"Ủy ban nhân dân đơn vị hành chính số {one} thuộc huyện Núi Thành" for one in range(40))
    subject = "Về việc tổ chức triển khai thực hiện đồng bộ các giải pháp " * 8
    for kind in ("quyet-dinh", "cong-van"):
        made = draw(replace(of_kind(kind), subject=subject, copied=many, addressed=many))
        assert not left_the_page(made.data)
        rows = [one for one in lines_of(made.data) if not one.text.isdigit()]
        assert max(one.base for one in rows) <= HEIGHT - 20 and max(one.right for one in rows) <= 195.3
        text = text_of(made.data)
        for one in many:
            assert text.count(f"{one}.") + text.count(f"{one};") == 2


def test_thirty_pages_lose_nothing() -> None:
    words = [f"từ{number}" for number in range(12_000)]
    body = "\n\n".join(" ".join(words[at : at + 80]) for at in range(0, len(words), 80))
    made = draw(replace(of_kind("de-an"), body=body))
    assert made.pages >= 30
    found = re.findall(r"từ\d+", text_of(made.data))
    assert found == words


def test_a_table_has_its_head_on_each_page_and_no_torn_row() -> None:
    rows = "\n".join(f"| {one} | Chỉ tiêu số {one} của kế hoạch năm | {one}.000 |" for one in range(1, 120))
    made = draw(
        replace(
            of_kind("bao-cao"),
            body=f"Kết quả:\n\n| TT | Chỉ tiêu | Kết quả |\n|---|---|--:|\n{rows}\n\nHết./.",
        )
    )
    pages = pages_of(made.data)
    assert len(pages) >= 3
    held = [one for one in pages if "Chỉ tiêu số" in one]
    assert all("TT Chỉ tiêu Kết quả" in one for one in held)
    for one in range(1, 120):
        assert sum(f"Chỉ tiêu số {one} của" in page for page in pages) == 1


def test_who_signs_beside_another() -> None:
    made = draw(
        replace(
            of_kind("bien-ban"), signatory=Signatory("", "", "Trần An"), beside=Signatory("", "", "Lê Hùng")
        )
    )
    left, right = line(made.data, "Lê Hùng"), line(made.data, "Trần An")
    assert left.base == right.base and left.right < 110 < right.left
    assert line(made.data, "THƯ KÝ").right < 110 < line(made.data, "CHỦ TỌA").left
    assert line(made.data, "Nơi nhận:").base > left.base
    assert "ngày 05 tháng 02" not in text_of(made.data), "minutes have their day in the text"


def test_of_a_contract_the_issuer_is_the_left_party() -> None:
    made = draw(replace(of_kind("hop-dong"), beside=Signatory()))
    left, right = line(made.data, "ĐẠI DIỆN BÊN A"), line(made.data, "ĐẠI DIỆN BÊN B")
    name = line(made.data, "Nguyễn Văn An")
    assert left.base == right.base and left.right < right.left and name.right < 113 and made.place.x < 100


def test_a_draft_says_so_and_leaves_room() -> None:
    made = draw(replace(DECISION, number=None, day=None))
    assert "DỰ THẢO" in text_of(made.data) and "ngày …… tháng …… năm 2026" in text_of(made.data)
    number, rest = line(made.data, "Số:"), line(made.data, "/QĐ-UBND")
    assert number.base == rest.base and rest.left - number.right > 6


def test_nothing_typed_is_markup_or_lost() -> None:
    odd = "{nb} <script>alert(1)</script> 5 < 6 & \u202e😀 \\*sao\\*"
    made = draw(
        replace(
            of_kind("thong-bao"), subject=odd, body=odd, place="A\nB", copied=(odd,), day=date(2026, 1, 9)
        )
    )
    text = text_of(made.data)
    assert "5 < 6 &" in text and "{nb}" in text and "*sao*" in text and "ngày 09 tháng 01" in text
