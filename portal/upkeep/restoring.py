"""Bringing a backup back: it is made whole beside the installation's place, looked at, and only then takes it."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import has_app_context
from sqlalchemy.engine import make_url

from portal.clock import utc_now
from portal.config import Settings
from portal.durable import put_file, sync_folder
from portal.extensions import db
from portal.upkeep.alone import held
from portal.upkeep.apart import DRILLING, RESTORING, Apart, refuse_at_work, reserved, tables_at
from portal.upkeep.checking import Finding
from portal.upkeep.faults import RestoreRefused
from portal.upkeep.gathering import WORK, files_of
from portal.upkeep.manifest import Head
from portal.upkeep.rebuilding import SQLITE, Rebuilt, Told, rebuilt, settings_in, settled
from portal.upkeep.repository import DRILL as DRILL
from portal.upkeep.repository import Repository
from portal.upkeep.running import run_checks

LIVING = ("files", "giay-to", "khoa", "keys", "lien-thong")
"""Folders below the instance folder that only an installation with data has something in."""
_MADE_AT_START = {"secret_key", "portal.db", "portal.db-wal", "portal.db-shm"}
"""Files that the program makes by itself when it is first called."""


@dataclass(frozen=True)
class Restored:
    """What became of a backup: what was found wrong with it afterwards, and where what stood there before lies now
    (the folder; on PostgreSQL also the schema, "" for none)."""

    head: Head
    is_same: bool | None
    findings: list[Finding]
    former: Path | None = None
    former_schema: str = ""

    @property
    def is_sound(self) -> bool:
        """Whether everything is as the manifest says and no check found a fault."""
        return self.is_same is not False and not any(one.is_fault for one in self.findings)


def restore(
    repository: Repository, backup_id: str, settings: Settings, told: Told, *, replacing: str = ""
) -> Restored:
    """Let a backup become the installation of these settings. `replacing` is the instance folder, written out, where an
    installation stands there that shall make way; it is kept beside.

    Raises RestoreRefused, DamagedBackup, RepositoryUnusable, SnapshotFailed, OSError; then nothing was touched.
    """
    target = settings.instance_path
    _refuse_living(settings, replacing)
    _refuse_other_keys(settings)
    _refuse_tables(settings, replacing)
    with (
        repository.steady(),
        _staging(target) as staging,
        reserved(settings, RESTORING) as place,
    ):
        own = settings_in(settings, staging, place)
        made = rebuilt(repository, backup_id, own, place, told)
        findings = _looked_at(made, told)
        with _exchanged(settings, place) as former_schema:
            former = _take_place(settings, own, staging)
    findings += settled(settings, told)
    return Restored(made.head, made.is_same, findings, former, former_schema)


@contextmanager
def _exchanged(settings: Settings, place: Apart | None) -> Iterator[str]:
    """On PostgreSQL the restored tables stand in their place, unless the folder does not follow them into its own:
    where the former ones are kept."""
    kept = place.exchange(settings) if place is not None else ""
    try:
        yield kept
    except BaseException:  # whoever stops it by hand wants the former tables too
        if place is not None:
            place.exchange_back(kept)
        raise


def drill(
    repository: Repository, backup_id: str, settings: Settings, told: Told, place: Path | None = None
) -> Restored:
    """Restore a backup into a temporary folder (below `place`; on PostgreSQL with a schema of its own, in a shared
    store of files without a part of it), look at it as `flask check` does, and take it away. The installation may serve
    meanwhile. How it went is noted beside the backups. Raises as `restore` does; that is noted too."""
    began = utc_now()
    try:
        with (
            repository.steady(),
            tempfile.TemporaryDirectory(prefix="cong-lang-drill-", dir=place) as folder,
            reserved(settings, DRILLING) as schema,
        ):
            own = replace(settings_in(settings, Path(folder), schema), media_store="")
            made = rebuilt(repository, backup_id, own, schema, told)
            result = Restored(made.head, made.is_same, _looked_at(made, told))
    except Exception as error:
        _note(repository, backup_id, began, str(error))
        raise
    faults = [one.about for one in result.findings if one.is_fault]
    why = "" if result.is_sound else "; ".join(faults[:5]) or "mã kiểm tra khác bản kê"
    _note(repository, backup_id, began, why)
    return result


def _note(repository: Repository, backup_id: str, began: datetime, fault: str) -> None:
    """Note how a drill went; `sound` is when the last one began that went well."""
    at, before = began.isoformat(timespec="seconds"), repository.noted(DRILL) or {}
    said: dict[str, Any] = {
        "backup": backup_id,
        "at": at,
        "seconds": round((utc_now() - began).total_seconds()),
        "fault": fault[:500],
        "sound": before.get("sound", "") if fault else at,
    }
    repository.note(DRILL, said)


def _looked_at(made: Rebuilt, told: Told) -> list[Finding]:
    with made.app.app_context():
        try:
            return run_checks(told, deep=True).findings
        finally:
            db.session.remove()
            db.engine.dispose()


@contextmanager
def _staging(target: Path) -> Iterator[Path]:
    """An empty folder beside the target, on the same disk; it is gone afterwards, unless it took the target's place."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.is_mount():
        raise RestoreRefused(
            f"{target} là điểm gắn ổ đĩa, không thay được cả thư mục. Hãy đặt PORTAL_INSTANCE là thư mục con của nó."
        )
    staging = target.with_name(f"{target.name}.restoring")
    staging.mkdir(mode=0o700, exist_ok=True)
    with held(staging, RestoreRefused("Một lần khôi phục khác đang chạy; hãy chờ nó xong.")):
        try:
            for left in staging.iterdir():  # of one that was killed
                shutil.rmtree(left) if left.is_dir() and not left.is_symlink() else left.unlink()
            yield staging
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def _refuse_living(settings: Settings, replacing: str) -> None:
    if is_living(settings):
        _refuse_unless_named(settings, replacing, f"{settings.instance_path} đang có dữ liệu.")


