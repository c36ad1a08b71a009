"""Drawings on paper (`portal.printing`), and as pictures made of such a paper. Loaded when one is wanted."""

from __future__ import annotations

import io

import pypdfium2

from portal.charts.marks import END, MIDDLE, Area, Dot, Drawing, Hatch, Mark, Stroke, Text
from portal.charts.palette import PAINTS, Paint
from portal.printing import BOLD, PLAIN, Face, Numbers, Sheet
from portal.printing.sizes import POINT

PNG = "image/png"
_PIXELS = 1600  # wide: sharp on a slide and on A4
_UNIT = 25.4 / 72  # a unit of a picture's paper in millimetres


def put(sheet: Sheet, drawing: Drawing, *, width: float, x: float | None = None) -> float:
    """Draw at this height of the sheet, `width` millimetres wide, from `x` (the left margin where None); a new
    page is begun where there is no room for it. The sheet goes on below it; answers its height in millimetres."""
    factor = width / drawing.width
    height = drawing.height * factor
    sheet.keep(height)
    left, top = sheet.l_margin if x is None else x, sheet.y
    with sheet.staying(), sheet.local_context():
        for mark in drawing.marks:
            _draw(sheet, mark, left, top, factor)
    sheet.set_xy(sheet.l_margin, top + height)
    return height


def png(drawing: Drawing, pixels: int = _PIXELS) -> bytes:
    """The drawing as PNG, so many pixels wide, on white."""
    size = (drawing.width * _UNIT, drawing.height * _UNIT)
    sheet = Sheet("", size=size, margins=(0, 0, 0, 0), face=Face.SANS, numbers=Numbers.NONE)
    sheet.set_auto_page_break(False)
    put(sheet, drawing, width=size[0])
    document = pypdfium2.PdfDocument(sheet.content())
    try:
        page = document[0]
        picture = page.render(scale=pixels / page.get_width()).to_pil()
    finally:
        document.close()
    out = io.BytesIO()
    picture.convert("RGB").quantize(128).save(out, "PNG", optimize=True)
    return out.getvalue()


def _draw(sheet: Sheet, mark: Mark, left: float, top: float, factor: float) -> None:
    paint = PAINTS[mark.role]
    if isinstance(mark, Text):
        _letters(sheet, mark, paint, left, top, factor)
        return
    style = _pens(sheet, paint, factor)
    if isinstance(mark, Dot):
        radius = mark.radius * factor
        sheet.circle(left + mark.x * factor, top + mark.y * factor, radius, style=style)
    elif isinstance(mark, Hatch):
        for (a, b), (c, d) in mark.pieces:
            sheet.line(left + a * factor, top + b * factor, left + c * factor, top + d * factor)
    else:
        points = [(left + x * factor, top + y * factor) for x, y in mark.points]
        if isinstance(mark, Stroke):
            sheet.polyline(points, style="D")
        elif isinstance(mark, Area):
            sheet.polygon(points, style=style)


def _pens(sheet: Sheet, paint: Paint, factor: float) -> str:
    """Set the colours of what follows; answers what is drawn: filling, line or both."""
    if paint.stroke:
        sheet.set_draw_color(*_rgb(paint.stroke))
        sheet.set_line_width(paint.width * factor)
        dashes = [one * factor for one in paint.dashes]
        if dashes:
            sheet.set_dash_pattern(dash=dashes[0], gap=dashes[1])
        else:
            sheet.set_dash_pattern()
    if paint.fill:
        sheet.set_fill_color(*_rgb(paint.fill))
    return "DF" if paint.fill and paint.stroke else "F" if paint.fill else "D"


def _letters(sheet: Sheet, mark: Text, paint: Paint, left: float, top: float, factor: float) -> None:
    sheet.set_text_color(*_rgb(paint.fill))
    sheet.use(mark.size * factor / POINT, BOLD if mark.bold else PLAIN)
    wide = float(sheet.get_string_width(mark.text))
    back = wide if mark.anchor == END else wide / 2 if mark.anchor == MIDDLE else 0.0
    sheet.text(left + mark.x * factor - back, top + mark.y * factor, mark.text)
    sheet.set_text_color(0)


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
