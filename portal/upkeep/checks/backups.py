"""How old the newest backup is, and the last time that one was brought back to try.

Only of an installation whose settings name a folder of `flask backup`: what other programs keep there is watched by the
operations centre alone, which asks for nothing but times.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app

from portal.clock import to_local, utc_now
from portal.config import Settings
from portal.upkeep import repository
from portal.upkeep.checking import Check, Finding, Look
from portal.upkeep.faults import DamagedBackup
from portal.upkeep.keys import KeySource

AGE, DRILLED = "backups.age", "backups.drill"
_BACK_UP = "Chạy: flask backup; xem vì sao lệnh hẹn giờ không chạy (systemctl status cong-lang-backup)."
_DRILL = "Chạy: flask backup drill; xem vì sao lệnh hẹn giờ không chạy (systemctl status cong-lang-drill)."


def _age(_look: Look) -> Iterator[Finding]:
    settings, folder = _watched()
    if folder is None or not settings.backup_hours:
        return
    ids = repository.ids_in(folder) if folder.is_dir() else []
    if not ids:
        yield Finding(AGE, f"Chưa có bản sao lưu nào trong {folder}.", _BACK_UP)
        return
    made = repository.made_at(ids[-1])
    if utc_now() - made > timedelta(hours=settings.backup_hours):
        about = f"Bản sao lưu mới nhất lúc {_when(made)}, cũ hơn {settings.backup_hours} giờ."
        yield Finding(AGE, about, _BACK_UP)
    try:
        repository.opened(folder, KeySource.of(settings)).manifest(ids[-1])
    except DamagedBackup as error:
        yield Finding(
            AGE, f"Bản sao lưu mới nhất không đọc được: {error}.", "Chạy: flask backup verify; flask backup"
        )


def _drilled(_look: Look) -> Iterator[Finding]:
    settings, folder = _watched()
    ids = repository.ids_in(folder) if folder is not None and folder.is_dir() else []
    if folder is None or not ids or not settings.drill_days:
        return
    noted = repository.opened(folder, KeySource.of(settings)).noted(repository.DRILL) or {}
    if noted.get("fault"):
        about = f"Lần diễn tập khôi phục lúc {_when(datetime.fromisoformat(noted['at']))} không đạt: {noted['fault']}"
        yield Finding(DRILLED, about, "Sửa nguyên nhân rồi chạy lại: flask backup drill")
    sound = noted.get("sound")
    since = datetime.fromisoformat(sound) if sound else repository.made_at(ids[0])
    if utc_now() - since > timedelta(days=settings.drill_days):
        last = (
            f"Lần diễn tập khôi phục đạt gần nhất lúc {_when(since)}"
            if sound
            else "Chưa lần diễn tập nào đạt"
        )
        yield Finding(DRILLED, f"{last}; hạn là {settings.drill_days} ngày một lần.", _DRILL)


def _watched() -> tuple[Settings, Path | None]:
    """The settings, and the folder of backups that they name: None for none, or one of another program."""
    settings: Settings = current_app.config["PORTAL"]
    folder = Path(settings.backups).resolve() if settings.backups else None
    if folder is not None and folder.is_dir() and not (folder / repository.STORE / repository.HEAD).is_file():
        is_others = any(not one.name.startswith(".") for one in folder.iterdir())
        return settings, None if is_others else folder
    return settings, folder


def _when(instant: datetime) -> str:
    return f"{to_local(instant):%H:%M %d/%m/%Y}"


CHECKS = (Check(AGE, "Tuổi bản sao lưu", _age), Check(DRILLED, "Diễn tập khôi phục", _drilled))
