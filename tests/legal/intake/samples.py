"""Files and steps of the tests of taking in."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from flask import Flask

from portal.extensions import db
from portal.jobs.worker import Worker
from portal.legal.intake.models import IntakeFile, IntakePage
from portal.legal.intake.queries import by_id, pages_of
from portal.media.reading import Cancelled, FileType, PageText, Reading, Word
from tests.conftest import Browser
from tests.jobs.samples import inside

WHERE = "/quan-tri/van-ban/tiep-nhan/"
DECISION = """ỦY BAN NHÂN DÂN
XÃ TAM HẢI

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập – Tự do – Hạnh phúc

Số: 12/QĐ-UBND
Tam Hải, ngày 05 tháng 11 năm 2026

QUYẾT ĐỊNH
Về việc thành lập Tổ công tác chuyển đổi số cộng đồng xã Tam Hải

CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ

Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;
Theo đề nghị của Công chức Văn phòng – Thống kê xã.

QUYẾT ĐỊNH:

Điều 1. Thành lập Tổ công tác chuyển đổi số cộng đồng gồm 7 thành viên.
1. Tổ trưởng là Phó Chủ tịch Ủy ban nhân dân xã;
2. Các thành viên là trưởng các thôn.
Điều 2. Quyết định này có hiệu lực kể từ ngày ký.
Điều 3. Công chức Văn phòng – Thống kê và các ông, bà có tên tại Điều 1 chịu trách nhiệm thi hành Quyết định này./.

Nơi nhận:
- Như Điều 3;
- Lưu: VT.

CHỦ TỊCH

Nguyễn Văn Hải
"""


def bring(desk: Browser, *files: tuple[str, bytes], htmx: bool = False, **more: Any) -> Any:
    """Upload files as the form does."""
    sent = {"files": [(io.BytesIO(raw), name) for name, raw in files]}
    headers = {"HX-Request": "true"} if htmx else {}
    return desk.post(WHERE, sent, content_type="multipart/form-data", headers=headers, **more)


def work(app: Flask) -> int:
    """Let the worker do all that waits."""
    with Worker(app) as worker:
        return worker.run_until_empty()


def listed(app: Flask, slug: str) -> list[IntakeFile]:
    """The files of a tenant, in the order in which they came."""
    with inside(app, slug):
        found = db.session.scalars(db.select(IntakeFile).order_by(IntakeFile.id))
        return list(found)


def only(app: Flask, slug: str) -> IntakeFile:
    """The one file of a tenant."""
    (found,) = listed(app, slug)
    return found


def kept_pages(app: Flask, slug: str, file_id: int) -> list[IntakePage]:
    """What is kept of a file's pages."""
    with inside(app, slug):
        assert by_id(file_id) is not None
        return pages_of(file_id)


def form_of(text: str) -> dict[str, str]:
    """What stands in the form of a review page, as a browser would send it."""
    filled: dict[str, str] = {}
    form = text[text.index("/xac-nhan") :]
    for name, value in re.findall(r'<input[^>]* name="(\w+)"[^>]* value="([^"]*)"', form):
        filled[name] = value
    for name, value in re.findall(
        r'<textarea[^>]* name="(\w+)"[^>]*>\r?\n?(.*?)</textarea>', form, re.DOTALL
    ):
        filled[name] = _plain(value)
    for name, options in re.findall(r'<select[^>]* name="(\w+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option selected value="([^"]*)"', options)
        filled[name] = _plain(chosen[1] if chosen else "")
    return {
        name: _plain(value)
        for name, value in filled.items()
        if name not in {"shared", "csrf_token", "document"}
    }


def _plain(text: str) -> str:
    for mark, sign in (
        ("&#34;", '"'),
        ("&quot;", '"'),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ):
        text = text.replace(mark, sign)
    return text


def ingest(app: Flask, *arguments: str, status: int = 0) -> list[dict[str, Any]]:
    """The records that the command prints."""
    answer = app.test_cli_runner().invoke(args=["legal", "ingest", "--json", *arguments])
    assert answer.exit_code == status, answer.output
    return [json.loads(line) for line in answer.stdout.splitlines()]


class FakeReading:
    """Reads `pages` pages in place of `read_file`; writes down which it read, and acts before each."""

    def __init__(
        self, pages: int, before: Callable[[int], None] = lambda _number: None, source: str = "text"
    ) -> None:
        self.pages = pages
        self.before = before
        self.source = source
        self.read: list[int] = []

    def __call__(
        self,
        _path: Path,
        name: str,
        *,
        known: Mapping[int, PageText] = {},
        on_page: Callable[[PageText, int], None],
        cancelled: Callable[[], bool],
    ) -> Reading:
        made = []
        for number in range(1, self.pages + 1):
            if number in known:
                made.append(known[number])
                continue
            if cancelled():
                raise Cancelled
            self.before(number)
            self.read.append(number)
            text = f"Số: {number}/QĐ-UBND\nNội dung trang {number}"
            words = (Word("Số:", 0.1, 0.1, 0.15, 0.12), Word(f"{number}/QĐ-UBND", 0.16, 0.1, 0.3, 0.12))
            confidence = 0.9 if self.source == "ocr" else None
            made.append(PageText(number, text, self.source, confidence, words, 595.0, 842.0))
            on_page(made[-1], self.pages)
        return Reading(FileType("txt", "text/plain", name, False), tuple(made), "unicode", (), "read")
