"""The verbs of watching: set rules, say that one knows of an alert, choose how to be told. Callers commit."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import delete, select

from portal.accounts.permissions import Actor
from portal.clock import utc_now
from portal.extensions import db
from portal.ioc.watching.course import CLOSED, DAY, INFO, OPEN, URGENT
from portal.ioc.watching.defaults import BELOW, DEFAULTS, OWN
from portal.ioc.watching.figures import WATCHED
from portal.ioc.watching.models import TOLD_LENGTH, WatchAlert, WatchReader, WatchRule
from portal.ioc.watching.seeding import rule_of
from portal.ioc.watching.wording import condition, headline
from portal.publishing.service import StaleVersion, audit
from portal.tenancy.directory import directory

READ, SET = "ioc.read", "ioc.set"
LONGEST_DAYS, LONGEST_HOLD = 366, 7 * DAY
_MOST = 10**15


class InvalidRule(ValueError):
    """The rule can't be kept so; `field` of the form is to be put right, the message says how."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class NotOpen(ValueError):
    """The alert is not open: there is nothing to know of."""


@dataclass(frozen=True)
class RuleDraft:
    """What a form says of a rule; thresholds in hundredths of the figure's unit."""

    quantity: str
    days: int
    is_above: bool
    threshold: int
    calm: int
    hold_minutes: int
    severity: int
    units: str
    advice: str = ""


def keep_rule(
    draft: RuleDraft, actor: Actor, rule: WatchRule | None = None, seen_version: int = 0
) -> WatchRule:
    """Make a rule, or change one. Raises Forbidden, InvalidRule, StaleVersion."""
    actor.require(SET)
    if rule is not None and rule.version != seen_version:
        raise StaleVersion
    _check(draft, actor)
    made = rule is None
    if rule is None:
        rule = WatchRule(tenant_id=actor.tenant_id)
        db.session.add(rule)
    for name in (
        "quantity",
        "days",
        "is_above",
        "threshold",
        "calm",
        "hold_minutes",
        "severity",
        "units",
        "advice",
    ):
        setattr(rule, name, getattr(draft, name))
    _note(rule, actor, "watch.rule_made" if made else "watch.rule")
    return rule


def _check(draft: RuleDraft, actor: Actor) -> None:
    portal = directory().by_id(actor.tenant_id)
    if draft.quantity not in WATCHED:
        raise InvalidRule("quantity", _("Chọn một chỉ số trong danh sách."))
    if draft.units not in (OWN, BELOW) or (draft.units == BELOW and not (portal and portal.descendants)):
        raise InvalidRule("units", _("Đơn vị này không có đơn vị trực thuộc."))
    if not 1 <= draft.days <= LONGEST_DAYS:
        raise InvalidRule("days", _("Ghi số ngày từ 1 đến %(most)s.", most=LONGEST_DAYS))
    if not 0 <= draft.hold_minutes <= LONGEST_HOLD:
        raise InvalidRule("hold_minutes", _("Chọn một khoảng thời gian trong danh sách."))
    if not INFO <= draft.severity <= URGENT:
        raise InvalidRule("severity", _("Chọn một mức độ trong danh sách."))
    if max(abs(draft.threshold), abs(draft.calm)) > _MOST:
        raise InvalidRule("threshold", _("Số quá lớn."))
    wrong = draft.calm >= draft.threshold if draft.is_above else draft.calm <= draft.threshold
    if wrong:
        raise InvalidRule(
            "calm",
            _("Mức hết cảnh báo phải thấp hơn ngưỡng.")
            if draft.is_above
            else _("Mức hết cảnh báo phải cao hơn ngưỡng."),
        )


def switch(rule: WatchRule, is_on: bool, actor: Actor) -> None:
    """Let a rule be looked at, or not; its open alerts are closed at the next look. Raises Forbidden."""
    actor.require(SET)
    rule.is_on = is_on
    _note(rule, actor, "watch.rule_on" if is_on else "watch.rule_off")


