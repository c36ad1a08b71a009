"""A year between its row, its pure table, and the lines that a form shows and takes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time
from typing import Any

from flask_babel import gettext as _

from portal.workdays.calendar import CUT_OFF, Span, YearTable, sound_spans
from portal.workdays.models import WorkYear

LONGEST_NAME = 120
MOST_DAYS = 120
_SPAN = re.compile(
    r"(\d{1,2})\s*[:hg.]\s*(\d{0,2})\s*(?:-|–|—|đến)\s*(\d{1,2})\s*[:hg.]\s*(\d{0,2})", re.ASCII
)
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?", re.ASCII)


class WrongLine(ValueError):
    """A line that cannot be read; its text says what to write instead, in the reader's language."""


def table_of(row: WorkYear) -> YearTable:
    """The pure table of a row; what is odd in stored data is left out, so that reading never fails."""
    hours = {int(key): _stored_spans(held) for key, held in row.hours.items() if key in set("0123456")}
    off = {day: str(one.get("name", "")) for one in row.off if (day := _stored_day(one, row.year))}
    worked = {
        day: _stored_spans(one.get("hours")) for one in row.worked if (day := _stored_day(one, row.year))
    }
    return YearTable(row.year, hours, off, worked, _stored_time(row.cutoff) or CUT_OFF)


def fill(row: WorkYear, table: YearTable, notes: Mapping[date, str]) -> None:
    """Put a table into a row; `notes` say what compensatory days make up for."""
    row.hours = {str(weekday): _written(spans) for weekday, spans in sorted(table.hours.items()) if spans}
    row.off = [{"day": day.isoformat(), "name": name} for day, name in sorted(table.off.items())]
    row.worked = [
        {"day": day.isoformat(), "hours": _written(spans), "note": notes.get(day, "")}
        for day, spans in sorted(table.worked.items())
    ]
    row.cutoff = f"{table.cutoff:%H:%M}"


def notes_of(row: WorkYear) -> dict[date, str]:
    """What each compensatory day of a row makes up for."""
    return {day: str(one.get("note", "")) for one in row.worked if (day := _stored_day(one, row.year))}


def _written(spans: tuple[Span, ...]) -> list[list[str]]:
    return [[f"{start:%H:%M}", f"{end:%H:%M}"] for start, end in spans]


def _stored_time(held: Any) -> time | None:
    try:
        return time.fromisoformat(str(held))
    except ValueError:
        return None


def _stored_day(held: Any, year: int) -> date | None:
    try:
        day = date.fromisoformat(str(held["day"]))
    except (ValueError, KeyError, TypeError):
        return None
    return day if day.year == year else None


def _stored_spans(held: Any) -> tuple[Span, ...]:
    pairs = [one for one in held if isinstance(one, list) and len(one) == 2] if isinstance(held, list) else []
    read = [(_stored_time(start), _stored_time(end)) for start, end in pairs]
    spans = tuple((start, end) for start, end in read if start is not None and end is not None)
    return spans if sound_spans(spans) else ()


# ---- lines of a form ----


def spans_text(spans: tuple[Span, ...]) -> str:
    """Office hours of a day as people write them: "07:30–11:30, 13:30–17:30"."""
    return ", ".join(f"{start:%H:%M}–{end:%H:%M}" for start, end in spans)


def read_spans(text: str) -> tuple[Span, ...]:
    """Office hours that somebody wrote ("7h30-11h30; 13:30 – 17:30"); none for nothing.

    Raises WrongLine for anything that is no hours, or hours out of order.
    """
    wanted = _("Ghi giờ làm việc như 07:30-11:30, 13:30-17:30")
    parts = [one.strip() for one in re.split(r"[,;]|\bvà\b", text) if one.strip()]
    spans = []
    for part in parts:
        found = _SPAN.fullmatch(part)
        if found is None:
            raise WrongLine(wanted)
        try:
            hours = [int(one or 0) for one in found.groups()]
            spans.append((time(hours[0], hours[1]), time(hours[2], hours[3])))
        except ValueError as error:
            raise WrongLine(wanted) from error
    if not sound_spans(spans):
        raise WrongLine(_("Giờ làm việc phải theo thứ tự, buổi sau bắt đầu khi buổi trước đã hết"))
    return tuple(spans)


