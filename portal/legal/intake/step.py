"""The job of one file: read page by page, each kept as soon as it is read; then propose fields and look at signatures.

Whatever moment the process dies at, the pages that were committed are not read again, and the result is written in one
transaction with the end of the job.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select

from portal.extensions import db
from portal.jobs.handlers import Handler
from portal.jobs.run import Interrupted, JobRun
from portal.legal.intake.fields import Proposals, propose
from portal.legal.intake.models import NO_TEXT, READ, READING, REFUSED, IntakeFile, IntakePage
from portal.legal.intake.patience import TookTooLong, time_limit
from portal.legal.intake.queries import by_id, pages_of
from portal.legal.intake.second_reading import Completed, completed
from portal.legal.intake.service import follow_job
from portal.legal.intake.structured import Structured, structured, text_of
from portal.media.reading import Cancelled, PageText, Reading, Word, read_file, searchable_pdf
from portal.media.refusal import Refused
from portal.media.service import file_store
from portal.signing.check import check_pdf
from portal.signing.service import current_trust

PATIENCE = 30.0  # seconds for proposing, and for the structure; the longest real documents take one
NOT_PROPOSED = "Chưa đề xuất được các mục: văn bản quá phức tạp. Hãy tự điền theo trang văn bản."
READ_AGAIN = "Trang được đọc lại từ ảnh để tìm các mục còn thiếu: hãy đối chiếu những mục này với ảnh."
NOT_STRUCTURED = "Chưa chia được chương, điều: văn bản quá phức tạp. Toàn văn được giữ nguyên."


@dataclass(frozen=True)
class Findings:
    """What reading a file gave, ready to be shown or kept."""

    reading: Reading
    proposals: dict[str, Any]
    structured: Structured
    signatures: list[dict[str, Any]] | None
    notes: list[str]


def look_into(path: Path, reading: Reading) -> Findings:
    """Propose fields, with second readings where they are missing; find the structure, check signatures."""
    notes = list(reading.notes)
    try:
        with time_limit(PATIENCE):
            first = propose(reading.pages)
        found = completed(path, reading, first)
    except TookTooLong:
        found = Completed(Proposals())
        notes.append(NOT_PROPOSED)
    if found.places:
        notes.append(READ_AGAIN)
    try:
        with time_limit(PATIENCE):
            text = structured(reading.pages)
    except TookTooLong:
        text = Structured(text_of(reading.pages).replace("\f", "\n\n"))
        notes.append(NOT_STRUCTURED)
    signatures = None
    if reading.type.kind == "pdf":
        signatures = [one.as_json() for one in check_pdf(path, current_trust())]
    return Findings(reading, _kept_as(found), text, signatures, notes)


def _kept_as(found: Completed) -> dict[str, Any]:
    """Proposals as they are kept; those of a second reading with the rectangles in which they stand."""
    kept: dict[str, Any] = json.loads(found.proposals.to_json())
    for name, places in found.places.items():
        kept[name]["boxes"] = [[one.x, one.y, one.width, one.height] for one in places]
    return kept


def read(run: JobRun) -> None:
    """Do the job of one file. Raises Interrupted, JobLost."""
    file_id, name, path = _begin(run)
    # What could not be read is tried again: since then it may have been installed.
    known = {one.number: page_text(one) for one in pages_of(file_id) if one.source != "none"}
    db.session.commit()  # nothing is held open while it reads
    try:
        reading = read_file(
            path,
            name,
            known=known,
            on_page=lambda page, total: _keep(run, file_id, page, total),
            cancelled=run.stop_wanted,
        )
        found = look_into(path, reading)
        copy = _searchable(path, reading)
    except Refused as error:
        _refuse(run, file_id, str(error))
        return
    except Cancelled as error:
        raise Interrupted from error
    _finish(run, file_id, found, copy)


def _begin(run: JobRun) -> tuple[int, str, Path]:
    row = _row(run.subject_id or 0)
    row.state, row.reason = READING, ""
    db.session.commit()
    return row.id, row.name, file_store().path(row.sha256)


def _row(file_id: int) -> IntakeFile:
    """The file as it is now; somebody may have taken it away. Raises Interrupted."""
    db.session.expire_all()
    row = by_id(file_id)
    if row is None:
        raise Interrupted
    return row


def _keep(run: JobRun, file_id: int, page: PageText, total: int) -> None:
    """Keep one page with the progress of the job, in one transaction."""
    row = _row(file_id)
    if row.pages_total != total:
        row.pages_total = total
    _write_page(row, page)
    run.progress(page.number, total)
    db.session.commit()


def _write_page(row: IntakeFile, page: PageText) -> None:
    held = (IntakePage.file_id == row.id, IntakePage.number == page.number)
    if db.session.scalar(select(IntakePage.id).where(*held)) is not None:
        db.session.execute(delete(IntakePage).where(*held))
    db.session.add(
        IntakePage(
            tenant_id=row.tenant_id,
            file_id=row.id,
            number=page.number,
            text=page.text,
            source=page.source,
            confidence=page.confidence,
            words=[[one.text, one.x0, one.y0, one.x1, one.y1] for one in page.words],
            width=page.width,
            height=page.height,
        )
    )


def page_text(page: IntakePage) -> PageText:
    """A kept page as reading gives it."""
    words = tuple(Word(str(one[0]), *map(float, one[1:5])) for one in page.words)
    return PageText(page.number, page.text, page.source, page.confidence, words, page.width, page.height)


def _searchable(path: Path, reading: Reading) -> str:
    """The hash of the copy of a scan with its recognised text under the pictures; "" for what needs none."""
    if reading.type.kind != "pdf" or not any(one.source == "ocr" for one in reading.pages):
        return ""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "searchable.pdf"
        try:
            searchable_pdf(path, reading.pages, target)
        except Refused:
            return ""  # the copy is a convenience; the text was read
        with target.open("rb") as stream:
            return file_store().put(stream).sha256


def _finish(run: JobRun, file_id: int, found: Findings, copy: str) -> None:
    row = _row(file_id)
    reading = found.reading
    held = set(db.session.scalars(select(IntakePage.number).where(IntakePage.file_id == row.id)))
    for page in reading.pages:
        if page.number not in held:
            _write_page(row, page)
    row.kind, row.name = reading.type.kind, reading.type.name
    row.state = READ if reading.state == "read" else NO_TEXT
    row.pages_total, row.encoding, row.notes = len(reading.pages), reading.encoding, found.notes
    row.body, row.closing = found.structured.body, found.structured.closing
    row.outline = [[unit, count] for unit, count in found.structured.outline]
    row.proposals, row.signatures, row.searchable_sha256 = found.proposals, found.signatures, copy
    run.progress(len(reading.pages), len(reading.pages))
    run.finish()
    db.session.commit()


def _refuse(run: JobRun, file_id: int, reason: str) -> None:
    """A refused file stays on the list, with the reason; of its pages nothing is kept."""
    row = _row(file_id)
    row.state, row.reason = REFUSED, reason[:500]
    db.session.execute(delete(IntakePage).where(IntakePage.file_id == row.id))
    run.finish(reason)
    db.session.commit()


HANDLER = Handler(read, follow_job)
