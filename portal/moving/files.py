"""Files of an old portal as files of this one: stored when an item uses them, each in a transaction of its own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from portal.accounts.permissions import Actor
from portal.extensions import db
from portal.media import service as media
from portal.media.kinds import PICTURES, inspect
from portal.media.names import clean_display_name
from portal.media.refusal import Refused
from portal.moving.foreign import Trouble
from portal.moving.library import HeldFile, Library, inline_picture
from portal.publishing.service import commit

SHOWN_WIDTH = 960


@dataclass(frozen=True)
class StoredFile:
    """A file of ours: `widths` are those of a picture's renditions, () for any other file; `alt` is its description in
    the library, which it may have had before."""

    id: int
    name: str
    widths: tuple[int, ...] = ()
    alt: str = ""

    @property
    def picture_address(self) -> str:
        """The address of a picture in a text; "" for a file that is no picture."""
        if not self.widths:
            return ""
        return f"/tep/{self.id}/{min(self.widths, key=lambda width: abs(width - SHOWN_WIDTH))}.jpg"

    @property
    def address(self) -> str:
        """The address of the file in a text."""
        return f"/tep/{self.id}/{quote(self.name)}"


class Shelf:
    """Where files are looked for, and those that were stored in this run. `dry` stores nothing."""

    def __init__(self, library: Library, actor: Actor, max_mb: int, *, dry: bool = False) -> None:
        self._library = library
        self._actor = actor
        self._max_bytes = max_mb * 1024 * 1024
        self._dry = dry
        self._held: dict[Path, StoredFile | Trouble] = {}

    def has(self, address: str) -> bool:
        """Whether a file is there for this address."""
        return self._library.find(address) is not None

    def take(self, address: str, alt: str = "") -> StoredFile | Trouble | None:
        """The stored file of an address; why it cannot be stored; None where it is not there."""
        if address[:5].lower() == "data:":
            with inline_picture(address) as held:
                return self._stored(held, alt) if held is not None else None
        held = self._library.find(address)
        if held is None:
            return None
        if held.path not in self._held:
            self._held[held.path] = self._stored(held, alt)
        return self._held[held.path]

    def take_file(self, path: Path, name: str, alt: str = "") -> StoredFile | Trouble:
        """A file that lies here, as it is, under a name of its own."""
        return self._stored(HeldFile(path, name), alt)

    def _stored(self, held: HeldFile, alt: str) -> StoredFile | Trouble:
        try:
            if held.path.stat().st_size > self._max_bytes:
                limit = self._max_bytes // 1024 // 1024
                return ("file_refused", f"{held.name}: tệp lớn hơn {limit} MB")
            name = _fitting_name(held)
            if self._dry:
                is_picture = name.rpartition(".")[2] in PICTURES
                return StoredFile(0, name, (SHOWN_WIDTH,) if is_picture else (), alt)
            row = media.store_file(held.path, name, self._actor, alt=alt)
            commit()
            return StoredFile(row.id, row.name, tuple(one["width"] for one in row.renditions), row.alt)
        except (Refused, OSError) as error:
            db.session.rollback()
            return ("file_refused", f"{held.name}: {error}"[:300])


def _fitting_name(held: HeldFile) -> str:
    """The name of a file with the ending of what it is: cameras and mail programs give pictures wrong ones. Raises
    Refused for what may not be kept at all."""
    try:
        return inspect(held.path, held.name).name
    except Refused as error:
        if error.code != "mismatch":
            raise
        stem = clean_display_name(held.name).rpartition(".")[0] or "anh"
        for extension in sorted(PICTURES):
            try:
                return inspect(held.path, f"{stem}.{extension}").name
            except Refused:
                continue
        raise
