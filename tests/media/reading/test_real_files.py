"""The ten real files: kinds, pages, phrases that stand on their page pictures, Vietnamese with its marks."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from portal.media.reading import PageText, Reading, Refused, ocr_available, read_file, what_to_install
from portal.media.reading.child.syllables import share_of_syllables
from tests.media.reading.samples import FILES, SHARED

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.skipif(not FILES.is_dir(), reason=f"no data set at {SHARED}"),
]
needs_ocr = pytest.mark.skipif(not ocr_available(), reason=f"no Tesseract here: {what_to_install()}")


def read(name: str, *, only_first: int = 0) -> Reading:
    """A real file; with `only_first` the pages from the second on count as known."""
    blank = {number: PageText(number, "", "none", None, (), 0, 0) for number in range(2, only_first + 1)}
    return read_file(FILES / name, name, known=blank)


@pytest.mark.parametrize(
    ("name", "kind", "pages", "phrases"),
    [
        (
            "text-signed-30p.pdf",
            "pdf",
            30,
            [
                "QUỐC HỘI\nLuật số: 26/2023/QH15\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
                "\n\nLUẬT\nCĂN CƯỚC\n\nCăn cứ Hiến pháp",
                "Điều 1. Phạm vi điều chỉnh",
                "Điều 46. Quy định chuyển tiếp",
                "CHỦ TỊCH QUỐC HỘI\n\nVương Đình Huệ",
            ],
        ),
        (
            "text-unsigned-3p.pdf",
            "pdf",
            3,
            [
                "BỘ TÀI CHÍNH\n---------\nSố: 02/2021/TT-BTC",
                "Hà Nội, ngày 08 tháng 01 năm 2021\n\nTHÔNG TƯ\nQUY ĐỊNH MỨC THU",
                "KT. BỘ TRƯỞNG\nTHỨ TRƯỞNG",
                "1   Xe chữa cháy, tàu, xuồng ca nô chữa cháy, xe thang chữa cháy   Xe   130.000",
            ],
        ),
        (
            "text-six-signatures-1p.pdf",
            "pdf",
            1,
            [
                "BỘ CÔNG AN\nCỤC CẢNH SÁT PCCC VÀ CNCH\n",
                "Nơi nhận:\n- Như trên;\n- Đ/c Cục trưởng (để b/c);\n- Lưu: VT, P6.\n\nKT. CỤC TRƯỞNG\nPHÓ CỤC TRƯỞNG\n"
                "Đại tá Nguyễn Thanh Điệp",
            ],
        ),
        (
            "decree-word97.doc",
            "doc",
            1,
            [
                "CHÍNH PHỦ\n-------\nSố: 23/2018/NĐ-CP\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
                "\n\nNGHỊ ĐỊNH\n\nQUY ĐỊNH VỀ BẢO HIỂM CHÁY, NỔ BẮT BUỘC\n\n",
                "Điều 1. Phạm vi điều chỉnh\n\nNghị định này quy định về bảo hiểm cháy, nổ bắt buộc:",
            ],
        ),
        (
            "law-misnamed.docx",
            "doc",
            1,
            ["Luật số: 27/2001/QH10", "CHƯƠNG I\nNHỮNG QUY ĐỊNH CHUNG", "Điều 3. Giải thích từ ngữ"],
        ),
        (
            "letter-word97.doc",
            "doc",
            1,
            [
                "V/v thu thập, tổng hợp, đánh giá tình hình thực hiện QCVN 03:2023/BCA",
                "Nơi nhận:\n- Như trên;\n- Đ/c Cục trưởng (để báo cáo);\n- Lưu: VT, P6.\n\nKT. CỤC TRƯỞNG",
                "| STT | Điều, khoản, điểm | Nội dung đề nghị chỉnh sửa | Lý do |",
            ],
        ),
    ],
)
def test_files_with_text(name: str, kind: str, pages: int, phrases: list[str]) -> None:
    found = read(name)
    text = "\n\n".join(page.text for page in found.pages)
    assert (found.type.kind, len(found.pages), found.state, found.encoding) == (
        kind,
        pages,
        "read",
        "unicode",
    )
    assert all(page.source == "text" for page in found.pages)
    for phrase in phrases:
        assert phrase in text
    share, marked = share_of_syllables(text)
    assert share > 0.98
    assert marked > 100


def test_word97_under_a_new_name_gets_its_own() -> None:
    found = read("law-misnamed.docx")
    assert (found.type.name, found.type.corrected) == ("law-misnamed.doc", True)
    assert "law-misnamed.doc" in " ".join(found.notes)


def test_an_error_page_is_told_from_a_pdf() -> None:
    with pytest.raises(Refused, match=r"trang web .* tải về bị lỗi"):
        read("not-a-pdf.pdf")


@pytest.mark.parametrize("name", ["decree-word97.doc", "law-misnamed.docx", "letter-word97.doc"])
def test_no_word_of_a_word97_file_is_lost(name: str) -> None:
    antiword = shutil.which("antiword")
    if antiword is None:
        pytest.skip("no antiword to compare with: sudo apt install antiword")
    other = subprocess.run(
        [antiword, "-m", "UTF-8", str(FILES / name)], capture_output=True, text=True, check=True
    ).stdout
    words = re.compile(r"[^\W_]+")
    ours = words.findall(read(name).pages[0].text)
    theirs = words.findall(other)
    assert len(ours) > 0.98 * len(theirs)
    assert set(ours) >= {word for word in theirs if theirs.count(word) > 1}


@needs_ocr
@pytest.mark.parametrize(
    ("name", "pages", "phrases"),
    [
        ("scan-signed-4p.pdf", 4, ["BỘ CÔNG AN\nSố: 51/2025/TT-BCA", "Hà Nội, ngày 30 tháng 6 năm 2025"]),
        (
            "scan-unsigned-11p.pdf",
            11,
            ["QUỐC HỘI\nLuật số: 40/2013/QH13", "Căn cứ Hiến pháp nước Cộng hoà xã hội"],
        ),
        (
            "scan-signed-22p.pdf",
            22,
            ["CHÍNH PHỦ\nSố: 154/2024/NĐ-CP", "Hà Nội, ngày 26 tháng 11 năm 2024", "NGHỊ ĐỊNH"],
        ),
    ],
)
def test_scans(name: str, pages: int, phrases: list[str]) -> None:
    found = read(name, only_first=pages)
    page = found.pages[0]
    assert (found.type.kind, len(found.pages), found.state, page.source) == ("pdf", pages, "read", "ocr")
    for phrase in [*phrases, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]:
        assert phrase in page.text
    share, marked = share_of_syllables(page.text)
    assert share > 0.95
    assert marked > 150
    assert page.confidence is not None
    assert page.confidence > 0.9
    number = next(word for word in page.words if re.search(r"\d+/20\d\d/", word.text))
    assert 0.1 < number.x0 < number.x1 < 0.45
    assert 0.08 < number.y0 < number.y1 < 0.2


def test_signatures_are_not_read_as_text() -> None:
    text = "\n".join(page.text for page in read("text-signed-30p.pdf").pages)
    assert "thongtinchinhphu@chinhphu.vn" not in text


def test_pages_read_in_parts_are_the_same(tmp_path: Path) -> None:
    whole = read("text-unsigned-3p.pdf")
    assert read_file(FILES / "text-unsigned-3p.pdf", "x.pdf", known={2: whole.pages[1]}).pages == whole.pages
