"""Why a package that goes out is still here, or was not taken: codes that stay, with their words for the desk."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.exchange.edxml.refusing import REASONS

NO_KEY, KEY_UNUSABLE, NO_OFFICE, OFFICE_OFF = "no_key", "key_unusable", "no_office", "office_off"
SILENT, STRANGE, FORGED, LATER, NOT_ALLOWED = "silent", "strange", "forged", "later", "not_allowed"
FILE_LOST, HANDED, BUSY, FOLDER, BROKEN = "file_lost", "handed", "busy", "folder", "broken"

TROUBLES: dict[str, Any] = {
    NO_KEY: _l("Cơ quan chưa có khóa ký số dạng tệp nên chưa gửi được ra ngoài hệ thống."),
    KEY_UNUSABLE: _l("Khóa ký số của cơ quan không dùng được."),
    NO_OFFICE: _l("Nơi nhận không còn trong danh bạ liên thông."),
    OFFICE_OFF: _l("Nơi nhận đang tạm dừng trong danh bạ liên thông."),
    SILENT: _l("Không kết nối được với máy chủ của nơi nhận."),
    STRANGE: _l("Máy chủ của nơi nhận trả lời không đúng quy cách."),
    FORGED: _l("Câu trả lời không mang chữ ký số đã ghim của nơi nhận."),
    LATER: _l("Máy chủ của nơi nhận chưa nhận được gói tin này."),
    BUSY: _l("Máy chủ của nơi nhận đang bận."),
    NOT_ALLOWED: _l("Địa chỉ của nơi nhận không được phép kết nối tới."),
    FILE_LOST: _l("Không mở được tệp của văn bản; hãy báo người quản trị."),
    FOLDER: _l("Không ghi được vào thư mục trao đổi."),
    HANDED: _l("Đã bỏ vào thư mục trao đổi, đang chờ hồi báo."),
    BROKEN: _l("Lỗi phần mềm khi gửi; hãy báo người quản trị."),
}

PARTICULARS: dict[str, Any] = {
    "dns": _l("Tên miền không tồn tại hoặc chưa tra được."),
    "timeout": _l("Chờ quá lâu không thấy trả lời."),
    "unreachable": _l("Không có đường tới máy chủ."),
    "closed": _l("Máy chủ đóng kết nối."),
    "tls": _l("Kết nối https không lập được."),
    "tls-expired": _l("Chứng thư https của máy chủ đã hết hạn."),
    "tls-name": _l("Chứng thư https không đúng tên miền."),
    "tls-trust": _l("Chứng thư https không do nơi đáng tin cấp."),
    "tls-chain": _l("Máy chủ thiếu chứng thư https trung gian."),
    "strange": _l("Trả lời không đúng giao thức."),
    "private": _l("Địa chỉ thuộc mạng nội bộ."),
    "internal": _l("Tên miền trỏ vào mạng nội bộ."),
    "scheme": _l("Chỉ gửi qua https."),
    "port": _l("Cổng kết nối không được phép."),
    "malformed": _l("Địa chỉ không hợp lệ."),
    "userinfo": _l("Địa chỉ có kèm tên đăng nhập."),
}
"""What exactly went wrong on the way (`outbound`), where the code tells only that something did."""


def words_of(code: str) -> str:
    """A trouble, its particulars, or a reason of refusal, in words; what is none stands as it is."""
    found = TROUBLES.get(code) or REASONS.get(code) or PARTICULARS.get(code)
    return str(found) if found is not None else code


class NotCarried(Exception):
    """A package did not get there, or nobody can tell; it is tried again. `code` of `TROUBLES`."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code, self.detail = code, detail
