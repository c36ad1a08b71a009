"""What a picture tells of camera, place and people goes before it is stored; what it shows stays bit by bit."""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageOps
from PIL.PngImagePlugin import PngInfo

from portal.media.service import file_store, store_file
from portal.media.stripping import Unreadable, without_metadata
from portal.publishing import service as publishing
from tests.conftest import A
from tests.factories import Factory

MARKS = ("GPS-16.25N", "Canon-EOS-77", "Nguoi-Chup", "ma-may-0042")
THUMBNAIL = b"\xff\xd8THUMBNAIL\xff\xd9"
XMP = f"<x:xmpmeta>{MARKS[0]} {MARKS[2]}</x:xmpmeta>".encode()
FORMATS = ("jpg", "png", "webp", "gif")


def scene() -> Image.Image:
    """A picture of which every corner looks different."""
    made = Image.radial_gradient("L").resize((96, 64))
    return Image.merge("RGB", [made, ImageOps.mirror(made), made.rotate(180)])


def exif(turned: int = 6) -> Image.Exif:
    """EXIF as a telephone writes it: maker, model, owner, place, a number of the device."""
    told = Image.Exif()
    told[0x0112], told[0x010F], told[0x013B] = turned, MARKS[1], MARKS[2]
    told.get_ifd(0x8825)[1] = "N"
    told.get_ifd(0x8825)[0x1D] = MARKS[0]
    told.get_ifd(0x8769)[0xA431] = MARKS[3]
    return told


@cache
def telling(extension: str, turned: int = 6) -> bytes:
    """A picture with all that its format can tell beside the pixels."""
    buffer = io.BytesIO()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    if extension == "jpg":
        scene().save(
            buffer,
            "JPEG",
            exif=exif(turned),
            xmp=XMP,
            comment=MARKS[3].encode(),
            icc_profile=profile,
            progressive=True,
        )
        iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + MARKS[2].encode()
        jfxx = b"JFXX\0\x10" + THUMBNAIL
        head, rest = buffer.getvalue()[:20], buffer.getvalue()[20:]
        segments = b"".join(
            bytes([0xFF, marker]) + struct.pack(">H", len(body) + 2) + body
            for marker, body in ((0xE0, jfxx), (0xED, iptc), (0xE2, b"MPF\0" + MARKS[1].encode()))
        )
        return head + segments + rest + b"MotionPhoto_Data" + MARKS[0].encode()
    if extension == "png":
        told = PngInfo()
        told.add_text("Author", MARKS[2])
        told.add_text("Comment", MARKS[3], zip=True)
        told.add_itxt("XML:com.adobe.xmp", XMP.decode())
        scene().save(buffer, "PNG", pnginfo=told, exif=exif(turned), icc_profile=profile)
        return buffer.getvalue() + MARKS[0].encode()
    if extension == "webp":
        scene().save(buffer, "WEBP", exif=exif(turned), xmp=XMP, icc_profile=profile, lossless=True)
        return buffer.getvalue() + MARKS[0].encode()
    frames = [scene().convert("P"), ImageOps.mirror(scene()).convert("P")]
    frames[0].save(
        buffer, "GIF", save_all=True, append_images=frames[1:], comment=MARKS[3].encode(), loop=0, duration=90
    )
    packet = b"\x21\xff\x0bXMP DataXMP" + bytes([len(XMP)]) + XMP + b"\0"
    return buffer.getvalue()[:-1] + packet + b"\x3b" + MARKS[0].encode()


def pixels(raw: bytes) -> list[bytes]:
    """The pixels of all frames."""
    warnings.simplefilter("ignore", UserWarning)  # the sample's list of further pictures leads nowhere
    with Image.open(io.BytesIO(raw)) as opened:
        frames = []
        for number in range(getattr(opened, "n_frames", 1)):
            opened.seek(number)
            frames.append(opened.convert("RGBA").tobytes())
        return frames


