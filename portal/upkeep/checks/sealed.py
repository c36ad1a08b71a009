"""Sealed values can be opened with the keys that are there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select

from portal.extensions import db
from portal.sealing.envelope import HEAD_BYTES, BrokenSeal, head_of, key_number, unseal
from portal.sealing.faults import KeysUnavailable
from portal.sealing.keyring import keyring
from portal.sealing.registry import sealed_files
from portal.sealing.resealing import SealedTable, sealed_tables
from portal.tenancy.scope import all_tenants
from portal.upkeep.checking import Check, Finding, Gathered, Look

SAMPLE = 20
"""The newest rows of each table whose values are opened unless all are."""
BATCH = 500
KEYS = "Chép đúng tệp khóa niêm phong về chỗ cũ (docs/niem-phong.md); không tạo khóa mới."


def _sealed(look: Look) -> Iterator[Finding]:
    try:
        known = keyring().keys().sealing
    except KeysUnavailable as error:
        yield Finding("sealing.keys", str(error), KEYS)
        return
    strange, broken = Gathered(), Gathered()
    tables = sealed_tables()
    with all_tenants("kiểm tra dữ liệu niêm phong"):
        for at, one in enumerate(tables):
            look.told(f"Niêm phong: {one.name}", at, len(tables))
            for name in _without_key(one, set(known)):
                strange.add(name)
            for name in _unopened(one, set(known), deep=look.deep):
                broken.add(name)
    for files in sealed_files():
        for name in files.all():
            try:
                number = files.key_of(name)
            except BrokenSeal:
                broken.add(f"{files.name} {name}")
                continue
            if number is not None and number not in known:
                strange.add(f"{files.name} {name}: khóa số {number}")
    yield from strange.found(
        "sealing.keys", "{count} nhóm dữ liệu niêm phong bằng khóa không có ở đây.", KEYS
    )
    yield from broken.found(
        "sealing.values",
        "{count} giá trị niêm phong không mở được.",
        "Giá trị đã bị sửa ngoài hệ thống hoặc hỏng: lấy lại từ bản sao lưu (docs/sao-luu.md).",
    )


def _without_key(one: SealedTable, known: set[int]) -> Iterator[str]:
    for column in one.columns:
        head = func.substr(column, 1, HEAD_BYTES)
        statement = select(head, func.count()).where(column.is_not(None)).group_by(head)
        for start, count in db.session.execute(statement):
            number = _number(bytes(start))
            if number and number not in known:
                yield f"{one.name}.{column.name}: {count} giá trị, khóa số {number}"


def _number(head: bytes) -> int:
    return key_number(head) if len(head) == HEAD_BYTES and head[:1] == head_of(0)[:1] else 0


def _unopened(one: SealedTable, known: set[int], *, deep: bool) -> Iterator[str]:
    statement: Any = select(*one.key, *one.columns)
    if deep:
        statement = statement.execution_options(yield_per=BATCH)
    else:
        statement = statement.order_by(*(key.desc() for key in one.key)).limit(SAMPLE)
    for row in db.session.execute(statement):
        for column, value in zip(one.columns, row[len(one.key) :], strict=True):
            if value is None or _number(bytes(value)[:HEAD_BYTES]) not in known | {
                0
            }:  # told as a key that is not here
                continue
            try:
                unseal(one.purposes[column.name], bytes(value))
            except BrokenSeal:
                yield f"{one.name}.{column.name} {row[len(one.key) - 1]}"


CHECKS = (Check("sealing", "Dữ liệu niêm phong", _sealed),)
