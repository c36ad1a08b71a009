"""What the commands of the upkeep say, in Vietnamese and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from portal.clock import to_local
from portal.upkeep.checking import Checked, Finding
from portal.upkeep.manifest import Head

_MB = 1 << 20


def checked(found: Checked) -> Iterator[str]:
    """What `flask check` found, for people: each finding with what to do about it."""
    for one in found.findings:
        yield from _finding(one)
    for key, why in found.unable.items():
        yield f"KHÔNG KIỂM ĐƯỢC [{key}] {why}"
    faults = sum(one.is_fault for one in found.findings)
    notices = len(found.findings) - faults
    said = f"Đã kiểm {len(found.done)} mục: "
    said += f"{faults} lỗi" if faults else "không có lỗi"
    yield said + (f", {notices} lưu ý" if notices else "") + "."


def _finding(one: Finding) -> Iterator[str]:
    yield f"{'LỖI' if one.is_fault else 'Lưu ý'} [{one.check}] {one.about}"
    for example in one.examples:
        yield f"    {example}"
    if one.count > len(one.examples) > 0:
        yield f"    … và {one.count - len(one.examples)} nữa"
    yield f"  → {one.advice}"


def checked_as_json(found: Checked) -> Iterator[str]:
    """The same for machines: one object."""
    yield json.dumps(
        {
            "status": found.exit_status,
            "findings": [asdict(one) for one in found.findings],
            "checked": found.done,
            "unable": found.unable,
        },
        ensure_ascii=False,
        indent=2,
    )


def made(head: Head, new_files: int, new_bytes: int) -> Iterator[str]:
    """What `flask backup` made."""
    sizes = f"{head.files} tệp ({_size(head.bytes)}), cơ sở dữ liệu {_size(head.database_size)}"
    yield f"Đã tạo bản sao lưu {head.id}: {sizes}."
    yield f"Mới ghi {new_files} tệp ({_size(new_bytes)}); mã kiểm tra {head.digest}."
    yield from _problems(head)


def _problems(head: Head) -> Iterator[str]:
    for one in head.problems:
        yield f"  LỖI CÓ SẴN: {one}"


def listed(head: Head) -> str:
    """A line of `flask backup list`."""
    wrong = f"  CÓ {len(head.problems)} LỖI" if head.problems else ""
    return (
        f"{head.id}  {_when(head.made_at)}  {head.files:>8} tệp  {_size(head.bytes + head.database_size):>10}  "
        f"{head.name}{wrong}"
    )


def drilled(noted: dict[str, Any] | None) -> str:
    """When and how the last drill went."""
    if noted is None:
        return "Chưa diễn tập khôi phục lần nào (chạy: flask backup drill)."
    how = f"KHÔNG ĐẠT: {noted['fault']}" if noted["fault"] else "đạt"
    if noted["fault"] and noted.get("sound"):
        how += f" (lần đạt gần nhất {_when(noted['sound'])})"
    return f"Diễn tập gần nhất {_when(noted['at'])}, bản {noted['backup']}, {noted['seconds']} giây: {how}."


def pruned(gone: list[str], damaged: list[str], files: int, size: int, *, dry_run: bool) -> Iterator[str]:
    """What `flask backup prune` took away."""
    for one in gone:
        yield f"{'Sẽ xóa' if dry_run else 'Đã xóa'} {one}"
    for one in damaged:
        yield f"{one} không đọc được: để nguyên, và chưa xóa tệp nào (xem: flask backup verify)"
    if not dry_run:
        yield f"Đã xóa {len(gone)} bản sao lưu, {files} tệp ({_size(size)}) không bản nào còn dùng."


def restored(
    head: Head,
    is_same: bool | None,
    findings: Iterable[Finding],
    place: Path | None = None,
    former: Path | None = None,
    former_schema: str = "",
) -> Iterator[str]:
    """What came of a restore (`place`) or a drill (None)."""
    what = f"Đã khôi phục vào {place}" if place is not None else "Đã khôi phục thử"
    yield f"{what} bản {head.id} (dữ liệu lúc {_when(head.made_at)}): {head.files} tệp."
    if is_same is None:
        yield "Cơ sở dữ liệu đã được nâng cấp lên phiên bản của chương trình này."
    else:
        yield f"Mã kiểm tra {'khớp bản kê' if is_same else 'KHÁC BẢN KÊ'}: {head.digest}"
    yield from _problems(head)
    for one in findings:
        yield from _finding(one)
    if former is not None:
        yield f"Dữ liệu trước đó được giữ ở {former}; xóa khi chắc chắn không cần nữa."
    if former_schema:
        yield (
            f"Các bảng trước đó được giữ trong lược đồ {former_schema} của cùng cơ sở dữ liệu; khi chắc chắn không cần "
            f"nữa: DROP SCHEMA {former_schema} CASCADE;"
        )


def _when(iso: str) -> str:
    return f"{to_local(datetime.fromisoformat(iso)):%H:%M %d/%m/%Y}"


def _size(count: int) -> str:
    return f"{count / _MB:.1f} MB".replace(".", ",")
