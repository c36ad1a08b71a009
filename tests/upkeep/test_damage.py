"""Whatever happens to a backup on its disk, a restore notices it before anything is touched."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from portal.config import Settings
from portal.upkeep import repository
from portal.upkeep.faults import UpkeepFault
from portal.upkeep.keys import BackupKey, KeySource
from portal.upkeep.restoring import restore
from portal.upkeep.stream import PIECE, DamagedFile, decrypted, encrypted, sealed_size
from portal.upkeep.verifying import chosen, verify
from tests.thorough import THOROUGH, some
from tests.upkeep.things import backup, files_below

KEY = BackupKey(b"k" * 32)


def _quiet(_what: str, _done: int, _total: int) -> None:
    pass


def _sealed(data: bytes, purpose: str = "x") -> bytes:
    return b"".join(encrypted(KEY, purpose, [data[:7], data[7:]]))


def _opened(data: bytes, tmp_path: Path, purpose: str = "x", key: BackupKey = KEY) -> bytes:
    path = tmp_path / "stream"
    path.write_bytes(data)
    with path.open("rb") as file:
        return b"".join(decrypted(key, purpose, file))


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_a_stream_gives_back_what_it_was_given(size: int, tmp_path: Path) -> None:
    data = random.Random(size).randbytes(size)
    sealed = _sealed(data)
    assert len(sealed) == sealed_size(size) and (size < 8 or data not in sealed)
    assert _opened(sealed, tmp_path) == data
    for wrong in (
        lambda: _opened(sealed, tmp_path, "y"),
        lambda: _opened(sealed, tmp_path, key=BackupKey(b"q" * 32)),
    ):
        with pytest.raises(DamagedFile):
            wrong()


@given(st.binary(max_size=40), st.integers(0, 10_000), st.integers(1, 255))
@pytest.mark.asvs("11.3.3")
def test_any_changed_byte_of_a_stream_is_noticed(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, at: int, change: int
) -> None:
    sealed = bytearray(_sealed(data))
    sealed[at % len(sealed)] ^= change
    with pytest.raises(DamagedFile):
        _opened(bytes(sealed), tmp_path_factory.mktemp("s"))


def test_pieces_cannot_be_left_out_moved_or_repeated(tmp_path: Path) -> None:
    sealed = _sealed(random.Random(1).randbytes(3 * PIECE + 5))
    size = PIECE + 16
    head, rest = sealed[:26], sealed[26:]
    one, two, three, last = rest[:size], rest[size : 2 * size], rest[2 * size : 3 * size], rest[3 * size :]
    pieces = [
        (one, three, last),
        (two, one, three, last),
        (one, two, three),
        (one, one, two, three, last),
        (),
    ]
    for wrong in (*pieces, (one, two, three, last, b"x"), (one, two, three, last[:-1])):
        with pytest.raises(DamagedFile):
            _opened(head + b"".join(wrong), tmp_path)


@pytest.fixture()
def kept(filled: Flask, source: KeySource, tmp_path: Path) -> Path:
    """A folder with one small backup."""
    backup(repository.prepared(tmp_path / "kho", source))
    return tmp_path / "kho"


def _refused(folder: Path, source: KeySource, target: Settings) -> str:
    """Whether a restore refuses, and nothing came of it: the reason, "" where it did not."""
    try:
        opened = repository.opened(folder, source)
        restore(opened, chosen(opened), target, _quiet)
    except UpkeepFault as error:
        assert not target.instance_path.exists()
        assert not target.instance_path.with_name("instance.restoring").exists()
        return str(error)
    return ""


def _is_caught(folder: Path, source: KeySource) -> bool:
    """The same by reading alone, which is quicker: `restore` reads with the same functions."""
    try:
        opened = repository.opened(folder, source)
        verify(opened, chosen(opened))
    except UpkeepFault:
        return True
    return False


def _what_counts(folder: Path) -> list[Path]:
    return [one for one in files_below(folder) if one.name != "lock"]


def _flipped(path: Path, at: int) -> Callable[[], None]:
    """Change a bit of a file; what is given undoes it."""
    with path.open("r+b") as file:
        file.seek(at)
        (before,) = file.read(1)
        file.seek(at)
        file.write(bytes([before ^ (1 << (at % 8))]))

    def undo() -> None:
        with path.open("r+b") as file:
            file.seek(at)
            file.write(bytes([before]))

    return undo


@pytest.mark.thorough
def test_each_file_changed_cut_off_or_gone_is_refused(
    kept: Path, source: KeySource, target: Settings, tmp_path: Path
) -> None:
    for path in _what_counts(kept):
        held = path.read_bytes()
        for wrong in (held[:-1], held + b"\0", b""):
            path.write_bytes(wrong)
            assert _is_caught(kept, source), path
        path.unlink()
        assert _is_caught(kept, source), path
        path.write_bytes(held)
    assert not _is_caught(kept, source)
    for path in some(_what_counts(kept), 4):
        undo = _flipped(path, path.stat().st_size // 2)
        assert _refused(kept, source, target), path
        undo()
        path.rename(tmp_path / "aside")
        assert _refused(kept, source, target), path
        (tmp_path / "aside").rename(path)
    assert not _refused(kept, source, target)


def _places(path: Path) -> Iterator[int]:
    """Bytes of a file that are changed: all of them when everything is tried and it is small."""
    size = path.stat().st_size
    if THOROUGH and size <= 20_000:
        yield from range(size)
    else:
        chosen_ones = random.Random(path.name)
        yield from {0, size - 1, *(chosen_ones.randrange(size) for _one in range(400 if THOROUGH else 6))}


@pytest.mark.thorough
def test_any_changed_bit_is_noticed(kept: Path, source: KeySource) -> None:
    for path in _what_counts(kept):
        for at in _places(path):
            undo = _flipped(path, at)
            assert _is_caught(kept, source), (path, at)
            undo()
    assert not _is_caught(kept, source)


@pytest.mark.thorough
def test_files_in_each_others_places_are_noticed(
    kept: Path, source: KeySource, target: Settings, filled: Flask, tmp_path: Path
) -> None:
    """Within a backup, between two backups of one folder, and between two folders of one key."""
    opened = repository.opened(kept, source)
    second = backup(opened).head.id
    first = opened.ids()[0]
    pairs = [(kept / first / name, kept / second / name) for name in ("database", "manifest")]
    pairs.append((kept / second / "database", kept / second / "manifest"))
    blobs = sorted(opened.blobs(), key=lambda one: one.stat().st_size)
    pairs += some(list(pairwise(blobs)), 3)
    other = repository.prepared(tmp_path / "kho 2", source)
    third = backup(other).head.id
    pairs += [(kept / second / name, other.folder / third / name) for name in ("database", "manifest")]
    pairs.append((kept / ".store" / "head.json", other.store / "head.json"))
    for one, two in pairs:
        held = one.read_bytes(), two.read_bytes()
        one.write_bytes(held[1])
        two.write_bytes(held[0])
        assert _is_caught(kept, source), (one, two)
        one.write_bytes(held[0])
        two.write_bytes(held[1])
    assert not _is_caught(kept, source)
    (kept / second).rename(kept / "aside")
    shutil.copytree(kept / first, kept / second)  # an old state passed off as the newest
    assert "đã bị sửa" in _refused(kept, source, target)


def test_a_half_made_backup_is_none(kept: Path, source: KeySource, target: Settings) -> None:
    """One that was killed before its last step; the next one cleans it up."""
    opened = repository.opened(kept, source)
    (only,) = opened.ids()
    shutil.copytree(kept / only, kept / f".making-{only}")
    (kept / ".store" / ".new-0123").write_bytes(b"half")
    assert opened.ids() == [only]
    os.unlink(kept / f".making-{only}" / "manifest")
    backup(opened)
    assert len(opened.ids()) == 2
    assert not list(kept.glob(".making-*")) and not list((kept / ".store").glob(".new-*"))
