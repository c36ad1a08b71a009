"""Who is told of what becomes of a report, in the transaction of the act."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.extensions import db
from portal.indicators.models import IndicatorReport
from portal.indicators.periods import read
from portal.indicators.transitions import APPROVE_RIGHT, ENTER
from portal.notices.service import notify, people_who_may

WHERE = "/quan-tri/so-lieu/"


def report_path(report: IndicatorReport) -> str:
    """Where the report stands in the desk."""
    return f"{WHERE}ky/{report.period_key}"


def period_label(report: IndicatorReport) -> str:
    """The period of a report as people call it."""
    period = read(report.period_key)
    return period.label if period is not None else report.period_key


def submitted(report: IndicatorReport, actor: Actor) -> None:
    """Who approves is told that a report waits."""
    people = [one.id for one in people_who_may(APPROVE_RIGHT, report.tenant_id) if one.id != report.writer_id]
    title = _("Số liệu %(period)s chờ duyệt", period=period_label(report))
    text = _("%(name)s đã nộp số liệu %(period)s để duyệt.", name=actor.name, period=period_label(report))
    notify(people, "indicator.submitted", title, report_path(report), actor, mail=text)


def sent_back(report: IndicatorReport, actor: Actor) -> None:
    """Who typed and who handed in is told why the report came back."""
    title = _("Số liệu %(period)s bị trả lại", period=period_label(report))
    text = _("%(name)s trả lại số liệu: %(reason)s", name=report.returned_by, reason=report.reason)
    people = {report.writer_id, report.submitter_id}
    notify(people, "indicator.sent_back", title, report_path(report), actor, detail=report.reason, mail=text)


def approved(report: IndicatorReport, actor: Actor) -> None:
    """Who typed is told that the report went through."""
    title = _("Số liệu %(period)s đã được duyệt", period=period_label(report))
    notify({report.writer_id, report.submitter_id}, "indicator.approved", title, report_path(report), actor)


def returned(report: IndicatorReport, actor: Actor) -> None:
    """The portal above returned it: who typed, handed in and approves is told why."""
    people = {report.writer_id, report.submitter_id}
    people |= {one.id for one in people_who_may(APPROVE_RIGHT, report.tenant_id)}
    title = _("Huyện trả lại số liệu %(period)s", period=period_label(report))
    text = _("%(name)s trả lại số liệu: %(reason)s", name=report.returned_by, reason=report.reason)
    notify(people, "indicator.returned", title, report_path(report), actor, detail=report.reason, mail=text)


def asked(report: IndicatorReport, name: str, actor: Actor) -> None:
    """Who approves is told that a figure is to be revised."""
    people = [one.id for one in people_who_may(APPROVE_RIGHT, report.tenant_id)]
    title = _("Đề nghị điều chỉnh số liệu %(period)s", period=period_label(report))
    text = _("%(name)s đề nghị điều chỉnh chỉ tiêu “%(what)s”.", name=actor.name, what=name)
    notify(people, "indicator.asked", title, report_path(report), actor, detail=name, mail=text)


def decided(
    report: IndicatorReport, asker_id: int | None, name: str, answer: str, actor: Actor, *, done: bool
) -> None:
    """Who asked for a revision is told what was decided."""
    title = _("Đã điều chỉnh số liệu theo đề nghị") if done else _("Không đồng ý điều chỉnh số liệu")
    detail = f"{name}. {answer}" if answer else name
    notify([asker_id], "indicator.decided", title, report_path(report), actor, detail=detail)


def reminded(report: IndicatorReport, actor: Actor, *, late: bool) -> int:
    """Who entered figures lately, else who may, is told that a report is owed; of a late one who approves too. How many
    people."""
    people = _usual_writers() or {one.id for one in people_who_may(ENTER, report.tenant_id)}
    if late:
        people |= {one.id for one in people_who_may(APPROVE_RIGHT, report.tenant_id)}
    day = f"{report.due_on:%d/%m/%Y}"
    period = period_label(report)
    if late:
        title = _("Quá hạn nộp số liệu %(period)s", period=period)
        text = _("Hạn nộp là ngày %(day)s. Đơn vị chưa nộp số liệu %(period)s.", day=day, period=period)
    else:
        title = _("Sắp đến hạn nộp số liệu %(period)s", period=period)
        text = _("Hạn nộp là ngày %(day)s. Hãy nhập và nộp số liệu %(period)s.", day=day, period=period)
    return notify(people, "indicator.due", title, report_path(report), actor, detail=text, mail=text)


def _usual_writers() -> set[int]:
    """Who typed the last reports of the portal in force."""
    found = db.session.scalars(
        select(IndicatorReport.writer_id)
        .where(IndicatorReport.writer_id.is_not(None))
        .order_by(IndicatorReport.last_day.desc())
        .limit(4)
    )
    return {one for one in found if one is not None}
