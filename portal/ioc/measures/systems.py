"""Part 6, systems and safety, as far as rows tell: signing in, refusals, signatures. What can only be seen while it
is so stands in `watched`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.ioc.measures import watched
from portal.ioc.measures.rows import how_many, rows_on
from portal.ioc.warehouse.registry import (
    DOWN,
    FLOW,
    LEVEL,
    NEITHER,
    SYSTEMS,
    Fact,
    Measure,
    Source,
    Warehouse,
)
from portal.publishing.models import AuditEntry
from portal.signing.models import SignatureCheck
from portal.signing.report import INTACT, TRUSTED

SAFETY = _l("Nghị định 85/2016/NĐ-CP về bảo đảm an toàn hệ thống thông tin theo cấp độ")
_ACTIONS = {"sign_in": "sign_ins", "sign_in.refused": "sign_ins_refused", "refused": "acts_refused"}


def _entries(first: date, last: date) -> Iterator[Fact]:
    for action, measure in _ACTIONS.items():
        yield from how_many(measure, AuditEntry.at, first, last, AuditEntry.action == action)


def _signatures(first: date, last: date) -> Iterator[Fact]:
    for day, reports in rows_on(SignatureCheck.checked_at, first, last, SignatureCheck.reports):
        if reports:
            yield Fact("signed_files", day, "", 1)
            yield Fact("signature_problems", day, "", int(any(_is_problem(one) for one in reports)))


def _is_problem(report: dict[str, Any]) -> bool:
    """Whether a reader of the signature would be warned."""
    sound = report.get("integrity") == INTACT and report.get("change") != "harmful"
    return not (sound and report.get("chain") == TRUSTED)


def register(house: Warehouse) -> None:
    """Register what is counted of systems."""
    watched.register(house)

    def measure(key: str, kind: str, source: str, better: str, label: Any, meaning: Any) -> Measure:
        return Measure(key, label, SYSTEMS, kind, source, meaning, SAFETY, better=better)

    house.add_source(
        Source(
            "entries", {AuditEntry: ("at",)}, _entries, cares={AuditEntry: lambda row: row.action in _ACTIONS}
        ),
        measure(
            "sign_ins",
            FLOW,
            "entries",
            NEITHER,
            _l("Lượt đăng nhập bàn làm việc"),
            _l("Lượt cán bộ đăng nhập trọn vẹn, theo nhật ký."),
        ),
        measure(
            "sign_ins_refused",
            FLOW,
            "entries",
            DOWN,
            _l("Lượt đăng nhập bị từ chối"),
            _l("Lượt đăng nhập sai tài khoản hoặc mật khẩu, theo nhật ký."),
        ),
        measure(
            "acts_refused",
            FLOW,
            "entries",
            DOWN,
            _l("Thao tác bị từ chối quyền"),
            _l("Lượt cán bộ làm việc mà vai trò của mình không được làm, theo nhật ký."),
        ),
    )
    house.add_source(
        Source("signatures", {SignatureCheck: ("checked_at",)}, _signatures),
        measure(
            "signed_files",
            LEVEL,
            "signatures",
            NEITHER,
            _l("Tệp PDF có chữ ký số"),
            _l("Tệp PDF trong kho có chữ ký số đã được kiểm tra."),
        ),
        measure(
            "signature_problems",
            LEVEL,
            "signatures",
            DOWN,
            _l("Tệp có chữ ký số cần xem lại"),
            _l(
                "Tệp có ít nhất một chữ ký không nguyên vẹn, bị sửa sau khi ký, hoặc chứng thư không tin cậy."
            ),
        ),
    )
