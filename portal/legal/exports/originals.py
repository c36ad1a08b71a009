"""The files attached to a document, told with their hashes and streamed as one ZIP archive."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from flask_babel import gettext as _
from sqlalchemy import select

from portal.extensions import db
from portal.legal.models import LegalDocument
from portal.media.models import MediaUse
from portal.media.names import clean_display_name
from portal.media.notes import FileNote, notes_on
from portal.media.service import file_store

MANIFEST = "SHA256SUMS.txt"
_BLOCK = 1 << 16
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # that ZIP can tell


@dataclass(frozen=True)
class Original:
    """An attached file: `name` is safe to save and unique among those of the document."""

    name: str
    mime: str
    size: int
    sha256: str
    url: str  # portal-relative
    path: Path
    stored: tuple[int, int, int, int, int, int]
    notes: tuple[FileNote, ...] = ()


def originals_of(document: LegalDocument) -> list[Original]:
    """The attached files in their order, as far as the store has them: one statement and one per provider of notes."""
    statement = select(MediaUse).where(
        MediaUse.kind == "legal", MediaUse.object_id == document.id, MediaUse.role.in_(("attachment", "form"))
    )
    uses = list(db.session.scalars(statement.order_by(MediaUse.position, MediaUse.id)))
    notes = notes_on(use.media for use in uses)
    taken = {MANIFEST.casefold()}
    store = file_store()
    found = []
    for use in uses:
        file = use.media
        if not store.exists(file.sha256):
            continue
        found.append(
            Original(
                unique_name(file.name, taken),
                file.mime,
                file.size,
                file.sha256,
                f"/tep/{file.id}/{file.name}",
                store.path(file.sha256),
                max(file.uploaded_at.timetuple()[:6], _EARLIEST),
                tuple(notes.get(file.sha256, ())),
            )
        )
    return found


def unique_name(name: str, taken: set[str]) -> str:
    """A safe name that none of `taken` (to which it is added) equals, on disks that mix up small and capital too."""
    safe = clean_display_name(name)
    stem, dot, ending = safe.rpartition(".")
    given, many = safe, 1
    while given.casefold() in taken:
        many += 1
        given = f"{stem} ({many}).{ending}" if dot else f"{safe} ({many})"
    taken.add(given.casefold())
    return given


def told(files: Sequence[Original], absolute: Callable[[str], str]) -> list[dict[str, Any]]:
    """The files as an export tells them."""
    return [
        {
            "name": one.name,
            "type": one.mime,
            "size": one.size,
            "sha256": one.sha256,
            "address": absolute(one.url),
            "notes": [f"{note.label}: {note.sentence}".strip(": ") for note in one.notes],
        }
        for one in files
    ]


def tag_of(files: Sequence[Original]) -> str:
    """A tag that changes with the files, their names and what is said of them."""
    said = [f"{one.sha256} {one.name} {[str(note.sentence) for note in one.notes]}" for one in files]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:32]


def manifest(files: Sequence[Original], address: str) -> str:
    """What lies in the archive: hash and name of each file (`sha256sum -c` reads it), and warnings as remarks."""
    how = _("Kiểm tra bằng lệnh: sha256sum -c SHA256SUMS.txt")
    lines = [f"# {address}", f"# {how}"]
    for one in files:
        lines.append(f"{one.sha256}  {one.name}")
        lines += [f"# {one.name}: {note.label}. {note.sentence}".rstrip(". ") + "." for note in one.notes]
    return "\n".join(" ".join(line.split("\n")) for line in lines) + "\n"


class _Sink:
    """What an archive is written to: keeps the bytes until they are sent; cannot be sought."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, part: bytes) -> int:
        """Take bytes."""
        self._parts.append(bytes(part))
        return len(part)

    def flush(self) -> None:
        """Nothing waits behind."""

    def taken(self) -> bytes:
        """The bytes since the last call."""
        parts, self._parts = self._parts, []
        return b"".join(parts)


def archive(files: Sequence[Original], listing: str) -> Iterator[bytes]:
    """A ZIP archive of the files and their listing, in parts: no more than one block of a file is in memory.

    Files are not compressed: PDF, DOCX and pictures are already. Needs neither database nor request.
    """
    sink = _Sink()
    with zipfile.ZipFile(cast(IO[bytes], sink), "w", zipfile.ZIP_STORED) as made:
        for one in files:
            entry = zipfile.ZipInfo(one.name, one.stored)
            entry.external_attr = 0o644 << 16
            entry.file_size = one.size
            with one.path.open("rb") as source, made.open(entry, "w") as target:
                while block := source.read(_BLOCK):
                    target.write(block)
                    yield sink.taken()
            yield sink.taken()
        entry = zipfile.ZipInfo(MANIFEST, max((one.stored for one in files), default=_EARLIEST))
        entry.external_attr = 0o644 << 16
        made.writestr(entry, listing)
    yield sink.taken()
