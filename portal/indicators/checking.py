"""What is wrong with the figures of a report, and what is unusual. Pure: the same for form, workbook and revision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from flask_babel import gettext as _

from portal.indicators.catalogue import Measure
from portal.indicators.numbers import write_number


@dataclass(frozen=True)
class Entry:
    """What somebody typed for an indicator: the figure in its smallest unit (None: none), and words about it."""

    value: int | None
    note: str = ""


@dataclass(frozen=True)
class Fault:
    """Something about a figure. `hard`: it is wrong and stops the report; else it is unusual and wants words.
    `missing`: there is neither a figure nor a reason."""

    code: str
    text: str
    hard: bool = True
    missing: bool = False


def faults(
    measures: Sequence[Measure],
    entries: Mapping[str, Entry],
    before: Mapping[str, Fraction],
    known: Mapping[str, Measure],
) -> list[Fault]:
    """Everything that stops a report from being handed in, in the order of the indicators.

    `before` are the figures of the period before by code; `known` the whole catalogue by code. Unusual is what differs
    from the period before by more than the indicator's `change_percent`; an explanation settles it, as it settles a
    figure that is missing.
    """
    found: list[Fault] = []
    for one in measures:
        entry = entries.get(one.code, Entry(None))
        if entry.value is None:
            if not entry.note.strip():
                found.append(
                    Fault(one.code, _("Chưa có số. Nhập số, hoặc ghi lý do chưa có ở ô giải trình."))
                )
            continue
        found += _beyond(one, entry.value)
        whole = known.get(one.part_of)
        if whole is not None:
            found += _more_than_whole(one, entry.value, whole, entries.get(whole.code))
        if not entry.note.strip():
            found += _unusual(one, entry.value, before.get(one.code))
    return found


def _beyond(one: Measure, value: int) -> list[Fault]:
    if one.least is not None and value < one.least:
        return [
            Fault(one.code, _("Nhỏ hơn mức thấp nhất được nhận: %(least)s.", least=one.written(one.least)))
        ]
    if one.most is not None and value > one.most:
        return [Fault(one.code, _("Lớn hơn mức cao nhất được nhận: %(most)s.", most=one.written(one.most)))]
    return []


def _more_than_whole(one: Measure, value: int, whole: Measure, entry: Entry | None) -> list[Fault]:
    if entry is None or entry.value is None:
        return []
    if Fraction(value, 10**one.decimals) <= Fraction(entry.value, 10**whole.decimals):
        return []
    text = _(
        "Là một phần của “%(whole)s” (%(number)s) nên không thể lớn hơn.",
        whole=whole.name,
        number=whole.written(entry.value),
    )
    return [Fault(one.code, text)]


def _unusual(one: Measure, value: int, before: Fraction | None) -> list[Fault]:
    if one.change_percent is None or not before:
        return []
    now = Fraction(value, 10**one.decimals)
    change = abs(now - before) * 100 / abs(before)
    if change <= one.change_percent:
        return []
    percent = write_number(round(change), 0)
    words = (
        _("Tăng %(percent)s%% so với kỳ trước (%(before)s). Số đúng thì ghi lý do ở ô giải trình.")
        if now > before
        else _("Giảm %(percent)s%% so với kỳ trước (%(before)s). Số đúng thì ghi lý do ở ô giải trình.")
    )
    shown = one.written(round(before * 10**one.decimals))
    return [Fault(one.code, words % {"percent": percent, "before": shown}, hard=False)]
