"""What stands on which page: headline figures, trends, what the units are compared by. A page is data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.ioc.pages.catalogue import FIGURES
from portal.ioc.pages.figures import Figure
from portal.ioc.warehouse.registry import COUNTER, EXCHANGE, PORTALS, SOCIETY, SYSTEMS, VOICE


@dataclass(frozen=True)
class Trend:
    """A chart over time: one figure beside the period before, or several that are counted in one unit."""

    key: str
    title: Any
    figures: tuple[str, ...]


@dataclass(frozen=True)
class Parts:
    """Bars of a measure by its dimension."""

    key: str
    title: Any
    measure: str


@dataclass(frozen=True)
class Plan:
    """A page: its number, its name in addresses, its title and how tabs call it, its figures by key, its charts;
    `compared` stands in the comparison of the units unless another figure is chosen. `alone`: figures of the
    installation, not of each unit."""

    part: int
    slug: str
    title: Any
    short: Any
    headline: tuple[str, ...]
    trends: tuple[Trend, ...]
    compared: str
    parts: tuple[Parts, ...] = ()
    alone: tuple[str, ...] = ()

    @property
    def figures(self) -> list[Figure]:
        """The headline figures."""
        return [FIGURES[one] for one in self.headline]

    @property
    def of_units(self) -> list[Figure]:
        """The figures by which units can be compared."""
        return [one for one in self.figures if one.key not in self.alone]


PLANS: tuple[Plan, ...] = (
    Plan(
        PORTALS,
        "cong-thong-tin",
        _l("Cổng thông tin"),
        _l("Cổng thông tin"),
        (
            "published",
            "sections",
            "sections_late",
            "pages_read",
            "files_taken",
            "searches",
            "searches_empty",
        ),
        (
            Trend("xem", _l("Lượt xem trang"), ("pages_read",)),
            Trend("dang", _l("Nội dung đăng mới"), ("published",)),
            Trend("tim", _l("Tìm không có kết quả"), ("searches_empty",)),
        ),
        "sections",
        (Parts("loai", _l("Nội dung đăng mới theo loại"), "published"),),
    ),
    Plan(
        COUNTER,
        "mot-cua",
        _l("Một cửa, dịch vụ công"),
        _l("Một cửa"),
        (
            "index_766",
            "dossiers",
            "dossiers_in_time",
            "dossiers_late",
            "dossiers_open",
            "dossiers_online",
            "dossiers_digitised",
            "fees_online",
            "content",
            "dossiers_days",
            "fees_money",
        ),
        (
            Trend("ho-so", _l("Hồ sơ tiếp nhận và giải quyết xong"), ("dossiers", "dossiers_done")),
            Trend("dung-han", _l("Giải quyết trước hạn, đúng hạn"), ("dossiers_in_time",)),
            Trend("ton", _l("Hồ sơ đang giải quyết và đang quá hạn"), ("dossiers_open", "dossiers_late")),
            Trend(
                "so-hoa",
                _l("Nộp trực tuyến, số hóa, thanh toán trực tuyến"),
                ("dossiers_online", "dossiers_digitised", "fees_online"),
            ),
        ),
        "dossiers_in_time",
    ),
    Plan(
        EXCHANGE,
        "van-ban",
        _l("Chỉ đạo, văn bản"),
        _l("Văn bản"),
        (
            "documents_sent",
            "documents_signed",
            "documents_received",
            "accept_hours",
            "handle_days",
            "documents_in_time",
            "documents_open",
            "documents_late",
            "tasks",
            "tasks_in_time",
            "tasks_open",
            "tasks_late",
        ),
        (
            Trend("di-den", _l("Văn bản đi, văn bản đến"), ("documents_sent", "documents_received")),
            Trend("xu-ly", _l("Thời gian xử lý văn bản bình quân"), ("handle_days",)),
            Trend("nhiem-vu", _l("Nhiệm vụ đang thực hiện và quá hạn"), ("tasks_open", "tasks_late")),
        ),
        "tasks_late",
        (Parts("cach-den", _l("Văn bản đến theo cách nhận"), "documents_received"),),
    ),
    Plan(
        VOICE,
        "y-kien",
        _l("Ý kiến người dân"),
        _l("Ý kiến"),
        (
            "cases",
            "cases_answered",
            "cases_in_time",
            "answer_days",
            "cases_open",
            "cases_late",
            "reports_placed",
        ),
        (
            Trend("y-kien", _l("Ý kiến nhận được và đã trả lời"), ("cases", "cases_answered")),
            Trend("tra-loi", _l("Thời gian trả lời bình quân"), ("answer_days",)),
            Trend("dang-xu-ly", _l("Ý kiến đang xử lý và quá hạn"), ("cases_open", "cases_late")),
        ),
        "cases",
        (Parts("loai", _l("Ý kiến nhận được theo loại"), "cases"),),
    ),
    Plan(SOCIETY, "kinh-te-xa-hoi", _l("Kinh tế – xã hội"), _l("Kinh tế – xã hội"), (), (), ""),
    Plan(
        SYSTEMS,
        "he-thong",
        _l("Hệ thống, an toàn"),
        _l("Hệ thống"),
        (
            "answering",
            "answer_time",
            "backup_age",
            "drill_age",
            "disk_free",
            "jobs_waiting",
            "jobs_failed",
            "mails_waiting",
            "mails_failed",
            "sign_ins_refused",
            "acts_refused",
            "certificate_days",
            "signature_problems",
            "bytes_stored",
        ),
        (
            Trend("mo-duoc", _l("Trang chủ mở được"), ("answering",)),
            Trend("tu-choi", _l("Đăng nhập bị từ chối"), ("sign_ins_refused",)),
            Trend("cho", _l("Việc nền, thư đang chờ"), ("jobs_waiting", "mails_waiting")),
            Trend("dung-luong", _l("Dung lượng tệp"), ("bytes_stored",)),
        ),
        "answering",
        alone=("backup_age", "drill_age", "disk_free"),
    ),
)
BY_SLUG = {one.slug: one for one in PLANS}
