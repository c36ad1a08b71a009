"""Reports as files: JSON with stable names (docs/chi-so-766.md), and workbooks."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from portal.accounts.permissions import ROLES
from portal.performance.index766 import Index, Line
from portal.performance.labels import NUMBER_LABELS
from portal.performance.public import Public
from portal.performance.reports import NUMBERS, Report
from portal.performance.small import LEAST
from portal.performance.work import OfMonth, OfPerson, OfStep
from portal.tenancy.directory import Portal
from portal.web.spreadsheet import Cell, Sheet
from portal.web.templating import iso_instant

FORMAT = 1
PUBLIC_TOTALS = ("received", "received_online", "judged", "early", "on_time", "late", "open", "open_late")


def as_json(portal: Portal, report: Report) -> dict[str, Any]:
    """Everything of a report, for the portal's own management."""
    return _head(portal, report) | {
        "totals": report.totals,
        "ratings": report.stars,
        "procedures": [{"code": one.code, "name": one.name, **one.numbers} for one in report.services],
        "index": _index(report.index),
    }


def open_data(portal: Portal, found: Public) -> dict[str, Any]:
    """What of a report is open data: without numbers that could point to somebody (None)."""
    report = found.report
    totals = {name: report.totals[name] if found.told else None for name in PUBLIC_TOTALS}
    if found.open is None:
        totals |= {"open": None, "open_late": None}
    return _head(portal, report) | {
        "hidden_below": LEAST,
        "totals": totals,
        "ratings": {name: value if found.rated else None for name, value in report.stars.items()},
        "procedures": [
            {"code": one.code or None, "name": one.name or None, "count": one.count, **one.numbers}
            for one in found.rows
        ],
        "index": _index(found.index),
    }


def _head(portal: Portal, report: Report) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "portal": {"slug": portal.slug, "name": portal.name, "code": portal.code, "agency": portal.agency_id},
        "period": {
            "key": report.period.key,
            "first": report.period.first.isoformat(),
            "last": report.period.last.isoformat(),
        },
        "made_at": iso_instant(report.made_at),
    }


def _index(index: Index) -> dict[str, Any]:
    return {
        "decision": "766/QĐ-TTg",
        "total": _plain(index.total),
        "groups": [
            {
                "key": one.key,
                "name": one.name,
                "weight": _plain(one.weight),
                "points": _plain(one.points),
                "scored_weight": _plain(one.scored_weight),
                "components": [_line(line) for line in one.lines],
            }
            for one in index.groups
        ],
    }


def _line(line: Line) -> dict[str, Any]:
    ratio = line.ratio
    return {
        "code": line.component.code,
        "name": line.component.name,
        "weight": _plain(line.component.weight),
        "target_percent": _plain(line.component.target),
        "numerator": ratio.numerator if ratio is not None else None,
        "denominator": ratio.denominator if ratio is not None else None,
        "points": _plain(line.points),
        "verified": line.component.verified,
    }


def _plain(number: Decimal | None) -> float | None:
    return float(number) if number is not None else None


def sheets(
    report: Report, steps: Sequence[OfStep], persons: Sequence[OfPerson], months: Sequence[OfMonth]
) -> list[Sheet]:
    """The workbook of a report: totals, procedures, index, steps, people, months."""
    return [
        Sheet(
            _("Tổng hợp"),
            [_("Số liệu"), _("Giá trị")],
            [[str(NUMBER_LABELS[name]), report.totals[name]] for name in NUMBERS],
        ),
        Sheet(
            _("Theo thủ tục"),
            [_("Mã"), _("Thủ tục"), *(str(NUMBER_LABELS[name]) for name in NUMBERS)],
            [[one.code, one.name, *(one.numbers[name] for name in NUMBERS)] for one in report.services],
        ),
        index_sheet(report.index),
        Sheet(
            _("Theo bước"),
            [
                *(_("Bước"), _("Vai trò"), _("Lượt"), _("Phút làm việc"), _("Phút được giao")),
                *(_("Lượt quá giờ"), _("Phút chờ nhận"), _("Đang ở bước này"), _("Trong đó quá giờ")),
            ],
            [_step(one) for one in steps],
        ),
        Sheet(
            _("Theo cán bộ"),
            [
                *(_("Cán bộ"), _("Lượt xử lý"), _("Phút làm việc"), _("Lượt quá giờ")),
                *(_("Đang giữ"), _("Trong đó quá hạn")),
            ],
            [[one.name, one.count, one.minutes, one.over, one.in_hand, one.late_in_hand] for one in persons],
        ),
        Sheet(
            _("Theo tháng"),
            [_("Tháng"), _("Tiếp nhận"), _("Giải quyết xong"), _("Quá hạn")],
            [[one.period.key, one.received, one.done, one.late] for one in months],
        ),
    ]


def _step(one: OfStep) -> list[Cell]:
    role = str(ROLES.get(one.role, one.role))
    return [
        *(one.name, role, one.count, one.minutes, one.allowed, one.over, one.waited),
        *(one.waiting_now, one.late_now),
    ]


def index_sheet(index: Index) -> Sheet:
    """The index with its arithmetic."""
    header = [
        *(_("Nhóm"), _("Mã"), _("Chỉ tiêu"), _("Tử số"), _("Mẫu số"), _("Tỷ lệ %")),
        *(_("Ngưỡng %"), _("Điểm tối đa"), _("Điểm đạt")),
    ]
    rows: list[list[Cell]] = []
    for group in index.groups:
        for line in group.lines:
            ratio, one = line.ratio, line.component
            numbers: list[Cell] = [None, None, None]
            if ratio is not None:
                percent = float(ratio.percent) if ratio.percent is not None else None
                numbers = [ratio.numerator, ratio.denominator, percent]
            points = float(line.points) if line.points is not None else None
            rows.append(
                [group.name, one.code, one.name, *numbers, float(one.target), float(one.weight), points]
            )
        rows.append(
            [group.name, None, _("Cộng nhóm"), *([None] * 4), float(group.weight), float(group.points)]
        )
    return Sheet(_("Chỉ số 766"), header, rows)
