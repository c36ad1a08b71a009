"""Part 1, portals and information: what is published, whether what must be there is there, what is read and sought."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.alerts.models import Alert
from portal.ioc.measures.rows import rows_on
from portal.ioc.warehouse.registry import (
    DOWN,
    FLOW,
    PORTALS,
    SAMPLE,
    UP,
    Fact,
    Measure,
    Observation,
    Source,
    Warehouse,
)
from portal.legal.models import LegalDocument
from portal.news.models import NewsItem
from portal.pages.models import Page
from portal.procedures.models import Procedure
from portal.publishing.models import PUBLISHED
from portal.quality import standing
from portal.search.curation.models import AskedOnDay
from portal.tenancy.directory import directory
from portal.visits.acts import DOWNLOAD, VIEW
from portal.visits.models import VisitDay
from portal.voice.consultations.models import Consultation

KINDS: dict[str, tuple[Any, Any]] = {
    "news": (NewsItem, _l("Tin bài")),
    "legal": (LegalDocument, _l("Văn bản")),
    "procedure": (Procedure, _l("Thủ tục hành chính")),
    "page": (Page, _l("Trang giới thiệu")),
    "alert": (Alert, _l("Thông báo khẩn")),
    "consultation": (Consultation, _l("Dự thảo lấy ý kiến")),
}
VISITS_KEPT = 360
"""Days: after 400 what was read is folded into months (portal.visits.tending)."""
ASKED_KEPT = 30
"""Days: after a little more than a month what was asked is forgotten by the day (portal.search.curation)."""
_DECREE = _l("Nghị định 42/2022/NĐ-CP, điều 4 đến điều 8, điều 16")


def _published(first: date, last: date) -> Iterator[Fact]:
    for kind, (model, _label) in KINDS.items():
        for (day,) in rows_on(model.publish_at, first, last, where=(model.status == PUBLISHED,)):
            yield Fact("published", day, kind, 1)


_VISITS = {VIEW: "pages_read", DOWNLOAD: "files_taken"}


def _visits(first: date, last: date) -> Iterator[Fact]:
    for day, act, count in rows_on(VisitDay.day, first, last, VisitDay.act, VisitDay.count):
        if act in _VISITS:
            yield Fact(_VISITS[act], day, "", count)


def _asked(first: date, last: date) -> Iterator[Fact]:
    for day, count, empty in rows_on(AskedOnDay.day, first, last, AskedOnDay.count, AskedOnDay.empty):
        yield Fact("searches", day, "", count)
        yield Fact("searches_empty", day, "", empty)


def _sections() -> dict[int, list[tuple[str, str, int]]]:
    """How each portal stands with what it must carry, now."""
    found = {}
    for tenant_id, rows in standing.of_all(directory().living()).items():
        states = standing.summary(rows)
        required = sum(states.values()) - states[standing.EXCUSED]
        found[tenant_id] = [
            ("sections_required", "", required),
            ("sections_met", "", states[standing.GOOD]),
            ("sections_late", "", states[standing.LATE]),
        ]
    return found


def register(house: Warehouse) -> None:
    """Register what is counted of portals."""
    house.add_source(
        Source("published", {model: ("publish_at",) for model, _label in KINDS.values()}, _published),
        Measure(
            "published",
            _l("Nội dung đăng mới"),
            PORTALS,
            FLOW,
            "published",
            _l(
                "Tin bài, văn bản, thủ tục, trang, thông báo, dự thảo có giờ đăng trong ngày và đang còn đăng."
            ),
            _DECREE,
            better=UP,
            dimensions={kind: label for kind, (_model, label) in KINDS.items()},
        ),
    )
    house.add_source(
        Source("visits", {VisitDay: ("day",)}, _visits, keeps=VISITS_KEPT),
        Measure(
            "pages_read",
            _l("Lượt xem trang"),
            PORTALS,
            FLOW,
            "visits",
            _l("Lượt mở trang của người dân; không tính máy tìm kiếm và người của bàn biên tập."),
            _l("Nghị định 42/2022/NĐ-CP, điều 4"),
            better=UP,
        ),
        Measure(
            "files_taken",
            _l("Lượt tải tệp"),
            PORTALS,
            FLOW,
            "visits",
            _l("Lượt tải tệp đính kèm, văn bản, biểu mẫu của người dân."),
            better=UP,
        ),
    )
    _register_searches(house)
    _register_sections(house)


def _register_searches(house: Warehouse) -> None:
    house.add_source(
        Source("searches", {AskedOnDay: ("day",)}, _asked, keeps=ASKED_KEPT),
        Measure(
            "searches",
            _l("Lượt tìm kiếm"),
            PORTALS,
            FLOW,
            "searches",
            _l("Lượt gõ câu tìm kiếm trên cổng; chỉ đếm, không ghi ai đã tìm."),
        ),
        Measure(
            "searches_empty",
            _l("Lượt tìm không có kết quả"),
            PORTALS,
            FLOW,
            "searches",
            _l("Trong số lượt tìm kiếm, những lượt không tìm thấy gì."),
            better=DOWN,
        ),
    )


def _register_sections(house: Warehouse) -> None:
    house.add_observation(
        Observation("sections", _sections, seconds=6 * 3600),
        Measure(
            "sections_required",
            _l("Mục thông tin bắt buộc"),
            PORTALS,
            SAMPLE,
            "sections",
            _l("Các mục phải có trên cổng, trừ mục được ghi là không áp dụng."),
            _DECREE,
        ),
        Measure(
            "sections_met",
            _l("Mục bắt buộc đạt"),
            PORTALS,
            SAMPLE,
            "sections",
            _l("Mục có nội dung và còn trong hạn cập nhật, xem lúc đếm."),
            _DECREE,
            better=UP,
        ),
        Measure(
            "sections_late",
            _l("Mục quá hạn cập nhật"),
            PORTALS,
            SAMPLE,
            "sections",
            _l("Mục có nội dung nhưng đã quá hạn phải cập nhật."),
            _DECREE,
            better=DOWN,
        ),
    )