def read_day(text: str, year: int) -> date:
    """A day of this year that somebody wrote: "17/02/2026", "17/2". Raises WrongLine."""
    found = _DAY.fullmatch(text.strip())
    try:
        if found is None:
            raise ValueError
        day = date(int(found[3] or year), int(found[2]), int(found[1]))
    except ValueError as error:
        raise WrongLine(_("Ghi ngày như 17/02/%(year)s", year=year)) from error
    if day.year != year:
        raise WrongLine(_("Ngày %(day)s không thuộc năm %(year)s", day=f"{day:%d/%m/%Y}", year=year))
    return day


def off_lines(off: Mapping[date, str]) -> str:
    """Days off as lines of a form: "17/02/2026 | Tết Nguyên đán"."""
    return "\n".join(f"{day:%d/%m/%Y} | {name}" for day, name in sorted(off.items()))


def worked_lines(table: YearTable, notes: Mapping[date, str]) -> str:
    """Compensatory days as lines of a form: "04/05/2024 | 07:30–11:30, 13:30–17:30 | Làm bù cho ngày 29/04"."""
    return "\n".join(
        f"{day:%d/%m/%Y} | {spans_text(spans)} | {notes.get(day, '')}".rstrip(" |")
        for day, spans in sorted(table.worked.items())
    )


def read_off(text: str, year: int) -> dict[date, str]:
    """Days off from the lines of a form. Raises WrongLine, with the number of the line."""
    found: dict[date, str] = {}
    for number, parts in _lines(text, 2):
        day = _at(number, read_day, parts[0], year)
        if day in found:
            raise WrongLine(_("Dòng %(n)s: ngày %(day)s đã ghi ở trên", n=number, day=f"{day:%d/%m/%Y}"))
        if not parts[1]:
            raise WrongLine(_("Dòng %(n)s: ghi tên ngày nghỉ sau dấu |", n=number))
        found[day] = parts[1][:LONGEST_NAME]
    return found


def read_worked(
    text: str, year: int, usual: tuple[Span, ...]
) -> tuple[dict[date, tuple[Span, ...]], dict[date, str]]:
    """Compensatory days from the lines of a form, and what they make up for; `usual` hours where a line names none.

    Raises WrongLine, with the number of the line.
    """
    worked: dict[date, tuple[Span, ...]] = {}
    notes: dict[date, str] = {}
    for number, parts in _lines(text, 3):
        day = _at(number, read_day, parts[0], year)
        if day in worked:
            raise WrongLine(_("Dòng %(n)s: ngày %(day)s đã ghi ở trên", n=number, day=f"{day:%d/%m/%Y}"))
        try:
            worked[day] = read_spans(parts[1]) or usual
        except WrongLine as error:
            raise WrongLine(_("Dòng %(n)s: %(what)s", n=number, what=error)) from error
        if not worked[day]:
            raise WrongLine(_("Dòng %(n)s: ghi giờ làm việc như 07:30-11:30, 13:30-17:30", n=number))
        notes[day] = parts[2][:LONGEST_NAME]
    return worked, notes


def _lines(text: str, count: int) -> list[tuple[int, list[str]]]:
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        parts = [" ".join(one.split()) for one in line.split("|")]
        if not any(parts):
            continue
        if len(parts) > count:
            raise WrongLine(_("Dòng %(n)s có quá nhiều dấu |", n=number))
        found.append((number, parts + [""] * (count - len(parts))))
    if len(found) > MOST_DAYS:
        raise WrongLine(_("Nhiều nhất %(most)s ngày", most=MOST_DAYS))
    return found


def _at(number: int, read: Any, text: str, year: int) -> date:
    try:
        day: date = read(text, year)
    except WrongLine as error:
        raise WrongLine(_("Dòng %(n)s: %(what)s", n=number, what=error)) from error
    return day
