"""The briefing on paper. Loaded when one is wanted; what is printed is Vietnamese, whatever language a reader
chose."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask_babel import force_locale
from flask_babel import gettext as _

from portal.charts.drawing import draw_titled
from portal.charts.on_paper import put
from portal.ioc.briefing import wording
from portal.ioc.briefing.shapes import Briefing, Change, Heap
from portal.printing import A4, BOLD, Face, Sheet
from portal.printing.letterhead import Letterhead, letterhead
from portal.printing.placing import Align
from portal.printing.tables import Column, table
from portal.tenancy.directory import Portal

_MARGINS = (18, 14, 14, 15)
_BODY = 11.0
_UNITS = 10
_GAP = 6.0


def pdf(briefing: Briefing, portal: Portal, made_at: datetime) -> bytes:
    """One or two sheets A4."""
    with force_locale("vi"):
        title = wording.title_of(briefing)
        sheet = Sheet(
            title, size=A4, face=Face.SERIF, body=_BODY, margins=_MARGINS, made_at=made_at, code=portal.name
        )
        letterhead(sheet, Letterhead(agency=portal.authority))
        sheet.heading(_("BẢN TIN ĐIỀU HÀNH BUỔI SÁNG"), _capital(wording.day_name(briefing.day)), size=14)
        sheet.list_of(wording.summary(briefing))
        _decide(sheet, briefing)
        _late(sheet, briefing)
        _changes(sheet, briefing)
        _charts(sheet, briefing)
        return sheet.content()


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _decide(sheet: Sheet, briefing: Briefing) -> None:
    sheet.section(_("1. Việc cần quyết định"))
    if not briefing.alerts.count and not briefing.waiting:
        sheet.paragraph(_("Không có việc nào đang chờ."), first_line=0)
        return
    if briefing.alerts.count:
        _heap(sheet, briefing.alerts)
    for card in briefing.cards:
        rows = [f"{one.label}{f' ({one.note})' if one.note else ''}" for one in card.lines[:4]]
        _listed(sheet, card.title, card.count or len(card.lines), rows)
    told = {one.title for one in briefing.cards}
    rest = [f"{one.title}: {one.count}" for one in briefing.waiting if one.title not in told]
    if rest:
        sheet.paragraph(_("Các mục đang có việc: "), "; ".join(rest) + ".", first_line=0)


def _late(sheet: Sheet, briefing: Briefing) -> None:
    sheet.section(_("2. Việc quá hạn"))
    for one in briefing.late:
        _heap(sheet, one)
    if not briefing.late:
        sheet.paragraph(_("Đơn vị không có việc quá hạn."), first_line=0)
    units = briefing.late_units[:_UNITS]
    if units:
        sheet.paragraph(_("Các đơn vị trực thuộc, nhiều việc quá hạn nhất trước:"), first_line=0)
        heads = [Column(one, 18, Align.R) for one in briefing.late_by]
        columns = [Column(_("Đơn vị"), 30), *heads, Column(_("Cộng"), 12, Align.R)]
        rows = [[one.name, *map(str, one.numbers), str(one.total)] for one in units]
        table(sheet, columns, rows, size=_BODY - 1.5)
    elif briefing.units:
        sheet.paragraph(_("Các đơn vị trực thuộc không có việc quá hạn."), first_line=0)


def _heap(sheet: Sheet, heap: Heap) -> None:
    _listed(
        sheet,
        heap.title,
        heap.count,
        [f"{one.label}{f' ({one.note})' if one.note else ''}" for one in heap.lines],
    )


def _listed(sheet: Sheet, title: str, count: int, rows: Sequence[str]) -> None:
    sheet.keep(sheet.line_height() * 2)
    sheet.paragraph((f"{title}: {count}", BOLD), first_line=0, after=0.4)
    sheet.list_of([*rows, *([_("… và %(count)s việc khác", count=count - len(rows))] if 0 < len(rows) < count else [])],
                  size=_BODY - 0.5)  # fmt: skip


def _changes(sheet: Sheet, briefing: Briefing) -> None:
    sheet.section(_("3. Thay đổi so với tuần trước"))
    latest = _("Từ %(day)s", day=f"{briefing.since:%d/%m}")
    if briefing.flows:
        heads = [_("Trong kỳ"), latest, _("7 ngày qua"), _("7 ngày trước đó"), _("Thay đổi")]
        _table(sheet, heads, briefing.flows, with_latest=True)
    if briefing.levels:
        heads = [_("Hiện trạng"), _("Hiện nay"), _("7 ngày trước"), _("Thay đổi")]
        _table(sheet, heads, briefing.levels, with_latest=False)


def _table(sheet: Sheet, heads: Sequence[str], rows: Sequence[Change], *, with_latest: bool) -> None:
    columns = [Column(heads[0], 40), *(Column(one, 18, Align.R) for one in heads[1:])]
    values = []
    for one in rows:
        latest = [wording.value_text(one.figure, one.latest)] if with_latest else []
        week, before = (wording.value_text(one.figure, value) for value in (one.week, one.before))
        values.append([str(one.figure.label), *latest, week, before, wording.change_text(one)])
    table(sheet, columns, values, size=_BODY - 1.5)


def _charts(sheet: Sheet, briefing: Briefing) -> None:
    """The charts beside each other, two in a row."""
    width = (sheet.epw - _GAP) / 2
    drawings = [draw_titled(one) for one in briefing.charts[:2]]
    heights = [one.height * width / one.width for one in drawings]
    if not drawings:
        return
    sheet.keep(max(heights))
    top = sheet.y
    for number, one in enumerate(drawings):
        sheet.set_y(top)
        put(sheet, one, width=width, x=sheet.l_margin + number * (width + _GAP))
    sheet.set_y(top + max(heights))
