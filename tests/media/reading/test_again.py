"""The second look at a page: what is stamped over its text, and print below a stamp and a signature."""

from __future__ import annotations

import io
import unicodedata
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw

from portal.media.reading import (
    Refused,
    again,
    ocr_available,
    page_picture,
    read_again,
    read_file,
    what_to_install,
)
from portal.media.reading.child.again import TALL, without_colours, without_figures
from tests.media.reading.samples import scan_pdf, text_pdf, written
from tests.thorough import examples

needs_ocr = pytest.mark.skipif(not ocr_available(), reason=f"no Tesseract here: {what_to_install()}")
LETTER = [
    (70.0, 100.0, "So:              /UBND-VP"),
    *[(70.0, 140.0 + 20 * number, "Thu tuc hanh chinh cap xa gom ba loai giay to") for number in range(10)],
]
SIGNED_BY = [(340.0, 100.0, "CHU TICH"), (330.0, 200.0, "Tran Van Nam")]


def stamped(folder: Path, *, stamp: bool = True) -> Path:
    """A letter whose number is no text of the page but the appearance of a signature field."""
    with pikepdf.open(io.BytesIO(text_pdf(LETTER))) as document:
        name = pikepdf.Name
        font = pikepdf.Dictionary(Type=name.Font, Subtype=name.Type1, BaseFont=name.Helvetica)
        look = document.make_stream(b"BT /F1 12 Tf 1 0 0 1 0 3 Tm (2118) Tj ET")
        look.Type, look.Subtype, look.BBox = name.XObject, name.Form, [0, 0, 40, 14]
        look.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        field = document.make_indirect(
            pikepdf.Dictionary(
                Type=name.Annot,
                Subtype=name.Widget,
                FT=name.Sig,
                T="so",
                F=132,
                Rect=[92, 739, 132, 753],
                AP=pikepdf.Dictionary(N=look),
            )
        )
        if stamp:
            document.pages[0].Annots = pikepdf.Array([field])
            document.Root.AcroForm = pikepdf.Dictionary(Fields=[field], SigFlags=3)
        buffer = io.BytesIO()
        document.save(buffer)
    return written(folder, "stamped.pdf" if stamp else "plain.pdf", buffer.getvalue())


def signed_picture(*, ink: str = "black") -> Image.Image:
    """The end of a document, position and name in bold print, with a ring and a long stroke over and between both."""
    document = pypdfium2.PdfDocument(text_pdf(SIGNED_BY, font="Helvetica-Bold"))
    picture: Image.Image = document[0].render(scale=300 / 72).to_pil().convert("RGB")
    document.close()
    draw = ImageDraw.Draw(picture)
    draw.ellipse((1200, 430, 1650, 850), outline=ink, width=4)
    draw.line((1250, 780, 2000, 480), fill=ink, width=4)
    return picture


def bare(word: str) -> str:
    """A word without the marks that the recogniser of Vietnamese adds."""
    return "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))


@needs_ocr
def test_what_is_stamped_over_a_text_is_read_with_its_place(tmp_path: Path) -> None:
    path = stamped(tmp_path)
    assert "2118" not in read_file(path, "a.pdf").pages[0].text
    page = read_again(path, "a.pdf", 1)
    assert page.source == "ocr" and page.number == 1
    (number,) = [word for word in page.words if "2118" in word.text]
    assert 0.1 < number.x0 < 0.2 < number.x1 + 0.1 and 0.09 < number.y0 < number.y1 < 0.14


def test_the_picture_of_a_page_shows_the_stamps_of_signatures(tmp_path: Path) -> None:
    with_stamp = page_picture(stamped(tmp_path), 1, 300)
    assert with_stamp != page_picture(stamped(tmp_path, stamp=False), 1, 300)


