"""A backup becomes an installation in a folder of its own: files, keys, database, then what is made of them.

Everything is compared with the manifest while it is written (`verifying`, `Repository.bytes_of`): a backup that is not
whole raises before the folder is of use to anybody.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from flask import Flask
from sqlalchemy.engine import make_url

from portal.config import Settings
from portal.database.digest import table_digests, whole
from portal.extensions import db
from portal.media.service import file_store
from portal.on_use import on_use
from portal.papers.store import papers_in
from portal.search.engine import EngineError
from portal.search.indexing import rebuild
from portal.tenancy.directory import directory
from portal.tenancy.scope import all_tenants
from portal.upkeep.apart import POSTGRESQL, Apart
from portal.upkeep.checking import Finding
from portal.upkeep.faults import DamagedBackup, RestoreRefused
from portal.upkeep.gathering import WORK
from portal.upkeep.manifest import FILE, SEALED, SEALING_KEYS, SECRET_KEY, STORE, Entry, Head
from portal.upkeep.repository import Repository
from portal.upkeep.snapshot import split_sealed
from portal.upkeep.verifying import contents, database_of
from portal.web.freshness import GLOBAL_SLOT, tenants_changed, versions

if TYPE_CHECKING:
    import flask_migrate
    from alembic import script
else:
    flask_migrate, script = on_use("flask_migrate"), on_use("alembic.script")
# By its name: the application is made by the package above.
create_app = on_use("portal", "create_app")

Told = Callable[[str, int, int], None]
SPARE = 1.1
"""How much more room than the backup's own size must be there: an index is made of it."""
SQLITE, OF_FILES = "sqlite", "whoosh"
"""The kind of database, and of search engine, that lies in files of an instance folder."""


@dataclass(frozen=True)
class Rebuilt:
    """An installation that a backup became: its application and folder. `is_same`: whether its rows have the digest
    that the manifest names; None where a newer version of the program changed the tables since."""

    head: Head
    app: Flask
    folder: Path
    is_same: bool | None


def rebuilt(
    repository: Repository, backup_id: str, own: Settings, place: Apart | None, told: Told
) -> Rebuilt:
    """Make an installation of a backup in an empty folder and, on PostgreSQL, a schema apart: `own` are the settings of
    it (`settings_in`).

    Raises DamagedBackup, RestoreRefused, SnapshotFailed, OSError; folder and schema are of no use then.
    """
    folder = own.instance_path
    head, entries = contents(repository, backup_id)
    _refuse_unfit(head, own)
    _refuse_without_room(head, folder)
    told("Cơ sở dữ liệu", 0, 0)
    database = _database_in(head, own, folder)
    _write(database, database_of(repository, head), 0o600)
    for at, one in enumerate(entries):
        told("Tệp", at, len(entries))
        _bring(repository, one, own, folder)
    if place is not None:
        place.load(database)
        database.unlink()
    app = cast(Flask, create_app(own))
    with app.app_context():
        try:
            _bring_stored(repository, entries, told)
            is_same = _make_usable(head, told)
        except BaseException:
            db.session.remove()
            db.engine.dispose()
            raise
    return Rebuilt(head, app, folder, is_same)


def settings_in(settings: Settings, folder: Path, place: Apart | None) -> Settings:
    """The settings of an installation, as they are for its copy in another folder (and schema): what lies below the
    instance folder lies below that one; keys that lie elsewhere come to it for now. It is alone with itself: it tells
    no other server anything, reads no replica, has an index of its own and looks at no backups."""
    url = settings.database_url
    inside = _inside(settings, _sqlite_file(settings))
    if place is not None:
        url = place.address
    elif inside is not None:
        url = f"sqlite:///{folder / inside}"
    elif _sqlite_file(settings) is not None:
        url = f"sqlite:///{folder / WORK / 'portal.db'}"
    keys = _inside(settings, settings.sealing_keys_path) or Path(WORK) / "sealing-keys"
    return replace(
        settings,
        instance=str(folder),
        database_url=url,
        sealing_keys=str(folder / keys),
        search_engine=OF_FILES if settings.search_engine == POSTGRESQL else settings.search_engine,
        database_owner_url="",
        replica_urls="",
        redis_url="",
        backups="",
        twin="",
    )


def _sqlite_file(settings: Settings) -> Path | None:
    url = make_url(settings.sqlalchemy_url)
    return Path(str(url.database)).resolve() if url.get_backend_name() == SQLITE else None


def _inside(settings: Settings, path: Path | None) -> Path | None:
    """A path below the instance folder, as seen from there; None for others."""
    if path is None or not path.is_relative_to(settings.instance_path):
        return None
    return path.relative_to(settings.instance_path)


