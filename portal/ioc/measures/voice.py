"""Part 4, citizens' voice: questions, comments and reports from the field, how many, how fast they are answered."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import and_

from portal.ioc.measures.rows import how_many, minutes_between, overdue, rows_on
from portal.ioc.warehouse.registry import (
    DOWN,
    FLOW,
    LEVEL,
    MINUTES,
    UP,
    VOICE,
    Fact,
    Measure,
    Source,
    Warehouse,
)
from portal.tenancy.directory import directory
from portal.voice.cases.labels import KIND_LABELS
from portal.voice.cases.models import ANSWERED, REFUSED, REPORT, VoiceCase
from portal.voice.settings import voice_settings

_SPAM = and_(VoiceCase.state == REFUSED, VoiceCase.refusal == "")
_MEANT = and_(VoiceCase.suspected.is_(False), ~_SPAM)
_RULE = _l("Luật Tiếp cận thông tin 2016; Nghị định 42/2022/NĐ-CP; Nghị định 61/2018/NĐ-CP")


def _counted(first: date, last: date) -> Iterator[Fact]:
    for day, kind in rows_on(VoiceCase.received_at, first, last, VoiceCase.kind, where=(_MEANT,)):
        yield Fact("cases", day, kind, 1)
        yield Fact("cases_open", day, "", 1)
    for day, received, answered, due in rows_on(
        VoiceCase.answered_at,
        first,
        last,
        VoiceCase.received_at,
        VoiceCase.answered_at,
        VoiceCase.due_on,
        where=(_MEANT, VoiceCase.state == ANSWERED),
    ):
        yield Fact("cases_answered", day, "", 1)
        yield Fact("cases_answer_minutes", day, "", minutes_between(received, answered))
        if due is not None:
            yield Fact("cases_due", day, "", 1)
            yield Fact("cases_in_time", day, "", int(day <= due))
    for (day,) in rows_on(VoiceCase.closed_at, first, last, where=(_MEANT,)):
        yield Fact("cases_open", day, "", -1)
    yield from overdue("cases_late", VoiceCase.due_on, VoiceCase.closed_at, first, last, _MEANT)
    placed = (_MEANT, VoiceCase.kind == REPORT, VoiceCase.lat.is_not(None))
    yield from how_many("reports_placed", VoiceCase.received_at, first, last, *placed)


def _kept(tenant_id: int) -> int:
    """Cases that are not published are deleted some months after their end: whole days that are older stay counted."""
    portal = directory().by_id(tenant_id)
    months = voice_settings(portal).keep_months if portal is not None else 12
    return max(months * 365 // 12 - 3, 1)


def register(house: Warehouse) -> None:
    """Register what is counted of citizens' voice."""
    days = ("received_at", "answered_at", "closed_at", "due_on")
    source = Source("voice", {VoiceCase: days}, _counted, keeps=_kept)

    def measure(key: str, label: Any, kind: str, meaning: Any, **more: Any) -> Measure:
        return Measure(key, label, VOICE, kind, "voice", meaning, _RULE, **more)

    house.add_source(
        source,
        measure(
            "cases",
            _l("Câu hỏi, góp ý, phản ánh nhận được"),
            FLOW,
            _l("Ý kiến gửi đến trong ngày; không tính ý kiến bị nghi hoặc bị loại vì là thư rác."),
            dimensions=KIND_LABELS,
        ),
        measure(
            "cases_answered", _l("Ý kiến đã trả lời"), FLOW, _l("Ý kiến được trả lời trong ngày."), better=UP
        ),
        measure(
            "cases_answer_minutes",
            _l("Thời gian trả lời"),
            FLOW,
            _l(
                "Cộng thời gian theo lịch từ lúc nhận đến lúc trả lời của các ý kiến được trả lời trong ngày."
            ),
            unit=MINUTES,
            better=DOWN,
        ),
        measure(
            "cases_due",
            _l("Ý kiến đã trả lời có thời hạn"),
            FLOW,
            _l("Trong số ý kiến đã trả lời, ý kiến có ngày phải trả lời."),
        ),
        measure(
            "cases_in_time",
            _l("Ý kiến trả lời đúng hạn"),
            FLOW,
            _l("Ý kiến được trả lời chậm nhất vào ngày phải trả lời."),
            better=UP,
        ),
        measure(
            "cases_open",
            _l("Ý kiến đang xử lý"),
            LEVEL,
            _l("Ý kiến đã nhận mà cuối ngày chưa trả lời, chưa từ chối, chưa gộp."),
            better=DOWN,
        ),
        measure(
            "cases_late",
            _l("Ý kiến quá hạn trả lời"),
            LEVEL,
            _l("Ý kiến đang xử lý đã qua ngày phải trả lời; tính từ ngày hôm sau."),
            better=DOWN,
        ),
        measure(
            "reports_placed",
            _l("Phản ánh hiện trường có vị trí"),
            FLOW,
            _l("Phản ánh hiện trường nhận trong ngày có ghi vị trí trên bản đồ."),
        ),
    )
