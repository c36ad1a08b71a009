"""Files of a document beside its page: a list, one of them drawn page by page, downloads that nobody keeps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from portal.accounts.signing_in import desk_view
from portal.digits import whole_number
from portal.dossiers import files as answers
from portal.exchange.registers.models import IncomingFile, OutgoingFile
from portal.exchange.registers.transitions import READ
from portal.papers import queries as papers
from portal.papers.models import Paper

File = IncomingFile | OutgoingFile
WIDTHS = (900, 1400, 2000)


@dataclass(frozen=True)
class FileLine:
    """A file with how many pages of it can be looked at (0: it can only be saved)."""

    row: File
    pages: int

    @property
    def kind(self) -> str:
        """What it is, as the ending of its name says."""
        return self.row.name.rpartition(".")[2].upper()[:5]


@dataclass(frozen=True)
class Viewer:
    """The page that is looked at; `size` from 0 to 2."""

    line: FileLine
    number: int
    size: int

    def query(self, **changed: int) -> str:
        """The query of another view: of page or size."""
        now = {"tep": self.line.row.id, "trang": self.number, "co": self.size} | changed
        return "&".join(f"{name}={value}" for name, value in now.items())


def file_lines(rows: Sequence[File]) -> list[FileLine]:
    """Files with their pages; one whose bytes are not of this portal any more is left out."""
    held = papers.papers([one.paper_id for one in rows])
    return [FileLine(one, held[one.paper_id].pages) for one in rows if one.paper_id in held]


def viewer_of(lines: Sequence[FileLine]) -> Viewer | None:
    """The view that the address asks for, else of the first file with pages."""
    with_pages = [one for one in lines if one.pages]
    wanted = whole_number(request.args.get("tep"))
    line = next((one for one in with_pages if one.row.id == wanted), with_pages[0] if with_pages else None)
    if line is None:
        return None
    number = min(whole_number(request.args.get("trang"), 999) or 1, line.pages)
    return Viewer(line, max(number, 1), whole_number(request.args.get("co"), 2) or 0)


def add_file_routes(bp: Blueprint, find: Callable[[int, int], Any]) -> None:
    """The routes of files below a document: the file itself, a page of it as a picture. `find(document, file)` answers
    the file's row within the portal, or None."""

    def held_of(object_id: int, file_id: int) -> tuple[File, Paper]:
        row = find(object_id, file_id)
        held = papers.paper(row.paper_id) if row is not None else None
        if row is None or held is None:
            abort(404)
        return row, held

    @bp.get("/<int:object_id>/tep/<int:file_id>")
    @desk_view(READ)
    def file(object_id: int, file_id: int) -> ResponseReturnValue:
        """The file as it came, to be saved."""
        row, held = held_of(object_id, file_id)
        return answers.attachment(held, row.name)

    @bp.get("/<int:object_id>/tep/<int:file_id>/trang/<int:number>.webp")
    @desk_view(READ)
    def picture(object_id: int, file_id: int, number: int) -> ResponseReturnValue:
        """A page of a file as a picture."""
        _row, held = held_of(object_id, file_id)
        size = whole_number(request.args.get("co"), len(WIDTHS) - 1) or 0
        return answers.picture(held, number, WIDTHS[size])
