"""Setting texts into boxes so that they never leave them: smaller first, and cut with a sign only where even the
smallest letters do not fit."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

from portal.printing import BOLD, PLAIN, Sheet
from portal.printing.placing import Align
from portal.services.material.record import Item, Look

POINT = 25.4 / 72
STEP = 0.5
BOX, DOT, NUMBER = "box", "dot", "number"
"""What stands before a line of a list: a box to tick, a dot, its number."""


def height_of(sheet: Sheet, text: str, width: float, size: float, style: str = PLAIN) -> float:
    """How high a text is, set in lines this wide, in millimetres."""
    sheet.use(size, style)
    high = sheet.multi_cell(
        width,
        sheet.line_height(size),
        text,
        align=Align.L,
        padding=0,
        dry_run=True,
        output="HEIGHT",
    )
    assert isinstance(high, float | int)
    return float(high)


def fits(sheet: Sheet, text: str, width: float, height: float, size: float, style: str = PLAIN) -> bool:
    """Whether a text stands in a box, no word of it wider than the box."""
    sheet.use(size, style)
    widest = max((sheet.get_string_width(word) for word in text.split()), default=0)
    return widest <= width and height_of(sheet, text, width, size, style) <= height + 0.01


def largest(size: float, least: float, stands: Callable[[float], bool]) -> float:
    """The largest size from `least` to `size` with which something stands; `least` where it never does."""
    low, high = 0, int((size - least) / STEP)
    if high < 1 or stands(size):
        return size if high >= 1 or stands(size) else least
    while low < high:
        middle = (low + high + 1) // 2
        if stands(least + middle * STEP):
            low = middle
        else:
            high = middle - 1
    return least + low * STEP


def boxed(
    sheet: Sheet,
    text: str,
    box: tuple[float, float, float, float],
    size: float,
    *,
    least: float = 7,
    style: str = PLAIN,
    align: Align = Align.L,
    middle: bool = False,
) -> float:
    """Set a text into a box (x, y, width, height) in the largest letters up to `size` that fit; in the `middle` of its
    height, and then in lines of about the same length. Where it ends (y)."""
    x, y, width, height = box
    used = largest(size, least, lambda one: fits(sheet, text, width, height, one, style))
    if not fits(sheet, text, width, height, used, style):
        told = _cut(sheet, text, width, height, used, style)
    else:
        told = sheet.balanced(text, width, used, style) if middle else text
    taken = height_of(sheet, told, width, used, style)
    top = y + (height - taken) / 2 if middle else y
    with sheet.staying():
        sheet.use(used, style)
        sheet.set_xy(x, top)
        sheet.multi_cell(width, sheet.line_height(used), told, align=align, padding=0)
    return top + taken


def _cut(sheet: Sheet, text: str, width: float, height: float, size: float, style: str) -> str:
    """As much of a text as fits, with "…" at its end."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if height_of(sheet, text[:middle].rstrip() + "…", width, size, style) <= height:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + "…"


def listed(
    sheet: Sheet,
    items: Sequence[Item],
    box: tuple[float, float, float, float],
    size: float,
    *,
    least: float,
    more: str,
    mark: str = BOX,
) -> float:
    """Set lines with marks into a box in the largest letters that fit; where even the smallest do not, notes go first,
    then the last lines, and `more` stands for them. Where it ends (y)."""
    used = largest(size, least, lambda one: _list_height(sheet, items, box[2], one) <= box[3])
    shown = list(items)
    if _list_height(sheet, shown, box[2], used) > box[3]:
        shown = [Item(one.text) for one in items]
    while shown and _list_height(sheet, shown, box[2], used) > box[3]:
        shown = [*shown[: -2 if shown[-1].text == more else -1], Item(more)]
        if shown == [Item(more)]:
            break
    return _set_list(sheet, shown, box, used, mark)


def _list_height(sheet: Sheet, items: Sequence[Item], width: float, size: float) -> float:
    inner, total = width - _indent(size), 0.0
    for one in items:
        total += height_of(sheet, one.text, inner, size) + _gap(size)
        if one.note:
            total += height_of(sheet, one.note, inner, _small(size))
    return total


def _set_list(
    sheet: Sheet, items: Sequence[Item], box: tuple[float, float, float, float], size: float, mark: str
) -> float:
    x, y, width, height = box
    inner, left, end = width - _indent(size), x + _indent(size), y + height
    for number, one in enumerate(items, 1):
        _mark(sheet, mark, number, x, y, size)
        room = max(end - y, sheet.line_height(size))
        y = boxed(sheet, one.text, (left, y, inner, room), size, least=size)
        if one.note:
            sheet.set_text_color(85)
            y = boxed(sheet, one.note, (left, y, inner, max(end - y, 3)), _small(size), least=_small(size))
            sheet.set_text_color(0)
        y += _gap(size)
    return y


def _mark(sheet: Sheet, mark: str, number: int, x: float, y: float, size: float) -> None:
    line = sheet.line_height(size)
    if mark == NUMBER:
        boxed(sheet, f"{number}.", (x, y, _indent(size), line), size, least=size, style=BOLD)
        return
    side = size * POINT * (0.7 if mark == BOX else 0.28)
    top = y + (line - side) / 2
    if mark == BOX:
        sheet.set_line_width(size * 0.02)
        sheet.rect(x, top, side, side)
    else:
        sheet.set_fill_color(0)
        sheet.ellipse(x + size * POINT * 0.25, top, side, side, style="F")


def _indent(size: float) -> float:
    return size * POINT * 1.35


def _gap(size: float) -> float:
    return size * POINT * 0.35


def _small(size: float) -> float:
    return max(size * 0.85, 6)


def band(sheet: Sheet, look: Look, height: float) -> None:
    """The coloured head of a page, from edge to edge; what is set next is set in its ink."""
    sheet.set_fill_color(*look.primary)
    sheet.rect(0, 0, sheet.w, height, style="F")
    sheet.set_text_color(*look.ink)


def emblem(sheet: Sheet, look: Look, x: float, y: float, side: float) -> None:
    """The emblem of the portal, within a square."""
    if look.emblem:
        sheet.image(io.BytesIO(look.emblem), x=x, y=y, w=side, h=side, keep_aspect_ratio=True)
    elif look.emblem_svg:
        sheet.image(look.emblem_svg, x=x, y=y, w=side, h=side)


def heading(sheet: Sheet, text: str, x: float, y: float, width: float, size: float, look: Look) -> float:
    """A heading in the portal's colour with a line below; where what follows begins (y)."""
    sheet.set_text_color(*look.primary)
    boxed(sheet, text, (x, y, width, sheet.line_height(size) * 1.05), size, style=BOLD)
    end = y + sheet.line_height(size)
    sheet.set_text_color(0)
    sheet.set_draw_color(*look.primary)
    sheet.set_line_width(size * 0.03)
    sheet.line(x, end + 0.6, x + width, end + 0.6)
    sheet.set_draw_color(0)
    return y + heading_height(sheet, size)


def heading_height(sheet: Sheet, size: float) -> float:
    """How high a heading is with its line and what is free below (mm)."""
    return sheet.line_height(size) + size * POINT * 0.55
