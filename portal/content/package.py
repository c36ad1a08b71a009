"""Opening a package: a ZIP from anywhere, of which nothing is believed before it was looked at.

Only files that an export has are taken, under names that lead nowhere else; what is larger than it says, packed beyond
measure, linked or changed since it was made is refused, with what to do.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import stat
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.archives import BROKEN_ZIP
from portal.content.exporting import DATA, FORMAT, MANIFEST, PEOPLE, STORE
from portal.content.kinds import KINDS
from portal.content.placing import FOLDER, safe_name
from portal.tenancy.founding import SLUG

MOST_ENTRIES = 400_000
MOST_BYTES = 40 * 1024**3
LARGEST_TEXT = 4 * 1024**3  # one table
TIGHTEST, FREE = 250, 64 * 1024**2
"""Nothing that people write packs to less than one part in so many; small packages are not asked."""
_SHA = re.compile(r"[0-9a-f]{64}\Z")
_TABLE = re.compile(r"[a-z_]{1,60}\.jsonl\Z")
_TEXT = re.compile(r"[a-z0-9][a-z0-9._-]{0,200}\.md\Z")
_TOP = frozenset({"README.md", "portal.json", "content/tenants.toml", "content/sections.toml"})


class BadPackage(ValueError):
    """A package can't be loaded; the message says why and what to do."""


@dataclass(frozen=True)
class Package:
    """An opened package: the folder that it lies in, whose it is, what its files are (SHA-256 by name)."""

    folder: Path
    slug: str
    files: dict[str, str]

    @property
    def content(self) -> Path:
        """Its `content`."""
        return self.folder / "content"


@contextmanager
def opened(path: Path) -> Iterator[Package]:
    """The package at `path`, unpacked for as long as the context lasts. Raises BadPackage."""
    with tempfile.TemporaryDirectory(prefix="goi-") as folder:
        try:
            slug, files = _unpacked(path, Path(folder))
        except BROKEN_ZIP as error:
            raise BadPackage("Không mở được tệp ZIP: tệp hỏng, có mật khẩu hoặc không phải ZIP.") from error
        # Outside of the try: what fails in loading is no fault of the file.
        yield Package(Path(folder), slug, files)


def _unpacked(path: Path, folder: Path) -> tuple[str, dict[str, str]]:
    with zipfile.ZipFile(path) as archive:
        entries = _entries(archive)
        slug, files = _manifest(archive)
        _check_names(entries, slug, files)
        _check_size(entries, path.stat().st_size, folder)
        for name, digest in files.items():
            _extract(archive, entries[name], folder, digest)
    return slug, files


def _entries(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    held = [one for one in archive.infolist() if not one.is_dir()]
    if len(held) > MOST_ENTRIES:
        raise BadPackage(f"Gói có hơn {MOST_ENTRIES} tệp, nhiều hơn mọi bản xuất.")
    found: dict[str, zipfile.ZipInfo] = {}
    for one in held:
        mode = one.external_attr >> 16
        if mode and not stat.S_ISREG(mode) and stat.S_IFMT(mode):
            raise BadPackage(f"Trong gói có liên kết hoặc tệp đặc biệt: {one.filename[:200]!r}.")
        if one.flag_bits & 1:
            raise BadPackage("Gói có mật khẩu. Hãy nén lại không đặt mật khẩu.")
        if one.filename in found:
            raise BadPackage(f"Trong gói có hai tệp cùng tên: {one.filename[:200]!r}.")
        found[one.filename] = one
    return found


def _manifest(archive: zipfile.ZipFile) -> tuple[str, dict[str, str]]:
    try:
        if archive.getinfo(MANIFEST).file_size > 256 * 1024**2:
            raise BadPackage(f"{MANIFEST} lớn bất thường.")
        told: Any = json.loads(archive.read(MANIFEST).decode("utf-8"))
    except (KeyError, ValueError, RecursionError) as error:
        raise BadPackage(
            f"Gói không có {MANIFEST} đọc được, nên không phải bản xuất của một cổng."
        ) from error
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise BadPackage(
            "Gói này do một phiên bản khác của phần mềm tạo ra. Hãy giải nén rồi nạp thư mục content của gói."
        )
    slug, files = told.get("portal"), told.get("files")
    if not isinstance(slug, str) or not SLUG.match(slug) or len(slug) > 63 or not isinstance(files, dict):
        raise BadPackage(f"{MANIFEST} ghi sai mã cổng hoặc danh sách tệp.")
    if not all(isinstance(one, str) and _SHA.match(one) for one in files.values()):
        raise BadPackage(f"{MANIFEST} ghi sai mã SHA-256.")
    return slug, files


def _check_names(entries: dict[str, zipfile.ZipInfo], slug: str, files: dict[str, str]) -> None:
    for name in entries.keys() - {MANIFEST}:
        if not _is_ours(name, slug):
            raise BadPackage(f"Trong gói có tệp mà bản xuất không bao giờ có: {name[:200]!r}.")
        if name not in files:
            raise BadPackage(f"Tệp {name[:200]!r} không có trong {MANIFEST}.")
    missing = files.keys() - entries.keys()
    if missing:
        raise BadPackage(f"Gói thiếu tệp {min(missing)[:200]!r}.")


def _is_ours(name: str, slug: str) -> bool:
    """Whether an export of the portal may have a file of this name."""
    if name in _TOP:
        return True
    steps = name.split("/")
    match steps:
        case ["archive", table]:
            return bool(_TABLE.match(table))
        case ["archive", folder, file]:
            return folder == STORE and bool(_SHA.match(file))
        case ["content", owner, file]:
            return owner == slug and file in {"portal.json", PEOPLE}
        case ["content", owner, folder, file] if owner == slug:
            if folder == DATA:
                return bool(_TABLE.match(file))
            if folder == FOLDER:
                return file == safe_name(file) and len(file.encode()) <= 250
            return folder in {one.folder for one in KINDS} and bool(_TEXT.match(file))
    return False


def _check_size(entries: dict[str, zipfile.ZipInfo], packed: int, folder: Path) -> None:
    whole = sum(one.file_size for one in entries.values())
    largest = max((one.file_size for one in entries.values()), default=0)
    if whole > MOST_BYTES or largest > LARGEST_TEXT or whole > packed * TIGHTEST + FREE:
        raise BadPackage("Gói mở ra lớn bất thường so với tệp ZIP, nên không được mở.")
    if whole > shutil.disk_usage(folder).free:
        raise BadPackage("Ổ đĩa không đủ chỗ để mở gói. Hãy dọn thư mục tạm rồi làm lại.")


def _extract(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path, digest: str) -> None:
    target = folder.joinpath(*entry.filename.split("/"))
    target.parent.mkdir(parents=True, exist_ok=True)
    seen, left = hashlib.sha256(), entry.file_size
    with archive.open(entry) as source, target.open("wb") as file:
        while block := source.read(1 << 20):
            left -= len(block)
            if left < 0:
                raise BadPackage(f"Tệp {entry.filename[:200]!r} dài hơn cỡ ghi trong gói.")
            seen.update(block)
            file.write(block)
    if seen.hexdigest() != digest:
        raise BadPackage(
            f"Tệp {entry.filename[:200]!r} đã bị sửa hoặc hỏng sau khi xuất. Muốn nạp bài đã sửa tay, "
            "hãy giải nén rồi nạp thư mục content."
        )
