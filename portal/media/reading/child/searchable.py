"""A copy of a scan with the recognised words as invisible text over its pictures, so that readers select and search.

The font has one glyph for all characters; codes are UTF-16, so the map to Unicode is the identity. Signatures
can't hold on a copy: their values are taken out, their stamps stay to be seen.
"""

from __future__ import annotations

import json
import struct
from typing import Any

import pikepdf

_MAP = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
1 beginbfrange
<0000> <FFFF> <0000>
endbfrange
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""
_NAME = "/CongLangNhanDang"


def make(path: str, words: str, target: str) -> None:
    """Write the copy of `path` to `target`; `words` is a JSON file: page number → [[text, x0, y0, x1, y1], …]."""
    with open(words, encoding="utf-8") as file:
        found: dict[str, list[list[Any]]] = json.load(file)
    with pikepdf.open(path) as document:
        _drop_signatures(document)
        font = _font(document)
        for number, page in enumerate(document.pages, 1):
            if pieces := found.get(str(number)):
                _lay(document, page, font, pieces)
        document.save(target, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def _lay(document: Any, page: Any, font: Any, pieces: list[list[Any]]) -> None:
    page.add_resource(font, pikepdf.Name.Font, pikepdf.Name(_NAME), replace_existing=True)
    box = [float(one) for one in page.cropbox]
    left, bottom = min(box[0], box[2]), min(box[1], box[3])
    across, down = abs(box[2] - box[0]), abs(box[3] - box[1])
    turn = int(page.obj.get("/Rotate", 0)) % 360
    matrix, width, height = _upright(turn, left, bottom, across, down)
    parts = [b"q %.4f %.4f %.4f %.4f %.4f %.4f cm BT 3 Tr" % matrix]
    for text, x0, y0, x1, y1 in pieces:
        parts.append(_word(str(text), x0 * width, (1 - y1) * height, (x1 - x0) * width, (y1 - y0) * height))
    parts.append(b"ET Q")
    page.contents_add(document.make_stream(b"q"), prepend=True)
    page.contents_add(document.make_stream(b"Q\n" + b"\n".join(parts)))


def _upright(
    turn: int, left: float, bottom: float, across: float, down: float
) -> tuple[tuple[float, ...], float, float]:
    """The matrix from the page as it is shown (origin bottom left) to the page's own space, and the shown size."""
    if turn == 90:
        return (0, 1, -1, 0, left + across, bottom), down, across
    if turn == 180:
        return (-1, 0, 0, -1, left + across, bottom + down), across, down
    if turn == 270:
        return (0, -1, 1, 0, left, bottom + down), down, across
    return (1, 0, 0, 1, left, bottom), across, down


def _word(text: str, x: float, y: float, width: float, height: float) -> bytes:
    """A word as wide as its box; a space after it keeps words apart when they are copied."""
    size = max(height, 1.0)
    natural = 0.5 * size * len(text)
    scale = max(1.0, min(1000.0, 100 * width / natural)) if natural else 100.0
    code = "".join(char if ord(char) < 0x10000 else "\ufffd" for char in text + " ")
    digits = code.encode("utf-16-be", "replace").hex().upper().encode()
    return b"%s %.2f Tf %.2f Tz 1 0 0 1 %.2f %.2f Tm <%s> Tj" % (
        _NAME.encode(),
        size,
        scale,
        x,
        y + 0.2 * size,
        digits,
    )


def _font(document: Any) -> Any:
    name = pikepdf.Name
    descriptor = pikepdf.Dictionary(
        Type=name.FontDescriptor,
        FontName=name("/GlyphLessFont"),
        Flags=5,
        FontBBox=[0, -200, 500, 800],
        ItalicAngle=0,
        Ascent=800,
        Descent=-200,
        CapHeight=800,
        StemV=80,
        FontFile2=document.make_stream(box_font()),
    )
    inner = pikepdf.Dictionary(
        Type=name.Font,
        Subtype=name.CIDFontType2,
        BaseFont=name("/GlyphLessFont"),
        CIDSystemInfo=pikepdf.Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
        FontDescriptor=document.make_indirect(descriptor),
        DW=500,
        CIDToGIDMap=document.make_stream(b"\x00\x01" * 65536),
    )
    outer = pikepdf.Dictionary(
        Type=name.Font,
        Subtype=name.Type0,
        BaseFont=name("/GlyphLessFont"),
        Encoding=name("/Identity-H"),
        DescendantFonts=[document.make_indirect(inner)],
        ToUnicode=document.make_stream(_MAP),
    )
    return document.make_indirect(outer)


def box_font() -> bytes:
    """A TrueType font with an empty glyph and a box of half an em, which is never drawn but gives words their size:
    readers skip text without any extent."""
    box = struct.pack(">hhhhhHH", 1, 0, -200, 500, 800, 3, 0) + b"\x01" * 4
    box += struct.pack(">8h", 0, 0, 500, 0, -200, 1000, 0, -1000)
    tables = {
        b"glyf": box,
        b"head": struct.pack(
            ">IIIIHHQQhhhhHHhhh",
            0x10000,
            0x10000,
            0,
            0x5F0F3CF5,
            0,
            1000,
            0,
            0,
            0,
            -200,
            500,
            800,
            0,
            8,
            2,
            0,
            0,
        ),
        b"hhea": struct.pack(">IhhhHhhhhhhhhhhhH", 0x10000, 800, -200, 0, 500, 0, 0, 0, 1, *[0] * 7, 2),
        b"hmtx": struct.pack(">HhHh", 500, 0, 500, 0),
        b"loca": struct.pack(">HHH", 0, 0, len(box) // 2),
        b"maxp": struct.pack(">I14H", 0x10000, 2, 4, 1, 0, 0, 1, *[0] * 8),
    }
    head = struct.pack(">IHHHH", 0x10000, len(tables), 64, 2, len(tables) * 16 - 64)
    place = len(head) + 16 * len(tables)
    directory, body = b"", b""
    for key in sorted(tables):
        raw = tables[key]
        padded = raw + b"\0" * (-len(raw) % 4)
        total = sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF
        directory += struct.pack(">4sIII", key, total, place + len(body), len(raw))
        body += padded
    return head + directory + body


def _drop_signatures(document: Any) -> None:
    """Take the values out of signature fields, and the rules that signatures lay on the document."""
    root = document.Root
    for key in ("/Perms", "/DSS"):
        if key in root:
            del root[key]
    form = root.get("/AcroForm")
    if not isinstance(form, pikepdf.Dictionary):
        return
    if "/SigFlags" in form:
        del form["/SigFlags"]
    fields = form.get("/Fields")
    for field in fields if isinstance(fields, pikepdf.Array) else ():
        if isinstance(field, pikepdf.Dictionary) and field.get("/FT") == "/Sig" and "/V" in field:
            del field["/V"]
