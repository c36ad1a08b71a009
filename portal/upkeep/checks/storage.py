"""Files that nothing names, sealed files, and who may read secrets."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import select

from portal.exchange.carrying import store as packages
from portal.exchange.carrying.models import ExchangeArrival, ExchangePackage
from portal.extensions import db
from portal.media.held import named
from portal.media.service import file_store
from portal.media.sweeping import SAFE_AGE
from portal.papers import sweeping as papers
from portal.papers.store import NotAPath, Papers
from portal.tenancy.scope import all_tenants
from portal.upkeep.checking import NOTICE, Check, Finding, Gathered, Look

CIRCLE = 24 * 3600.0
"""Seconds in which the follower's sweep comes round to everything once."""
SLACK = 3600.0
RESTORE = "Lấy lại tệp từ bản sao lưu (docs/sao-luu.md); trước đó đừng chạy lệnh dọn nào."


def _orphans(look: Look) -> Iterator[Finding]:
    """Older than a day they wait for the sweep; older than the sweep's whole circle it does not come."""
    look.told("Tệp không nơi nào dùng", 0, 0)
    store, now = file_store(), time.time()
    known = set().union(*named().values())
    waiting, left = Gathered(), Gathered()
    overdue = {one for one, _size in store.orphans(known, now - SAFE_AGE - CIRCLE - SLACK)}
    for sha256, size in store.orphans(known, now - SAFE_AGE):
        (left if sha256 in overdue else waiting).add(f"{sha256} ({size} byte)")
    for path in store.unfinished(now - SAFE_AGE - CIRCLE - SLACK):
        left.add(path.name)
    yield from waiting.found(
        "files.orphans", "{count} tệp không nơi nào dùng đang chờ dọn.", "Không phải làm gì.", NOTICE
    )
    yield from left.found(
        "files.orphans",
        "{count} tệp không nơi nào dùng nằm lại quá hai ngày.",
        "Kiểm tra tiến trình đi kèm (python -m portal.follower); hoặc chạy: flask media sweep",
    )


def _papers(look: Look) -> Iterator[Finding]:
    look.told("Giấy tờ niêm phong", 0, 0)
    found = papers.check(deep=look.deep)
    lost, broken = Gathered(), Gathered()
    for one in found.missing:
        lost.add(f"giấy tờ {one}")
    for one in found.broken:
        broken.add(f"giấy tờ {one}")
    yield from lost.found("papers.files", "{count} giấy tờ không còn tệp.", RESTORE)
    yield from broken.found("papers.files", "{count} giấy tờ không mở được.", RESTORE)
    if found.orphans:
        yield Finding(
            "papers.orphans",
            f"{found.orphans} tệp giấy tờ không hồ sơ nào nêu, đã quá một ngày.",
            "Được dọn trong ngày; nếu còn mãi, kiểm tra tiến trình đi kèm (python -m portal.follower).",
            NOTICE,
            found.orphans,
        )


def _packages(look: Look) -> Iterator[Finding]:
    look.told("Gói tin liên thông", 0, 0)
    lost, broken, store = Gathered(), Gathered(), packages.package_store()
    with all_tenants("kiểm tra gói tin liên thông"):
        for model in (ExchangePackage, ExchangeArrival):
            statement = (
                select(model.id, model.path).where(model.path.is_not(None)).execution_options(yield_per=100)
            )
            for row_id, path in db.session.execute(statement):
                name = f"{model.__tablename__} {row_id}"
                if not _is_there(store, path):
                    lost.add(name)
                elif look.deep and not _opens(row_id, path):
                    broken.add(name)
    yield from lost.found("exchange.packages", "{count} gói tin không còn tệp.", RESTORE)
    yield from broken.found("exchange.packages", "{count} gói tin không mở được.", RESTORE)


def _is_there(store: Papers, path: Any) -> bool:
    try:
        return store.exists(path)
    except NotAPath:
        return False


def _opens(row_id: int, path: Any) -> bool:
    try:
        packages.content(row_id, path)
    except packages.PackageLost:
        return False
    return True


def _secrets(_look: Look) -> Iterator[Finding]:
    found = Gathered()
    for path in _secret_files():
        if path.stat().st_mode & 0o077:
            found.add(str(path))
    yield from found.found(
        "secrets.mode",
        "{count} tệp bí mật cho người khác trên máy đọc được.",
        "Chạy: chmod go= TỆP với từng tệp; nếu máy có người dùng khác, coi khóa là đã lộ và thay khóa.",
    )


def _secret_files() -> Iterator[Path]:
    settings = current_app.config["PORTAL"]
    single = [settings.instance_path / "secret_key", settings.sealing_keys_path]
    single += [Path(settings.backup_key)] if settings.backup_key else []
    for folder in ("khoa", "keys", "giay-to"):
        for path in (settings.instance_path / folder).rglob("*"):
            if path.is_file() and not path.name.endswith((".pem", ".crt", ".cer", ".pub")):
                single.append(path)
    yield from sorted({one.resolve() for one in single if one.is_file()})


CHECKS = (
    Check("files.orphans", "Tệp không nơi nào dùng", _orphans),
    Check("papers", "Giấy tờ niêm phong", _papers),
    Check("exchange.packages", "Gói tin liên thông", _packages),
    Check("secrets", "Quyền đọc tệp bí mật", _secrets),
)
