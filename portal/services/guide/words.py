"""Amounts, times and papers in words, the same in the guide, on leaflets, posters and slides."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.clock import to_local
from portal.services.definition.answers import FeeLine
from portal.services.definition.counting import ONCE
from portal.services.definition.shapes import Deadline, Fee, PaperKind
from portal.services.definition.values import grouped
from portal.workdays.months import WEEKDAYS


def dong(amount: int) -> str:
    """An amount: 8.000 đồng."""
    return _("%(amount)s đồng", amount=grouped(amount))


def clock_time(moment: time) -> str:
    """A time of day as people say it: 7 giờ 30, 15 giờ."""
    if moment.minute:
        return _("%(hour)s giờ %(minute)s", hour=moment.hour, minute=f"{moment.minute:02d}")
    return _("%(hour)s giờ", hour=moment.hour)


def day_with_weekday(day: date) -> str:
    """A day: thứ Hai, ngày 30/11/2026."""
    weekday = str(WEEKDAYS[day.weekday()])
    if weekday.startswith(("Thứ", "Chủ")):  # other languages write them with a capital within a sentence
        weekday = lowered(weekday)
    return _("%(weekday)s, ngày %(day)s", weekday=weekday, day=f"{day:%d/%m/%Y}")


def moment(instant: datetime) -> str:
    """An instant (naive UTC) in Vietnamese time: 17 giờ 30, thứ Hai, ngày 30/11/2026."""
    local = to_local(instant)
    return f"{clock_time(local.time())}, {day_with_weekday(local.date())}"


def time_limit(found: Deadline) -> str:
    """How long it takes: trong ngày làm việc; 3 ngày làm việc; 4 giờ làm việc."""
    if found.hours is not None:
        return ngettext("%(num)s giờ làm việc", "%(num)s giờ làm việc", found.hours)
    if not found.days:
        return _("Ngay trong ngày làm việc")
    return ngettext("%(num)s ngày làm việc", "%(num)s ngày làm việc", found.days)


def count_of(paper: PaperKind) -> str:
    """How many of a paper are handed in: 1 bản chính, 1 bản sao; "" for what is only shown."""
    parts = []
    if paper.originals:
        parts.append(ngettext("%(num)s bản chính", "%(num)s bản chính", paper.originals))
    if paper.copies:
        parts.append(ngettext("%(num)s bản sao", "%(num)s bản sao", paper.copies))
    return ", ".join(parts)


def only_shown(paper: PaperKind) -> bool:
    """Whether a paper is looked at and given back at once, and nothing of it stays."""
    return not paper.originals and not paper.copies


def fee_amount(line: FeeLine, fee: Fee, labels: Mapping[str, str]) -> str:
    """What a fee comes to in this case: an amount, how it is counted where the numbers are not known yet, or that
    nobody pays."""
    if line.free_reason:
        return _("Được miễn")
    if not line.amount:
        return _("Không mất tiền")
    return fee_in_general(fee, labels, line.unit) if line.is_open else dong(line.amount)


def by_count(amount: int, label: str) -> str:
    """A fee that is multiplied: 8.000 đồng, nhân với “số bản sao”."""
    return _("%(amount)s, nhân với “%(label)s”", amount=dong(amount), label=lowered(label))


def fee_in_general(fee: Fee, labels: Mapping[str, str], unit: int | None = None) -> str:
    """A fee before anything of the case is known: its amount (`unit` where another one holds), by what it is counted,
    its steps, the most that is taken. `labels` names what is counted (`number_labels`)."""
    amount = fee.amount if unit is None else unit
    if not amount and not fee.then:
        return _("Không mất tiền")
    if fee.per == ONCE:
        text = dong(amount)
    else:
        text = by_count(amount, labels.get(fee.per, fee.per))
    if fee.then is not None and fee.then_from is not None:
        text = _(
            "%(text)s; từ số thứ %(number)s chỉ %(amount)s",
            text=text,
            number=fee.then_from,
            amount=dong(fee.then),
        )
    if fee.most is not None and fee.most > amount:
        text = _("%(text)s; nhiều nhất %(most)s", text=text, most=dong(fee.most))
    if fee.times:
        text = _(
            "%(text)s. Rồi nhân với “%(label)s”", text=text, label=lowered(labels.get(fee.times, fee.times))
        )
    return text


def lowered(text: str) -> str:
    """A text that goes on within a sentence."""
    return text[:1].lower() + text[1:]
