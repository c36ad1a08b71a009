"""What tasks, their states and what happens to them are called on the desk's pages."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.exchange.tasks import course
from portal.exchange.tasks.models import COUNT, IMPORTANT, NORMAL, URGENT
from portal.tenancy.directory import directory

STATES: dict[str, tuple[Any, str]] = {
    course.GIVEN: (_l("Mới giao"), "neutral"),
    course.RECEIVED: (_l("Đã nhận"), "info"),
    course.WORKING: (_l("Đang làm"), "info"),
    course.RETURNED: (_l("Trả lại làm tiếp"), "warn"),
    course.REPORTED: (_l("Đã báo cáo hoàn thành"), "warn"),
    course.ACCEPTED: (_l("Được công nhận"), "good"),
    course.RECALLED: (_l("Đã thu hồi"), "neutral"),
}
"""(what a state is called, the tone of its badge)."""
HAPPENINGS: dict[str, Any] = {
    course.RECEIVE: _l("nhận nhiệm vụ"),
    course.HAND: _l("giao người làm"),
    course.START: _l("bắt đầu làm"),
    course.REPORT: _l("báo cáo tiến độ"),
    course.FINISH: _l("báo cáo hoàn thành"),
    course.ASK: _l("xin gia hạn"),
    course.GRANT: _l("cho gia hạn"),
    course.DENY: _l("không cho gia hạn"),
    course.MOVE: _l("đổi hạn"),
    course.ACCEPT: _l("công nhận kết quả"),
    course.RETURN: _l("trả lại làm tiếp"),
    course.RECALL: _l("thu hồi nhiệm vụ"),
    course.SAY: _l("trao đổi"),
    course.REMIND: _l("nhắc"),
}
IMPORTANCE: dict[int, tuple[Any, str]] = {
    NORMAL: (_l("Bình thường"), "neutral"),
    IMPORTANT: (_l("Quan trọng"), "warn"),
    URGENT: (_l("Khẩn"), "bad"),
}
WEEKDAYS = (_l("thứ Hai"), _l("thứ Ba"), _l("thứ Tư"), _l("thứ Năm"), _l("thứ Sáu"))


def office_name(portal_id: int) -> str:
    """The agency of a portal, of its heir where it ended."""
    portal = directory().by_id(portal_id)
    return directory().heir_of(portal).authority if portal is not None else ""


def unit_name(portal_id: int) -> str:
    """A portal's name for a narrow column ("Tam Hải"), of its heir where it ended."""
    portal = directory().by_id(portal_id)
    name = directory().heir_of(portal).name if portal is not None else ""
    for prefix in ("Xã ", "Thị trấn ", "Huyện "):
        name = name.removeprefix(prefix)
    return name


def progress(content: Any, done: int) -> str:
    """How much is done, in the measure of the task: "60 %", "72/120 hộ"."""
    if content.measure == COUNT:
        return f"{done}/{content.whole} {content.unit}".strip()
    return _("%(done)s %%", done=done)


def share(content: Any, done: int) -> str:
    """How much is done in per cent, for narrow cells."""
    return _("%(done)s %%", done=round(100 * done / content.whole))


def days_late(due: date, today: date) -> str:
    """How late something is."""
    return _("Quá hạn %(days)s ngày", days=(today - due).days)
