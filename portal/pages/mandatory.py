"""The mandatory sections that are standing pages, as data, and how they are told to the board (portal/quality).

The whole list of what Decree 42/2022/NĐ-CP asks, with limits that an administrator corrects per portal, stands in
portal/quality/decree.py; a code here is a code there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from portal.extensions import db
from portal.pages.models import Page
from portal.publishing.service import visible
from portal.quality.registry import Met

BEING_WRITTEN = (
    "Mục này đang được cơ quan cập nhật. Cần thông tin ngay, mời liên hệ theo địa chỉ ở cuối trang."
)


@dataclass(frozen=True)
class MandatorySection:
    """A mandatory section: code, title of the page that is made for it, place in the tree, first words."""

    code: str
    title: str
    parent: str
    opening: str


def _section(code: str, title: str, opening: str, parent: str = "") -> MandatorySection:
    return MandatorySection(code, title, parent, opening)


SECTIONS: tuple[MandatorySection, ...] = (
    _section(
        "gioi-thieu", "Giới thiệu chung", "Vị trí, lịch sử, điều kiện tự nhiên và xã hội của địa phương."
    ),
    _section("co-cau-to-chuc", "Cơ cấu tổ chức", "Chức năng, nhiệm vụ và các bộ phận của cơ quan."),
    _section(
        "lanh-dao",
        "Lãnh đạo",
        "Các chức danh lãnh đạo, nhiệm vụ được phân công và cách liên hệ.",
        "co-cau-to-chuc",
    ),
    _section("lien-he", "Liên hệ", "Địa chỉ, điện thoại, thư điện tử chính thức của cơ quan."),
    _section(
        "quy-hoach",
        "Chiến lược, quy hoạch, kế hoạch",
        "Quy hoạch, kế hoạch phát triển và kế hoạch sử dụng đất.",
    ),
    _section("du-an", "Dự án, đầu tư, mua sắm", "Danh mục dự án, gói thầu đã và đang thực hiện."),
    _section("thong-ke", "Báo cáo thống kê", "Số liệu kinh tế – xã hội theo kỳ báo cáo."),
    _section(
        "de-tai",
        "Chương trình, đề tài khoa học",
        "Chương trình, đề tài đã và đang triển khai trên địa bàn.",
    ),
    _section(
        "du-thao", "Lấy ý kiến dự thảo văn bản", "Dự thảo đang lấy ý kiến và kết quả tiếp thu, giải trình."
    ),
    _section(
        "cong-khai-ngan-sach",
        "Công khai ngân sách",
        "Dự toán, tình hình thực hiện và quyết toán ngân sách.",
    ),
    _section("du-lieu-mo", "Dữ liệu mở", "Danh mục dữ liệu mà cơ quan công bố để dùng lại."),
    _section(
        "hoi-dap",
        "Hỏi đáp, phản ánh, kiến nghị",
        "Cách gửi câu hỏi, phản ánh, kiến nghị và thời hạn trả lời.",
    ),
    _section(
        "tuyen-truyen", "Tuyên truyền, hướng dẫn pháp luật", "Hướng dẫn thực hiện chính sách, pháp luật."
    ),
)


def is_being_written(body: str) -> bool:
    """Whether a page's text still is, or holds, the notice that its content is to come."""
    return BEING_WRITTEN in body


def met() -> Iterable[Met]:
    """The pages that meet a section, in the scope in force: one statement."""
    columns = (Page.tenant_id, Page.id, Page.section, Page.slug, Page.updated_at, Page.review_on)
    written = Page.body.contains(BEING_WRITTEN) | (Page.body == "")
    statement = visible(select(*columns, written).where(Page.section != ""), Page)
    for tenant_id, page_id, section, slug, updated, review_on, empty in db.session.execute(statement):
        yield Met(
            tenant_id,
            section,
            f"/gioi-thieu/{slug}",
            updated,
            filled=not empty,
            kind="page",
            object_id=page_id,
            review_on=review_on,
        )
