"""The folder of a tenant where old portals are put, and what comes there as a ZIP."""

from __future__ import annotations

import shutil
import stat
import zipfile
from pathlib import Path, PurePosixPath

from flask import current_app

from portal.archives import BROKEN_ZIP
from portal.media.names import clean_display_name
from portal.media.reading.child.encodings import decode
from portal.moving.foreign import UnreadableSource
from portal.moving.models import FEED, FOLDER, WORDPRESS
from portal.moving.xmlstream import Broken, Forbidden, XmlItems
from portal.tenancy.directory import directory

FOLDER_NAME = "chuyen-du-lieu"
MOST_ENTRIES = 200_000
MOST_BYTES = 20 * 1024**3
_IS_UTF8 = 0x800  # what a name of a ZIP is in (APPNOTE 4.4.4, bit 11)
LEFT_FREE = 1024**3  # bytes of the disk that unpacking leaves free
_HEAD = frozenset({"link", "wp:base_site_url", "wp:wxr_version"})


def drop_folder(tenant_id: int) -> Path:
    """Where the sources of a tenant lie: uploads, and what the server's administrator copies there."""
    portal = directory().by_id(tenant_id)
    if portal is None:
        raise LookupError(tenant_id)
    folder: Path = current_app.config["PORTAL"].instance_path / FOLDER_NAME / portal.slug
    return folder


def waiting(tenant_id: int) -> list[str]:
    """Names of what lies in the tenant's folder and may be a source or a folder of files."""
    folder = drop_folder(tenant_id)
    if not folder.is_dir():
        return []
    held = [one for one in folder.iterdir() if not one.name.startswith(".") and not one.is_symlink()]
    return sorted(
        one.name for one in held if one.is_dir() or one.suffix.lower() in {".xml", ".zip", ".rss", ".atom"}
    )


def inside(tenant_id: int, name: str) -> Path:
    """The path of a name in the tenant's folder. Raises UnreadableSource for what leads out of it or is not there."""
    folder = drop_folder(tenant_id).resolve()
    path = (folder / name).resolve()
    if not name or not path.is_relative_to(folder) or path == folder or not path.exists():
        raise UnreadableSource(f"Không thấy “{name[:100]}” trong thư mục chuyển dữ liệu của cổng.")
    return path


def free_name(tenant_id: int, raw_name: str) -> Path:
    """A path for an upload: under its own name, so that the same file brought again is the same source."""
    folder = drop_folder(tenant_id)
    folder.mkdir(parents=True, exist_ok=True)
    return folder / clean_display_name(raw_name)


def sniff(path: Path) -> tuple[str, str]:
    """What a source is by its content (wordpress, feed or folder), and the address of its portal ("" if unknown).

    Raises UnreadableSource with what to do.
    """
    if path.is_dir():
        return FOLDER, ""
    if path.suffix.lower() == ".zip":
        return FOLDER, ""
    stream = XmlItems(path, frozenset({"item", "entry"}), _HEAD)
    try:
        first = next(iter(stream), None)
    except Forbidden as error:
        raise UnreadableSource(
            "Tệp XML khai báo kiểu tài liệu hoặc thực thể (DOCTYPE, ENTITY) nên không được nhận. "
            "Hãy xuất lại từ cổng cũ."
        ) from error
    site = next(
        (one.text or one.attributes.get("href", "") for one in stream.head if one.name != "wp:wxr_version"),
        "",
    )
    if first is None or isinstance(first, Broken):
        raise UnreadableSource(
            "Không thấy bài nào trong tệp. Hãy chọn tệp .xml do WordPress xuất ra, tệp nguồn tin RSS hoặc Atom, "
            "hoặc tệp .zip chứa các trang HTML, Word của cổng cũ."
        )
    is_wordpress = any(one.name.startswith("wp:") for one in [*stream.head, *first.children])
    return (WORDPRESS if is_wordpress else FEED), site


def unpack(path: Path) -> Path:
    """The folder with the content of a ZIP, unpacked beside it once. Raises UnreadableSource.

    Entries that lead out of the folder, links and hidden ones are passed over; more than any portal has is refused.
    """
    target = path.with_suffix("")
    if target.is_dir():
        return target
    part = path.with_name(f".{path.stem}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        with zipfile.ZipFile(path) as package:
            entries = package.infolist()
            if len(entries) > MOST_ENTRIES or sum(one.file_size for one in entries) > MOST_BYTES:
                raise UnreadableSource("Tệp ZIP quá lớn khi mở ra. Hãy chia thành nhiều tệp nhỏ hơn.")
            if sum(one.file_size for one in entries) > shutil.disk_usage(path.parent).free - LEFT_FREE:
                raise UnreadableSource(
                    "Đĩa của máy chủ không đủ chỗ để mở tệp ZIP. Hãy báo người quản trị máy chủ."
                )
            for entry in entries:
                _extract(package, entry, part)
    except BROKEN_ZIP as error:
        shutil.rmtree(part, ignore_errors=True)
        raise UnreadableSource(
            "Không mở được tệp ZIP: tệp hỏng hoặc có mật khẩu. Hãy nén lại rồi thử lại."
        ) from error
    part.mkdir(exist_ok=True)
    part.rename(target)
    return target


def _extract(package: zipfile.ZipFile, entry: zipfile.ZipInfo, folder: Path) -> None:
    steps = PurePosixPath(_name(entry).replace("\\", "/")).parts
    mode = entry.external_attr >> 16
    if (
        entry.is_dir()
        or not steps
        or steps[0] == "/"
        or any(one == ".." or one.startswith(".") or ":" in one for one in steps)
    ):
        return
    if (mode and stat.S_ISLNK(mode)) or any(len(one.encode()) > 240 for one in steps):
        return
    target = folder.joinpath(*steps)
    target.parent.mkdir(parents=True, exist_ok=True)
    left = entry.file_size
    with package.open(entry) as source, target.open("wb") as file:
        while left >= 0 and (block := source.read(1 << 20)):
            left -= len(block)  # an entry that is longer than it says is cut
            file.write(block)


def _name(entry: zipfile.ZipInfo) -> str:
    """The name of an entry: some programs (macOS, old ones of Windows) write UTF-8, or the encoding of their machine,
    without saying so; a reader takes it for that of DOS."""
    if entry.flag_bits & _IS_UTF8:
        return entry.filename
    try:
        return decode(entry.filename.encode("cp437"))[0]
    except UnicodeEncodeError:
        return entry.filename


def parts_of(folder: Path) -> tuple[str, Path, Path]:
    """What an unpacked folder is: (kind, source, folder of files). An export beside its files is the export."""
    exports = [one for one in sorted(folder.rglob("*.xml")) if one.is_file()][:50]
    for one in exports:
        try:
            kind, _site = sniff(one)
        except UnreadableSource:
            continue
        return kind, one, folder
    return FOLDER, folder, folder
