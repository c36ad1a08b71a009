"""Documents made for the tests of reading: DOCX, ODT, Word 97 and PDF, small and exact."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import pikepdf
from PIL import Image

from tests.media.samples import SHARED, package, zipped

FILES = SHARED / "files"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
ODF = " ".join(
    f'xmlns:{short}="{OASIS}{name}:1.0"'
    for short, name in (("office", "office"), ("text", "text"), ("table", "table"), ("style", "style"))
)


def paragraph(text: str, *, style: str = "", numbered: tuple[int, int] | None = None, font: str = "") -> str:
    """A w:p; `numbered` is (numId, level)."""
    number = (
        f'<w:numPr><w:ilvl w:val="{numbered[1]}"/><w:numId w:val="{numbered[0]}"/></w:numPr>'
        if numbered
        else ""
    )
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{number}</w:pPr>{run(text, font=font)}</w:p>"


def run(text: str, *, font: str = "", more: str = "") -> str:
    """A w:r."""
    fonts = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>' if font else ""
    return f'<w:r><w:rPr>{fonts}{more}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def level(place: int, kind: str, text: str, *, start: int = 1, more: str = "") -> str:
    """A w:lvl."""
    return (
        f'<w:lvl w:ilvl="{place}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def docx(body: str, *, numbering: str = "", styles: str = "", **parts: str | bytes) -> bytes:
    """A DOCX with this body; `numbering` and `styles` are the contents of those parts."""
    main = f"<w:document {W}><w:body>{body}</w:body></w:document>"
    entries: dict[str, str | bytes] = {"word__document_dot_xml": main}
    if numbering:
        entries["word__numbering_dot_xml"] = f"<w:numbering {W}>{numbering}</w:numbering>"
    if styles:
        entries["word__styles_dot_xml"] = f"<w:styles {W}>{styles}</w:styles>"
    return package("docx", **(entries | parts))


def odt(body: str, *, styles: str = "") -> bytes:
    """An ODT with this text."""
    content = (
        f"<office:document-content {ODF}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "META-INF/manifest.xml": "<manifest/>",
            "content.xml": content,
        }
    )


def word97(*stretches: tuple[str, bool]) -> bytes:
    """A Word 97 file without any formatting: stretches of text, each in bytes of Windows-1252 (True) or UTF-16."""
    text, pieces, starts = b"", b"", [0]
    place = 1024
    for part, narrow in stretches:
        raw = part.encode("cp1252" if narrow else "utf-16-le")
        at = (place + len(text)) * 2 | 0x40000000 if narrow else place + len(text)
        pieces += struct.pack("<HIH", 0, at, 0)
        starts.append(starts[-1] + len(part))
        text += raw + b"\0" * (len(raw) % 2)
    plc = struct.pack(f"<{len(starts)}I", *starts) + pieces
    clx = b"\x02" + struct.pack("<I", len(plc)) + plc
    head = bytearray(place)
    struct.pack_into("<HHxxxxxxH", head, 0, 0xA5EC, 0xC1, 0x0200)
    struct.pack_into("<I", head, 0x4C, starts[-1])
    struct.pack_into("<II", head, 0x1A2, 0, len(clx))
    return ole({"WordDocument": bytes(head) + text, "1Table": clx})


def ole(streams: dict[str, bytes]) -> bytes:
    """A compound file with these streams, all in whole sectors of 512 bytes."""
    sector = 512
    padded = {
        name: raw.ljust(max(4096, -(-len(raw) // sector) * sector), b"\0") for name, raw in streams.items()
    }
    chain = [0xFFFFFFFD]
    directory = _entry("Root Entry", 5, 0xFFFFFFFE, 0)
    entries = -(-(len(padded) + 1) * 128 // sector)
    chain += [*range(2, entries + 1), 0xFFFFFFFE]
    for name, raw in padded.items():
        first, count = len(chain), len(raw) // sector
        directory += _entry(name, 2, first, len(raw))
        chain += [*range(first + 1, first + count), 0xFFFFFFFE]
    header = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504)
    struct.pack_into("<HHHHH", header, 0x18, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<III", header, 0x2C, 1, 1, 0)
    struct.pack_into("<IIIII", header, 0x38, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    struct.pack_into("<109I", header, 0x4C, 0, *[0xFFFFFFFF] * 108)
    assert len(chain) <= 128
    table = struct.pack("<128I", *chain, *[0xFFFFFFFF] * (128 - len(chain)))
    return bytes(header) + table + directory.ljust(entries * sector, b"\0") + b"".join(padded.values())


def _entry(name: str, kind: int, first: int, size: int) -> bytes:
    entry, coded = bytearray(128), name.encode("utf-16-le")
    entry[: len(coded)] = coded
    struct.pack_into("<HB", entry, 64, len(coded) + 2, kind)
    struct.pack_into("<II", entry, 116, first, size)
    return bytes(entry)


def text_pdf(lines: list[tuple[float, float, str]], *, font: str = "Helvetica", rotate: int = 0) -> bytes:
    """A PDF of one A4 page with these lines (x, y from the top, text of Windows-1252)."""
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(595, 842))
    name = pikepdf.Name
    font_object = pikepdf.Dictionary(
        Type=name.Font, Subtype=name.Type1, BaseFont=name("/" + font), Encoding=name.WinAnsiEncoding
    )
    page.add_resource(document.make_indirect(font_object), name.Font, name.F1)
    drawn = b"".join(
        b"BT /F1 12 Tf 1 0 0 1 %.1f %.1f Tm <%s> Tj ET\n" % (x, 842 - y, text.encode("cp1252").hex().encode())
        for x, y, text in lines
    )
    page.contents_add(document.make_stream(drawn))
    if rotate:
        page.rotate(rotate, relative=False)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def scan_pdf(*pictures: Image.Image) -> bytes:
    """A PDF of A4 pages with nothing but these pictures."""
    buffer = io.BytesIO()
    first, *others = pictures
    first.save(buffer, "PDF", resolution=first.width / 8.27, save_all=True, append_images=others)
    return buffer.getvalue()


def written(folder: Path, name: str, raw: bytes) -> Path:
    """A file with this content."""
    path = folder / name
    path.write_bytes(raw)
    return path
