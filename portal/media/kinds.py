"""What a file is: told by its content, never by its name; what may hurt is refused with a reason."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from portal.media import compound, office, pdf
from portal.media.dimensions import is_too_large, picture_size
from portal.media.names import clean_display_name
from portal.media.refusal import Refused
from portal.media.scanning import scan

__all__ = ["FileKind", "Refused", "inspect"]

HEAD = 4096
MIME = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "gif": "image/gif",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}
PICTURES = frozenset({"jpg", "png", "webp", "gif"})
ALIASES = {"jpeg": "jpg", "jpe": "jpg", "jfif": "jpg", "text": "txt"}
# Word 97 files are often renamed by hand; the content rules and the name is corrected.
RENAMED = {("doc", "docx"), ("xls", "xlsx")}
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
_PAGE = re.compile(r"\s*(?:<!doctype|<html|<svg|<\?xml|<body|<head|#!)|.*<(?:script|svg|iframe)\b", re.DOTALL)


@dataclass(frozen=True)
class FileKind:
    """A file that may be kept: kind ("picture", "pdf", "docx", …, "text"), MIME type, clean name, extension."""

    kind: str
    mime: str
    name: str
    extension: str


def inspect(path: Path, declared_name: str) -> FileKind:
    """What the file at `path` is, looked at for malware where a scanner is set. Raises Refused with a Vietnamese reason
    and a code.

    The name must agree with the content, but for office files of 1997 under a newer ending: those get the right one.
    """
    name = clean_display_name(declared_name)
    stem, _, given = name.rpartition(".")
    given = ALIASES.get(given.lower(), given.lower()) if stem else ""
    extension = _extension_of(path)
    if extension == "txt" and given == "csv":
        extension = "csv"
    if given != extension and (extension, given) not in RENAMED:
        raise Refused(
            f"Tên tệp có đuôi .{given or '?'} nhưng nội dung là {extension.upper()}. Hãy lưu đúng loại rồi tải lên.",
            "mismatch",
        )
    scan(path)
    kind = "picture" if extension in PICTURES else "text" if extension in {"txt", "csv"} else extension
    return FileKind(kind, MIME[extension], f"{stem}.{extension}", extension)


def _extension_of(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head.strip():
        raise Refused("Tệp trống. Hãy kiểm tra lại tệp trên máy của bạn.", "empty")
    if picture := _picture_extension(head):
        _check_picture(path, picture)
        return picture
    if head.startswith(b"PK\x03\x04"):
        return office.check_package(path)
    if head.startswith(compound.SIGNATURE):
        return compound.check_compound(path)
    if b"%PDF-" in head[:1024]:
        pdf.check(path)
        return "pdf"
    _check_text(path)
    return "txt"


def _picture_extension(head: bytes) -> str:
    if head.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    return "gif" if head[:6] in {b"GIF87a", b"GIF89a"} else ""


def _check_picture(path: Path, extension: str) -> None:
    """The header must make sense and claim no size that would cost too much; the child looks at the rest."""
    size = picture_size(path, extension)
    if size is None:
        raise Refused("Không đọc được ảnh này: tệp hỏng hoặc không phải ảnh. Hãy thử tệp khác.", "broken")
    if is_too_large(size):
        raise Refused("Ảnh quá lớn (hơn 40 triệu điểm ảnh). Hãy thu nhỏ ảnh rồi tải lại.", "too_large")


def _check_text(path: Path) -> None:
    """Plain text in UTF-8 that no browser could take for a page."""
    unknown = Refused(
        "Loại tệp này không được nhận. Hãy dùng PDF, Word, Excel, ảnh JPG/PNG/WebP hoặc văn bản UTF-8.",
        "unknown",
    )
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise unknown from error
    if _CONTROLS.search(text) or _PAGE.match(text[:HEAD].lower()):
        raise unknown
    if "EICAR-STANDARD-ANTIVIRUS-TEST-FILE" in text:
        raise Refused("Tệp bị nhận là mã độc nên không được nhận. Hãy quét vi-rút máy của bạn.", "malware")
