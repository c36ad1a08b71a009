"""Making a backup: the database at one moment, and the files that its rows name.

The order makes it whole while everybody goes on writing. Heads of audit trails are read before the database, so that
none is newer than the trail. What rows name of the store of files is made young at once after it, which no sweep takes
for a day; other files are pinned. Should something have gone in these seconds, the moment is taken again. Keys are read
before and after: a rotation in between begins anew, too. Then all is read at leisure.
"""

from __future__ import annotations

import hashlib
import shutil
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from flask import current_app

from portal.clock import utc_now
from portal.database.digest import table_digests, whole
from portal.media.held import named
from portal.media.homes import homes
from portal.media.service import file_store
from portal.papers.store import papers_in
from portal.publishing.trail import HEADS_FILE
from portal.tenancy.directory import directory
from portal.upkeep import gathering
from portal.upkeep.alone import held
from portal.upkeep.faults import BackupFailed, UpkeepFault
from portal.upkeep.manifest import FILE, SEALED, SEALING_KEYS, SECRET_KEY, STORE, Entry, Head
from portal.upkeep.repository import OtherContent, Repository
from portal.upkeep.snapshot import Snapshot, is_sealed, snapshot, split_sealed

Told = Callable[[str, int, int], None]
TRIES = 3
SHOWN = 20
_BLOCK = 1 << 20


@dataclass
class Made:
    """A backup that was made: its head, how many files and bytes of them are new in the folder."""

    head: Head
    new_files: int = 0
    new_bytes: int = 0


@dataclass
class _Moment:
    """What was taken at one moment: the bytes of the store that rows name, files that are pinned, sealed files that
    lie in a bucket."""

    stored: list[str]
    pinned: list[str]
    afar: list[str]


class _Gone(Exception):
    """Something went while the moment was taken."""


def make_backup(repository: Repository, told: Told = lambda _what, _done, _total: None) -> Made:
    """Make a backup of the application's installation. `told(what, done, total)` hears of the progress.

    Needs an application context, no scope. Raises BackupFailed, SnapshotFailed, RepositoryUnusable, OSError; then there
    is no new backup, and the earlier ones are as they were.
    """
    with repository.alone(), _workplace() as work:
        for left in range(TRIES, 0, -1):
            try:
                return _Making(repository, work, told, is_last=left == 1).run()
            except _Gone:
                shutil.rmtree(work / "pinned", ignore_errors=True)
                for half in repository.folder.glob(".making-*"):
                    shutil.rmtree(half)
    raise BackupFailed("Dữ liệu đổi chỗ liên tục trong lúc sao lưu; hãy chạy lại.")


@contextmanager
def _workplace() -> Iterator[Path]:
    """A folder below the instance folder for one backup at a time; remains of killed ones are taken away."""
    work: Path = current_app.config["PORTAL"].instance_path / gathering.WORK
    work.mkdir(mode=0o700, exist_ok=True)
    place = work / "backup"
    with held(work, BackupFailed("Một bản sao lưu khác đang được tạo; hãy chờ nó xong.")):
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(mode=0o700)
        try:
            yield place
        finally:
            shutil.rmtree(place, ignore_errors=True)