@pytest.mark.parametrize("extension", FORMATS)
def test_all_that_is_told_goes_and_every_pixel_stays(extension: str) -> None:
    raw = telling(extension)
    assert all(mark.encode() in raw for mark in MARKS) or extension != "jpg"
    clean = without_metadata(raw, extension)
    for mark in (*MARKS, "THUMBNAIL", "MotionPhoto", "xmpmeta", "Photoshop", "MPF", "JFXX", "tEXt", "zTXt"):
        assert mark.encode() not in clean, mark
    assert pixels(clean) == pixels(raw)
    assert without_metadata(clean, extension) == clean
    with Image.open(io.BytesIO(clean)) as opened, Image.open(io.BytesIO(raw)) as before:
        assert opened.info.get("icc_profile") == before.info.get("icc_profile")
        assert opened.info.get("loop") == before.info.get("loop")
        assert dict(opened.getexif()) == ({} if extension == "gif" else {0x0112: 6})
        assert not opened.getexif().get_ifd(0x8825) and not opened.getexif().get_ifd(0x8769)


@pytest.mark.parametrize("extension", ["jpg", "png", "webp"])
def test_a_picture_that_stands_upright_needs_no_word_about_it(extension: str) -> None:
    clean = without_metadata(telling(extension, turned=1), extension)
    with Image.open(io.BytesIO(clean)) as opened:
        assert not dict(opened.getexif())
    assert b"Exif" not in clean and b"eXIf" not in clean and b"EXIF" not in clean


@pytest.mark.parametrize("extension", FORMATS)
@given(data=st.data())
def test_damaged_files_are_refused_or_stay_without_metadata(extension: str, data: st.DataObject) -> None:
    raw = bytearray(telling(extension))
    for _ in range(data.draw(st.integers(0, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(raw[: data.draw(st.integers(0, len(raw)))])
    try:
        clean = without_metadata(cut, extension)
    except Unreadable:
        return
    assert len(clean) <= len(cut) + 64
    assert without_metadata(clean, extension) == clean


@given(raw=st.binary(max_size=300), extension=st.sampled_from(FORMATS))
def test_anything_else_is_refused_or_read(raw: bytes, extension: str) -> None:
    try:
        without_metadata(raw, extension)
    except Unreadable:
        pass


@pytest.mark.parametrize("extension", FORMATS)
def test_neither_the_file_kept_nor_any_rendition_tells_anything(
    factory: Factory, tmp_path: Path, signed_in: Callable[..., Any], extension: str
) -> None:
    """Seen through the doors: the download of the file itself, and every rendition that it names."""
    came = tmp_path / "upload"
    came.write_bytes(telling(extension))
    with factory.acting(A) as actor:
        row = store_file(came, f"anh.{extension}", actor)
        publishing.commit()
        names = [
            f"{one['width']}.{'jpg' if one['format'] == 'jpeg' else one['format']}" for one in row.renditions
        ]
        media_id, size, stored = row.id, row.size, file_store().path(row.sha256).stat().st_size
    assert came.read_bytes() == telling(extension), "the file of whoever brought it stays as it is"
    assert size == stored and len(names) == 3
    desk = signed_in(A, "author")
    for name in (f"anh.{extension}", *names):
        raw = desk.get(f"/quan-tri/tep/{media_id}/{name}").data
        assert raw and not any(
            mark.encode() in raw for mark in (*MARKS, "xmpmeta", "Photoshop", "THUMBNAIL")
        ), name
        with Image.open(io.BytesIO(raw)) as opened:
            assert set(opened.getexif()) <= {0x0112}


def test_the_same_photograph_with_other_words_beside_it_is_the_same_file(
    factory: Factory, tmp_path: Path
) -> None:
    ids = set()
    for number, raw in enumerate((telling("jpg"), without_metadata(telling("jpg"), "jpg"))):
        (tmp_path / str(number)).write_bytes(raw)
        with factory.acting(A) as actor:
            ids.add(store_file(tmp_path / str(number), "anh.jpg", actor).id)
            publishing.commit()
    assert len(ids) == 1
