"""What a file is: told by its content, never by its name; what may hurt is refused with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from portal.media import office, pdf
from portal.media.names import clean_display_name
from portal.media.refusal import Refused

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
ALIASES = {"jpeg": "jpg", "jpe": "jpg", "text": "txt"}
# Word 97 files are often renamed by hand; the content rules and the name is corrected.
RENAMED = {("doc", "docx"), ("xls", "xlsx")}


@dataclass(frozen=True)
class FileKind:
    """A file that may be kept: kind ("picture", "pdf", "docx", …, "text"), MIME type, clean name, extension."""

    kind: str
    mime: str
    name: str
    extension: str


def inspect(path: Path, declared_name: str) -> FileKind:
    """What the file at `path` is. Raises Refused with a Vietnamese reason and a code.

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
    kind = "picture" if extension in PICTURES else "text" if extension in {"txt", "csv"} else extension
    return FileKind(kind, MIME[extension], f"{stem}.{extension}", extension)


def _extension_of(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head.strip():
        raise Refused("Tệp trống. Hãy kiểm tra lại tệp trên máy của bạn.", "empty")
    if head.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "webp"
    if head[:6] in {b"GIF87a", b"GIF89a"}:
        return "gif"
    if b"%PDF-" in head[:1024]:
        pdf.check(path)
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return office.check_package(path)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return office.check_compound(path)
    _check_text(path)
    return "txt"


def _check_text(path: Path) -> None:
    """Plain text in UTF-8 that no browser could take for a page."""
    unknown = Refused(
        "Loại tệp này không được nhận. Hãy dùng PDF, Word, Excel, ảnh JPG/PNG/WebP hoặc văn bản UTF-8.",
        "unknown",
    )
    raw = path.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise unknown from error
    if any(ord(char) < 32 and char not in "\t\r\n\f" for char in text):
        raise unknown
    start = text.lstrip()[:2000].lower()
    signs = ("<!doctype", "<html", "<svg", "<?xml", "<script", "<body", "<head", "#!", "mz")
    if start.startswith(signs) or "<script" in start or "<svg" in start:
        raise unknown
    if "EICAR-STANDARD-ANTIVIRUS-TEST-FILE" in text:
        raise Refused("Tệp bị nhận là mã độc.", "malware")
