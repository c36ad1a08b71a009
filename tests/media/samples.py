"""Files made for tests: office packages, compound files, PDFs and pictures, good and hostile."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path

from PIL import Image

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
GENERATED = SHARED / "badinputs" / "generated"
MAIN = "application/vnd.openxmlformats-officedocument."
MAIN_TYPES = {
    "docx": ("word/document.xml", f"{MAIN}wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", f"{MAIN}spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", f"{MAIN}presentationml.presentation.main+xml"),
}


def package(kind: str = "docx", *, types: str = "", **parts: str | bytes) -> bytes:
    """An office package; `parts` adds or replaces entries, with "__" for "/" and "_dot_" for "."."""
    place, main = MAIN_TYPES[kind]
    entries: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types><Override PartName="/{place}" ContentType="{main}"/>{types}</Types>',
        "_rels/.rels": "<Relationships/>",
        place: "<document><p>Nội dung</p></document>",
    }
    entries |= {name.replace("__", "/").replace("_dot_", "."): raw for name, raw in parts.items()}
    return zipped(entries)


def zipped(entries: dict[str, str | bytes]) -> bytes:
    """A ZIP file of these entries, in order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, raw in entries.items():
            file.writestr(name, raw)
    return buffer.getvalue()


def open_document(**parts: str) -> bytes:
    """A text of LibreOffice, with one of the empty parts that it leaves."""
    entries: dict[str, str | bytes] = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "META-INF/manifest.xml": "<manifest/>",
        "content.xml": "<text/>",
        "Configurations2/accelerator/current.xml": "",
    }
    return zipped(
        entries | {name.replace("__", "/").replace("_dot_", "."): raw for name, raw in parts.items()}
    )


def compound(names: list[str], first: bytes = b"") -> bytes:
    """A compound file of 1997 with streams of these names; `first` are the first bytes of the first of them."""
    sector = 512
    header = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504)
    struct.pack_into("<HHHH", header, 0x18, 0x3E, 3, 0xFFFE, 9)
    struct.pack_into("<I", header, 0x2C, 1)  # one table
    struct.pack_into("<I", header, 0x30, 1)  # contents from sector 1
    struct.pack_into("<II", header, 0x44, 0xFFFFFFFE, 0)
    struct.pack_into("<109I", header, 0x4C, 0, *[0xFFFFFFFF] * 108)
    directory = bytearray()
    for name in ["Root Entry", *names]:
        entry, coded = bytearray(128), name.encode("utf-16-le")
        entry[: len(coded)] = coded
        struct.pack_into("<HB", entry, 64, len(coded) + 2, 5 if name == "Root Entry" else 2)
        directory += entry
    count = -(-len(directory) // sector)
    for place in range(128, len(directory), 128):
        struct.pack_into("<II", directory, place + 116, 1 + count, 4096)
    directory += b"\0" * (count * sector - len(directory))
    chain = [0xFFFFFFFD, *range(2, count + 1), 0xFFFFFFFE, 0xFFFFFFFE]
    table = struct.pack("<128I", *chain, *[0xFFFFFFFF] * (128 - len(chain)))
    return bytes(header) + table + bytes(directory) + first.ljust(4096, b"\0")


def pdf(*objects: bytes) -> bytes:
    """A PDF with a catalogue and these objects."""
    body = b"".join(b"%d 0 obj\n%b\nendobj\n" % (number, one) for number, one in enumerate(objects, 2))
    return (
        b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n"
        + body
        + b"trailer\n<</Root 1 0 R>>\nstartxref\n9\n%%EOF"
    )


def stream(keys: bytes, raw: bytes, *, packed: bool = True) -> bytes:
    """A stream object with these keys in its dictionary."""
    body = zlib.compress(raw) if packed else raw
    keys += b"/Filter/FlateDecode" if packed else b""
    return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (keys, len(body), body)


def picture(width: int, height: int, kind: str = "JPEG", mode: str = "RGB", **options: object) -> bytes:
    """A picture of one colour."""
    buffer = io.BytesIO()
    Image.new(mode, (width, height)).save(buffer, kind, **options)
    return buffer.getvalue()
