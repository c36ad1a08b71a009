"""What a paper that comes in is, told by its content with the rules of the media library."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from flask import current_app

from portal.media import kinds
from portal.media.reading.child_process import ask
from portal.media.refusal import Refused
from portal.media.stripping import Unreadable, without_metadata
from portal.papers.opened import opened

USUAL = frozenset({"picture", "pdf"})
"""What every paper may be; a service may name more (docx, xlsx …)."""
MAX_PAGES = 300
_HEIF = (b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypmif1", b"ftypheim", b"ftypavif")


@dataclass(frozen=True)
class Inspected:
    """A file that may be kept: its bytes (of a picture without what it tells of camera and place), kind, MIME type,
    clean name, pages (0 where the format knows none)."""

    data: bytes
    kind: str
    mime: str
    name: str
    pages: int


_ahead: ContextVar[tuple[_LookedAt, ...]] = ContextVar("papers_looked_ahead", default=())


@dataclass(frozen=True)
class _LookedAt:
    """What looking at these very bytes came to."""

    data: bytes = field(repr=False)
    name: str
    accept: frozenset[str]
    as_it_came: bool
    found: Inspected | Refused = field(repr=False)


@contextmanager
def looked_ahead(
    files: Iterable[tuple[bytes, str]], accept: frozenset[str] = USUAL, *, as_it_came: bool = False
) -> Iterator[None]:
    """Look at files (bytes, name) now; whoever asks about one within the block is answered at once, refusals too.

    For transactions that hold the database: looking at a PDF takes a child process and its time. Raises nothing itself.
    """
    looked = []
    for data, name in files:
        try:
            found: Inspected | Refused = _inspect(data, name, accept, as_it_came)
        except Refused as error:
            found = error
        looked.append(_LookedAt(data, name, accept, as_it_came, found))
    token = _ahead.set((*_ahead.get(), *looked))
    try:
        yield
    finally:
        _ahead.reset(token)


def inspect(data: bytes, name: str, accept: frozenset[str] = USUAL, *, as_it_came: bool = False) -> Inspected:
    """What a paper is; `as_it_came`: nothing is taken out of it. Raises Refused with a Vietnamese reason and a code:
    those of the media library, and "too_large", "heif", "not_accepted", "too_many"."""
    for one in _ahead.get():
        if one.data is data and (one.name, one.accept, one.as_it_came) == (name, accept, as_it_came):
            if isinstance(one.found, Refused):
                raise one.found
            return one.found
    return _inspect(data, name, accept, as_it_came)


def _inspect(data: bytes, name: str, accept: frozenset[str], as_it_came: bool) -> Inspected:
    most = current_app.config["PORTAL"].max_upload_mb
    if len(data) > most * 1024 * 1024:
        raise Refused(
            f"Tệp lớn hơn {most} MB. Hãy chụp từng trang hoặc chia nhỏ tệp rồi gửi lại.", "too_large"
        )
    if data[4:12] in _HEIF:
        raise Refused(
            "Ảnh ở dạng HEIC của điện thoại nên chưa đọc được. Vào Cài đặt › Camera › Định dạng, chọn "
            "“Tương thích nhất” rồi chụp lại, hoặc chụp màn hình ảnh đó rồi gửi.",
            "heif",
        )
    with opened(data) as path:
        found = kinds.inspect(path, name)
        if found.kind not in accept:
            raise Refused(
                "Giấy tờ này phải là ảnh chụp (JPG, PNG, WebP) hoặc tệp PDF. Hãy chụp ảnh hoặc xuất ra PDF.",
                "not_accepted",
            )
        pages = _pages(str(path), found.kind)
    kept = data if as_it_came else _to_keep(data, found)
    return Inspected(kept, found.kind, found.mime, found.name, pages)


def _pages(path: str, kind: str) -> int:
    if kind == "picture":
        return 1
    if kind != "pdf":
        return 0
    count = ask("count", path=path)
    if not isinstance(count, int) or count < 1:
        raise Refused("Tệp PDF không có trang nào. Hãy xuất lại tệp rồi gửi lại.", "no_pages")
    if count > MAX_PAGES:
        raise Refused(f"Tệp PDF có quá nhiều trang (hơn {MAX_PAGES}). Hãy chia nhỏ tệp.", "too_many")
    return count


def _to_keep(data: bytes, found: kinds.FileKind) -> bytes:
    if found.kind != "picture":
        return data
    try:
        return without_metadata(data, found.extension)
    except Unreadable as error:
        raise Refused("Ảnh hỏng hoặc bị cắt cụt. Hãy chụp lại rồi gửi lại.", "picture") from error