@needs_ocr
@pytest.mark.parametrize("ink", ["black", "red", "blue"])
def test_position_and_name_below_stamp_and_signature(tmp_path: Path, ink: str) -> None:
    path = written(tmp_path, "a.pdf", scan_pdf(signed_picture(ink=ink)))
    page = read_again(path, "a.pdf", 1, (0.4, 0.08, 1.0, 0.3))
    assert len({"CHU", "TICH", "Tran", "Van", "Nam"} & {bare(word.text) for word in page.words}) >= 4
    for word in page.words:
        assert 0.4 <= word.x0 < word.x1 <= 1.0 and 0.08 <= word.y0 < word.y1 <= 0.3


@needs_ocr
@pytest.mark.parametrize("number", [0, 2, -1])
def test_a_page_that_is_not_there(tmp_path: Path, number: int) -> None:
    with pytest.raises(Refused, match="không có trang này"):
        read_again(written(tmp_path, "a.pdf", text_pdf(LETTER)), "a.pdf", number)


@needs_ocr
@pytest.mark.parametrize("area", [(0.5, 0.5, 0.5, 0.9), (0.9, 0.1, 0.2, 0.5), (2.0, 2.0, 3.0, 3.0)])
def test_an_area_without_extent(tmp_path: Path, area: tuple[float, float, float, float]) -> None:
    with pytest.raises(Refused, match="quá nhỏ"):
        read_again(written(tmp_path, "a.pdf", text_pdf(LETTER)), "a.pdf", 1, area)


@needs_ocr
def test_a_broken_pdf(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        read_again(written(tmp_path, "a.pdf", b"%PDF-1.7 nothing"), "a.pdf", 1)


def test_only_pdf_has_pages(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="Chỉ tệp PDF"):
        read_again(written(tmp_path, "a.txt", "Số: 12/QĐ-UBND".encode()), "a.txt", 1)


def test_without_the_recogniser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(again, "ocr_available", lambda: False)
    with pytest.raises(Refused, match="apt install tesseract-ocr"):
        read_again(written(tmp_path, "a.pdf", text_pdf(LETTER)), "a.pdf", 1)


def test_large_thin_strokes_go_and_the_thick_ones_that_they_cross_stay() -> None:
    picture = Image.new("L", (600, 400), 255)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((100, 50, 400, 350), outline=0, width=4)
    draw.rectangle((380, 170, 440, 184), fill=0)  # the bar of a letter that the ring crosses
    draw.rectangle((500, 100, 503, 140), fill=0)  # thin, but no larger than a letter
    cleaned = without_figures(picture)
    assert cleaned.getpixel((102, 200)) == 255 and cleaned.getpixel((250, 51)) == 255
    assert cleaned.getpixel((420, 177)) == 0
    assert cleaned.getpixel((501, 120)) == 0


def test_red_and_blue_ink_is_like_paper() -> None:
    picture = Image.new("RGB", (4, 1), "white")
    for place, colour in enumerate(["black", "red", "blue"]):
        picture.paste(colour, (place, 0, place + 1, 1))
    assert [without_colours(picture).getpixel((place, 0)) for place in range(4)] == [0, 255, 255, 255]


BAR = st.tuples(
    st.integers(0, 280), st.integers(0, 180), st.integers(1, TALL // 2 - 10), st.integers(1, TALL // 2 - 10)
)


@given(st.lists(BAR, max_size=8), st.booleans())
@settings(max_examples=examples(40), deadline=None)
def test_nothing_is_drawn_and_what_is_as_large_as_a_letter_is_left(
    bars: list[tuple[int, int, int, int]], ring: bool
) -> None:
    picture = Image.new("L", (300, 200), 255)
    draw = ImageDraw.Draw(picture)
    for x, y, across, down in bars[:1] if not ring else bars:
        draw.rectangle((x, y, x + across, y + down), fill=0)
    if ring:
        draw.ellipse((20, 20, 180, 180), outline=0, width=3)
    cleaned = without_figures(picture)
    assert ImageChops.subtract(picture, cleaned).getbbox() is None
    assert ring or cleaned.tobytes() == picture.tobytes()
