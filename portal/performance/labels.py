"""How the numbers of reports are called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

NUMBER_LABELS = {
    "carried_in": _l("Kỳ trước chuyển sang"),
    "received": _l("Tiếp nhận"),
    "received_online": _l("Tiếp nhận trực tuyến"),
    "received_counter": _l("Tiếp nhận trực tiếp"),
    "received_post": _l("Tiếp nhận qua bưu chính"),
    "judged": _l("Giải quyết xong"),
    "early": _l("Trước hạn"),
    "on_time": _l("Đúng hạn"),
    "late": _l("Quá hạn"),
    "withdrawn": _l("Công dân rút"),
    "open": _l("Đang giải quyết cuối kỳ"),
    "open_late": _l("Đang giải quyết đã quá hạn"),
    "open_waiting": _l("Đang chờ công dân"),
    "asked": _l("Lượt yêu cầu bổ sung"),
    "apologies": _l("Phiếu xin lỗi đã gửi"),
    "spent": _l("Phút làm việc đã dùng"),
    "paused": _l("Phút dừng chờ công dân"),
    "submitted": _l("Hồ sơ nộp vào"),
    "refused": _l("Từ chối tiếp nhận"),
    "results": _l("Có kết quả điện tử"),
    "paid": _l("Hồ sơ đã nộp phí, lệ phí"),
    "paid_online": _l("Hồ sơ nộp phí trực tuyến"),
    "free": _l("Hồ sơ được miễn"),
    "money": _l("Tiền thu (đồng)"),
    "money_online": _l("Tiền thu trực tuyến (đồng)"),
    "rated": _l("Lượt đánh giá"),
    "unhappy": _l("Lượt đánh giá dưới trung bình"),
}
GROUP_LABELS = {
    "cong-khai": _l("Công khai"),
    "tien-do": _l("Tiến độ"),
    "truc-tuyen": _l("Trực tuyến"),
    "thanh-toan": _l("Thanh toán"),
    "hai-long": _l("Hài lòng"),
    "so-hoa": _l("Số hóa"),
}
"""Groups of the index in short, for the heads of tables; others go by their name."""
MARK_LABELS = {
    "access": _l("Tìm hiểu và nộp hồ sơ"),
    "attitude": _l("Thái độ phục vụ"),
    "pace": _l("Thời gian giải quyết"),
    "result": _l("Kết quả nhận được"),
}
