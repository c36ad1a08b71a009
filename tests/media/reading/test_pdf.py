"""PDF: the text layer, when it is believed, turned pages, old fonts, and what happens to pages without text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from portal.media.reading import (
    Cancelled,
    PageText,
    Refused,
    ocr_available,
    page_picture,
    read,
    read_file,
    searchable_pdf,
    what_to_install,
)
from portal.media.reading.child.encodings import to_tcvn3
from portal.media.reading.child.pdf_text import doubt
from tests.media import samples as files
from tests.media.reading.samples import scan_pdf, text_pdf, written

LINES = [
    (70.0, 80.0, "Thu tuc hanh chinh cap xa"),
    (70.0, 100.0, "Ho so gom ba loai giay to"),
    (70.0, 160.0, "Noi nop ho so: Bo phan mot cua"),
]
needs_ocr = pytest.mark.skipif(not ocr_available(), reason=f"no Tesseract here: {what_to_install()}")


def scanned(folder: Path, *, turn: int = 0) -> Path:
    """A picture of a page with LINES six times, as a PDF."""
    lines = [(x, y + 120 * number, text) for number in range(6) for x, y, text in LINES]
    document = pypdfium2.PdfDocument(text_pdf(lines))
    picture = document[0].render(scale=200 / 72, grayscale=True).to_pil()
    document.close()
    return written(folder, "scan.pdf", scan_pdf(picture.rotate(turn, expand=True)))


def test_text_is_read_with_boxes(tmp_path: Path) -> None:
    found = read_file(written(tmp_path, "a.pdf", text_pdf(LINES)), "a.pdf")
    page = found.pages[0]
    assert (
        page.text == "Thu tuc hanh chinh cap xa\nHo so gom ba loai giay to\n\nNoi nop ho so: Bo phan mot cua"
    )
    assert (page.source, page.confidence, page.width, page.height) == ("text", None, 595.0, 842.0)
    first = page.words[0]
    assert first.text == "Thu"
    assert first.x0 == pytest.approx(70 / 595, abs=0.01)
    assert first.y0 < 80 / 842 < first.y1 + 0.01
    assert (found.state, found.encoding, found.notes) == ("read", "unicode", ())


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_boxes_of_a_turned_page_lie_where_it_shows_them(tmp_path: Path, turn: int) -> None:
    path = written(tmp_path, "a.pdf", text_pdf(LINES, rotate=turn))
    page = read_file(path, "a.pdf").pages[0]
    upright = read_file(written(tmp_path, "b.pdf", text_pdf(LINES)), "b.pdf").pages[0]
    places = {
        90: lambda x, y: (1 - y, x),
        180: lambda x, y: (1 - x, 1 - y),
        270: lambda x, y: (y, 1 - x),
    }
    by_text = {word.text: word for word in page.words}
    for word in upright.words:
        middle = places[turn]((word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2)
        found = by_text[word.text]
        if word.text not in {"ho", "so"}:
            assert ((found.x0 + found.x1) / 2, (found.y0 + found.y1) / 2) == pytest.approx(middle, abs=0.03)


@pytest.mark.parametrize("font", [".VnTime", "Helvetica"])
def test_old_encodings_in_pdf_are_converted(tmp_path: Path, font: str) -> None:
    text = to_tcvn3("Độc lập - Tự do - Hạnh phúc của nhân dân")
    found = read_file(written(tmp_path, "a.pdf", text_pdf([(70, 80, text)], font=font)), "a.pdf")
    assert found.pages[0].text == "Độc lập - Tự do - Hạnh phúc của nhân dân"
    assert (found.encoding, found.pages[0].words[0].text) == ("TCVN3", "Độc")


VIETNAMESE = "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015 của Quốc hội " * 4


@pytest.mark.parametrize(
    ("text", "covered", "drawn", "why"),
    [
        (VIETNAMESE, 0.0, 9, ""),
        (VIETNAMESE, 1.0, 9, ""),
        ("", 0.0, 0, ""),
        ("", 1.0, 1, "empty"),
        ("", 0.0, 5, "empty"),
        ("Trang 2", 0.0, 5, ""),
        ("Trang 2", 0.9, 5, "empty"),
        ("Trang 2", 0.0, 60, "empty"),
        ("\ue001\ue002\ue003 abc \ufffd\ufffd", 0.0, 9, "garbled"),
        (VIETNAMESE.replace("ổ", "\ufffd").replace("ư", "\uf0b7"), 0.0, 9, "garbled"),
        (
            "Cãn cú Luåt Tõ chúc chính quyên ðia phúðng ngåy ðên bãt cùng nguöñ nhiët quæn " * 4,
            0.0,
            9,
            "garbled",
        ),
        ("Can cu Luat To chuc chinh quyen dia phuong ngay 19 thang 6 nam 2015 " * 6, 1.0, 9, "bare"),
        ("An act to amend the law on the organisation of local government " * 6, 0.0, 9, ""),
    ],
)
def test_a_text_layer_is_believed_or_not(text: str, covered: float, drawn: int, why: str) -> None:
    assert doubt(text, covered, drawn) == why


def test_without_tesseract_a_scan_is_kept_and_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read, "ocr_available", lambda: False)
    found = read_file(scanned(tmp_path), "scan.pdf")
    assert (found.state, found.pages[0].source, found.pages[0].text) == ("no_text", "none", "")
    assert what_to_install() in " ".join(found.notes)


@needs_ocr
@pytest.mark.parametrize("turn", [0, 180, 270, 90])
def test_a_scan_is_recognised_however_it_lies(tmp_path: Path, turn: int) -> None:
    page = read_file(scanned(tmp_path, turn=turn), "scan.pdf").pages[0]
    plain = page.text.lower()
    assert page.source == "ocr"
    assert page.confidence is not None
    assert "thu tuc" in plain or "thủ tục" in plain
    assert "mot cua" in plain or "một cửa" in plain or "mộtcua" in plain.replace(" ", "")
    found = [word for word in page.words if word.text.lower() == "thu"]
    assert len(found) >= 3
    edges = {0: [word.x0 for word in found], 180: [1 - word.x1 for word in found]}
    edges |= {270: [word.y0 for word in found], 90: [1 - word.y1 for word in found]}
    assert all(0.08 < one < 0.16 for one in edges[turn])


@needs_ocr
def test_recognised_words_are_found_in_the_searchable_copy(tmp_path: Path) -> None:
    path = scanned(tmp_path)
    before = path.read_bytes()
    found = read_file(path, "scan.pdf")
    target = tmp_path / "copy.pdf"
    searchable_pdf(path, found.pages, target)
    assert path.read_bytes() == before
    again = read_file(target, "copy.pdf").pages[0]
    assert [word.text for word in again.words] == [word.text for word in found.pages[0].words]


def page_of(*words: tuple[str, float, float, float, float], source: str = "ocr") -> PageText:
    return PageText(1, "", source, 0.9, tuple(read.page_of(1, _told(words), "ocr").words), 595.0, 842.0)


def _told(words: tuple[tuple[str, float, float, float, float], ...]) -> dict[str, Any]:
    return {"text": "", "words": [list(word) for word in words], "width": 595, "height": 842}


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_vietnamese_copies_right_and_lies_where_it_is_seen(tmp_path: Path, turn: int) -> None:
    words = (("QUYẾT", 0.2, 0.1, 0.4, 0.12), ("ĐỊNH", 0.5, 0.1, 0.7, 0.12), ("Nguyễn", 0.1, 0.8, 0.3, 0.82))
    path = written(tmp_path, "a.pdf", text_pdf([], rotate=turn))
    searchable_pdf(path, [page_of(*words)], tmp_path / "b.pdf")
    document = pypdfium2.PdfDocument(tmp_path / "b.pdf")
    textpage = document[0].get_textpage()
    copied = textpage.get_text_range().split()
    document.close()
    assert sorted(copied) == sorted(word[0] for word in words)
    layer = {word.text: word for word in read.page_of(1, _layer(tmp_path / "b.pdf"), "text").words}
    for text, x0, y0, x1, y1 in words:
        found = layer[text]
        assert ((found.x0 + found.x1) / 2, (found.y0 + found.y1) / 2) == pytest.approx(
            ((x0 + x1) / 2, (y0 + y1) / 2), abs=0.02
        )


def _layer(path: Path) -> Any:
    return read._layers(str(path), [1])[1]


def test_the_copy_looks_like_the_original_and_drops_signatures(tmp_path: Path) -> None:
    document = pikepdf.open(written(tmp_path, "o.pdf", text_pdf(LINES)))
    field = document.make_indirect(
        pikepdf.Dictionary(FT=pikepdf.Name.Sig, T="ky", V=pikepdf.Dictionary(Type=pikepdf.Name.Sig))
    )
    document.Root.AcroForm = pikepdf.Dictionary(Fields=[field], SigFlags=3)
    document.save(tmp_path / "a.pdf")
    document.close()
    searchable_pdf(tmp_path / "a.pdf", [page_of(("chữ", 0.1, 0.1, 0.2, 0.12))], tmp_path / "b.pdf")
    assert page_picture(tmp_path / "a.pdf", 1, 300) == page_picture(tmp_path / "b.pdf", 1, 300)
    with pikepdf.open(tmp_path / "b.pdf") as copy:
        assert "/V" not in copy.Root.AcroForm.Fields[0]
        assert "/SigFlags" not in copy.Root.AcroForm


def test_pages_with_text_get_no_second_text(tmp_path: Path) -> None:
    path = written(tmp_path, "a.pdf", text_pdf(LINES))
    searchable_pdf(path, read_file(path, "a.pdf").pages, tmp_path / "b.pdf")
    assert read_file(tmp_path / "b.pdf", "b.pdf").pages == read_file(path, "a.pdf").pages


def test_a_copy_of_what_cannot_be_opened_leaves_the_target_alone(tmp_path: Path) -> None:
    path, target = written(tmp_path, "a.pdf", b"%PDF-1.7 nothing"), written(tmp_path, "b.pdf", b"old")
    with pytest.raises(Refused):
        searchable_pdf(path, [], target)
    assert target.read_bytes() == b"old"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a.pdf", "b.pdf"]


@pytest.mark.parametrize("width", [1, 300, 100_000])
def test_pictures_of_pages(tmp_path: Path, width: int) -> None:
    raw = page_picture(written(tmp_path, "a.pdf", text_pdf(LINES)), 1, width)
    with Image.open(written(tmp_path, "a.webp", raw)) as picture:
        assert picture.format == "WEBP"
        assert abs(picture.width - min(max(width, 16), 2400)) <= 1


@pytest.mark.parametrize("number", [0, 2, -1])
def test_a_page_that_is_not_there_has_no_picture(tmp_path: Path, number: int) -> None:
    with pytest.raises(Refused, match="không có trang này"):
        page_picture(written(tmp_path, "a.pdf", text_pdf(LINES)), number, 300)


def pages_pdf(count: int) -> bytes:
    """Pages with text, one after the other."""
    document = pikepdf.new()
    for number in range(count):
        with pikepdf.open(
            files.io.BytesIO(text_pdf([(70, 80, f"Day la noi dung cua trang so {number + 1}")]))
        ) as one:
            document.pages.extend(one.pages)
    buffer = files.io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_known_pages_are_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, "a.pdf", pages_pdf(30))
    whole = read_file(path, "a.pdf")
    asked: list[tuple[str, Any]] = []
    ask: Callable[..., Any] = read.ask

    def watched(task: str, **args: Any) -> Any:
        asked.append((task, args.get("first")))
        return ask(task, **args)

    monkeypatch.setattr(read, "ask", watched)
    told: list[int] = []
    known = {page.number: page for page in whole.pages if page.number not in {5, 29}}
    again = read_file(path, "a.pdf", known=known, on_page=lambda page, total: told.append(page.number))
    assert again == whole
    assert told == [5, 29]
    assert [one for one in asked if one[0] == "pages"] == [("pages", 5), ("pages", 29)]


def test_progress_comes_in_order_and_cancelling_stops_it(tmp_path: Path) -> None:
    path = written(tmp_path, "a.pdf", pages_pdf(15))
    told: list[tuple[int, int]] = []
    with pytest.raises(Cancelled):
        read_file(
            path,
            "a.pdf",
            on_page=lambda page, total: told.append((page.number, total)),
            cancelled=lambda: len(told) == 13,
        )
    assert told == [(number, 15) for number in range(1, 14)]


def test_a_page_that_breaks_its_child_costs_only_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, "a.pdf", pages_pdf(9))
    ask: Callable[..., Any] = read.ask

    def breaking(task: str, **args: Any) -> Any:
        if task == "pages" and args["first"] <= 4 <= args["last"]:
            raise Refused("vỡ", "unreadable")
        return ask(task, **args)

    monkeypatch.setattr(read, "ask", breaking)
    found = read_file(path, "a.pdf")
    assert [page.number for page in found.pages if page.source == "none"] == [4]
    assert found.state == "read"
    assert "Trang 4 không đọc được." in found.notes


@pytest.mark.parametrize(
    "answer", [{}, {"text": 1}, {"words": [[1]], "text": "", "width": 1, "height": 1}, [], None]
)
def test_what_a_child_says_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: Any
) -> None:
    monkeypatch.setattr(read, "ask", lambda task, **args: 1 if task == "count" else [answer])
    found = read_file(written(tmp_path, "a.pdf", text_pdf(LINES)), "a.pdf")
    assert (found.state, found.pages[0].source) == ("no_text", "none")
