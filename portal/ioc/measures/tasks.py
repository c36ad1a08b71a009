"""Part 3 too, tasks that follow from directives: counted with the office that has to do them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func

from portal.exchange.tasks.course import ACCEPTED
from portal.exchange.tasks.models import ReceivedTask
from portal.ioc.measures.rows import minutes_between, overdue, rows_on
from portal.ioc.warehouse.registry import (
    DOWN,
    EXCHANGE,
    FLOW,
    LEVEL,
    MINUTES,
    NEITHER,
    UP,
    Fact,
    Measure,
    Source,
    Warehouse,
)

_OVER = func.coalesce(ReceivedTask.finished_at, ReceivedTask.ended_at, type_=ReceivedTask.ended_at.type)
_OVERS = ((ReceivedTask.finished_at, ()), (ReceivedTask.ended_at, (ReceivedTask.finished_at.is_(None),)))
_RULE = _l("Nghị định 30/2020/NĐ-CP, điều 24; quy chế làm việc của UBND")


def _counted(first: date, last: date) -> Iterator[Fact]:
    for (day,) in rows_on(ReceivedTask.given_at, first, last):
        yield Fact("tasks", day, "", 1)
        yield Fact("tasks_open", day, "", 1)
    columns = (ReceivedTask.given_at, ReceivedTask.finished_at, ReceivedTask.due)
    accepted = (ReceivedTask.state == ACCEPTED,)
    for day, given, finished, due in rows_on(ReceivedTask.finished_at, first, last, *columns, where=accepted):
        yield Fact("tasks_done", day, "", 1)
        yield Fact("tasks_in_time", day, "", int(day <= due))
        yield Fact("tasks_minutes", day, "", minutes_between(given, finished))
    for (day,) in rows_on(ReceivedTask.ended_at, first, last):
        yield Fact("tasks_open", day, "", -1)
    yield from overdue("tasks_late", ReceivedTask.due, _OVER, first, last, endings=_OVERS)


def register(house: Warehouse) -> None:
    """Register what is counted of tasks."""

    def measure(key: str, kind: str, better: str, label: Any, meaning: Any, **more: Any) -> Measure:
        return Measure(key, label, EXCHANGE, kind, "tasks", meaning, _RULE, better=better, **more)

    house.add_source(
        Source("tasks", {ReceivedTask: ("given_at", "finished_at", "ended_at", "due")}, _counted),
        measure(
            "tasks",
            FLOW,
            NEITHER,
            _l("Nhiệm vụ được giao"),
            _l("Nhiệm vụ cấp trên hoặc lãnh đạo giao cho đơn vị trong ngày."),
        ),
        measure(
            "tasks_done",
            FLOW,
            UP,
            _l("Nhiệm vụ hoàn thành"),
            _l("Nhiệm vụ được người giao công nhận hoàn thành, tính vào ngày báo cáo hoàn thành."),
        ),
        measure(
            "tasks_in_time",
            FLOW,
            UP,
            _l("Nhiệm vụ hoàn thành đúng hạn"),
            _l("Nhiệm vụ hoàn thành mà ngày báo cáo hoàn thành không sau thời hạn."),
        ),
        measure(
            "tasks_minutes",
            FLOW,
            DOWN,
            _l("Thời gian thực hiện nhiệm vụ"),
            _l("Cộng thời gian theo lịch từ lúc giao đến lúc báo cáo hoàn thành."),
            unit=MINUTES,
        ),
        measure(
            "tasks_open",
            LEVEL,
            NEITHER,
            _l("Nhiệm vụ đang thực hiện"),
            _l("Nhiệm vụ đã giao mà cuối ngày chưa kết thúc."),
        ),
        measure(
            "tasks_late",
            LEVEL,
            DOWN,
            _l("Nhiệm vụ quá hạn"),
            _l("Nhiệm vụ chưa báo cáo hoàn thành đã qua thời hạn, tính từ ngày hôm sau."),
        ),
    )
