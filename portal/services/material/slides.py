"""Slides (PPTX, 16:9) to speak by at a meeting of the village: real titles and lists in the layouts' own places, so
that they can be edited, with the colours of the portal as those of the theme."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import segno
from flask_babel import gettext as _
from PIL import ImageFont
from pptx import Presentation
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.util import Emu, Inches, Pt

from portal.printing.fonts import FOLDER
from portal.services.material.record import RGB, Item, Look, Record

WIDE, HIGH = 13.333, 7.5  # inches
FONT = "Arial"  # on every machine, with all Vietnamese letters
LEFT, TEXT_WIDE, TOP, TEXT_HIGH = 0.7, 11.93, 1.75, 5.05
BODY, NOTE, LEADING = 24, 17, 1.25
_TITLE, _BULLETS = 0, 1  # layouts of the usual template
_NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def slides(record: Record, emblem: bytes, made_at: datetime) -> bytes:
    """The slides; `emblem` is a PNG or JPEG, b"" for none."""
    deck = Presentation()
    _prepare(deck, record.look)
    deck.core_properties.title = _clean(record.name)[:250]
    deck.core_properties.author = _clean(record.office.agency)[:250]
    deck.core_properties.created = deck.core_properties.modified = made_at
    deck.core_properties.language = "vi"
    _opening(deck, record, emblem)
    for title, items in _chapters(record):
        for number, part in enumerate(pages(items)):
            _page(deck, title if not number else _("%(title)s (tiếp)", title=title), part)
    _closing(deck, record)
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def _chapters(record: Record) -> Iterator[tuple[str, list[Item]]]:
    yield _("Cần mang theo"), list(record.everything_brought) or [Item(_("Không phải nộp giấy tờ nào."))]
    yield _("Hết bao nhiêu tiền"), list(record.fees) or [Item(_("Không mất tiền"))]
    results = [Item(_("Kết quả nhận được: %(name)s", name=one)) for one in record.results]
    yield _("Bao lâu có kết quả"), [*record.times, *results]
    yield _("Làm thế nào"), [Item(f"{number}. {one}") for number, one in enumerate(record.steps, 1)]
    yield _("Nộp ở đâu"), [Item(one) for one in record.places]


def pages(items: Sequence[Item]) -> list[list[Item]]:
    """The items of a list on as many slides as their height needs; what alone is too high for one is cut in words."""
    found: list[list[Item]] = [[]]
    left = TEXT_HIGH
    for one in (piece for item in items for piece in _pieces(item)):
        high = height_of(one)
        if found[-1] and high > left:
            found.append([])
            left = TEXT_HIGH
        found[-1].append(one)
        left -= high
    return found


def _pieces(item: Item) -> Iterator[Item]:
    if height_of(item) <= TEXT_HIGH:
        yield item
        return
    for text, is_note in ((item.text, False), (item.note, True)):
        words, held = text.split(), ""
        for word in words:
            more = f"{held} {word}".strip()
            if height_of(Item("", more) if is_note else Item(more)) > TEXT_HIGH and held:
                yield Item(held)
                more = word
            held = more
        if held:
            yield Item(held)


def height_of(item: Item) -> float:
    """How high an item is on a slide, in inches, by letters at least as wide as those of the slide."""
    lines = _lines(item.text, BODY, TEXT_WIDE - 0.45)
    notes = _lines(item.note, NOTE, TEXT_WIDE - 0.45) if item.note else 0
    return (lines * BODY + notes * NOTE) * LEADING / 72 + 0.12


@lru_cache(maxsize=4)
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FOLDER / "BeVietnamPro-SemiBold.ttf"), size * 4)


def _lines(text: str, size: int, wide: float) -> int:
    font, room, count, used = _font(size), wide * 72 * 4, 1, 0.0
    space = font.getlength(" ")
    for word in text.split():
        length = font.getlength(word)
        if used and used + space + length > room:
            count, used = count + 1, 0.0
        count += int(length // room)
        used = (used + space if used else 0) + length % room
    return count


def _prepare(deck: Any, look: Look) -> None:
    """16:9, and the master and layouts with it; the portal's colours as the theme's."""
    share = Inches(WIDE) / deck.slide_width
    deck.slide_width, deck.slide_height = Inches(WIDE), Inches(HIGH)
    master = deck.slide_master
    for holder in [
        *master.placeholders,
        *(one for layout in deck.slide_layouts for one in layout.placeholders),
    ]:
        holder.left, holder.width = Emu(int(holder.left * share)), Emu(int(holder.width * share))
    part = master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    text = part.blob.decode()
    for name, colour in (("dk2", look.primary), ("accent1", look.primary), ("lt2", look.soft)):
        text = re.sub(
            rf"(<a:{name}>).*?(</a:{name}>)", rf'\1<a:srgbClr val="{_hex(colour)}"/>\2', text, flags=re.DOTALL
        )
    text = re.sub(r'(<a:(?:major|minor)Font>\s*<a:latin typeface=")[^"]*', rf"\g<1>{FONT}", text)
    part._blob = text.encode()  # the part of a theme has no other door


def _hex(colour: RGB) -> str:
    return "{:02X}{:02X}{:02X}".format(*colour)


def _clean(text: str) -> str:
    """A text that XML can hold, on one line."""
    return " ".join(_NEVER.sub("", text).split())


def _place(shape: Any, left: float, top: float, wide: float, high: float) -> Any:
    shape.left, shape.top, shape.width, shape.height = Inches(left), Inches(top), Inches(wide), Inches(high)
    shape.text_frame.word_wrap = True
    shape.text_frame.auto_size = MSO_AUTO_SIZE.NONE
    return shape.text_frame


def fitting(text: str, largest: int, least: int, wide: float, high: float) -> tuple[str, int]:
    """A text, and the size up to `largest` in which it stands in a box of inches; cut where the least is too large."""
    text = _clean(text)
    for size in range(largest, least - 1, -2):
        if _lines(text, size, wide - 0.25) * size * LEADING / 72 <= high:
            return text, size
    while text and _lines(text + "…", least, wide - 0.25) * least * LEADING / 72 > high:
        text = text[: int(len(text) * 0.9)].rstrip()
    return text + "…", least


def _write(
    frame: Any, text: str, size: int, *, bold: bool = False, colour: MSO_THEME_COLOR | None = None
) -> None:
    paragraph = frame.paragraphs[0]
    paragraph.text = text
    paragraph.font.size, paragraph.font.bold = Pt(size), bold
    if colour is not None:
        paragraph.font.color.theme_color = colour


def _opening(deck: Any, record: Record, emblem: bytes) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[_TITLE])
    slide.background.fill.solid()
    slide.background.fill.fore_color.theme_color = MSO_THEME_COLOR.ACCENT_1
    dark = record.look.ink != (255, 255, 255)
    ink = MSO_THEME_COLOR.TEXT_1 if dark else MSO_THEME_COLOR.BACKGROUND_1
    if emblem:
        slide.shapes.add_picture(io.BytesIO(emblem), Inches(LEFT), Inches(0.55), height=Inches(1.15))
    above = slide.shapes.add_textbox(0, 0, 0, 0)
    text, size = fitting(record.office.agency, 22, 14, 9.5, 1.15)
    _write(_place(above, LEFT + 1.45, 0.55, 9.5, 1.15), text, size, bold=True, colour=ink)
    above.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    text, size = fitting(record.name, 48, 24, TEXT_WIDE, 2.6)
    title = _place(slide.shapes.title, LEFT, 2.1, TEXT_WIDE, 2.6)
    title.vertical_anchor = MSO_ANCHOR.MIDDLE
    _write(title, text, size, bold=True, colour=ink)
    text, size = fitting(record.summary, 26, 16, TEXT_WIDE, 1.9)
    _write(_place(slide.placeholders[1], LEFT, 4.9, TEXT_WIDE, 1.9), text, size, colour=ink)


def _page(deck: Any, title: str, items: Sequence[Item]) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[_BULLETS])
    text, size = fitting(title, 36, 24, TEXT_WIDE, 1.0)
    head = _place(slide.shapes.title, LEFT, 0.5, TEXT_WIDE, 1.0)
    _write(head, text, size, bold=True, colour=MSO_THEME_COLOR.ACCENT_1)
    frame = _place(slide.placeholders[1], LEFT, TOP, TEXT_WIDE, TEXT_HIGH + 0.2)
    first = True
    for one in items:
        for words, level, points in ((one.text, 0, BODY), (one.note, 1, NOTE)):
            if not words:
                continue
            paragraph = frame.paragraphs[0] if first else frame.add_paragraph()
            paragraph.text, paragraph.level, first = _clean(words), level, False
            paragraph.font.size = Pt(points)
            paragraph.space_before = Pt(6 if level == 0 else 0)


def _closing(deck: Any, record: Record) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[_BULLETS])
    head = _place(slide.shapes.title, LEFT, 0.5, TEXT_WIDE, 1.0)
    told = _("Quét mã để xem và nộp hồ sơ") if record.is_online else _("Quét mã bằng điện thoại")
    _write(head, told, 36, bold=True, colour=MSO_THEME_COLOR.ACCENT_1)
    drawn = io.BytesIO()
    segno.make(record.url, error="m", micro=False).save(drawn, kind="png", scale=12, border=4)
    drawn.seek(0)
    slide.shapes.add_picture(drawn, Inches(LEFT), Inches(1.8), height=Inches(4.6))
    frame = _place(slide.placeholders[1], LEFT + 5.0, 1.9, TEXT_WIDE - 5.0, 4.6)
    office = record.office
    hours = "; ".join(f"{days}: {text}" for days, text in office.hours if text)
    lines = [
        record.plain_url,
        ", ".join(one for one in (office.agency, office.address) if one),
        _("Điện thoại: %(number)s", number=office.telephone) if office.telephone else "",
        _("Giờ làm việc: %(hours)s", hours=hours) if hours else "",
    ]
    for number, line in enumerate(one for one in lines if one):
        text, size = fitting(line, 22, 12, TEXT_WIDE - 5.5, 1.05)
        paragraph = frame.paragraphs[0] if not number else frame.add_paragraph()
        paragraph.text, paragraph.font.size, paragraph.space_before = text, Pt(size), Pt(6)
