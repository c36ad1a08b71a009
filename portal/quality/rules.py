"""What is looked for on published things, with the words that editors read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

OTHER, SUMMARY, PICTURE, TEXT, LINK, CARE = "other", "summary", "picture", "text", "link", "care"


@dataclass(frozen=True)
class Rule:
    """A rule: what it is called, what to do about it."""

    group: str
    label: Any
    advice: Any


RULES: dict[str, Rule] = {
    "link-broken": Rule(
        LINK,
        _l("Liên kết hỏng"),
        _l("Địa chỉ không dẫn đến trang nào. Sửa địa chỉ hoặc bỏ liên kết."),
    ),
    "link-withdrawn": Rule(
        LINK, _l("Liên kết đến trang đã gỡ"), _l("Trang đích không còn trên cổng. Dẫn đến trang khác.")
    ),
    "link-anchor": Rule(
        LINK,
        _l("Liên kết đến điều, khoản không có"),
        _l("Văn bản đích không có điều này. Chọn lại điều, khoản."),
    ),
    "link-file": Rule(
        LINK, _l("Liên kết đến tệp không có"), _l("Tệp đã bị xóa hoặc không công khai. Tải tệp lên lại.")
    ),
    "link-outside": Rule(
        LINK,
        _l("Liên kết ra ngoài hỏng"),
        _l(
            "Trang ngoài cổng không mở được trong ít nhất hai lần kiểm tra cách nhau một ngày. Sửa hoặc bỏ liên kết."
        ),
    ),
    "summary-none": Rule(
        SUMMARY, _l("Chưa có mô tả"), _l("Viết một, hai câu tóm tắt: hiện ở danh sách và kết quả tìm kiếm.")
    ),
    "summary-poor": Rule(
        SUMMARY,
        _l("Mô tả quá ngắn hoặc chép lại tiêu đề"),
        _l("Viết cho người đọc biết trang nói về việc gì."),
    ),
    "picture-alt": Rule(
        PICTURE,
        _l("Ảnh chưa có mô tả"),
        _l("Người khiếm thị nghe mô tả thay cho ảnh. Viết điều ảnh cho thấy."),
    ),
    "picture-file-name": Rule(
        PICTURE, _l("Mô tả ảnh là tên tệp"), _l("Thay tên tệp bằng câu nói ảnh cho thấy gì.")
    ),
    "link-text": Rule(
        TEXT,
        _l("Chữ liên kết không nói dẫn đến đâu"),
        _l("Thay “tại đây”, “xem thêm” bằng tên trang hoặc tên văn bản."),
    ),
    "heading-jump": Rule(
        TEXT, _l("Tiêu đề nhảy cấp"), _l("Sau tiêu đề cấp 2 là cấp 3, không bỏ qua cấp nào.")
    ),
    "table-header": Rule(
        TEXT, _l("Bảng không có dòng tiêu đề"), _l("Dòng đầu của bảng phải nói mỗi cột là gì.")
    ),
    "empty": Rule(
        OTHER, _l("Trang chưa có nội dung"), _l("Người dân mở ra không thấy gì. Viết nội dung hoặc gỡ trang.")
    ),
    "old": Rule(CARE, _l("Quá hạn rà soát"), _l("Đọc lại, sửa nếu cần, rồi đặt ngày rà soát tiếp theo.")),
    "unowned": Rule(CARE, _l("Chưa có người phụ trách"), _l("Giao cho một người hoặc một bộ phận của cổng.")),
    "portal-contact": Rule(
        OTHER,
        _l("Thiếu thông tin liên hệ của cơ quan"),
        _l("Điền địa chỉ, điện thoại, thư điện tử ở mục Cấu hình cổng."),
    ),
    "portal-contrast": Rule(
        OTHER,
        _l("Màu của cổng khó đọc"),
        _l("Độ tương phản dưới 4,5:1 (WCAG 2.1). Chọn màu đậm hơn ở mục Giao diện."),
    ),
}
LINK_RULES = tuple(code for code, one in RULES.items() if one.group == LINK)
SUMMARY_RULES = tuple(code for code, one in RULES.items() if one.group == SUMMARY)
GROUPS = {
    LINK: _l("Liên kết"),
    SUMMARY: _l("Mô tả"),
    PICTURE: _l("Ảnh"),
    TEXT: _l("Chữ viết dễ tiếp cận"),
    CARE: _l("Phụ trách và rà soát"),
    OTHER: _l("Nội dung khác"),
}