def _refuse_unfit(head: Head, settings: Settings) -> None:
    url = make_url(settings.sqlalchemy_url)
    if url.get_backend_name() != head.dialect:
        raise RestoreRefused(
            f"Bản sao lưu là của {head.dialect} mà PORTAL_DATABASE_URL đang là {url.get_backend_name()}. Hãy khôi phục "
            "vào cùng loại cơ sở dữ liệu, rồi chuyển bằng: flask database move."
        )
    known = {one.revision for one in script.ScriptDirectory(_migrations()).walk_revisions()}
    if head.schema not in known:
        raise RestoreRefused(
            f"Bản sao lưu do phiên bản khác của chương trình tạo ra (cấu trúc {head.schema or 'không rõ'}). "
            "Hãy cài phiên bản đã tạo bản sao lưu hoặc mới hơn."
        )


def _migrations() -> str:
    return str(Path(__file__).resolve().parents[1] / "migrations")


def newest_schema() -> str:
    """The revision of the migrations that this version of the program works with."""
    return str(script.ScriptDirectory(_migrations()).get_current_head())


def _refuse_without_room(head: Head, folder: Path) -> None:
    needed = int((head.bytes + head.database_size) * SPARE)
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise RestoreRefused(
            f"Ổ đĩa của {folder} còn {free >> 20} MB, cần khoảng {needed >> 20} MB để khôi phục. Chưa có gì thay đổi."
        )


def _database_in(head: Head, settings: Settings, folder: Path) -> Path:
    if head.dialect == SQLITE:
        return Path(str(make_url(settings.sqlalchemy_url).database))
    return folder / WORK / "portal.pgdump"


def _bring(repository: Repository, one: Entry, settings: Settings, folder: Path) -> None:
    """Write to its place what lies in files of this machine in any case."""
    blocks = repository.bytes_of(one.sha256, one.size)
    if one.kind == FILE:
        _write(folder / one.path, blocks, one.mode)
    elif one.kind == SEALING_KEYS:
        _write(settings.sealing_keys_path, blocks, 0o600)
    elif one.kind == SECRET_KEY:
        _write(folder / "secret_key", blocks, 0o600)


def _write(path: Path, blocks: Iterable[bytes], mode: int) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.writelines(blocks)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(mode)


class _Blocks:
    """An iterator of blocks as a file that can be read."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks, self._rest = blocks, b""

    def read(self, size: int = -1) -> bytes:
        """At most so many bytes; all that are left for -1."""
        while size < 0 or len(self._rest) < size:
            block = next(self._blocks, None)
            if block is None:
                break
            self._rest += block
        end = len(self._rest) if size < 0 else size
        given, self._rest = self._rest[:end], self._rest[end:]
        return given


def _bring_stored(repository: Repository, entries: list[Entry], told: Told) -> None:
    store = file_store()
    for at, one in enumerate(entries):
        told("Kho tệp", at, len(entries))
        if one.kind == SEALED:
            sealed_folder, path = split_sealed(one.path)
            papers_in(sealed_folder).write(path, b"".join(repository.bytes_of(one.sha256, one.size)))
        if one.kind != STORE:
            continue
        blocks = _Blocks(repository.bytes_of(one.sha256, one.size))
        if store.put(blocks).sha256 != one.sha256:  # type: ignore[arg-type]
            raise DamagedBackup(f"tệp {one.sha256[:12]}… không đúng nội dung")


def _make_usable(head: Head, told: Told) -> bool | None:
    """Compare the digest, bring the tables to this version, make what is made of the rows. Needs the application."""
    is_same = None
    if head.schema == newest_schema():
        told("Mã kiểm tra", 0, 0)
        with all_tenants("so mã kiểm tra sau khi khôi phục"):
            connection = db.session.connection()
            if connection.dialect.name == POSTGRESQL:
                connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
            is_same = whole(table_digests(connection)) == head.digest
    else:
        told("Nâng cấp cơ sở dữ liệu", 0, 0)
        flask_migrate.upgrade(directory=_migrations())
    tenants_changed()
    directory().refresh(versions().read(GLOBAL_SLOT))
    rebuild(lambda done, total: told("Chỉ mục tìm kiếm", done, total))
    return is_same


def settled(settings: Settings, told: Told) -> list[Finding]:
    """After an installation took its place: let other servers know, and build the index anew where it lies in a
    database that they share. What could not be built is found, not raised: the follower goes on trying."""
    if not settings.redis_url and settings.search_engine != POSTGRESQL:
        return []
    app = cast(Flask, create_app(settings))
    with app.app_context():
        try:
            tenants_changed()
            directory().refresh(versions().read(GLOBAL_SLOT))
            if settings.search_engine == POSTGRESQL:
                rebuild(lambda done, total: told("Chỉ mục tìm kiếm", done, total))
        except EngineError as error:
            return [
                Finding(
                    "search", f"Chưa lập lại được chỉ mục tìm kiếm: {error}", "Chạy: flask search rebuild"
                )
            ]
        finally:
            db.session.remove()
            db.engine.dispose()
    return []
