"""What the script of the checking page says: translated here, handed over in the page."""

from __future__ import annotations

from flask_babel import gettext as _


def script_texts() -> dict[str, str]:
    """The sentences by the name that static/kiem-tra.js asks for; `{…}` is filled there."""
    return {
        "moment": _("{clock} ngày {day}"),
        "working": _("Đang tính mã của tệp trên máy của bạn …"),
        "no_crypto": _(
            "Trình duyệt này không tính được mã của tệp (cần địa chỉ https). "
            "Hãy dùng lệnh ở dưới và dán mã vào ô."
        ),
        "unreadable": _("Không đọc được tệp này."),
        "offline": _("Không hỏi được cổng thông tin. Hãy thử lại sau."),
        "hash": _("SHA-256 của {name}: {hash}"),
        "unknown": _("Không có nội dung nào đã đăng trên cổng này có mã của tệp {name}."),
        "current": _("Đúng: {name} là tệp của {number}, đăng lúc {time}, và là bản mới nhất."),
        "replaced": _(
            "{name} là tệp của {number}, đăng lúc {time}, nhưng đã được thay bằng bản khác lúc {last}."
        ),
        "withdrawn": _("{name} là tệp của {number}, đăng lúc {time}, nhưng đã được gỡ lúc {last}."),
        "bundle": _("Đúng: gói bằng chứng của {number}, đăng lúc {time}."),
        "invalid": _("SAI: bằng chứng không khớp ({reason}). Đừng tin bản này và hãy báo cho cơ quan đăng."),
        "leaf": _("mã băm của mục"),
        "inclusion": _("đường đến gốc của nhật ký"),
        "signature": _("chữ ký của nhật ký"),
        "format": _("định dạng của gói"),
        "key": _("khóa công khai của nhật ký"),
        "in_log": _("Mục số {index} nằm trong nhật ký {origin} đã ký, {size} mục."),
        "signed": _("Chữ ký Ed25519 của nhật ký đã được kiểm tra trong trình duyệt."),
        "not_signed": _(
            "Trình duyệt này không kiểm tra được chữ ký Ed25519; đường đến gốc của nhật ký thì đã được kiểm tra. "
            "Muốn kiểm tra cả chữ ký, hãy dùng verify.py."
        ),
        "witnesses": _("Nhân chứng đã ký: {count}."),
        "foreign": _("Gói này là của một nhật ký khác, không phải của cổng này: {origin}."),
        "page": _("Xem bằng chứng"),
    }
