"""Second readings: fields that are missing or doubtful are looked for on the picture of the page, and shown there."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from portal.legal.intake import second_reading
from portal.legal.intake.fields import SURE, Proposals, Proposed, propose
from portal.legal.intake.second_reading import Area, Completed, closing_page, completed, signature_area
from portal.legal.intake.signing_lines import name_in, position_in_lines
from portal.media.reading import FileType, PageText, Reading, Refused, Word, ocr_available
from tests.conftest import A, Browser
from tests.legal.intake.samples import WHERE, bring, form_of, only, work
from tests.media.reading.samples import text_pdf
from tests.real_data import FILES, needs

PDF = FileType("pdf", "application/pdf", "a.pdf", False)
NOWHERE = Path("nowhere.pdf")
BLANK_NUMBER = """UBND XÃ TAM HẢI
Số:      /QĐ-UBND

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Tam Hải, ngày     tháng     năm 2026

QUYẾT ĐỊNH
Về việc thành lập Tổ công tác

Điều 1. Thành lập Tổ công tác gồm 7 thành viên./.

Nơi nhận:
- Như Điều 1;
- Lưu: VT.

CHỦ TỊCH

Nguyễn Văn Hải
"""
STAMPED = BLANK_NUMBER.replace("Số:      /", "Số: 12/").replace(
    "ngày     tháng     năm", "ngày 05 tháng 11 năm"
)
UNDER_STAMP = BLANK_NUMBER.replace("\nCHỦ TỊCH\n\nNguyễn Văn Hải\n", "\n@ %% x\n")


def page_of(text: str, *, number: int = 1, source: str = "text") -> PageText:
    """A page whose lines stand one below the other, each word a tenth of the page wide."""
    words = tuple(
        Word(word, column / 12, row / 40, column / 12 + 0.07, row / 40 + 0.018)
        for row, line in enumerate(text.split("\n"))
        for column, word in enumerate(line.split())
    )
    return PageText(number, text, source, 0.9 if source == "ocr" else None, words, 595.0, 842.0)


def reading_of(*pages: PageText, kind: FileType = PDF) -> Reading:
    """A file that was read."""
    return Reading(kind, pages, "unicode", (), "read")


class Again:
    """In place of `read_again`: answers with these texts one after the other; writes down what it was asked."""

    def __init__(self, *texts: str) -> None:
        self.texts = list(texts)
        self.asked: list[tuple[int, Area | None]] = []

    def __call__(self, _path: Path, _name: str, number: int, area: Area | None = None) -> PageText:
        self.asked.append((number, area))
        if not self.texts:
            raise Refused("Không đọc được tệp này: tệp hỏng.", "unreadable")
        return page_of(self.texts.pop(0), number=number, source="ocr")


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Again]:
    """Replace the recogniser by one that answers with texts."""

    def replaced(*texts: str) -> Again:
        made = Again(*texts)
        monkeypatch.setattr(second_reading, "ocr_available", lambda: True)
        monkeypatch.setattr(second_reading, "read_again", made)
        return made

    return replaced


def twice(*pages: PageText) -> Completed:
    """The fields of these pages after second readings."""
    return completed(NOWHERE, reading_of(*pages), propose(pages))


def value(found: Proposed | None) -> str | None:
    """A proposed value."""
    return found.value if found else None


def test_a_stamped_number_and_date_come_from_the_picture_and_nothing_else_changes(
    seen: Callable[..., Again],
) -> None:
    again = seen(STAMPED)
    page = page_of(BLANK_NUMBER)
    first, found = propose([page]), twice(page)
    assert (value(first.number), value(first.issued)) == (None, None)
    assert again.asked == [(1, None)]
    made = found.proposals
    assert (value(made.number), value(made.issued)) == ("12/QĐ-UBND", "2026-11-05")
    assert made.number is not None and SURE <= made.number.confidence <= 0.75
    assert (made.title, made.signer, made.signer_position) == (
        first.title,
        first.signer,
        first.signer_position,
    )
    (mark,) = found.places["number"]
    assert mark.y < 1 / 40 < mark.y + mark.height  # the second line of the page
    assert "signer" not in found.places


def test_who_signed_is_looked_for_below_the_stamp(seen: Callable[..., Again]) -> None:
    again = seen("CHỦ TỊCH\n% $\nNguyễn Văn Hải")
    number = STAMPED.split("QUYẾT ĐỊNH\n")[0]
    found = twice(page_of(number + UNDER_STAMP.split("năm 2026\n")[1], source="ocr"))
    assert [one for one, _ in again.asked] == [1]
    assert value(found.proposals.signer) == "Nguyễn Văn Hải"
    assert value(found.proposals.signer_position) == "Chủ tịch"
    assert set(found.places) == {"signer", "signer_position"}


def test_what_is_missing_nowhere_is_not_read_again(seen: Callable[..., Again]) -> None:
    again = seen(STAMPED)
    page = page_of(STAMPED)
    assert twice(page) == Completed(propose([page]))
    assert again.asked == []


@pytest.mark.parametrize("why", ["no recogniser", "no pdf", "refused"])
def test_where_nothing_can_be_read_again_the_first_reading_stands(
    seen: Callable[..., Again], monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    again = seen()
    if why == "no recogniser":
        monkeypatch.setattr(second_reading, "ocr_available", lambda: False)
    page = page_of(UNDER_STAMP, source="ocr")
    kind = FileType("docx", "", "a.docx", False) if why == "no pdf" else PDF
    first = propose([page])
    assert completed(NOWHERE, reading_of(page, kind=kind), first) == Completed(first)
    assert bool(again.asked) == (why == "refused")


LINES = st.sampled_from(
    [*STAMPED.split("\n"), *UNDER_STAMP.split("\n"), "Phụ lục", "Mẫu số 01", "./.", "KT. CHỦ TỊCH", "12/QĐ"]
)
TEXT = st.lists(LINES, max_size=12).map("\n".join)


@given(st.lists(st.tuples(TEXT, st.sampled_from(["text", "ocr", "none"])), min_size=1, max_size=4), st.data())
def test_two_readings_at_most_and_what_is_sure_stays(
    texts: list[tuple[str, str]], data: st.DataObject
) -> None:
    pages = [page_of(text, number=number, source=source) for number, (text, source) in enumerate(texts, 1)]
    first = propose(pages)
    again = Again(*data.draw(st.lists(TEXT, max_size=3)))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(second_reading, "ocr_available", lambda: True)
        patched.setattr(second_reading, "read_again", again)
        found = completed(NOWHERE, reading_of(*pages), first)
    assert len(again.asked) <= 2
    for number, area in again.asked:
        assert 1 <= number <= len(pages)
        assert area is None or (0 <= area[0] < area[2] <= 1 and 0 <= area[1] < area[3] <= 1)
    for name in (one.name for one in dataclasses.fields(Proposals)):
        old = getattr(first, name)
        if isinstance(old, Proposed) and old.confidence >= SURE:
            assert getattr(found.proposals, name) == old and name not in found.places


def test_the_signature_stands_right_of_the_recipients_before_the_annexes() -> None:
    text = "Điều 2. Thi hành.\n" * 8 + "Nơi nhận:\n- Như Điều 2;\n- Lưu VT"
    pages = [page_of("Điều 1"), page_of(text, number=2), page_of("Phụ lục\nMẫu số 1./.", number=3)]
    page, start = closing_page(pages)
    left, top, right, bottom = signature_area(page, start)
    assert page.number == 2 and 0.4 < left < 0.56 and right == 1.0
    assert top < 8 / 40 < 11 / 40 < bottom


def test_without_recipients_the_signature_stands_below_the_last_sentence() -> None:
    law = "Điều 3. Hiệu lực.\nLuật này được Quốc hội thông qua ngày 22 tháng 11 năm 2013.\n\nCHỦ TỊCH"
    pages = [page_of("Điều 1"), page_of(law, number=2), page_of("PHỤ LỤC I\nDanh mục./.", number=3)]
    page, start = closing_page(pages)
    assert page.number == 2
    assert 1 / 40 < signature_area(page, start)[1] < 3 / 40


OFFICES = [
    ("Bộ Công an", "Bộ trưởng", "Thứ trưởng"),
    ("Chính phủ", "Thủ tướng", "Phó Thủ tướng"),
    ("Quốc hội", "Chủ tịch Quốc hội", "Phó Chủ tịch Quốc hội"),
    ("Ủy ban nhân dân xã Tam Hải", "Chủ tịch", "Phó Chủ tịch"),
    ("Sở Tài chính", "Giám đốc", "Phó Giám đốc"),
    ("Chi cục Thuế huyện Núi Thành", "Chi cục trưởng", "Phó Chi cục trưởng"),
    ("Cục Cảnh sát PCCC và CNCH", "Cục trưởng", "Phó Cục trưởng"),
    ("Văn phòng Quốc hội", "Chánh Văn phòng", "Phó Chánh Văn phòng"),
    ("Ngân hàng Nhà nước Việt Nam", "Thống đốc", "Phó Thống đốc"),
]
DIRT = st.text(alphabet="%$#@*+-_~|.,:'`°“”⁄x1 ", max_size=6)


@given(st.sampled_from(OFFICES), st.booleans(), st.lists(DIRT, min_size=6, max_size=6))
def test_a_title_with_dirt_around_it(office: tuple[str, str, str], deputy: bool, dirt: list[str]) -> None:
    issuer, head, second = office
    titles = [f"KT. {head.upper()}", second.upper()] if deputy else [head.upper()]
    lines = [f"TM. {issuer.upper()}", *(f"{dirt[0]} {one} {dirt[1]}" for one in titles), *dirt[2:5]]
    found = position_in_lines(lines, issuer)
    assert found is not None and found.value.casefold() == (second if deputy else head).casefold()
    assert found.line == len(titles) and found.confidence >= SURE


@pytest.mark.parametrize(
    ("lines", "issuer", "position"),
    [
        (["TM. CHÍNH PHỦ", "HIU TƯỚNG -", "TƯỚNG", "un§ ư"], "Chính phủ", "Phó Thủ tướng"),
        (["TM. CHÍNH PHỦ", "L TƯỚNG"], "Chính phủ", "Thủ tướng"),
        (["- +“ 1: TRƯỞNG", "t : kiiơng Tam Quang"], "Bộ Công an", "Bộ trưởng"),
        (["hủ;   TRƯỜN G"], "Bộ Công an", "Bộ trưởng"),
        (["CHỦ TỊCH   HỘI"], "Quốc hội", "Chủ tịch Quốc hội"),
        (["TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"], "Ủy ban nhân dân xã Tam Hải", "Chánh Văn phòng"),
        (["GIÁM ĐỐC"], "Trung tâm Y tế huyện Núi Thành", "Giám đốc"),
        (["% $", "Lưu: VT"], "Bộ Công an", None),
        ([], "Chính phủ", None),
    ],
)
def test_titles_of_which_only_a_part_was_read(lines: list[str], issuer: str, position: str | None) -> None:
    found = position_in_lines(lines, issuer)
    assert (found.value if found else None) == position
    if found is not None and found.value.upper() not in lines:
        assert found.confidence < SURE


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (["CHỦ TỊCH", "4", "“Nguyễn Sinh Hùng"], "Nguyễn Sinh Hùng"),
        (["-   guyễn Hòa Bình"], "Nguyễn Hòa Bình"),
        (["` t : kiiơng Tam Quang"], None),
        (["Nguyễn Sinh Hùág"], None),
    ],
)
def test_names_below_a_stamp(lines: list[str], name: str | None) -> None:
    found = name_in(lines)
    assert (found.value if found else None) == name


def test_the_desk_marks_the_place_in_the_picture(
    app: Flask, signed_in: Callable[..., Browser], seen: Callable[..., Again]
) -> None:
    """The words of the text layer at the offsets of the other reading are not what was found."""
    seen(STAMPED)
    lines = [(70.0, 80.0 + 20 * row, f"Noi dung dong thu {row} cua van ban") for row in range(12)]
    author = signed_in(A, "author")
    bring(author, ("Quyết định.pdf", text_pdf(lines)))
    assert work(app) == 1
    file = only(app, A)
    assert any("đọc lại từ ảnh" in note for note in file.notes)
    page = author.get(f"{WHERE}{file.id}?muc=number").text
    assert form_of(page)["number"] == "12/QĐ-UBND" and "Trang 1: “Số: 12/QĐ-UBND”" in page
    (y,) = re.findall(r'<rect x="[\d.-]+" y="([\d.-]+)"', page)
    assert abs(float(y) - 1 / 40) < 0.006


@needs(FILES)
@pytest.mark.skipif(not ocr_available(), reason="no Tesseract with Vietnamese on this machine")
@pytest.mark.parametrize(
    ("name", "page", "top", "issuer", "expected"),
    [
        ("scan-unsigned-11p.pdf", 11, 0.213, "Quốc hội", ("Nguyễn Sinh Hùng", "Chủ tịch Quốc hội")),
        ("scan-signed-4p.pdf", 3, 0.164, "Bộ Công an", (None, "Bộ trưởng")),
    ],
)
def test_real_signatures_below_stamps(
    name: str, page: int, top: float, issuer: str, expected: tuple[str | None, str]
) -> None:
    seen = second_reading.read_again(FILES / name, name, page, (0.525, top, 1.0, top + 0.34))
    lines = [line for line in seen.text.split("\n") if line.strip()]
    position, signer = position_in_lines(lines, issuer), name_in(lines)
    assert (signer.value if signer else None, position.value if position else None) == expected
