"""The sections that a state portal must carry (Decree 42/2022/NĐ-CP, articles 4 to 8), as data.

`days` is within how many days of a change the section must be brought up to date; an administrator may correct
the list per tenant in the tenant's settings (`mandatory_sections`).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class MandatorySection:
    """A mandatory section: code, title of the page that is made for it, place in the tree, duty to update."""

    code: str
    title: str
    parent: str
    days: int
    opening: str


def _section(code: str, title: str, days: int, opening: str, parent: str = "") -> MandatorySection:
    return MandatorySection(code, title, parent, days, opening)


SECTIONS: tuple[MandatorySection, ...] = (
    _section(
        "gioi-thieu", "Giới thiệu chung", 5, "Vị trí, lịch sử, điều kiện tự nhiên và xã hội của địa phương."
    ),
    _section("co-cau-to-chuc", "Cơ cấu tổ chức", 5, "Chức năng, nhiệm vụ và các bộ phận của cơ quan."),
    _section(
        "lanh-dao",
        "Lãnh đạo",
        5,
        "Các chức danh lãnh đạo, nhiệm vụ được phân công và cách liên hệ.",
        "co-cau-to-chuc",
    ),
    _section("lien-he", "Liên hệ", 5, "Địa chỉ, điện thoại, thư điện tử chính thức của cơ quan."),
    _section(
        "quy-hoach",
        "Chiến lược, quy hoạch, kế hoạch",
        15,
        "Quy hoạch, kế hoạch phát triển và kế hoạch sử dụng đất.",
    ),
    _section("du-an", "Dự án, đầu tư, mua sắm", 15, "Danh mục dự án, gói thầu đã và đang thực hiện."),
    _section("thong-ke", "Báo cáo thống kê", 15, "Số liệu kinh tế – xã hội theo kỳ báo cáo."),
    _section(
        "de-tai",
        "Chương trình, đề tài khoa học",
        15,
        "Chương trình, đề tài đã và đang triển khai trên địa bàn.",
    ),
    _section(
        "du-thao", "Lấy ý kiến dự thảo văn bản", 5, "Dự thảo đang lấy ý kiến và kết quả tiếp thu, giải trình."
    ),
    _section(
        "cong-khai-ngan-sach",
        "Công khai ngân sách",
        15,
        "Dự toán, tình hình thực hiện và quyết toán ngân sách.",
    ),
    _section("du-lieu-mo", "Dữ liệu mở", 15, "Danh mục dữ liệu mà cơ quan công bố để dùng lại."),
    _section(
        "hoi-dap",
        "Hỏi đáp, phản ánh, kiến nghị",
        10,
        "Cách gửi câu hỏi, phản ánh, kiến nghị và thời hạn trả lời.",
    ),
    _section(
        "tuyen-truyen", "Tuyên truyền, hướng dẫn pháp luật", 10, "Hướng dẫn thực hiện chính sách, pháp luật."
    ),
)
