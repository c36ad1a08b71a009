"""Part 3, directives and exchange of documents: sent, received, how long it takes, what is late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func

from portal.exchange.edxml.shapes import REFUSED
from portal.exchange.registers.models import (
    BY_HAND,
    BY_PACKAGE,
    ISSUED,
    RECALLED,
    REPLACED,
    IncomingDocument,
    OutgoingDocument,
)
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

_RULE = _l(
    "Nghị định 30/2020/NĐ-CP về công tác văn thư; Quyết định 28/2018/QĐ-TTg về gửi, nhận văn bản điện tử"
)
_IN = IncomingDocument
_OVER = func.coalesce(_IN.ended_at, _IN.taken_back_at, type_=_IN.ended_at.type)
_OVERS = ((_IN.ended_at, ()), (_IN.taken_back_at, (_IN.ended_at.is_(None),)))
_ACCEPTED = _IN.accepted_at.is_not(None)
WAYS = {BY_PACKAGE: _l("Qua trục liên thông"), BY_HAND: _l("Văn thư nhập")}


def _sent(first: date, last: date) -> Iterator[Fact]:
    numbered = (OutgoingDocument.state.in_((ISSUED, RECALLED, REPLACED)),)
    for day, on_paper in rows_on(
        OutgoingDocument.issued_at, first, last, OutgoingDocument.on_paper, where=numbered
    ):
        yield Fact("documents_sent", day, "", 1)
        yield Fact("documents_signed", day, "", int(not on_paper))


def _received(first: date, last: date) -> Iterator[Fact]:
    for day, state, source in rows_on(_IN.arrived_at, first, last, _IN.state, _IN.source):
        if state == REFUSED:
            yield Fact("documents_refused", day, "", 1)
        else:
            yield Fact("documents_received", day, source, 1)
    for day, arrived, accepted in rows_on(_IN.accepted_at, first, last, _IN.arrived_at, _IN.accepted_at):
        yield Fact("documents_accepted", day, "", 1)
        yield Fact("documents_accept_minutes", day, "", minutes_between(arrived, accepted))
        yield Fact("documents_open", day, "", 1)
    for column, where in _OVERS:
        for (day,) in rows_on(column, first, last, where=(_ACCEPTED, *where)):
            yield Fact("documents_open", day, "", -1)
    yield from _handled(first, last)
    yield from overdue("documents_late", _IN.due, _OVER, first, last, _ACCEPTED, endings=_OVERS)


def _handled(first: date, last: date) -> Iterator[Fact]:
    columns = (_IN.accepted_at, _IN.ended_at, _IN.due)
    for day, accepted, ended, due in rows_on(_IN.ended_at, first, last, *columns, where=(_ACCEPTED,)):
        yield Fact("documents_handled", day, "", 1)
        yield Fact("documents_handle_minutes", day, "", minutes_between(accepted, ended))
        if due is not None:
            yield Fact("documents_due", day, "", 1)
            yield Fact("documents_in_time", day, "", int(day <= due))


def register(house: Warehouse) -> None:
    """Register what is counted of the registers."""

    def measure(
        key: str, kind: str, source: str, better: str, label: Any, meaning: Any, **more: Any
    ) -> Measure:
        return Measure(key, label, EXCHANGE, kind, source, meaning, _RULE, better=better, **more)

    house.add_source(
        Source("sent", {OutgoingDocument: ("issued_at",)}, _sent),
        measure(
            "documents_sent",
            FLOW,
            "sent",
            NEITHER,
            _l("Văn bản đi"),
            _l("Văn bản được cấp số, ban hành trong ngày."),
        ),
        measure(
            "documents_signed",
            FLOW,
            "sent",
            UP,
            _l("Văn bản đi ký số"),
            _l("Văn bản ban hành trong ngày được ký số trên hệ thống, không phải bản giấy quét lại."),
        ),
    )
    days = ("arrived_at", "accepted_at", "ended_at", "taken_back_at", "due")
    house.add_source(Source("received", {_IN: days}, _received), *_received_measures(measure))


def _received_measures(measure: Any) -> Iterator[Measure]:
    yield measure(
        "documents_received",
        FLOW,
        "received",
        NEITHER,
        _l("Văn bản đến"),
        _l("Văn bản gửi đến trong ngày, trừ văn bản bị từ chối."),
        dimensions=WAYS,
    )
    yield measure(
        "documents_refused",
        FLOW,
        "received",
        DOWN,
        _l("Văn bản từ chối tiếp nhận"),
        _l("Văn bản gửi đến trong ngày và bị từ chối tiếp nhận."),
    )
    yield measure(
        "documents_accepted",
        FLOW,
        "received",
        NEITHER,
        _l("Văn bản vào sổ"),
        _l("Văn bản đến được vào sổ, cấp số đến trong ngày."),
    )
    yield measure(
        "documents_accept_minutes",
        FLOW,
        "received",
        DOWN,
        _l("Thời gian chờ vào sổ"),
        _l("Cộng thời gian theo lịch từ lúc đến tới lúc vào sổ của văn bản vào sổ trong ngày."),
        unit=MINUTES,
    )
    yield from _handling_measures(measure)


def _handling_measures(measure: Any) -> Iterator[Measure]:
    yield measure(
        "documents_handled",
        FLOW,
        "received",
        UP,
        _l("Văn bản xử lý xong"),
        _l("Văn bản đến hoàn thành xử lý trong ngày."),
    )
    yield measure(
        "documents_handle_minutes",
        FLOW,
        "received",
        DOWN,
        _l("Thời gian xử lý văn bản"),
        _l("Cộng thời gian theo lịch từ lúc vào sổ đến lúc xử lý xong của văn bản xử lý xong trong ngày."),
        unit=MINUTES,
    )
    yield measure(
        "documents_due",
        FLOW,
        "received",
        NEITHER,
        _l("Văn bản xử lý xong có thời hạn"),
        _l("Trong số văn bản xử lý xong, văn bản có ngày phải hoàn thành."),
    )
    yield measure(
        "documents_in_time",
        FLOW,
        "received",
        UP,
        _l("Văn bản xử lý đúng hạn"),
        _l("Văn bản xử lý xong chậm nhất vào ngày phải hoàn thành."),
    )
    yield measure(
        "documents_open",
        LEVEL,
        "received",
        NEITHER,
        _l("Văn bản đang xử lý"),
        _l("Văn bản đã vào sổ mà cuối ngày chưa xử lý xong, chưa bị lấy lại."),
    )
    yield measure(
        "documents_late",
        LEVEL,
        "received",
        DOWN,
        _l("Văn bản quá hạn xử lý"),
        _l("Văn bản đang xử lý đã qua ngày phải hoàn thành, tính từ ngày hôm sau."),
    )
