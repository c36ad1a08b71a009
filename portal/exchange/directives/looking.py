"""Looking at the files of a directive before they become public: signatures, text, data of persons. Nothing is written;
what children read lies in memory for the moment. A page of the desk waits for it: time is limited."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from portal.clock import today
from portal.exchange.directives.personal import Piece, found_in
from portal.exchange.registers.files import of_incoming, of_outgoing
from portal.exchange.registers.models import MAIN, IncomingDocument, OutgoingDocument
from portal.legal.intake.signatures import Told, told
from portal.legal.intake.structured import structured
from portal.media.reading import Cancelled, Reading, read_file
from portal.media.refusal import Refused
from portal.papers import queries as papers
from portal.papers import service
from portal.papers.opened import opened
from portal.papers.service import PaperLost
from portal.signing.check import check_pdf
from portal.signing.service import current_trust

SECONDS = 8.0
"""For all files of a document together; what is not reached counts as not read, its signatures as not looked at."""
MOST_PAGES = 200
"""Of a file whose text becomes the text of the legal document."""
PDF = "application/pdf"
Document = IncomingDocument | OutgoingDocument


@dataclass(frozen=True)
class File:
    """A file of a document as values: its row's id, name, type, size in bytes, what it is to the document."""

    id: int
    paper_id: int
    name: str
    mime: str
    size: int
    role: str


@dataclass(frozen=True)
class OpenedFile:
    """A file of a document with its bytes; None where they are lost."""

    row: File
    data: bytes | None = field(repr=False)


@dataclass(frozen=True)
class Seen:
    """What was seen of a file: its signatures (None for what is no PDF), its text page by page (None where it could not
    be read in time or at all), data of persons in it. `lost`: the bytes are not there; `unchecked`: no time was left to
    look at its signatures."""

    row: File
    signed: Told | None = None
    reading: Reading | None = field(default=None, repr=False)
    found: tuple[Piece, ...] = ()
    lost: bool = False
    unchecked: bool = False

    @property
    def has_words(self) -> bool:
        """Whether a machine reads words in it; a scan has none."""
        return self.reading is not None and self.reading.state == "read"


def files_of(document: Document) -> list[File]:
    """The files of a document that count, the document itself first."""
    rows = of_incoming(document) if isinstance(document, IncomingDocument) else of_outgoing(document)
    found = [File(one.id, one.paper_id, one.name, one.mime, one.size, one.role) for one in rows]
    return sorted(found, key=lambda one: one.role != MAIN)


def open_files(rows: Sequence[File]) -> list[OpenedFile]:
    """The bytes of files, from the sealed store."""
    held = papers.papers([one.paper_id for one in rows])
    return [OpenedFile(one, _bytes(held.get(one.paper_id))) for one in rows]


def _bytes(paper: object) -> bytes | None:
    try:
        return service.content(paper) if paper is not None else None  # type: ignore[arg-type]
    except PaperLost:
        return None


def look(files: Sequence[OpenedFile]) -> list[Seen]:
    """Look at files; needs no transaction, and none should be open that others wait for."""
    end = time.monotonic() + SECONDS
    return [_look(one, end) for one in files]


def _look(file: OpenedFile, end: float) -> Seen:
    if file.data is None:
        return Seen(file.row, lost=True)
    if time.monotonic() > end:
        return Seen(file.row, unchecked=True)
    with opened(file.data) as path:
        signed = None
        if file.row.mime == PDF:
            signed = told([one.as_json() for one in check_pdf(path, current_trust())])
        try:
            reading = read_file(
                path, file.row.name, cancelled=lambda: time.monotonic() > end, recognise=False
            )
        except (Refused, Cancelled):
            return Seen(file.row, signed)
    found = found_in([one.text for one in reading.pages], today())
    return Seen(file.row, signed, reading, tuple(found))


def text_of(document: Document, seen: Sequence[Seen]) -> tuple[str, str]:
    """Text and closing of the legal document as Markdown, ("", "") where only the file is there: of a document that was
    composed here what was composed, else what its main file says in words."""
    if isinstance(document, OutgoingDocument) and document.body.strip():
        return "\n\n".join(one for one in (document.grounds.strip(), document.body.strip()) if one), ""
    main = next((one for one in seen if one.row.role == MAIN), None)
    if main is None or main.reading is None or not main.has_words or len(main.reading.pages) > MOST_PAGES:
        return "", ""
    found = structured(main.reading.pages)
    return found.body, found.closing
