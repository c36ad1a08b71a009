"""Reports and targets as workbooks: made to fill in, read when they come back. What a file says changes nothing: it is
shown first, and goes the way of the form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from importlib import import_module
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from portal.indicators.book import rounded
from portal.indicators.catalogue import Measure, grouped
from portal.indicators.checking import Entry
from portal.indicators.forms_data import FormData
from portal.indicators.models import IndicatorFigure
from portal.indicators.numbers import NotANumber, from_decimal, read_number
from portal.media import kinds
from portal.media.isolated import IsolatedFailure, run_isolated
from portal.media.refusal import Refused
from portal.papers.opened import opened
from portal.tenancy.directory import Portal

WORKER = Path(__file__).with_name("worker.py")
LARGEST_FILE = 5 * 1024 * 1024
MAX_ANSWER = 16 * 1024 * 1024
MARK = "cong-lang"
CODE_HEAD = "Mã"
"""The head of the first column, in whatever language the rest is: the table is found by it."""
_VALUE, _NOTE, _FIRST_UNIT = 5, 6, 3
Cells = list[list[list[str] | None]]


@dataclass(frozen=True)
class Came:
    """What a file says: figures by key, why others cannot be read, keys that are not asked here."""

    entries: dict[str, Entry] = field(default_factory=dict)
    unread: dict[str, tuple[str, str]] = field(default_factory=dict)
    odd: list[str] = field(default_factory=list)


def _made(**form: Any) -> bytes:
    maker = import_module("portal.indicators.workbook")
    made: Callable[..., bytes] = maker.workbook
    return made(maker.Form(refused=_("Chỉ nhập số, trong khoảng được nhận."), **form))


def report_mark(portal: Portal, key: str) -> str:
    """What the file of a portal's report of a period says of itself."""
    return f"{MARK}:bao-cao:{portal.slug}:{key}"


def report_file(data: FormData, held: Iterable[IndicatorFigure]) -> bytes:
    """The report of a period to fill in, with what is saved already."""
    maker = import_module("portal.indicators.workbook")
    saved = {one.code: one for one in held}
    rows = []
    for _name, group in grouped(data.measures):
        for one in group:
            figure = saved.get(one.code)
            value = figure.value if figure is not None else None
            before = rounded(data.before.get(one.code), one.decimals)
            rows.append(
                [
                    *(maker.Words(one.code), maker.Words(one.name), maker.Words(one.unit)),
                    *(
                        maker.Number(before, one.decimals),
                        maker.Number(data.targets.get(one.code), one.decimals),
                    ),
                    maker.Number(value, one.decimals, one.least, one.most, open=True),
                    maker.Words(figure.note if figure is not None else "", open=True),
                ]
            )
    return _made(
        name=_("Số liệu"),
        mark=report_mark(data.portal, data.period.key),
        lines=[
            _("%(portal)s – số liệu %(period)s", portal=data.portal.name, period=data.period.label),
            _("Chỉ nhập vào hai cột màu vàng, lưu lại rồi tải lên. Không đổi tên, không thêm bớt cột."),
        ],
        heads=[
            *(CODE_HEAD, _("Chỉ tiêu"), _("Đơn vị tính"), _("Kỳ trước"), _("Mục tiêu năm")),
            *(_("Số liệu kỳ này"), _("Giải trình")),
        ],
        widths=[22, 46, 14, 15, 15, 18, 40],
        rows=rows,
    )


def read_report(raw: bytes, name: str, data: FormData) -> Came:
    """What a filled report says. Raises Refused with the reason for the person who brought it."""
    table, _mark = _table(raw, name, report_mark(data.portal, data.period.key), _("mẫu của kỳ báo cáo này"))
    known = {one.code: one for one in data.measures}
    found = Came()
    for row in table:
        code = _text(row, 0)
        if code not in known:
            found.odd.extend([code] if code else [])
            continue
        _take(found, code, known[code], _at(row, _VALUE), _text(row, _NOTE))
    return found


