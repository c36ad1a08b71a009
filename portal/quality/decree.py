"""What a portal of a state agency must carry (Decree 42/2022/NĐ-CP), as data.

The contents are those of article 4. Letters of its clause 1 and the limits in days are working values, to be compared
with the text of the decree. An administrator corrects source, limits and whether a section applies, per portal.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

_ARTICLE = _l("Nghị định 42/2022/NĐ-CP, Điều 4")
_ACCESS = _l("Thông tư 26/2020/TT-BTTTT")


@dataclass(frozen=True)
class Duty:
    """A mandatory section. `days`: how many days after a change it must be brought up to date. `every`: after how many
    days somebody renews it or confirms that it still holds; None where the system itself keeps it current."""

    code: str
    title: Any
    source: Any
    days: int
    every: int | None


def _clause(letter: str) -> Any:
    return _l("Nghị định 42/2022/NĐ-CP, điểm %(letter)s khoản 1 Điều 4", letter=letter)


DUTIES: tuple[Duty, ...] = (
    Duty("gioi-thieu", _l("Giới thiệu chung"), _ARTICLE, 5, 365),
    Duty("co-cau-to-chuc", _l("Chức năng, nhiệm vụ, cơ cấu tổ chức"), _clause("e"), 5, 180),
    Duty("lanh-dao", _l("Lãnh đạo, đầu mối liên hệ"), _clause("e"), 5, 180),
    Duty("lien-he", _l("Địa chỉ, điện thoại, thư điện tử của cơ quan"), _clause("e"), 5, 180),
    Duty("tin-tuc", _l("Tin tức, sự kiện"), _ARTICLE, 1, 7),
    Duty("chi-dao", _l("Thông tin chỉ đạo, điều hành"), _clause("a"), 2, 60),
    Duty("tuyen-truyen", _l("Phổ biến, hướng dẫn thực hiện pháp luật"), _clause("c"), 10, 90),
    Duty("van-ban", _l("Văn bản quy phạm pháp luật và quản lý hành chính"), _clause("a"), 2, 90),
    Duty("quy-hoach", _l("Chiến lược, quy hoạch, kế hoạch"), _clause("d"), 15, 365),
    Duty("du-an", _l("Chương trình, dự án, đầu tư, mua sắm"), _clause("d"), 15, 180),
    Duty("cong-khai-ngan-sach", _l("Công khai ngân sách, báo cáo tài chính"), _ARTICLE, 15, 100),
    Duty("thong-ke", _l("Thông tin thống kê"), _ARTICLE, 15, 100),
    Duty("de-tai", _l("Chương trình, đề tài khoa học"), _ARTICLE, 15, 365),
    Duty("du-thao", _l("Lấy ý kiến dự thảo và kết quả tiếp thu"), _ARTICLE, 5, 180),
    Duty("thu-tuc", _l("Thủ tục hành chính, dịch vụ công trực tuyến"), _clause("b"), 5, 180),
    Duty("du-lieu-mo", _l("Dữ liệu mở"), _l("Nghị định 42/2022/NĐ-CP"), 15, 365),
    Duty("hoi-dap", _l("Hỏi đáp, tiếp nhận phản ánh, kiến nghị"), _l("Nghị định 42/2022/NĐ-CP"), 10, 60),
    Duty("so-do-cong", _l("Sơ đồ cổng"), _ARTICLE, 0, None),
    Duty("tim-kiem", _l("Tìm kiếm trên toàn cổng"), _clause("a"), 0, None),
    Duty("kenh-tin", _l("Kênh nhận tin (RSS/Atom)"), _ARTICLE, 0, None),
    Duty("luu-tru", _l("Lưu trữ, tra cứu thông tin đã đăng"), _ARTICLE, 0, None),
    Duty("luot-xem", _l("Thống kê truy cập"), _ARTICLE, 0, None),
    Duty("tiep-can", _l("Hỗ trợ người khuyết tật tiếp cận thông tin"), _ACCESS, 0, None),
)
BY_CODE = {one.code: one for one in DUTIES}