class _Making:
    def __init__(self, repository: Repository, work: Path, told: Told, *, is_last: bool) -> None:
        self.repository, self.work, self.told, self.is_last = repository, work, told, is_last
        settings = current_app.config["PORTAL"]
        self.instance: Path = settings.instance_path
        self.keys: Path = settings.sealing_keys_path
        self.pinned = work / "pinned"
        self.known = _known(repository)
        self.problems: list[str] = []
        self.made = (0, 0)

    def run(self) -> Made:
        heads = _read(self.instance / HEADS_FILE)
        keys = _read(self.keys)
        now = utc_now()
        backup_id = f"{now:%Y%m%d-%H%M%S}-{now.microsecond:06x}"  # names sort by time, to the microsecond
        self.repository.begin(backup_id)
        self.told("Đang chép cơ sở dữ liệu", 0, 0)
        with snapshot(self.work) as taken:
            moment = self._moment(taken)
            head = self._head(backup_id, taken)
            self._database(taken, backup_id)
        entries = [*self._stored(moment.stored), *self._files(moment.pinned, heads)]
        entries += [*self._afar(moment.afar), *self._secrets(keys)]
        if _read(self.keys) != keys:
            raise _Gone
        problems = self.problems[:SHOWN]
        if len(self.problems) > SHOWN:
            problems.append(f"… và {len(self.problems) - SHOWN} lỗi nữa (chạy: flask check)")
        size = sum(one.size for one in entries)
        whole_head = Head(**(vars(head) | {"files": len(entries), "bytes": size, "problems": problems}))
        self.repository.finish(whole_head, entries)
        return Made(whole_head, *self.made)

    def _head(self, backup_id: str, taken: Snapshot) -> Head:
        self.told("Đang tính mã kiểm tra", 0, 0)
        digests = table_digests(taken.connection)
        taken.refuse_partial(digests)
        self.problems += taken.faults()
        district = directory().district()
        size, sha256 = _measured(taken.file)
        return Head(
            id=backup_id,
            made_at=taken.made_at.isoformat(timespec="microseconds"),
            name=district.name if district is not None else "",
            dialect=taken.dialect,
            schema=taken.schema,
            digest=whole(digests),
            tables={name: [one.rows, one.sha256] for name, one in digests.items()},
            database_size=size,
            database_sha256=sha256,
        )

    def _moment(self, taken: Snapshot) -> _Moment:
        """Hold everything that the rows of the moment name."""
        store = file_store()
        stored = sorted(taken.named_bytes())
        lost = {one for one in stored if not store.touch(one)}
        apart = (self.repository.folder, self.keys, self.instance / HEADS_FILE, self.instance / "secret_key")
        leave = apart + tuple(
            Path(f"{taken_from}{end}") for taken_from in _databases() for end in _SQLITE_FILES
        )
        pinned = gathering.pin(self.instance, gathering.files_of(self.instance, leave), self.pinned)
        missing = sorted(taken.named_files() - set(pinned))
        afar, missing = (missing, []) if homes().bucket() is not None else ([], missing)
        if lost or missing:
            self._judge(lost, missing)
        self.problems += [f"thiếu tệp {one}" for one in sorted(lost)]
        self.problems += [f"thiếu tệp {one}" for one in missing]
        self.problems += [f"liên kết {one} không được sao lưu" for one in gathering.links_in(self.instance)]
        return _Moment([one for one in stored if one not in lost], pinned, afar)

    def _judge(self, lost: set[str], missing: list[str]) -> None:
        """Whether what is not there went by itself just now (then the moment is taken again) or is really missing."""
        if self.is_last:
            return
        still = set().union(*named().values()) if lost else set()
        if lost - still or missing:
            raise _Gone

    def _database(self, taken: Snapshot, backup_id: str) -> None:
        self.told("Đang ghi cơ sở dữ liệu", 0, 0)
        packer = zlib.compressobj(3)

        def packed() -> Iterator[bytes]:
            for block in _blocks(taken.file):
                yield packer.compress(block)
            yield packer.flush()

        self.repository.write_database(backup_id, packed())
        taken.file.unlink()

    def _stored(self, hashes: list[str]) -> Iterator[Entry]:
        store = file_store()
        for at, sha256 in enumerate(hashes):
            self.told("Tệp", at, len(hashes))
            size = store.size(sha256)
            if size is None:
                self.problems.append(f"thiếu tệp {sha256}")
                continue
            if not self.repository.holds(sha256, size):
                try:
                    with store.open(sha256) as file:
                        self.repository.put(sha256, _read_on(file))
                except OtherContent:
                    self.problems.append(f"tệp {sha256} hỏng trên đĩa")
                    continue
                self._count(size)
            yield Entry(STORE, "", sha256, size)

    def _files(self, paths: list[str], heads: bytes | None) -> Iterator[Entry]:
        if heads is not None:
            yield self._entry_of(FILE, HEADS_FILE, heads)
        for at, path in enumerate(paths):
            self.told("Tệp khác", at, len(paths))
            yield self._file(path)

    def _afar(self, paths: list[str]) -> Iterator[Entry]:
        for at, path in enumerate(paths):
            self.told("Tệp niêm phong", at, len(paths))
            folder, name = split_sealed(path)
            try:
                yield self._entry_of(SEALED, path, papers_in(folder).read(name))
            except FileNotFoundError:
                if not self.is_last:
                    raise _Gone from None
                self.problems.append(f"thiếu tệp {path}")

    def _file(self, path: str) -> Entry:
        place = self.pinned / path
        about = place.stat()
        stamp, mode = (about.st_mtime_ns, about.st_ino), about.st_mode & 0o777
        before, kind = self.known.get(path), SEALED if is_sealed(path) else FILE
        is_known = before is not None and (before.stamp, before.size) == (stamp, about.st_size)
        if before is not None and is_known and self.repository.holds(before.sha256, before.size):
            return Entry(kind, path, before.sha256, before.size, mode, stamp)
        for _try in range(TRIES):  # what is written in place may change between two readings
            size, sha256 = _measured(place)
            if self.repository.holds(sha256, size):
                break
            try:
                self.repository.put(sha256, _blocks(place))
            except OtherContent:
                continue
            self._count(size)
            break
        else:
            raise BackupFailed(f"Tệp {path} bị ghi liên tục trong lúc sao lưu; hãy chạy lại.")
        return Entry(kind, path, sha256, size, mode, stamp)

    def _secrets(self, keys: bytes | None) -> Iterator[Entry]:
        if keys is not None:
            yield self._entry_of(SEALING_KEYS, "", keys)
        yield self._entry_of(SECRET_KEY, "", str(current_app.config["SECRET_KEY"]).encode())

    def _entry_of(self, kind: str, path: str, data: bytes) -> Entry:
        sha256 = hashlib.sha256(data).hexdigest()
        if not self.repository.holds(sha256, len(data)):
            self.repository.put(sha256, [data])
            self._count(len(data))
        return Entry(kind, path, sha256, len(data))

    def _count(self, size: int) -> None:
        self.made = (self.made[0] + 1, self.made[1] + size)


_SQLITE_FILES = ("", "-wal", "-shm", "-journal")


def _databases() -> list[str]:
    """The database file of SQLite; none for others."""
    url = current_app.config["SQLALCHEMY_DATABASE_URI"]
    prefix = "sqlite:///"
    return [str(Path(url.removeprefix(prefix)).resolve())] if url.startswith(prefix) else []


def _known(repository: Repository) -> dict[str, Entry]:
    """The files of the newest backup, by path, so that what did not change needs no reading."""
    for backup_id in reversed(repository.ids()):
        try:
            _head, entries = repository.manifest(backup_id)
            return {one.path: one for one in entries if one.path}
        except UpkeepFault:  # a damaged one is told by `verify`; without it all files are read
            continue
    return {}


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _read_on(file: BinaryIO) -> Iterator[bytes]:
    return iter(lambda: file.read(_BLOCK), b"")


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from _read_on(file)


def _measured(path: Path) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    for block in _blocks(path):
        digest.update(block)
        size += len(block)
    return size, digest.hexdigest()
