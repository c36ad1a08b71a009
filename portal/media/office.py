"""Office files: packages (DOCX, XLSX, PPTX, ODT) and compound files of 1997 (DOC, XLS)."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import Path

from portal.media.refusal import Refused

MAX_ENTRIES = 3000
MAX_TOTAL = 200 * 1024 * 1024
MAX_RATIO = 200  # of a part larger than a megabyte
MAX_DEPTH = 200
_PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
_MACRO = re.compile(rb"vbaProject|macroEnabled|ms-word\.attachedToolbars|\.bin\"", re.IGNORECASE)
_TAG = re.compile(rb"<(/?)[A-Za-z_][^<>]*?(/?)>")


def check_package(path: Path) -> str:
    """The extension of an office package. Raises Refused for a bomb, a slip, a macro, a DTD, or another ZIP."""
    broken = Refused("Tệp hỏng, không mở được. Hãy lưu lại bằng Word hoặc Excel rồi tải lên.", "broken")
    try:
        with zipfile.ZipFile(path) as package:
            return _check(package)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise broken from error


def _check(package: zipfile.ZipFile) -> str:
    entries = package.infolist()
    names = {entry.filename for entry in entries}
    if len(entries) > MAX_ENTRIES:
        raise Refused("Tệp nén chứa quá nhiều mục nên không được nhận.", "too_many")
    for entry in entries:
        _check_entry(entry)
    if sum(entry.file_size for entry in entries) > MAX_TOTAL:
        raise Refused("Tệp quá lớn khi mở ra nên không được nhận.", "bomb")
    for entry in entries:
        if entry.filename.lower().endswith((".xml", ".rels")):
            _check_xml(package, entry)
    is_open_document = "META-INF/manifest.xml" in names and "mimetype" in names
    if (
        is_open_document
        and package.read("mimetype")[:60].strip() == b"application/vnd.oasis.opendocument.text"
    ):
        return "odt"
    if "[Content_Types].xml" in names:
        if _MACRO.search(package.read("[Content_Types].xml")) or any(
            "vbaproject" in one.lower() for one in names
        ):
            raise Refused("Tệp có macro nên không được nhận. Hãy lưu lại không kèm macro.", "macro")
        for part, extension in _PARTS.items():
            if part in names:
                return extension
    raise Refused("Tệp nén không được nhận. Hãy tải từng tệp PDF, Word, Excel.", "zip")


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.filename.replace("\\", "/")
    if name.startswith("/") or ".." in name.split("/") or ":" in name or "\x00" in name:
        raise Refused("Tệp có đường dẫn bất thường nên không được nhận.", "slip")
    if entry.flag_bits & 1:
        raise Refused("Tệp có mật khẩu. Hãy gỡ mật khẩu rồi tải lên.", "encrypted")
    if entry.file_size > 1 << 20 and entry.file_size > MAX_RATIO * max(1, entry.compress_size):
        raise Refused("Tệp quá lớn khi mở ra nên không được nhận.", "bomb")


def _check_xml(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """No DTD, no entities, no absurd depth; read in bounded memory, and no more than was declared."""
    limit = min(entry.file_size, MAX_TOTAL)
    with package.open(entry) as part:
        head = part.read(min(limit, 1 << 20))
        upper = head.replace(b"\x00", b"")  # UTF-16 too
        if b"<!DOCTYPE" in upper or b"<!ENTITY" in upper:
            raise Refused("Tệp có khai báo thực thể XML nên không được nhận.", "dtd")
    depth = 0
    for found in _TAG.finditer(head):
        depth += -1 if found[1] else 0 if found[2] else 1
        if depth > MAX_DEPTH:
            raise Refused("Cấu trúc tệp lồng quá sâu nên không được nhận.", "deep")


def check_compound(path: Path) -> str:
    """The extension of a compound file of 1997: doc or xls. Raises Refused for macros and for anything else."""
    raw = path.read_bytes()

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in raw

    if holds("_VBA_PROJECT") or holds("Macros"):
        raise Refused("Tệp có macro nên không được nhận. Hãy lưu lại dạng .docx không kèm macro.", "macro")
    if holds("EncryptedPackage"):
        raise Refused("Tệp có mật khẩu. Hãy gỡ mật khẩu rồi tải lên.", "encrypted")
    if holds("WordDocument"):
        return "doc"
    if holds("Workbook") or holds("Book"):
        return "xls"
    raise Refused("Loại tệp này không được nhận. Hãy dùng PDF, Word, Excel hoặc ảnh.", "unknown")