def _refuse_tables(settings: Settings, replacing: str) -> None:
    """On PostgreSQL: what stands in the database makes way only if that is wished, and nobody is at work in it."""
    tables = tables_at(settings)
    if not tables:
        return
    _refuse_unless_named(settings, replacing, f"Cơ sở dữ liệu ở PORTAL_DATABASE_URL đã có {tables} bảng.")
    if has_app_context():  # connections of this very process
        db.session.remove()
        db.engine.dispose()
    refuse_at_work(settings)


def _refuse_unless_named(settings: Settings, replacing: str, why: str) -> None:
    target = settings.instance_path
    if not replacing:
        raise RestoreRefused(
            f"{why} Dừng mọi tiến trình của cổng; nếu chắc chắn muốn thay, chạy lại với --replace {target} "
            "(dữ liệu đang có được giữ lại bên cạnh)."
        )
    if Path(replacing).resolve() != target:
        raise RestoreRefused(f"--replace phải là đúng thư mục sẽ bị thay: {target}")


def is_living(settings: Settings) -> bool:
    """Whether an installation with data stands where these settings point. Databases of servers are asked elsewhere
    (`apart.tables_at`)."""
    folder = settings.instance_path
    if any(any((folder / one).iterdir()) for one in LIVING if (folder / one).is_dir()):
        return True
    url = make_url(settings.sqlalchemy_url)
    file = Path(str(url.database))
    if url.get_backend_name() != SQLITE or not file.is_file() or not file.stat().st_size:
        return False
    try:
        connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
        try:
            return bool(connection.execute("SELECT count(*) FROM tenant").fetchone()[0])
        finally:
            connection.close()
    except sqlite3.Error as error:
        # No such table: nothing of ours. Anything else may be a damaged installation, which is not ours to throw away.
        return "no such table" not in str(error)


def _refuse_other_keys(settings: Settings) -> None:
    """Keys outside of the instance folder are never overwritten: they may open another installation's data."""
    keys = settings.sealing_keys_path
    if not keys.is_relative_to(settings.instance_path) and keys.exists():
        raise RestoreRefused(
            f"Tệp khóa niêm phong {keys} đã có. Nếu là khóa của nơi khác, đặt PORTAL_SEALING_KEYS sang đường dẫn khác; "
            "nếu là khóa cũ của chính nơi này, cất nó đi rồi chạy lại (bản sao lưu có khóa riêng của nó)."
        )


def _take_place(settings: Settings, own: Settings, staging: Path) -> Path | None:
    """Put the new installation in its place; where what stood there lies now, None if that was nothing of worth. Where
    a step fails, the ones before it are taken back."""
    target, former = settings.instance_path, None
    was_living = is_living(settings)
    with ExitStack() as taken_back:
        _put_key(settings, own, staging, taken_back)
        outside = _database_outside(settings, own, staging)
        shutil.rmtree(staging / WORK, ignore_errors=True)
        if own.search_engine != settings.search_engine:  # it was for the look alone
            shutil.rmtree(staging / "index", ignore_errors=True)
        now = f"before-{utc_now():%Y%m%d-%H%M%S}"
        if target.exists():
            former = target.with_name(f"{target.name}.{now}")
            _move(target, former, taken_back)
        if outside is not None:
            fresh, place = outside
            for ending in ("", "-wal", "-shm"):
                old = Path(f"{place}{ending}")
                if old.exists():
                    _move(old, Path(f"{place}.{now}{ending}"), taken_back)
            _move(fresh, place, taken_back)
        _move(staging, target, taken_back)
        sync_folder(target.parent)
        taken_back.pop_all()
    if former is not None and not was_living and set(files_of(former)) <= _MADE_AT_START:
        shutil.rmtree(former, ignore_errors=True)
        former = None
    return former


def _move(old: Path, new: Path, taken_back: ExitStack) -> None:
    old.rename(new)
    taken_back.callback(new.rename, old)


def _put_key(settings: Settings, own: Settings, staging: Path, taken_back: ExitStack) -> None:
    """A key of seals that belongs outside of the instance folder, where none lies (`_refuse_other_keys`)."""
    made, place = own.sealing_keys_path, settings.sealing_keys_path
    if made.is_relative_to(staging / WORK) and made.exists():
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        put_file(place, made.read_bytes(), over=False)
        taken_back.callback(place.unlink)


def _database_outside(settings: Settings, own: Settings, staging: Path) -> tuple[Path, Path] | None:
    """(where it lies now on the right disk, where it belongs) of an SQLite database outside of the instance folder."""
    made = Path(str(make_url(own.sqlalchemy_url).database))
    if make_url(own.sqlalchemy_url).get_backend_name() != SQLITE or not made.is_relative_to(staging / WORK):
        return None
    place = Path(str(make_url(settings.sqlalchemy_url).database)).resolve()
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh = place.with_name(f"{place.name}.restoring")
    shutil.copyfile(made, fresh)
    fresh.chmod(0o600)
    return fresh, place
