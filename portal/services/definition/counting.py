"""What a fee is counted by: a number of the form, or a number in each row of a table; with steps of the amount."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext as _

from portal.services.definition.faults import Fault, Place
from portal.services.definition.shapes import Definition, Fee, Field
from portal.services.definition.wording import Asked

ONCE = "ho-so"
NUMBERS = ("number", "money")


def number_labels(definition: Definition) -> dict[str, str]:
    """What fees may be counted by, with its label: fields by their key, columns of tables as "table.column"."""
    every = [one for section in definition.sections for one in section.fields]
    columns = {f"{one.key}.{column.key}": column.label for one in every for column in one.fields}
    return {one.key: one.label for one in every} | columns


def counts_of(one: Fee, known: Mapping[str, Any]) -> list[tuple[int, int] | None]:
    """(count, times) of a fee, of each row where it is counted by rows; None where one is not known yet."""
    table, _dot, _column = one.per.rpartition(".")
    rows = known.get(table) if table else [{}]
    if not isinstance(rows, list) or not rows:
        return [None]
    found = []
    for row in rows:
        count = 1 if one.per == ONCE else _number_at(one.per, table, row, known)
        times = 1 if not one.times else _number_at(one.times, table, row, known)
        found.append(None if count is None or times is None else (count, times))
    return found


def _number_at(name: str, table: str, row: Any, known: Mapping[str, Any]) -> int | None:
    column = name.removeprefix(f"{table}.") if table else name
    held = row if column != name else known
    value = held.get(column) if isinstance(held, Mapping) else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def of_count(one: Fee, unit: int, count: int) -> int:
    """What so many cost: those from `then_from` on less (or more), all of them no more than `most`."""
    later = max(count - one.then_from + 1, 0) if one.then is not None and one.then_from is not None else 0
    amount = unit * (count - later) + (one.then or 0) * later
    return amount if one.most is None else min(amount, one.most)


def counting_faults(one: Fee, place: Place, known: Asked) -> Iterator[Fault]:
    """What is wrong with what a fee is counted by, with the steps of its amount, with what it is multiplied by."""
    if one.per != ONCE and not _is_number(one.per, known):
        told = _("tính theo hồ sơ, hoặc theo một trường là số; không có trường số “%(key)s”", key=one.per)
        yield Fault((*place, "per"), told)
    if (one.then is None) != (one.then_from is None):
        yield Fault((*place, "then"), _("ghi cả mức thu sau và từ số thứ mấy, hoặc để trống cả hai"))
    if one.then is not None and one.per == ONCE:
        yield Fault((*place, "then"), _("chỉ dùng khi tính theo một trường là số"))
    if not one.times:
        return
    table, dot, _column = one.times.rpartition(".")
    if not _is_number(one.times, known) or (dot and table != one.per.rpartition(".")[0]):
        told = _("không có trường số “%(key)s”, hoặc không cùng bảng với cách tính", key=one.times)
        yield Fault((*place, "times"), told)


def _is_number(name: str, known: Asked) -> bool:
    """Whether this names a field that is a number, or such a column of a table ("papers.pages")."""
    table, dot, column = name.rpartition(".")
    holder = known.get(table if dot else name)
    if not isinstance(holder, Field):
        return False
    if not dot:
        return holder.kind in NUMBERS
    return any(one.key == column and one.kind in NUMBERS for one in holder.fields)
