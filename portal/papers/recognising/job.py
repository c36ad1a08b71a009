"""The job that reads a paper: text by the text layer or the recogniser, kind and fields proposed, everything sealed."""

from __future__ import annotations

from pathlib import Path

from portal.extensions import db
from portal.jobs.handlers import Handler
from portal.jobs.run import Interrupted, JobRun
from portal.media.reading.model import Cancelled
from portal.media.reading.programs import ocr_available
from portal.media.reading.read import read_file
from portal.media.refusal import Refused
from portal.papers import queries
from portal.papers.models import READ, UNABLE, WORDLESS, Paper
from portal.papers.opened import opened
from portal.papers.preparing.making import Source, make
from portal.papers.recognising.fields import proposed_fields
from portal.papers.recognising.kinds import proposed_kind
from portal.papers.service import PaperLost, content
from portal.publishing.service import commit

MOST = 200_000
"""Characters of a text that are kept."""
UNREADABLE = "Không mở được tệp giấy tờ."
ENDINGS = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/msword": "doc",
    "application/vnd.oasis.opendocument.text": "odt",
}


def run(job: JobRun) -> None:
    """Read the paper that the job is about. Nothing of it goes into the job's row or the log."""
    row = None if job.subject_id is None else queries.paper(job.subject_id)
    if row is None:
        return
    try:
        data, mime = content(row), row.mime
    except PaperLost:
        job.finish(UNREADABLE)
        commit()
        return
    db.session.rollback()  # the write lock is not held while the recogniser works
    try:
        text, state = text_of(data, mime, job)
    except Cancelled as error:
        raise Interrupted from error
    row = queries.paper(job.subject_id) if job.subject_id is not None else None
    if row is not None:
        note_text(row, text, state)
    job.finish()
    commit()


def note_text(row: Paper, text: str, state: str) -> None:
    """Note what was read, and what it proposes (the caller commits)."""
    row.reading, row.text = state, text[:MOST] or None
    row.proposed_kind = proposed_kind(text)
    row.fields = proposed_fields(text) or None


def text_of(data: bytes, mime: str, job: JobRun | None = None) -> tuple[str, str]:
    """The text of a paper, and READ, WORDLESS or UNABLE (it would need a recogniser that is not there).

    A photo is prepared first: straight and white it reads better. Raises Cancelled where the job is stopped.
    """
    try:
        ready, name = _readable(data, mime)
        if not name:
            return "", WORDLESS
        with opened(ready, name) as path:
            return _read(path, name, job)
    except Refused:
        return "", WORDLESS


def _readable(data: bytes, mime: str) -> tuple[bytes, str]:
    if mime.startswith("image/"):
        return make([Source(data)]).pdf, "giay-to.pdf"
    if mime == "application/pdf":
        return data, "giay-to.pdf"
    return data, f"giay-to.{ENDINGS[mime]}" if mime in ENDINGS else ""


def _read(path: Path, name: str, job: JobRun | None) -> tuple[str, str]:
    reading = read_file(path, name, cancelled=None if job is None else job.stop_wanted)
    text = "\n\n".join(page.text for page in reading.pages if page.text.strip())
    if text:
        return text, READ
    return "", WORDLESS if ocr_available() else UNABLE


HANDLER = Handler(run)
