"""PDF files: actions are found however they are packed, and nothing harmless is taken for one."""

from __future__ import annotations

import random
import time
import zlib
from pathlib import Path

import pytest

from portal.media import kinds, pdf
from portal.media.refusal import Refused
from tests.media import samples
from tests.media.samples import stream

needs_data = pytest.mark.skipif(not samples.SHARED.is_dir(), reason=f"no data set at {samples.SHARED}")
SCRIPT = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"
LAUNCH = b"<</S/Launch/F(x)>>"
OBJECTS = b"/Type/ObjStm/N 1/First 5"


def code_of(folder: Path, raw: bytes) -> str:
    """The code of the refusal of this PDF, or "" where it is taken."""
    path = folder / "a.pdf"
    path.write_bytes(raw)
    try:
        pdf.check(path)
    except Refused as error:
        assert "Tệp" in str(error)
        return error.code
    return ""


def objects(raw: bytes, keys: bytes = OBJECTS) -> bytes:
    """A PDF whose objects are packed."""
    return samples.pdf(stream(keys, b"7 0 " + raw))


WRONG_SUM = bytearray(objects(SCRIPT))
WRONG_SUM[WRONG_SUM.index(b"\nendstream") - 1] ^= 0xFF
TORN = objects(SCRIPT + random.Random(1).randbytes(5000))
TORN = TORN[:2000] + b"\xff" * 50 + TORN[2050:]
HIDDEN = samples.pdf(b"% <<>>stream\n" + stream(OBJECTS, b"7 0 " + SCRIPT))
BAD = [
    (samples.pdf(SCRIPT), "script"),
    (samples.pdf(b"<</S/#4aava#53cript/JS 9 0 R>>"), "script"),
    (samples.pdf(b"<</S/Rendition/JS(x)>>"), "script"),
    (samples.pdf(b"<</AA<</O" + SCRIPT + b">>>>"), "script"),
    (samples.pdf(LAUNCH), "launch"),
    (objects(SCRIPT), "script"),
    (objects(LAUNCH), "launch"),
    (objects(SCRIPT, b"/Type/Obj#53tm/N 1/First 5"), "script"),
    (objects(SCRIPT, b"/Type 9 0 R/N 1/First 5"), "script"),
    (bytes(WRONG_SUM), "script"),
    (TORN, "script"),
    (HIDDEN, "script"),
    (samples.pdf(*[stream(b"", b"\0" * 9_000_000) for _ in range(12)], stream(OBJECTS, SCRIPT)), "script"),
    (objects(b"\0" * 300_000_000), "complex"),
    (samples.pdf(stream(OBJECTS + b"/DecodeParms<</Predictor 12>>", b"x")), "complex"),
    (samples.pdf(stream(OBJECTS + b"/Filter[/ASCII85Decode/FlateDecode]", b"x", packed=False)), "complex"),
    (samples.pdf(stream(b"/Type/EmbeddedFile", b"MZ\x90\x00")), "program"),
    (samples.pdf(stream(b"/Type/EmbeddedFile", b"\x7fELF", packed=False)), "program"),
    (samples.pdf(stream(b"/Type/EmbeddedFile", b"x"), b"<</F(virus.EXE)>>"), "program"),
    (samples.pdf(stream(b"/Type/EmbeddedFile", b"x"), b"<</UF<FEFF0061002E007600620073>>>"), "program"),
    (samples.pdf(stream(b"/Type/EmbeddedFile", b"x"), b"<</F(a\\056bat)>>"), "program"),
    (samples.pdf(b"<</Encrypt 5 0 R>>"), "encrypted"),
    (b"%PDF-1.7\nnothing", "broken"),
]


@pytest.mark.parametrize(("raw", "code"), BAD, ids=[f"{one[1]}-{n}" for n, one in enumerate(BAD)])
def test_refused(tmp_path: Path, raw: bytes, code: str) -> None:
    started = time.perf_counter()
    assert code_of(tmp_path, raw) == code
    assert time.perf_counter() - started < 2


NOISE = random.Random(5).randbytes(200_000)
GOOD = [
    samples.pdf(b"<</OpenAction[3 0 R/FitH 0]>>"),
    samples.pdf(b"<</OpenAction<</S/GoTo/D[3 0 R/Fit]>>>>"),
    samples.pdf(b"<</A<</S/URI/URI(http://example.com)>>>>"),
    samples.pdf(stream(b"/Subtype/Image", NOISE + b"/JS( MZ /JS " + NOISE, packed=False)),
    samples.pdf(
        stream(b"/Type/EmbeddedFile", b"<Invoice/>"), b"<</F(hoa-don.xml)>>", b"(http://example.com)"
    ),
    samples.pdf(stream(b"/Type/EmbeddedFile", NOISE + b"MZ"), b"<</FS/URL/F(http://a.com)>>"),
    objects(b"<</EncryptMetadata false/JavaScripts 1/Launched true>>"),
    samples.pdf(b"<</First 3 0 R/Last 4 0 R>>", stream(b"/Filter/DCTDecode", NOISE, packed=False)),
]


@pytest.mark.parametrize("raw", GOOD, ids=range(len(GOOD)))
def test_taken(tmp_path: Path, raw: bytes) -> None:
    assert code_of(tmp_path, raw) == ""


@pytest.mark.parametrize(
    "raw",
    [
        b">>stream\n" * 1_000_000,
        b"/EmbeddedFile" + b"/F(aaaa" * 1_000_000,
        b"/EmbeddedFile" + b"/F" + b" " * 5_000_000,
        b"#41" * 3_000_000,
        b"/Encrypt" + b"1" * 3_000_000,
        b"<</Type/ObjStm>>stream\n" + zlib.compress(b"") * 200_000,
        b"".join(b"<</Type/ObjStm>>stream\n" + zlib.compress(b"%d" % n) for n in range(100_000)),
        (b"<</Type/EmbeddedFile>>stream\n" + zlib.compress(b"\0" * 4_000_000)[:4000]) * 5000,
    ],
    ids=["streams", "names", "blanks", "escapes", "digits", "ends", "objects", "attachments"],
)
def test_built_to_be_slow(tmp_path: Path, raw: bytes) -> None:
    started = time.perf_counter()
    code_of(tmp_path, b"%PDF-1.7\ntrailer\n" + raw)
    assert time.perf_counter() - started < 6


def broken_files() -> list[Path]:
    """The broken PDFs and pictures of the data set."""
    folders = [
        samples.SHARED / "badinputs" / one for one in ("qpdf-bad", "pdfjs-bad", "verapdf-fail", "pillow-bad")
    ]
    return sorted(one for folder in folders if folder.is_dir() for one in folder.iterdir() if one.is_file())


@needs_data
@pytest.mark.real_data
def test_broken_files_are_taken_or_refused_quickly(tmp_path: Path) -> None:
    seen: set[str] = set()
    for path in broken_files():
        started = time.perf_counter()
        try:
            seen.add(kinds.inspect(path, path.name).kind)
        except Refused as error:
            seen.add(error.code)
        assert time.perf_counter() - started < 3, path.name
    assert {"pdf", "picture", "unknown"} <= seen
