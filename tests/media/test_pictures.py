"""Renditions of pictures: upright, small, only pixels; made once for the same bytes."""

from __future__ import annotations

import io
import random
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageOps, features

from portal.media import pictures, worker
from portal.media.isolated import IsolatedFailure
from portal.media.pictures import RENDITION_WIDTHS, Remembered, make_renditions, remember, remembered
from portal.media.store import FileStore
from tests.media import samples

needs_data = pytest.mark.skipif(not samples.SHARED.is_dir(), reason=f"no data set at {samples.SHARED}")
MARK = b"gps-16.25N-108.55E"


def render(folder: Path, raw: bytes) -> list[pictures.Rendition]:
    """Renditions of these bytes."""
    (folder / "upload").write_bytes(raw)
    (folder / "out").mkdir(exist_ok=True)
    return make_renditions(folder / "upload", folder / "out")


def widths(made: list[pictures.Rendition]) -> list[int]:
    return [one.width for one in made if one.format == "webp"]


def opened(one: pictures.Rendition) -> Image.Image:
    with Image.open(one.path) as picture:
        picture.load()
        return picture


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (10, [10]), (319, [319]), (320, [320]), (321, [320]), (500, [320, 500]), (640, [320, 640]),
        (1279, [320, 640, 960, 1279]), (1280, [320, 640, 960, 1280]), (4000, [320, 640, 960, 1280]),
    ],
)  # fmt: skip
def test_widths(tmp_path: Path, width: int, expected: list[int]) -> None:
    made = render(tmp_path, samples.picture(width, 30))
    assert widths(made) == expected
    assert {one.format for one in made} == {"avif", "webp", "jpeg"} and len(made) == 3 * len(expected)
    for one in made:
        picture = opened(one)
        assert picture.format == one.format.upper() and picture.mode == "RGB"
        assert picture.size == (one.width, one.height)
        assert (one.source_width, one.source_height) == (width, 30)
        assert one.size == Path(one.path).stat().st_size


@given(st.integers(1, 20_000), st.integers(1, 20_000))
def test_widths_are_never_enlarged_and_always_fit(width: int, height: int) -> None:
    try:
        found = worker.widths_for(width, height)
    except worker.Refusal:
        assert width < 10 or height / width > 1000
        return
    assert found == sorted(set(found)) and found[0] >= 10 and found[-1] <= min(width, 1280)
    assert all(round(height * one / width) <= worker.MAX_HEIGHT + 1 for one in found)
    assert set(found) <= {*RENDITION_WIDTHS, width} or len(found) == 1


def test_long_posters_have_no_avif_which_would_take_too_long(tmp_path: Path) -> None:
    made = render(tmp_path, samples.picture(1280, 2000))
    assert {one.format for one in made} == {"webp", "jpeg"} and widths(made) == [320, 640, 960, 1280]


def test_pictures_that_look_alike_have_nearly_the_same_fingerprint(tmp_path: Path) -> None:
    ramp = Image.merge("RGB", [Image.radial_gradient("L").resize((900, 600))] * 3)
    other = ImageOps.mirror(ramp.crop((0, 0, 450, 600)))
    looks = []
    for number, (picture_, quality) in enumerate([(ramp, 95), (ramp.resize((450, 300)), 40), (other, 95)]):
        buffer = io.BytesIO()
        picture_.save(buffer, "JPEG", quality=quality)
        (tmp_path / str(number)).mkdir()
        looks.append(int(render(tmp_path / str(number), buffer.getvalue())[0].fingerprint, 16))
    assert (looks[0] ^ looks[1]).bit_count() <= 4 < (looks[0] ^ looks[2]).bit_count()
    assert render(tmp_path, samples.picture(300, 200))[0].fingerprint == ""


def test_very_tall_picture(tmp_path: Path) -> None:
    made = render(tmp_path, samples.picture(400, 20_000, "PNG"))
    assert widths(made) == [320] and made[0].height == 16_000
    made = render(tmp_path, samples.picture(100, 20_000, "PNG"))
    assert widths(made) == [81]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_orientation_is_applied(tmp_path: Path, orientation: int) -> None:
    source = Image.new("RGB", (600, 400), "white")
    source.paste((255, 0, 0), (0, 0, 300, 200))  # one red quarter tells all eight apart
    source.paste((0, 0, 255), (0, 0, 100, 200))
    exif = Image.Exif()
    exif[0x0112] = orientation
    buffer = io.BytesIO()
    source.save(buffer, "JPEG", quality=95, exif=exif)
    made = render(tmp_path, buffer.getvalue())
    expected = ImageOps.exif_transpose(Image.open(buffer))
    assert (made[0].source_width, made[0].source_height) == expected.size
    for one in made:
        small, found = expected.resize((one.width, one.height)), opened(one)
        for x, y in ((0.1, 0.1), (0.3, 0.3), (0.9, 0.1), (0.1, 0.9), (0.9, 0.9), (0.1, 0.3), (0.3, 0.1)):
            at = (int(x * one.width), int(y * one.height))
            given_, got = small.getpixel(at), found.getpixel(at)
            assert isinstance(given_, tuple) and isinstance(got, tuple)
            assert max(abs(a - b) for a, b in zip(given_, got, strict=True)) < 60


def test_metadata_are_dropped(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010E] = MARK.decode()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    raw = samples.picture(700, 500, exif=exif, comment=MARK, icc_profile=profile)
    assert raw.count(MARK) == 2
    for one in render(tmp_path, raw):
        written = Path(one.path).read_bytes()
        assert MARK not in written and b"Exif" not in written and b"ICC" not in written
        assert not opened(one).getexif()