def back_to_default(rule: WatchRule, actor: Actor) -> None:
    """Give a rule the numbers that it began with. Raises Forbidden, KeyError for a rule of one's own."""
    actor.require(SET)
    fresh = rule_of(DEFAULTS[rule.origin_key or ""], rule.tenant_id)
    for name in ("quantity", "days", "is_above", "threshold", "calm", "hold_minutes", "severity", "units"):
        setattr(rule, name, getattr(fresh, name))
    rule.advice = ""
    _note(rule, actor, "watch.rule")


def remove_rule(rule: WatchRule, actor: Actor) -> None:
    """Remove a rule of one's own, its alerts with it; a default is only switched off. Raises Forbidden,
    InvalidRule."""
    actor.require(SET)
    if rule.origin_key is not None:
        raise InvalidRule("quantity", _("Ngưỡng gợi ý chỉ tắt được, không xóa."))
    audit(actor, "watch.rule_removed", kind=rule.kind, object_id=rule.id, detail=condition(rule))
    db.session.execute(delete(WatchRule).where(WatchRule.id == rule.id))


def _note(rule: WatchRule, actor: Actor, action: str) -> None:
    rule.updated_at, rule.updated_by_name = utc_now(), actor.name
    db.session.flush()
    audit(actor, action, kind=rule.kind, object_id=rule.id, detail=condition(rule))


def acknowledge(alert: WatchAlert, rule: WatchRule, note: str, actor: Actor) -> None:
    """Say that one knows of an open alert and what is being done; again to say more. Raises Forbidden, NotOpen."""
    actor.require(READ)
    if alert.state != OPEN:
        raise NotOpen
    alert.acknowledged_at = utc_now()
    alert.acknowledged_by_id, alert.acknowledged_by_name = actor.user_id, actor.name
    alert.note = note.strip()[:TOLD_LENGTH]
    detail = f"{headline(alert, rule)}. {alert.note}".strip()
    audit(actor, "watch.acknowledge", kind=alert.kind, object_id=alert.id, detail=detail)


def acknowledge_all(rule: WatchRule, note: str, actor: Actor) -> int:
    """Say the same of every open alert of a rule; how many. Raises Forbidden."""
    statement = select(WatchAlert).where(WatchAlert.rule_id == rule.id, WatchAlert.state == OPEN)
    found = db.session.scalars(statement).all()
    for one in found:
        acknowledge(one, rule, note, actor)
    return len(found)


def reader_of(user_id: int) -> WatchReader | None:
    """How somebody wants to be told in the portal in force; None for one who never said."""
    return db.session.scalar(select(WatchReader).where(WatchReader.for_user_id == user_id))


@dataclass(frozen=True)
class Wishes:
    """How somebody wants to be told; `quiet` in minutes of the Vietnamese day, None for never."""

    least: int | None
    by_mail: bool
    quiet: tuple[int, int] | None
    briefing: bool


def choose(wishes: Wishes, actor: Actor) -> WatchReader:
    """Keep how somebody wants to be told. Raises Forbidden; ValueError for what no form offers."""
    actor.require(READ)
    if actor.user_id is None:
        raise ValueError("only a person is told")
    if wishes.least is not None and not INFO <= wishes.least <= URGENT:
        raise ValueError(wishes.least)
    if wishes.quiet is not None and not all(0 <= one < DAY for one in wishes.quiet):
        raise ValueError(wishes.quiet)
    row = reader_of(actor.user_id)
    if row is None:
        row = WatchReader(tenant_id=actor.tenant_id, for_user_id=actor.user_id)
        db.session.add(row)
    row.least, row.by_mail, row.briefing = wishes.least, wishes.by_mail, wishes.briefing
    row.quiet_from, row.quiet_until = wishes.quiet or (None, None)
    db.session.flush()
    return row


def is_closed(alert: WatchAlert) -> bool:
    """Whether it is over."""
    return alert.state == CLOSED
