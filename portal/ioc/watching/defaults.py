"""The rules that every office begins with, part by part; each is put right or switched off by whoever may set
rules.

Thresholds are in the unit of the figure as people read it (per cent, hours, days, numbers). The district's own
rules watch each commune too, with wider thresholds: a commune's own administrator is told first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.ioc.watching.course import INFO, URGENT, WARNING

OWN, BELOW = "own", "below"
"""Whose figures a rule looks at: the office's own, or those of each office below it."""
HOUR = 60


@dataclass(frozen=True)
class Default:
    """A rule to begin with; `key` names it for good. `days`: over how many days what happens is summed."""

    key: str
    figure: str
    is_above: bool
    threshold: float
    calm: float
    severity: int
    advice: Any
    days: int = 1
    hold_minutes: int = 0
    units: str = OWN


_PORTALS = (
    Default(
        "sections-late",
        "sections_late",
        True,
        1,
        0,
        WARNING,
        _l("Mở Mục bắt buộc, cập nhật mục quá hạn hoặc giao người phụ trách."),
        hold_minutes=24 * HOUR,
    ),
    Default(
        "nothing-published",
        "published",
        False,
        0,
        1,
        INFO,
        _l("Cổng bảy ngày chưa có nội dung mới: đăng tin hoạt động, văn bản, thông báo của tuần."),
        days=7,
    ),
    Default(
        "searches-empty",
        "searches_empty",
        True,
        40,
        30,
        INFO,
        _l("Xem những câu người dân tìm mà chưa thấy, bổ sung nội dung hoặc từ đồng nghĩa."),
        days=7,
    ),
)
_COUNTER = (
    Default(
        "dossiers-late",
        "dossiers_late",
        True,
        1,
        0,
        WARNING,
        _l("Mở danh sách hồ sơ quá hạn, đôn đốc người đang giữ hồ sơ, gửi phiếu xin lỗi và hẹn lại."),
    ),
    Default(
        "in-time",
        "dossiers_in_time",
        False,
        90,
        95,
        WARNING,
        _l("Xem bước nào trễ, người nào nhiều việc trong trang Kết quả phục vụ."),
        days=30,
    ),
    Default(
        "index-766",
        "index_766",
        False,
        70,
        75,
        INFO,
        _l("Mở cách tính chỉ số để thấy nhóm điểm thấp nhất của tháng."),
    ),
)
_EXCHANGE = (
    Default(
        "documents-late",
        "documents_late",
        True,
        1,
        0,
        WARNING,
        _l("Mở sổ văn bản đến, đôn đốc người được phân công xử lý."),
    ),
    Default(
        "tasks-late",
        "tasks_late",
        True,
        1,
        0,
        WARNING,
        _l("Mở nhiệm vụ quá hạn: đôn đốc, điều chỉnh thời hạn hoặc giao lại."),
    ),
)
_VOICE = (
    Default(
        "cases-late",
        "cases_late",
        True,
        1,
        0,
        WARNING,
        _l("Mở ý kiến quá hạn, phân công người trả lời trong ngày."),
    ),
)
_SOCIETY = (
    Default(
        "reports-late",
        "reports_late",
        True,
        1,
        0,
        WARNING,
        _l("Mở Số liệu kinh tế – xã hội, nhập và nộp kỳ đã quá hạn."),
    ),
)
_SYSTEMS = (
    Default(
        "answering",
        "answering",
        False,
        94,
        98,
        URGENT,
        _l("Trang chủ không mở được đều: kiểm tra máy chủ, đường truyền, ổ đĩa."),
    ),
    Default(
        "backup-age",
        "backup_age",
        True,
        26,
        25,
        URGENT,
        _l("Đêm qua chưa có bản sao lưu: chạy lại sao lưu và kiểm tra ổ chứa bản sao."),
    ),
    Default(
        "drill-age",
        "drill_age",
        True,
        45,
        40,
        WARNING,
        _l("Lâu chưa khôi phục thử bản sao lưu: chạy flask backup drill và xem kết quả."),
    ),
    Default(
        "disk-free",
        "disk_free",
        False,
        10,
        15,
        URGENT,
        _l("Ổ đĩa sắp đầy: xóa bản sao lưu cũ, dọn tệp tạm hoặc thêm ổ đĩa."),
    ),
    Default(
        "certificate",
        "certificate_days",
        False,
        30,
        31,
        WARNING,
        _l("Chứng thư số sắp hết hạn: xin gia hạn, vì cấp lại thường mất hai tuần."),
    ),
    Default(
        "signatures",
        "signature_problems",
        True,
        1,
        0,
        INFO,
        _l("Mở văn bản có chữ ký số cần xem lại, thay tệp đúng."),
        hold_minutes=24 * HOUR,
    ),
    Default(
        "sign-ins",
        "sign_ins_refused",
        True,
        50,
        20,
        WARNING,
        _l("Có người dò mật khẩu: xem nhật ký, khóa tài khoản bị dò, bật xác thực hai bước."),
    ),
    Default(
        "mails",
        "mails_failed",
        True,
        10,
        0,
        WARNING,
        _l("Thư không gửi được: kiểm tra máy chủ thư, địa chỉ sai, rồi gửi lại."),
    ),
    Default(
        "jobs",
        "jobs_failed",
        True,
        5,
        0,
        WARNING,
        _l("Việc nền bị lỗi: xem lỗi của từng việc, sửa rồi cho chạy lại."),
    ),
)
_BELOW = (
    Default(
        "below-dossiers-late",
        "dossiers_late",
        True,
        10,
        5,
        WARNING,
        _l("Nhắc chủ tịch xã về hồ sơ quá hạn; xem xã thiếu người ở bước nào."),
        units=BELOW,
    ),
    Default(
        "below-in-time",
        "dossiers_in_time",
        False,
        80,
        85,
        WARNING,
        _l("Xã giải quyết đúng hạn thấp trong 30 ngày: làm việc với xã về nguyên nhân."),
        days=30,
        units=BELOW,
    ),
    Default(
        "below-tasks-late",
        "tasks_late",
        True,
        3,
        1,
        WARNING,
        _l("Xã còn nhiều nhiệm vụ quá hạn: đôn đốc hoặc điều chỉnh thời hạn."),
        units=BELOW,
    ),
    Default(
        "below-reports-late",
        "reports_late",
        True,
        2,
        1,
        WARNING,
        _l("Xã chưa nộp nhiều kỳ số liệu: nhắc xã, số tổng hợp của huyện đang thiếu."),
        units=BELOW,
    ),
    Default(
        "below-cases-late",
        "cases_late",
        True,
        5,
        2,
        WARNING,
        _l("Ý kiến người dân ở xã quá hạn trả lời: nhắc xã trả lời."),
        units=BELOW,
    ),
    Default(
        "below-answering",
        "answering",
        False,
        90,
        99,
        URGENT,
        _l("Cổng của xã không mở được đều: kiểm tra tên miền và máy chủ."),
        units=BELOW,
    ),
    Default(
        "below-certificate",
        "certificate_days",
        False,
        15,
        16,
        WARNING,
        _l("Chứng thư số của xã sắp hết hạn mà chưa gia hạn."),
        units=BELOW,
    ),
)
DEFAULTS: dict[str, Default] = {
    one.key: one
    for part in (_PORTALS, _COUNTER, _EXCHANGE, _VOICE, _SOCIETY, _SYSTEMS, _BELOW)
    for one in part
}
