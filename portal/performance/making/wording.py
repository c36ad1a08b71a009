"""The sentences of the story, and the values of forms, in the very words of the verbs (the same labels)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from portal.dossiers.states import AT_COUNTER, TO_ACCOUNT
from portal.performance.making.clockwork import Row
from portal.performance.making.world import Person
from portal.results.offices import office_of_tenant
from portal.tenancy.directory import Portal
from portal.web.templating import viet_date, viet_datetime


def came(portal: Portal) -> str:
    """Handed in."""
    return _("%(office)s đã nhận được hồ sơ và sẽ kiểm tra.", office=portal.authority)


def charged(total: int) -> str:
    """Asked for money."""
    return _("Cần nộp phí, lệ phí %(sum)s đồng.", sum=f"{total:,}".replace(",", "."))


def paid() -> str:
    """Paid."""
    return _("Đã nộp phí, lệ phí. Hồ sơ được xử lý tiếp.")


def received(promised: datetime | None) -> str:
    """Received."""
    return _("Hồ sơ đã được tiếp nhận, hẹn trả kết quả %(moment)s.", moment=viet_datetime(promised))


def refused(reason: str) -> str:
    """Not received."""
    return _("Hồ sơ không được tiếp nhận. Lý do: %(reason)s", reason=reason)


def taken() -> str:
    """Taken for the first time."""
    return _("Hồ sơ đang được xử lý.")


def asked(title: str, until: datetime | None) -> str:
    """Asked to complete."""
    return _(
        "Hồ sơ cần bổ sung: %(items)s. Hãy bổ sung trước ngày %(day)s.", items=title, day=viet_date(until)
    )


def completed() -> str:
    """Completed."""
    return _("Đã nhận bổ sung, hồ sơ được xử lý tiếp.")


def apologised(reason: str, until: datetime) -> str:
    """Form 04; the reason is a sentence with its stop."""
    return _(
        "Xin lỗi vì chậm trả kết quả. Lý do: %(reason)s Hẹn lại %(moment)s.",
        reason=reason,
        moment=viet_datetime(until),
    )


def signed() -> str:
    """Signed."""
    return _("Kết quả đã được ký.")


def passed(step: str) -> str:
    """At the next step."""
    return _("Hồ sơ đã chuyển đến bước: %(step)s.", step=step)


def done(delivery: str) -> str:
    """Done, by the way of delivery."""
    if delivery == TO_ACCOUNT:
        return _("Hồ sơ đã có kết quả. Hãy mở cổng để nhận.")
    if delivery == AT_COUNTER:
        return _("Hồ sơ đã có kết quả. Hãy mang giấy hẹn đến bộ phận một cửa để nhận.")
    return _("Hồ sơ đã có kết quả và sẽ được gửi qua bưu chính.")


def returned() -> str:
    """Handed out."""
    return _("Đã trả kết quả.")


def stopped(reason: str) -> str:
    """Stopped."""
    return _("Hồ sơ dừng xử lý. Lý do: %(reason)s", reason=reason)


def withdrawn() -> str:
    """Withdrawn."""
    return _("Công dân đã rút hồ sơ.")


def head(dossier: Row) -> dict[str, Any]:
    """What stands on every form."""
    office = office_of_tenant(dossier["tenant_id"])
    names = ("agency", "above", "place", "phone")
    return {
        "office": {name: getattr(office, name) for name in names},
        "code": dossier["code"],
        "service": dossier["title"],
        "service_code": dossier["service_code"],
        "applicant": dict(dossier["applicant"]),
        "channel": dossier["channel"],
        "delivery": dossier["delivery"],
        "submitted_at": _iso(dossier["submitted_at"]),
        "received_at": _iso(dossier["received_at"]),
        "promised_at": _iso(dossier["promised_at"]),
    }


def appointment(dossier: Row, papers: list[Row], clerk: Person) -> dict[str, Any]:
    """What form 01 says besides."""
    rows = sorted(papers, key=lambda one: (one["position"], one["id"]))
    names = ("title", "originals", "copies")
    return {
        "papers": [
            {name: one[name] for name in names} | {"scanned": one["paper_id"] is not None} for one in rows
        ],
        "days": dossier["limit_days"],
        "minutes": dossier["limit_minutes"],
        "clerk": clerk.name,
    }


def _iso(instant: datetime | None) -> str:
    return instant.isoformat() if instant is not None else ""
