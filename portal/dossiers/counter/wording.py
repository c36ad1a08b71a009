"""How the desk says where a dossier stands: due times in colour and words, what a verb will cause."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from portal.clock import to_local
from portal.dossiers.states import COMPLETING, DONE, NEW, PAYING, RUNNING
from portal.web.templating import viet_date
from portal.workdays.calendar import MINUTES_A_DAY, Calendar
from portal.workdays.clock import AMBER, RED

STATE_TONES = {
    "new": "info",
    "received": "neutral",
    "handling": "neutral",
    "completing": "warn",
    "paying": "warn",
    "done": "good",
    "returned": "good",
    "refused": "bad",
    "stopped": "bad",
    "withdrawn": "bad",
}
ICONS = {
    "receive": "check",
    "take": "check",
    "pass": "arrow",
    "ask": "mail",
    "charge": "money",
    "decide": "edit",
    "sign": "edit",
    "finish": "check",
    "return": "check",
    "apologise": "mail",
    "complete": "check",
}
FIRST = ("receive", "take", "complete", "decide", "sign", "finish", "pass", "return")
"""What is usually done next, in this order; the others stand behind them."""
AT_ONCE = frozenset({"receive", "take", "finish"})
"""Verbs that ask nothing: one button."""

FORM_NAMES = {
    "01": _l("Mẫu 01: Giấy tiếp nhận hồ sơ và hẹn trả kết quả"),
    "02": _l("Mẫu 02: Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ"),
    "03": _l("Mẫu 03: Phiếu từ chối tiếp nhận"),
    "04": _l("Mẫu 04: Phiếu xin lỗi và hẹn lại ngày trả kết quả"),
    "05": _l("Mẫu 05: Phiếu kiểm soát quá trình giải quyết"),
}

_EFFECTS = {
    "receive": _l("Thời hạn bắt đầu tính; giấy tiếp nhận và hẹn trả (mẫu 01) được lập."),
    "refuse": _l("Hồ sơ kết thúc; người nộp được báo lý do, phiếu từ chối (mẫu 03) được lập."),
    "take": _l("Hồ sơ nằm trong tay bạn, người khác không nhận được nữa."),
    "release": _l("Hồ sơ trở lại hàng chờ của bước này."),
    "pass": _l("Bước này kết thúc, bước sau bắt đầu tính giờ."),
    "send_back": _l("Người làm bước trước nhận lại hồ sơ kèm lý do; thời hạn vẫn chạy."),
    "reassign": _l("Người đang giữ và người nhận đều được báo."),
    "ask": _l("Thời hạn tạm dừng đến khi công dân bổ sung; phiếu yêu cầu (mẫu 02) được lập và gửi."),
    "complete": _l("Thời hạn chạy tiếp."),
    "charge": _l("Thời hạn tạm dừng đến khi công dân nộp đủ; khoản thu được lập."),
    "withdraw": _l("Hồ sơ kết thúc theo yêu cầu của công dân."),
    "stop": _l("Hồ sơ kết thúc, không có kết quả; công dân được báo lý do."),
    "decide": _l("Nội dung kết quả được lưu để trình ký, còn sửa được."),
    "sign": _l("Kết quả được ký số, đóng dấu và không sửa được nữa."),
    "finish": _l("Thời hạn dừng lại, công dân được báo đến nhận kết quả."),
    "return": _l("Hồ sơ kết thúc; ngày trả được ghi vào sổ theo dõi."),
    "apologise": _l("Công dân nhận phiếu xin lỗi (mẫu 04) với ngày hẹn mới; hạn theo luật không đổi."),
    "correct": _l("Công dân được báo những gì đã đính chính."),
    "note": _l("Chỉ cán bộ của cơ quan đọc được."),
}


def effect(verb: str) -> str:
    """What a verb will cause, said before it is done."""
    return str(_EFFECTS[verb])


_WHERE = {
    "new": _l("Chờ bộ phận một cửa kiểm tra và tiếp nhận."),
    "received": _l("Đã tiếp nhận, chờ xử lý."),
    "handling": _l("Đang được xử lý."),
    "completing": _l("Thời hạn tạm dừng, chờ công dân bổ sung."),
    "paying": _l("Thời hạn tạm dừng, chờ công dân nộp phí, lệ phí."),
    "done": _l("Đã có kết quả, chờ trả cho công dân."),
    "returned": _l("Đã trả kết quả, hồ sơ kết thúc."),
    "refused": _l("Đã từ chối tiếp nhận, hồ sơ kết thúc."),
    "stopped": _l("Đã dừng xử lý, hồ sơ kết thúc."),
    "withdrawn": _l("Công dân đã rút hồ sơ."),
}


def where_it_is(dossier: Any) -> str:
    """Where a dossier is, for people of the desk."""
    return str(_WHERE[dossier.state])


@dataclass(frozen=True)
class Due:
    """How urgent a dossier is: words, the tone of a badge, and the moment that is meant."""

    words: str
    tone: str
    at: datetime | None = None


def due_of(calendar: Calendar, now: datetime) -> Callable[[Any], Due]:
    """Says of lines of a list how urgent each is, with one calendar for all of them."""
    return lambda line: _due(line, calendar, now)


def _due(line: Any, calendar: Calendar, now: datetime) -> Due:
    if line.state == NEW:
        waited = calendar.days_between(to_local(line.submitted_at).date(), to_local(now).date())
        return Due(_waited(waited), "warn" if waited > 0 else "info", line.submitted_at)
    if line.state in {COMPLETING, PAYING}:
        since = line.paused_since or line.submitted_at
        said = _("chờ công dân từ %(day)s", day=viet_date(since))
        return Due(said, "neutral", line.due_at)
    if line.state == DONE:
        return Due(_("chờ trả kết quả"), "good", line.done_at)
    if line.state not in RUNNING or line.due_at is None:
        return Due("", "neutral", None)
    words = left_in_words(calendar, line.due_at, now)
    if line.urgency == RED:
        return Due(words, "bad", line.due_at)
    if line.urgency == AMBER:
        return Due(_("sắp đến hạn: %(left)s", left=words), "warn", line.due_at)
    return Due(words, "good", line.due_at)


def _waited(days: int) -> str:
    if days <= 0:
        return _("mới nộp hôm nay")
    return ngettext("chờ tiếp nhận %(num)s ngày", "chờ tiếp nhận %(num)s ngày", days)


def left_in_words(calendar: Calendar, due_at: datetime, now: datetime) -> str:
    """ "còn 2 ngày", "hạn 17:00 hôm nay", "quá hạn 1 ngày": working days between now and the moment."""
    due_day, day = to_local(due_at).date(), to_local(now).date()
    if now > due_at:
        days = calendar.days_between(due_day, day)
        if days > 0:
            return ngettext("quá hạn %(num)s ngày", "quá hạn %(num)s ngày", days)
        return (
            _("quá hạn từ %(hour)s hôm nay", hour=f"{to_local(due_at):%H:%M}")
            if due_day == day
            else _("quá hạn")
        )
    days = calendar.days_between(day, due_day)
    if due_day == day:
        return _("hạn %(hour)s hôm nay", hour=f"{to_local(due_at):%H:%M}")
    return ngettext("còn %(num)s ngày", "còn %(num)s ngày", max(days, 1))


def duration(minutes: int) -> str:
    """Working minutes as days, hours and minutes; a working day has 480 minutes."""
    days, rest = divmod(max(minutes, 0), MINUTES_A_DAY)
    hours, left = divmod(rest, 60)
    parts = [
        ngettext("%(num)s ngày", "%(num)s ngày", days) if days else "",
        ngettext("%(num)s giờ", "%(num)s giờ", hours) if hours else "",
        ngettext("%(num)s phút", "%(num)s phút", left) if left and not days else "",
    ]
    return " ".join(one for one in parts if one) or _("0 phút")
