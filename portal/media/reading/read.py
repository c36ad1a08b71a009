"""Reading a file page by page: the text layer where it can be believed, the recogniser where not."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from portal.media.reading.child_process import SECONDS, ask, page_of
from portal.media.reading.identify import identify
from portal.media.reading.model import Cancelled, FileType, PageText, Reading
from portal.media.reading.programs import ocr_available, what_to_install
from portal.media.refusal import Refused

MAX_PAGES = 3000
PART = 12  # pages whose text one child reads
UNICODE = "unicode"


@dataclass
class _Course:
    """One reading on its way: whom to tell, and what will be noted."""

    on_page: Callable[[PageText, int], None] | None
    cancelled: Callable[[], bool] | None
    encodings: set[str] = field(default_factory=set)
    missing: list[int] = field(default_factory=list)  # would need a recogniser that isn't there
    failed: list[int] = field(default_factory=list)

    def go_on(self) -> None:
        """Raise Cancelled if the reading was called off."""
        if self.cancelled is not None and self.cancelled():
            raise Cancelled

    def done(self, page: PageText, total: int) -> PageText:
        """Tell of a page that was read."""
        if self.on_page is not None:
            self.on_page(page, total)
        return page


def read_file(
    path: Path,
    name: str,
    *,
    known: Mapping[int, PageText] = {},
    on_page: Callable[[PageText, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    recognise: bool = True,
) -> Reading:
    """The text of a document, in child processes with limits, whatever the file does.

    `known` pages (by number) are taken as they are, so that a reading can be resumed; `on_page` gets every other page
    as soon as it is read, with the number of all pages; `cancelled` is asked before each page. A format without pages
    is one page. A page that can't be read is kept with source "none" and noted; pictures of pages are not recognised
    unless `recognise` (it takes seconds a page: no request waits for it). Raises Refused where the file is no
    readable document, Cancelled where the reading was called off.
    """
    kind = identify(path, name)
    course = _Course(on_page, cancelled)
    course.go_on()
    pages = tuple(
        _pdf(path, known, course, recognise=recognise)
        if kind.kind == "pdf"
        else _document(path, kind, known, course)
    )
    state = "read" if any(page.text.strip() for page in pages) else "no_text"
    encoding = min(course.encodings, default=UNICODE)
    return Reading(kind, pages, encoding, tuple(_notes(course, kind, pages, encoding)), state)


def _document(
    path: Path, kind: FileType, known: Mapping[int, PageText], course: _Course
) -> Iterator[PageText]:
    if 1 in known:
        yield known[1]
        return
    answer = ask("document", path=str(path.resolve()), kind=kind.kind)
    if not isinstance(answer, dict):
        raise Refused("Không đọc được tệp này: tệp hỏng.", "unreadable")
    course.encodings |= {str(answer.get("encoding", UNICODE))} - {UNICODE}
    text = {"text": answer.get("text", ""), "words": [], "width": 0, "height": 0}
    yield course.done(page_of(1, text, "text"), 1)


def _pdf(
    path: Path, known: Mapping[int, PageText], course: _Course, *, recognise: bool
) -> Iterator[PageText]:
    full = str(path.resolve())
    total = ask("count", path=full)
    if not isinstance(total, int) or total < 1:
        raise Refused("Tệp PDF không có trang nào. Hãy xuất lại tệp rồi thử lại.", "no_pages")
    if total > MAX_PAGES:
        raise Refused(f"Tệp PDF có quá nhiều trang (hơn {MAX_PAGES}). Hãy chia nhỏ tệp.", "too_many")
    can_recognise = recognise and ocr_available()
    for first in range(1, total + 1, PART):
        numbers = range(first, min(first + PART, total + 1))
        wanted = [number for number in numbers if number not in known]
        course.go_on()
        answers = _layers(full, wanted)
        for number in numbers:
            if number in known:
                yield known[number]
                continue
            course.go_on()
            page = _page(full, number, answers.get(number), can_recognise, course)
            yield course.done(page, total)


def _layers(path: str, numbers: list[int]) -> dict[int, Any]:
    """What the text layer of these pages says; where a page breaks its child, only that page is missing."""
    if not numbers:
        return {}
    first, last = numbers[0], numbers[-1]
    try:
        answers = ask("pages", path=path, first=first, last=last)
        return dict(zip(range(first, last + 1), answers, strict=True))
    except (Refused, TypeError, ValueError):
        if len(numbers) == 1:
            return {}
    half = len(numbers) // 2
    return _layers(path, numbers[:half]) | _layers(path, numbers[half:])


def _page(path: str, number: int, answer: Any, can_recognise: bool, course: _Course) -> PageText:
    """One page, from its layer or from its picture."""
    try:
        layer = page_of(number, answer, "text")
    except Refused:
        course.failed.append(number)
        return PageText(number, "", "none", None, (), 0.0, 0.0)
    doubt = answer.get("doubt", "")
    if not doubt:
        course.encodings |= {str(answer.get("encoding", UNICODE))} - {UNICODE}
        return layer
    nothing = replace(layer, text="", words=(), source="none")
    # A layer without Vietnamese marks is better than nothing, a garbled one is not.
    fallback = layer if doubt == "bare" else nothing
    if not can_recognise:
        course.missing.append(number)
        return fallback
    try:
        with tempfile.TemporaryDirectory(prefix="doc-") as folder:
            seen = ask("recognise", path=path, number=number, folder=folder, seconds=SECONDS["recognise"])
        page = page_of(number, seen, "ocr")
    except Refused:
        course.failed.append(number)
        return fallback
    return fallback if doubt == "bare" and not page.text.strip() else page


def _notes(course: _Course, kind: FileType, pages: tuple[PageText, ...], encoding: str) -> Iterator[str]:
    if kind.corrected:
        yield f"Tên tệp đã được sửa theo nội dung: {kind.name}."
    if encoding != UNICODE:
        yield f"Chữ theo bảng mã {encoding} đã được chuyển sang Unicode."
    seen = [page.number for page in pages if page.source == "ocr" and page.text]
    if seen:
        yield f"Trang {_ranges(seen)} là ảnh quét, chữ do máy nhận dạng (OCR): hãy đối chiếu với ảnh."
    if course.missing:
        yield (
            f"Trang {_ranges(course.missing)} cần nhận dạng chữ nhưng máy chủ chưa cài Tesseract. "
            f"Người quản trị chạy: {what_to_install()}"
        )
    if course.failed:
        yield f"Trang {_ranges(course.failed)} không đọc được."


def _ranges(numbers: list[int]) -> str:
    """Page numbers as a person writes them: 1–4, 7."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(low) if low == high else f"{low}–{high}" for low, high in runs)