def test_transparent_becomes_white_and_grey_of_16_bits_stays_grey(tmp_path: Path) -> None:
    for mode in ("RGBA", "LA"):
        made = render(tmp_path, samples.picture(50, 50, "PNG", mode))
        pixel = opened(made[-1]).getpixel((25, 25))
        assert isinstance(pixel, tuple) and min(pixel) > 250
    buffer = io.BytesIO()
    Image.new("I;16", (50, 50), 32768).save(buffer, "PNG")
    pixel = opened(render(tmp_path, buffer.getvalue())[-1]).getpixel((25, 25))
    assert isinstance(pixel, tuple) and all(120 < one < 136 for one in pixel)


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "RGB"])
def test_modes(tmp_path: Path, mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    assert widths(render(tmp_path, samples.picture(700, 100, kind, mode))) == [320, 640]


def test_animation_gives_its_first_frame(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (50, 50), colour) for colour in ("red", "blue", "green")]
    buffer = io.BytesIO()
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:])
    pixel = opened(render(tmp_path, buffer.getvalue())[-1]).getpixel((25, 25))
    assert isinstance(pixel, tuple) and pixel[0] > 200 and pixel[2] < 50
    assert not getattr(opened(render(tmp_path, buffer.getvalue())[0]), "is_animated", False)


@pytest.mark.parametrize(
    ("kind", "mode"),
    [
        ("JPEG", "RGB"),
        ("JPEG", "CMYK"),
        ("PNG", "RGBA"),
        ("PNG", "RGB"),
        ("PNG", "P"),
        ("PNG", "I;16"),
        ("PNG", "LA"),
    ],
)
def test_largest_pictures_fit_into_the_limits(tmp_path: Path, kind: str, mode: str) -> None:
    assert widths(render(tmp_path, samples.picture(8000, 5000, kind, mode))) == [320, 640, 960, 1280]


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"not a picture", samples.picture(300, 300)[:400], samples.picture(9, 9), samples.picture(8000, 5100),
        samples.picture(20_001, 10, "PNG"), samples.picture(10, 18_000, "PNG"), b"GIF89a/*" + b"\0" * 40,
        b"\x89PNG\r\n\x1a\n" + b"\0" * 50, b"<svg xmlns='http://www.w3.org/2000/svg'/>", samples.picture(50, 50, "BMP"),
        samples.picture(50, 50, "TIFF"), b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    ],
    ids=range(13),
)  # fmt: skip
def test_what_can_not_be_shown_is_refused_with_a_reason(tmp_path: Path, raw: bytes) -> None:
    with pytest.raises(IsolatedFailure, match="Hãy"):
        render(tmp_path, raw)


def test_damaged_pictures_never_crash_the_parent(tmp_path: Path) -> None:
    kinds = [("JPEG", {}), ("PNG", {}), ("WEBP", {}), ("GIF", {})]
    jobs = [(n, samples.picture(64, 64, kind, **more)) for n in range(6) for kind, more in kinds]

    def one(job: tuple[int, bytes]) -> None:
        chance, damaged = random.Random(job[0]), bytearray(job[1])
        for _ in range(5):
            damaged[chance.randrange(12, len(damaged))] = chance.randrange(256)
        folder = tmp_path / f"{job[0]}-{len(job[1])}"
        folder.mkdir(exist_ok=True)
        try:
            render(folder, bytes(damaged))
        except IsolatedFailure:
            pass

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(one, jobs))


@needs_data
@pytest.mark.real_data
def test_broken_pictures_of_the_data_set(tmp_path: Path) -> None:
    folder = samples.SHARED / "badinputs" / "pillow-bad"
    if not folder.is_dir():
        pytest.skip("pillow-bad is not on this machine")

    def one(path: Path) -> None:
        out = tmp_path / path.name
        out.mkdir()
        try:
            make_renditions(path, out)
        except IsolatedFailure:
            pass

    started = time.perf_counter()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(one, sorted(one for one in folder.iterdir() if one.is_file())))
    assert time.perf_counter() - started < 60


# The memory of renditions.


def test_renditions_are_remembered_while_the_store_has_them(tmp_path: Path) -> None:
    store = FileStore(tmp_path)
    sha256, made = "a" * 64, store.put(io.BytesIO(b"rendition")).sha256
    assert remembered(store, sha256) is None
    known = Remembered(640, 480, [{"width": 320, "height": 240, "format": "webp", "sha256": made, "size": 9}])
    remember(store, sha256, known)
    assert remembered(store, sha256) == known
    assert remembered(store, "b" * 64) is None
    assert sorted(store.iter_all()) == [made]
    store.remove(made)
    assert remembered(store, sha256) is None


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b"null", b'{"version": 3}', b"\xff", b'{"version": 1, "width": 1}']
)
def test_torn_note_is_as_good_as_none(tmp_path: Path, raw: bytes) -> None:
    store = FileStore(tmp_path)
    remember(store, "a" * 64, Remembered(1, 1, []))
    (tmp_path / "renditions" / f"{'a' * 64}.json").write_bytes(raw)
    assert remembered(store, "a" * 64) is None


def test_note_that_can_not_be_written_loses_nothing(tmp_path: Path) -> None:
    (tmp_path / "renditions").write_text("in the way")
    remember(FileStore(tmp_path), "a" * 64, Remembered(1, 1, []))


def test_decoders_are_there() -> None:
    assert all(features.check(one) for one in ("avif", "webp", "jpg", "zlib", "littlecms2"))