def targets_file(
    portal: Portal,
    year: int,
    measures: Iterable[Measure],
    units: list[Portal],
    held: Mapping[tuple[str, int], int],
) -> bytes:
    """The targets of a year to fill in: a line for each indicator, a column for each unit."""
    maker = import_module("portal.indicators.workbook")
    rows = [
        [
            *(maker.Words(one.code), maker.Words(one.name), maker.Words(one.unit)),
            *(
                maker.Number(held.get((one.code, unit.id)), one.decimals, one.least, one.most, open=True)
                for unit in units
            ),
        ]
        for _name, group in grouped(measures)
        for one in group
    ]
    return _made(
        name=_("Mục tiêu"),
        mark=f"{MARK}:muc-tieu:{portal.slug}:{year}",
        lines=[
            _("%(portal)s – mục tiêu năm %(year)s", portal=portal.name, year=year),
            _("Mỗi cột màu vàng là một đơn vị; để trống nếu không giao. Lưu lại rồi tải lên."),
        ],
        heads=[CODE_HEAD, _("Chỉ tiêu"), _("Đơn vị tính"), *(one.name for one in units)],
        widths=[22, 46, 14, *(16 for _one in units)],
        rows=rows,
    )


def read_targets(
    raw: bytes, name: str, portal: Portal, year: int, measures: Iterable[Measure], units: list[Portal]
) -> Came:
    """What filled targets say; keys are "code/slug". Raises Refused."""
    rows, head = _table(raw, name, f"{MARK}:muc-tieu:{portal.slug}:{year}", _("mẫu mục tiêu của năm này"))
    known = {one.code: one for one in measures}
    columns = {unit.slug: head.index(unit.name) for unit in units if unit.name in head}
    found = Came()
    for row in rows:
        code = _text(row, 0)
        if code not in known:
            found.odd.extend([code] if code else [])
            continue
        for slug, column in columns.items():
            _take(found, f"{code}/{slug}", known[code], _at(row, column), "")
    return found


def _take(found: Came, key: str, measure: Measure, cell: list[str] | None, note: str) -> None:
    try:
        found.entries[key] = Entry(_figure(cell, measure.decimals), note)
    except NotANumber as error:
        found.unread[key] = (cell[1] if cell is not None and cell[0] != "x" else "", str(error))


def _figure(cell: list[str] | None, decimals: int) -> int | None:
    if cell is None:
        return None
    kind, text = cell
    if kind == "t":
        return read_number(text, decimals)
    if kind != "n":
        raise NotANumber(_("Ô này không phải là số (ngày tháng, lôgic hay số quá lớn)."))
    try:
        return from_decimal(Decimal(text), decimals)
    except InvalidOperation as error:
        raise NotANumber(_("Chỉ ghi số, không ghi chữ hay đơn vị; ví dụ 1.234,5.")) from error


def _table(raw: bytes, name: str, mark: str, what: str) -> tuple[Cells, list[str]]:
    """The rows below the heading, and the heading. Raises Refused."""
    if not raw:
        raise Refused(_("Chọn tệp Excel (.xlsx) đã nhập."), "empty")
    if len(raw) > LARGEST_FILE:
        raise Refused(_("Tệp lớn hơn 5 MB. Hãy tải mẫu mới về và nhập lại."), "too_large")
    with opened(raw, "so-lieu.xlsx") as path:
        if kinds.inspect(path, name).kind != "xlsx":
            raise Refused(_("Đây không phải tệp Excel (.xlsx). Hãy tải mẫu về, nhập rồi lưu lại."), "kind")
        try:
            answer = run_isolated("table", {"path": str(path)}, script=WORKER, max_answer=MAX_ANSWER)
        except IsolatedFailure as error:
            raise Refused(str(error), "unreadable") from error
    rows = _checked(answer.get("result"))
    if not rows or _text(rows[0], 0) != mark:
        raise Refused(_("Tệp này không phải %(what)s. Hãy tải mẫu ở trang này.", what=what), "other")
    for number, row in enumerate(rows[:10]):
        if _text(row, 0) == CODE_HEAD:
            return rows[number + 1 :], [_text(row, column) for column in range(len(row))]
    raise Refused(_("Dòng tiêu đề của mẫu đã bị đổi. Hãy tải mẫu mới về và nhập lại."), "heading")


def _checked(answer: Any) -> Cells:
    """The child's answer is as foreign as the file."""
    if not isinstance(answer, list) or not all(isinstance(row, list) for row in answer):
        raise Refused(_("Không đọc được tệp Excel này."), "unreadable")
    return [
        [
            one
            if isinstance(one, list) and len(one) == 2 and all(isinstance(each, str) for each in one)
            else None
            for one in row
        ]
        for row in answer
    ]


def _at(row: list[list[str] | None], column: int) -> list[str] | None:
    return row[column] if column < len(row) else None


def _text(row: list[list[str] | None], column: int) -> str:
    cell = _at(row, column)
    return cell[1].strip() if cell is not None and cell[0] != "x" else ""
