"""From a kept form to its sheet: what was issued is printed again as it was."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from portal.clock import to_local
from portal.dossiers.models_course import APOLOGY, APPOINTMENT, COMPLETE, CONTROL, REFUSAL
from portal.dossiers.paths import CITIZEN
from portal.dossiers.states import DELIVERY_LABELS
from portal.printing.counter_forms import (
    GIVEN,
    KEPT,
    Apology,
    Applicant,
    CompletionRequest,
    ControlSlip,
    HandedIn,
    HandingOver,
    Office,
    Receipt,
    Refusal,
    apology,
    completion_request,
    control_slip,
    receipt,
    refusal,
)
from portal.tenancy.directory import Portal
from portal.web.request import portal_url
from portal.workdays.calendar import MINUTES_A_DAY

Values = Mapping[str, Any]
MARKS = {
    APPOINTMENT: "TNHS",
    COMPLETE: "HDHS",
    REFUSAL: "TCHS",
    APOLOGY: "PXL",
    CONTROL: "KSGQ",
}
"""What stands behind the number of each form."""
FILE_NAMES = {
    APPOINTMENT: "mau-01-giay-tiep-nhan",
    COMPLETE: "mau-02-yeu-cau-bo-sung",
    REFUSAL: "mau-03-tu-choi",
    APOLOGY: "mau-04-xin-loi",
    CONTROL: "mau-05-kiem-soat",
}


def sheet_of(kind: str, values: Values, made_at: datetime, portal: Portal, *, copies: int = 1) -> bytes:
    """The PDF of a form. `copies`: of form 01, two where one is kept. Raises KeyError for an unknown kind."""
    return _MAKERS[kind](values, _slip(kind, values, made_at, portal), copies)


def _slip(kind: str, values: Values, made_at: datetime, portal: Portal) -> dict[str, Any]:
    """What every form says."""
    who, office = values.get("applicant") or {}, values.get("office") or {}
    code = str(values.get("code", ""))
    serial = code.rpartition("-")[2].lstrip("0") or "0"
    return {
        "office": Office(
            agency=office.get("agency", portal.authority),
            above=office.get("above", ""),
            place=office.get("place", ""),
            phone=office.get("phone", ""),
        ),
        "code": code,
        "applicant": Applicant(
            who.get("name", ""), who.get("address", ""), who.get("phone", ""), who.get("email", "")
        ),
        "service": str(values.get("service", "")),
        "made_at": made_at,
        "number": f"{serial.zfill(2)}/{MARKS[kind]}",
        "link": portal_url(portal, f"{CITIZEN}tra-cuu?ma={code}"),
        "clerk": str(values.get("clerk", "")),
    }


def instant(values: Values, name: str) -> datetime | None:
    """An instant among the values (ISO 8601, UTC)."""
    text = str(values.get(name) or "")
    return datetime.fromisoformat(text) if text else None


def duration_in_words(days: int | None, minutes: int | None) -> str:
    """The legal time: "03 ngày làm việc", "trong ngày", "04 giờ làm việc"."""
    if days is not None:
        return f"{days:02d} ngày làm việc" if days else "trong ngày làm việc"
    if minutes is None:
        return ""
    if minutes % MINUTES_A_DAY == 0:
        return f"{minutes // MINUTES_A_DAY:02d} ngày làm việc"
    return f"{-(-minutes // 60):02d} giờ làm việc"


def _receipt(values: Values, slip: dict[str, Any], copies: int) -> bytes:
    papers = tuple(
        HandedIn(
            str(one.get("title", "")),
            int(one.get("originals") or 0),
            int(one.get("copies") or 0),
            "bản điện tử" if one.get("scanned") and not (one.get("originals") or one.get("copies")) else "",
        )
        for one in values.get("papers") or []
    )
    agent = (values.get("applicant") or {}).get("agent", "")
    way = str(DELIVERY_LABELS.get(str(values.get("delivery", "")), ""))
    made = Receipt(
        **slip,
        papers=papers,
        duration=duration_in_words(values.get("days"), values.get("minutes")),
        received_at=instant(values, "received_at"),
        due_at=instant(values, "promised_at"),
        result_at=f"{way} (người nộp thay: {agent})" if agent else way,
        serial=str(values.get("code", "")).rpartition("-")[2],
    )
    return receipt(made, (KEPT, GIVEN) if copies > 1 else (GIVEN,))


def _completion(values: Values, slip: dict[str, Any], _copies: int) -> bytes:
    items = values.get("items") or []
    until = instant(values, "until")
    said = tuple(
        f"{one.get('title', '')}: {one['reason']}" if one.get("reason") else str(one.get("title", ""))
        for one in items
    )
    reason = "Hồ sơ chưa đầy đủ, chưa chính xác theo quy định của thủ tục."
    last = to_local(until).date() if until else None
    return completion_request(CompletionRequest(**slip, items=said, reason=reason, until=last))


def _refusal(values: Values, slip: dict[str, Any], _copies: int) -> bytes:
    reasons = tuple(one.strip() for one in str(values.get("reason", "")).split(";") if one.strip())
    return refusal(Refusal(**slip, reasons=reasons))


def _apology(values: Values, slip: dict[str, Any], _copies: int) -> bytes:
    made = Apology(
        **slip,
        received_at=instant(values, "received_at"),
        promised_at=instant(values, "former"),
        new_due_at=instant(values, "until") or instant(values, "proposed"),
        reason=str(values.get("reason", "")),
    )
    return apology(made)


def _control(values: Values, slip: dict[str, Any], _copies: int) -> bytes:
    steps = tuple(
        HandingOver(
            str(one.get("giver", "")),
            str(one.get("taker", "")),
            instant(one, "at"),
            str(one.get("giver_name", "")),
            str(one.get("taker_name", "")),
            str(one.get("outcome", "")),
            str(one.get("note", "")),
        )
        for one in values.get("steps") or []
    )
    return control_slip(ControlSlip(**slip, steps=steps))


_MAKERS: dict[str, Callable[[Values, dict[str, Any], int], bytes]] = {
    APPOINTMENT: _receipt,
    COMPLETE: _completion,
    REFUSAL: _refusal,
    APOLOGY: _apology,
    CONTROL: _control,
}
