"""A photo becomes a page: found, straight, white, small; what is wrong with it is said; several become one paper."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pikepdf
import pypdfium2
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from portal.media.reading import ocr_available
from portal.media.refusal import Refused
from portal.papers.preparing import making, stacks
from portal.papers.preparing.making import Source, corners_of, make, sheet_in
from portal.papers.preparing.telling import WORDS, told
from tests.media import samples as files_made
from tests.papers import photos, samples
from tests.papers.photos import Way

WAYS = {
    "on wood": Way(),
    "at a slant": Way(slant=0.1, angle=6),
    "on a bright table": Way(table=(200, 180, 150)),
    "half in shadow": Way(table=(20, 20, 25), shadow=0.8),
    "noisy": Way(noise=14, shadow=0.7),
}


def shown(pdf: bytes, number: int = 0, dpi: int = 60) -> np.ndarray:
    """A page of a PDF in grey."""
    document = pypdfium2.PdfDocument(pdf)
    picture = document[number].render(scale=dpi / 72, grayscale=True).to_pil().convert("L")
    document.close()
    return np.asarray(picture, dtype=float)


@pytest.mark.parametrize("name", list(WAYS))
def test_a_photo_becomes_the_page_that_it_shows(name: str) -> None:
    page = photos.drawn(photos.words(3))
    photo, corners = photos.taken(page, WAYS[name], 4)
    found = sheet_in(photos.jpeg(photo))
    assert found.found and np.abs(np.array(found.corners) - corners).max() < 0.012
    made = make([Source(photos.jpeg(photo))])
    assert made.troubles == () and made.pages[0].size <= 300_000 and len(made.pdf) < 310_000
    assert made.pages[0].height >= 2200, "200 dpi of A4 and more, where the photo has them"
    got, wanted = shown(made.pdf), np.asarray(page.resize((496, 702)).convert("L"), dtype=float)
    got = np.asarray(Image.fromarray(got.astype(np.uint8)).resize((496, 702)), dtype=float)
    assert np.median(got) > 250, "the paper is white"
    assert np.corrcoef(got[20:300].mean(axis=1), wanted[20:300].mean(axis=1))[0, 1] > 0.8, (
        "lines lie where they lay"
    )


def test_a_seal_keeps_its_colour_and_print_alone_is_grey() -> None:
    for seal in (True, False):
        photo, _corners = photos.taken(photos.drawn(photos.words(5), seal=seal), Way(), 3)
        made = make([Source(photos.jpeg(photo))])
        assert made.pages[0].coloured is seal
        assert make([Source(photos.jpeg(photo), colour="grey")]).pages[0].coloured is False


WRONG = {
    "dark": (Way(light=0.2, shadow=0.2), {"dark"}),
    "blurred": (Way(blur=6), {"blurred"}),
    "small": (Way(longer=1100), {"small"}),
}


@pytest.mark.parametrize("name", list(WRONG))
def test_what_is_wrong_with_a_photo_is_said(app: Flask, name: str) -> None:
    way, wanted = WRONG[name]
    photo, _corners = photos.taken(photos.drawn(photos.words(6)), way, 2)
    made = make([Source(photos.jpeg(photo))])
    assert set(made.troubles) == wanted
    with app.test_request_context():
        assert all(len(one) > 30 for one in told(made.troubles))


def test_a_sheet_that_is_cut_off_is_noticed() -> None:
    photo, _corners = photos.taken(photos.drawn(photos.words(6)), Way(slant=0.0, shadow=0.2), 2)
    left = photo.crop((photo.width // 3, 0, photo.width, photo.height))
    assert "cut" in make([Source(photos.jpeg(left))]).troubles


def test_white_on_white_is_left_whole_rather_than_cut_wrongly() -> None:
    photo, _corners = photos.taken(photos.drawn(photos.words(1)), Way(table=(235, 232, 228), shadow=0.2), 1)
    found = sheet_in(photos.jpeg(photo))
    assert not found.found and found.corners == ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
    assert make([Source(photos.jpeg(photo))]).troubles == ()


def test_an_empty_sheet_is_noticed_and_each_trouble_has_words() -> None:
    photo, _corners = photos.taken(Image.new("RGB", (2000, 2828), "white"), Way(shadow=0.2), 2)
    assert make([Source(photos.jpeg(photo))]).troubles == ("blank",)
    assert set(WORDS) == making.TROUBLES


@pytest.mark.parametrize("blur", [5, 15, 45])
@pytest.mark.parametrize("count", [12, 170])
def test_a_photo_out_of_focus_is_called_so_and_never_blank(blur: float, count: int) -> None:
    photo, _corners = photos.taken(photos.drawn(photos.words(6, count), 120), Way(blur=blur, longer=2000), 2)
    assert make([Source(photos.jpeg(photo))]).troubles == ("blurred",)


@pytest.mark.parametrize("way", [Way(), Way(noise=10), Way(blur=2, angle=4)])
def test_an_empty_sheet_in_focus_is_blank(way: Way) -> None:
    photo, _corners = photos.taken(Image.new("RGB", (1240, 1754), "white"), replace(way, shadow=0.2), 2)
    assert make([Source(photos.jpeg(photo))]).troubles == ("blank",)


def test_a_telephone_held_sideways_says_so_itself() -> None:
    photo, _corners = photos.taken(photos.drawn(photos.words(7)), Way(), 2)
    exif = Image.Exif()
    exif[0x0112] = 6
    lying = photos.jpeg(photo.rotate(90, expand=True), exif=exif.tobytes())
    page = make([Source(lying)]).pages[0]
    assert page.turn == 0 and page.height > page.width


@pytest.mark.skipif(not ocr_available(), reason="Tesseract is not installed")
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_stands_upright_by_what_is_written_on_it(turn: int) -> None:
    page = photos.drawn(photos.words(8, 260), 150).rotate(turn, expand=True)
    made = make([Source(photos.jpeg(page))])
    assert made.pages[0].turn == (360 - turn) % 360
    assert shown(made.pdf)[:200].mean() < shown(made.pdf)[-200:].mean(), "the text begins at the top"


@pytest.mark.parametrize("angle", [-5.0, -1.3, 0.8, 6.5])
def test_a_scan_that_went_in_askew_is_laid_level(angle: float) -> None:
    page = photos.drawn(photos.words(9), 150).rotate(
        angle, fillcolor=(255, 255, 255), resample=Image.Resampling.BICUBIC
    )
    made = make([Source(photos.jpeg(page))])
    assert abs(made.pages[0].angle + angle) < 0.25


def test_corners_that_a_person_moved_rule() -> None:
    page = photos.drawn(photos.words(10))
    photo, corners = photos.taken(page, Way(table=(250, 250, 248), shadow=0.0), 2)
    four = corners_of(corners.tolist())
    made = make([Source(photos.jpeg(photo), corners=four, turn=0)])
    assert abs(made.pages[0].height / made.pages[0].width - 297 / 210) < 0.01


def test_several_become_one_paper_in_order() -> None:
    photo, _corners = photos.taken(photos.drawn(photos.words(11)), Way(), 2)
    text = samples.pdf("trang một", "trang hai", "trang ba")
    made = make([Source(photos.jpeg(photo)), Source(text, pages=(3, 1))])
    assert [(one.source, one.page) for one in made.pages] == [(0, 1), (1, 3), (1, 1)]
    document = pypdfium2.PdfDocument(made.pdf)
    assert len(document) == 3
    assert "trang ba" in document[1].get_textpage().get_text_range(), "text stays text"
    document.close()


def test_scans_in_a_pdf_are_prepared_and_its_links_go() -> None:
    made = make([Source(scanned([photos.words(12), ""]))])
    assert [one.troubles for one in made.pages] == [(), ("blank",)]
    assert made.pages[0].size > 0
    with pikepdf.open(io.BytesIO(made.pdf)) as document:
        assert all("/Annots" not in page.obj for page in document.pages)


def scanned(texts: list[str]) -> bytes:
    """A PDF of pictures of pages, as a scanner makes it."""
    pages = [
        photos.drawn(text, 150) if text else Image.new("RGB", (1240, 1754), (244, 243, 240)) for text in texts
    ]
    buffer = io.BytesIO()
    pages[0].save(buffer, "PDF", save_all=True, append_images=pages[1:], resolution=150)
    return buffer.getvalue()


def test_a_signed_file_stays_as_it_is_and_alone() -> None:
    signed = samples.pdf() + b"\n%/ByteRange [0 1 2 3]"
    assert make([Source(signed)]).pdf == signed
    with pytest.raises(Refused, match="ký số"):
        make([Source(signed), Source(samples.pdf())])


HOSTILE = {
    "half a picture": files_made.picture(900, 700)[:400],
    "no picture": b"xin chao",
    "a PDF without pages": b"%PDF-1.7\n%%EOF",
    "nothing": b"",
}


@pytest.mark.parametrize("name", list(HOSTILE))
def test_what_cannot_be_read_is_refused_in_words(name: str) -> None:
    with pytest.raises(Refused) as said:
        make([Source(HOSTILE[name])])
    assert len(str(said.value)) > 20


@pytest.mark.parametrize("name", ["bomb_20000x20000.png", "bomb_header_65535x65535.png", "pages_loop.pdf"])
def test_bombs_are_refused(name: str) -> None:
    path = files_made.GENERATED / name
    if not path.is_file():
        pytest.skip(f"no {path}")
    with pytest.raises(Refused):
        make([Source(path.read_bytes())])


@given(st.lists(st.lists(st.floats(allow_nan=True, allow_infinity=True), min_size=2, max_size=2), max_size=5))
def test_corners_from_outside_are_four_within_the_photo_or_refused(given_corners: list[list[float]]) -> None:
    try:
        corners = corners_of(given_corners)
    except ValueError:
        return
    assert len(corners) == 4 and all(0 <= one <= 1 for point in corners for one in point)


@pytest.mark.parametrize("wrong", [{"turn": 45}, {"colour": "blue"}, {"pages": (2,)}])
def test_what_does_not_exist_is_a_mistake(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        make([Source(samples.pdf(), **wrong)])  # type: ignore[arg-type]


def test_a_stack_is_parted_at_blank_sheets() -> None:
    stack = scanned([photos.words(1), photos.words(2), "", photos.words(3), "", ""])
    pages = stacks.pages_of(stack)
    assert [one.blank for one in pages] == [False, False, True, False, True, True]
    assert all(one.scan for one in pages)
    ranges = stacks.proposed_ranges(pages)
    assert ranges == [(1, 2), (4, 4)]
    assert [len(pypdfium2.PdfDocument(one)) for one in stacks.split(stack, ranges)] == [2, 1]
    for wrong in ([], [(0, 1)], [(2, 1)]):
        with pytest.raises(ValueError):
            stacks.split(stack, wrong)
    with pytest.raises(Refused):
        stacks.split(stack, [(5, 9)])


@given(st.lists(st.booleans(), max_size=30))
def test_every_page_that_is_not_blank_is_in_one_paper(blanks: list[bool]) -> None:
    pages = [stacks.StackPage(number, True, blank) for number, blank in enumerate(blanks, 1)]
    ranges = stacks.proposed_ranges(pages)
    covered = [number for first, last in ranges for number in range(first, last + 1)]
    assert covered == [one.number for one in pages if not one.blank]
