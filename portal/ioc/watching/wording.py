"""Alerts in words: for notices, e-mails, lists and the briefing."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.ioc.watching.course import INFO, URGENT, WARNING
from portal.ioc.watching.defaults import BELOW, DEFAULTS
from portal.ioc.watching.figures import WATCHED
from portal.ioc.watching.models import WatchAlert, WatchRule
from portal.ioc.watching.paths import ALERTS
from portal.ioc.watching.values import condition_text, named, text_of
from portal.tenancy.directory import directory
from portal.web.templating import viet_datetime

SEVERITIES: dict[int, Any] = {INFO: _l("Để biết"), WARNING: _l("Cần xử lý"), URGENT: _l("Khẩn")}
TONES = {INFO: "info", WARNING: "warn", URGENT: "bad"}


class Told(NamedTuple):
    """What somebody is told: a title, a few lines, where to look; `is_news`: that something opened."""

    title: str
    detail: str
    path: str
    severity: int
    is_news: bool


def headline(alert: WatchAlert, rule: WatchRule) -> str:
    """What an alert says: "Hồ sơ đang quá hạn: 12"; with the office where the rule looks at those below."""
    figure = WATCHED.get(rule.quantity)
    if figure is None:
        return _("Chỉ số đã bỏ")
    said = f"{named(figure, rule.days)}: {text_of(figure, alert.value)}"
    return f"{unit_name(alert.unit_id)} – {said}" if rule.units == BELOW else said


def calming(alert: WatchAlert) -> str:
    """Said of an open alert whose figure is back to normal; "" of others."""
    if alert.closed_at is not None or alert.calm_since is None:
        return ""
    return _(
        "Đã về mức bình thường từ %(at)s, giữ được 30 phút thì đóng.", at=viet_datetime(alert.calm_since)
    )


def condition(rule: WatchRule, threshold: int | None = None) -> str:
    """The condition of a rule; with the threshold that an alert opened by, where it was another one."""
    figure = WATCHED.get(rule.quantity)
    if figure is None:
        return _("Chỉ số đã bỏ")
    return condition_text(
        figure, rule.days, rule.is_above, rule.threshold if threshold is None else threshold
    )


def advice(rule: WatchRule) -> str:
    """What is to be done, as somebody wrote it, else as the default has it."""
    default = DEFAULTS.get(rule.origin_key or "")
    return rule.advice or (str(default.advice) if default is not None else "")


def unit_name(unit_id: int) -> str:
    """The name of an office."""
    portal = directory().by_id(unit_id)
    return portal.name if portal is not None else _("Đơn vị đã bỏ")


def told(alert: WatchAlert, rule: WatchRule, *, opened: bool, ended: bool) -> Told:
    """What somebody is told of an alert."""
    severity = str(SEVERITIES.get(alert.severity, ""))
    said = headline(alert, rule)
    lines = [_("Ngưỡng: %(condition)s.", condition=condition(rule, alert.threshold))]
    if opened:
        lines.append(_("Mở lúc %(at)s.", at=viet_datetime(alert.opened_at)))
    if ended:
        lines.append(_("Đã hết lúc %(at)s.", at=viet_datetime(alert.closed_at)))
        title = _("Đã hết cảnh báo: %(said)s", said=said)
    else:
        title = f"[{severity}] {said}"
        if advice(rule):
            lines.append(advice(rule))
    return Told(title, " ".join(lines), f"{ALERTS}{alert.id}", alert.severity, opened)
