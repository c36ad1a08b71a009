"""Amounts, times and papers in words, the same in the guide, on leaflets, posters and slides."""

from __future__ import annotations

from datetime import date, datetime, time

from flask_babel import gettext as _
from flask_babel import ngettext

from portal.clock import to_local
from portal.services.definition.answers import FeeLine
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
    return _("%(weekday)s, ngày %(day)s", weekday=weekday[:1].lower() + weekday[1:], day=f"{day:%d/%m/%Y}")


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


def fee_amount(line: FeeLine) -> str:
    """What a fee comes to in this case: an amount, an amount by what is counted, or that nobody pays."""
    if line.free_reason:
        return _("Được miễn")
    if not line.amount:
        return _("Không mất tiền")
    return dong(line.amount) if not line.is_open else by_count(line.unit, line.per)


def by_count(unit: int, label: str) -> str:
    """A fee that is multiplied: 8.000 đồng, nhân với “số bản sao”."""
    name = label[:1].lower() + label[1:]
    return _("%(amount)s, nhân với “%(label)s”", amount=dong(unit), label=name)


def fee_in_general(fee: Fee, labels: dict[str, str]) -> str:
    """A fee before anything of the case is known, with the most that is taken."""
    if not fee.amount:
        return _("Không mất tiền")
    text = dong(fee.amount) if fee.per == "ho-so" else by_count(fee.amount, labels.get(fee.per, fee.per))
    if fee.most is not None and fee.most > fee.amount:
        return _("%(text)s; nhiều nhất %(most)s", text=text, most=dong(fee.most))
    return text
