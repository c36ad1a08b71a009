"""The form of a working year: hours of each weekday, cut-off, days off and compensatory days as lines."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, StringField, TextAreaField, TimeField
from wtforms.validators import InputRequired, Length

from portal.workdays import rules
from portal.workdays.calendar import Span, YearTable
from portal.workdays.months import WEEKDAYS
from portal.workdays.shapes import (
    WrongLine,
    off_lines,
    read_off,
    read_spans,
    read_worked,
    spans_text,
    worked_lines,
)


class _Time(TimeField):
    """A time of the day; what is none is said in the reader's language, and stays in a field that can show it."""

    def __call__(self, **kwargs: object) -> object:
        unread = bool(self.raw_data) and self.data is None
        return super().__call__(**({"type": "text"} if unread else {}), **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read it. Raises ValueError with what to do."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("Chọn giờ, hoặc ghi như 15:00")) from error


def _hours(weekday: int) -> StringField:
    return StringField(WEEKDAYS[weekday], [Length(max=80, message=_l("Dài quá 80 ký tự"))])


class YearForm(FlaskForm):
    """A year of the office; `year` is set by the view before it validates."""

    year = 0
    version = HiddenField()
    hours_0, hours_1, hours_2, hours_3 = _hours(0), _hours(1), _hours(2), _hours(3)
    hours_4, hours_5, hours_6 = _hours(4), _hours(5), _hours(6)
    cutoff = _Time(
        _l("Giờ chốt nhận hồ sơ"),
        [InputRequired(_l("Chọn giờ, hoặc ghi như 15:00"))],
        description=_l("Hồ sơ nộp trực tuyến sau giờ này được tính là nhận vào ngày làm việc tiếp theo"),
    )
    off_text = TextAreaField(
        _l("Ngày nghỉ"),
        description=_l(
            "Mỗi dòng một ngày và tên ngày nghỉ, cách nhau bằng dấu |. "
            "Thứ Bảy, Chủ nhật không có giờ làm việc thì không cần ghi."
        ),
    )
    doubtful = BooleanField()
    worked_text = TextAreaField(
        _l("Ngày làm bù"),
        description=_l(
            "Mỗi dòng một ngày, giờ làm việc và lý do, cách nhau bằng dấu |. Để trống giờ thì làm như thứ Hai."
        ),
    )

    def hours(self) -> dict[int, Any]:
        """The fields of office hours by weekday."""
        return {weekday: self[f"hours_{weekday}"] for weekday in range(7)}

    def read(self) -> tuple[YearTable, dict[date, str]] | None:
        """What the form says, with what compensatory days make up for; None where something is wrong: all of it is
        said at once, at its field."""
        self.validate()
        hours: dict[int, tuple[Span, ...]] = {}
        for weekday, field in self.hours().items():
            hours[weekday] = _read(field, lambda text: read_spans(text)) or ()
        off = _read(self.off_text, lambda text: read_off(text, self.year))
        usual = next((spans for spans in hours.values() if spans), ())
        made = _read(self.worked_text, lambda text: read_worked(text, self.year, usual))
        if self.errors or off is None or made is None:
            return None
        worked, notes = made
        if self.doubtful.data:
            off = off | {one.day: off.get(one.day, one.name) for one in rules.doubtful(self.year)}
        table = YearTable(self.year, hours, off, worked, self.cutoff.data)
        return (table, notes) if self._agrees(table) else None

    def _agrees(self, table: YearTable) -> bool:
        if not any(table.hours.values()):
            _say(self.hours_0, _("Ghi giờ làm việc của ít nhất một ngày trong tuần"))
        for day in sorted(table.worked):
            said = f"{day:%d/%m/%Y}"
            if day in table.off:
                _say(
                    self.worked_text, _("Ngày %(day)s vừa ghi là ngày nghỉ vừa ghi là ngày làm bù", day=said)
                )
            elif table.hours.get(day.weekday()):
                _say(
                    self.worked_text, _("Ngày %(day)s vốn là ngày làm việc, không phải ngày làm bù", day=said)
                )
        return not self.errors


def _read(field: Any, read: Any) -> Any:
    try:
        return read(field.data or "")
    except WrongLine as error:
        _say(field, str(error))
        return None


def _say(field: Any, what: str) -> None:
    field.errors = [*field.errors, what]


def as_form(table: YearTable, notes: Mapping[date, str], version: int) -> dict[str, Any]:
    """The values of the form for a year; days that are only offered have a box of their own."""
    offered = {one.day for one in rules.doubtful(table.year)}
    named = {day: name for day, name in table.off.items() if day not in offered}
    return {
        "version": version,
        **{f"hours_{weekday}": spans_text(table.hours.get(weekday, ())) for weekday in range(7)},
        "cutoff": table.cutoff,
        "off_text": off_lines(named),
        "worked_text": worked_lines(table, notes),
        "doubtful": any(day in table.off for day in offered),
    }
