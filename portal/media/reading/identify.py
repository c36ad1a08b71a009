"""What kind of document a file is: told by its content; the name only gets the right ending.

More kinds than attachments may have (web pages, old encodings of text), fewer than they may be (no pictures, no
tables): see `portal.media.kinds` for those.
"""

from __future__ import annotations

import re
from pathlib import Path

from portal.media import compound, office, pdf
from portal.media.names import clean_display_name
from portal.media.reading.model import FileType
from portal.media.refusal import Refused

HEAD = 4096
MAX_TEXT = 20 * 1024 * 1024
MIME = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "doc": "application/msword",
    "odt": "application/vnd.oasis.opendocument.text",
    "html": "text/html",
    "txt": "text/plain",
}
_ALIASES = {"htm": "html", "xhtml": "html", "text": "txt", "md": "txt", "dot": "doc", "rtf": "doc"}
# Old programs save a page as "….doc"; a clerk who renames a text means the text.
_MAY_BE = {"html": {"html", "doc", "txt", ""}, "txt": {"txt", "doc", "docx", "odt", "html", ""}}
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_MARKUP = re.compile(rb"\s*<(?:\?xml|svg|!doctype|rss|script)\b", re.I)
_TAGS = re.compile(rb"<(?:p|table|div|br|span|font|meta)\b[^>]*>", re.I)
_ERROR = re.compile(
    rb"<title>[^<]{0,80}(?:\b[45]\d\d\b|not found|error|denied|forbidden|l\xe1\xbb\x97i)", re.I
)
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"II*\0", b"MM\0*", b"BM")
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_WRONG_PAGE = (
    "Tệp mang tên .{given} nhưng nội dung là một trang web (HTML), có lẽ do tải về bị lỗi. "
    "Hãy mở trang nguồn, tải lại tệp gốc rồi thử lại."
)


def identify(path: Path, name: str) -> FileType:
    """What the file at `path` is, by its content, with the name that it should have.

    Raises Refused, with a Vietnamese reason, for what is no document that can be read: empty, broken, locked, with
    macros or scripts, a picture, a table, a web page that calls itself a PDF.
    """
    clean = clean_display_name(name)
    stem, dot, given = clean.rpartition(".")
    if not dot:
        stem, given = clean, ""
    given = given.lower()
    kind = _kind_of(path, _ALIASES.get(given, given))
    right = given if _ALIASES.get(given, given) == kind and given != "rtf" else kind
    proper = clean_display_name(f"{stem}.{right}")
    return FileType(kind, MIME[kind], proper, right != given)


def _kind_of(path: Path, given: str) -> str:
    with path.open("rb") as file:
        head = file.read(HEAD)
    head = _narrow(head.removeprefix(b"\xef\xbb\xbf"))
    if not head.strip():
        raise Refused("Tệp trống. Hãy kiểm tra lại tệp trên máy của bạn.", "empty")
    if head.startswith(b"PK\x03\x04"):
        return _only_text(office.check_package(path))
    if head.startswith(compound.SIGNATURE):
        return _only_text(compound.check_compound(path))
    if _PAGE.match(head):
        return _page(path, head, given)
    if b"%PDF-" in head[:1024]:
        pdf.check(path)
        return "pdf"
    if head.startswith(_PICTURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        raise Refused(
            "Tệp là ảnh, không phải văn bản. Hãy ghép các ảnh chụp vào một tệp PDF rồi thử lại.", "picture"
        )
    if head.startswith(b"{\\rtf"):
        raise Refused("Tệp là RTF. Hãy mở bằng Word, lưu lại dạng .docx rồi thử lại.", "rtf")
    if head[:200].lstrip().lower().startswith(b"mime-version:"):
        raise Refused(
            "Tệp là trang web lưu trữ (MHTML). Hãy lưu lại dạng .docx hoặc PDF rồi thử lại.", "mhtml"
        )
    return _text(path, head, given)


def _narrow(head: bytes) -> bytes:
    """The head of a text in UTF-16 with a byte per character, so that its markup is seen; others as they are."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace").encode("latin-1", "replace")
    return head


def _only_text(extension: str) -> str:
    if extension not in MIME:
        raise Refused(
            f"Tệp là {extension.upper()}, không phải văn bản. Hãy dùng PDF, Word, ODT, HTML hoặc văn bản thuần.",
            "not_a_text",
        )
    return extension


def _page(path: Path, head: bytes, given: str) -> str:
    if given not in _MAY_BE["html"] or (given == "doc" and _ERROR.search(head)):
        raise Refused(_WRONG_PAGE.format(given=given), "web_page")
    _check_size(path)
    return "html"


def _text(path: Path, head: bytes, given: str) -> str:
    unknown = Refused(
        "Không nhận ra loại tệp này. Hãy dùng PDF, Word, ODT, HTML hoặc văn bản thuần.",
        "unknown",
    )
    if given == "pdf":
        raise Refused(
            "Tệp mang tên .pdf nhưng không phải PDF. Hãy xuất lại hoặc tải lại tệp gốc.", "mismatch"
        )
    if given == "html" and _TAGS.search(head):
        _check_size(path)
        return "html"
    if given not in _MAY_BE["txt"] or _MARKUP.match(head) or head.startswith((b"#!", b"MZ", b"\x7fELF")):
        raise unknown
    _check_size(path)
    raw = path.read_bytes()
    if b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE" in raw:
        raise Refused("Tệp bị nhận là mã độc nên không được nhận. Hãy quét vi-rút máy của bạn.", "malware")
    if _CONTROLS.search(raw) and not _is_wide(raw):
        raise unknown
    return "txt"


def _is_wide(raw: bytes) -> bool:
    """Whether a text is UTF-16: it says so, or every other byte of much of it is zero."""
    head = raw[: HEAD // 2 * 2]
    zeros = max(head[::2].count(0), head[1::2].count(0))
    return raw.startswith((b"\xff\xfe", b"\xfe\xff")) or (len(head) >= 8 and zeros > len(head) // 4)


def _check_size(path: Path) -> None:
    if path.stat().st_size > MAX_TEXT:
        raise Refused("Văn bản quá dài (hơn 20 MB). Hãy chia nhỏ tệp rồi thử lại.", "too_large")
