"""What cannot be changed afterwards without being noticed: audit trails with their heads, logs of proofs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from flask import current_app

from portal.clock import today
from portal.proofs.checking import check_all
from portal.publishing import trail
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered
from portal.upkeep.checking import NOTICE, Check, Finding, Gathered, Look

KEPT_WITHIN = timedelta(days=2)
"""How old the newest heads beside the database may be: the follower writes them daily where there is anything new."""


def _chains(look: Look) -> Iterator[Finding]:
    found, grown = Gathered(), False
    heads = trail.read_heads(current_app.config["PORTAL"].instance_path)
    kept = {one["tenant_id"]: one["number"] for one in heads}
    portals = directory().all()
    for at, portal in enumerate(portals):
        look.told("Nhật ký", at, len(portals))
        with entered(editing(portal.id, writes=False)):
            verdict = trail.check(portal.id, heads)
        grown = grown or verdict.length > kept.get(portal.id, 0)
        if verdict.fault:
            found.add(f"{portal.slug}: mục số {verdict.broken_at}: {verdict.fault}")
    yield from found.found(
        "trail.chain",
        "{count} nhật ký kiểm toán không còn nguyên vẹn.",
        "Giữ nguyên hiện trạng, sao lưu, so với bản sao lưu trước và audit-heads.jsonl giữ ở máy khác, báo cấp trên.",
    )
    newest = max((date.fromisoformat(one["day"]) for one in heads), default=None)
    if grown and newest is not None and today() - newest > KEPT_WITHIN:
        yield Finding(
            "trail.heads",
            f"Mốc của nhật ký ghi lần cuối ngày {newest:%d/%m/%Y}.",
            "Kiểm tra tiến trình đi kèm (python -m portal.follower) có đang chạy không.",
            NOTICE,
        )


def _proofs(_look: Look) -> Iterator[Finding]:
    found = Gathered()
    for slug, problems in check_all().items():
        for one in problems:
            found.add(f"{slug}: {one}")
    yield from found.found(
        "proofs",
        "{count} chỗ trong nhật ký bằng chứng không khớp với nội dung đang đăng.",
        "Xem docs/bang-chung-dang-tai.md; nội dung bị sửa ngoài hệ thống phải được điều tra, không ghi bù.",
    )


CHECKS = (
    Check("trail", "Nhật ký kiểm toán", _chains),
    Check("proofs", "Bằng chứng đăng tải", _proofs),
)
