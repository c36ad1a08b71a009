"""What the installation said it keeps, and whether it does: read past the application, row by row."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass, field

from chaos.installation import Installation


@dataclass
class Item:
    """A news item that was acknowledged. `titles` are the last acknowledged title and those that were sent after it
    without an answer: the row holds one of them."""

    titles: list[str]
    published: bool = False


@dataclass
class Ledger:
    """Acknowledged writes of all editors. Safe for several threads."""

    items: dict[int, Item] = field(default_factory=dict)
    uploads: dict[str, str] = field(default_factory=dict)
    """Name of a file by the SHA-256 of its bytes."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wrote(self, number: int, title: str) -> None:
        """A new item was acknowledged."""
        with self._lock:
            self.items[number] = Item([title])

    def sends(self, number: int, title: str) -> None:
        """A new title is about to be sent."""
        with self._lock:
            self.items[number].titles.append(title)

    def saved(self, number: int, title: str) -> None:
        """The new title was acknowledged."""
        with self._lock:
            self.items[number].titles = [title]

    def published(self, number: int) -> None:
        """Publishing was acknowledged."""
        with self._lock:
            self.items[number].published = True

    def uploaded(self, name: str, data: bytes) -> None:
        """A file was acknowledged."""
        with self._lock:
            self.uploads[hashlib.sha256(data).hexdigest()] = name

    def __len__(self) -> int:
        return len(self.items) + len(self.uploads)

    def lost(self, installation: Installation) -> list[str]:
        """What was acknowledged and is not there."""
        with self._lock:
            # Copies: what is acknowledged while the rows are read is not in them.
            items = {number: Item(list(one.titles), one.published) for number, one in self.items.items()}
            uploads = dict(self.uploads)
        rows = {row[0]: row[1:] for row in installation.ask("SELECT id, title, status FROM news_item")}
        files = {row[0] for row in installation.ask("SELECT sha256 FROM media_file")}
        told = [fault for number, item in items.items() if (fault := _fault(number, item, rows.get(number)))]
        for sha, name in uploads.items():
            path = installation.instance / "files" / sha[:2] / sha[2:4] / sha
            if sha not in files:
                told.append(f"the row of upload {name} is gone")
            elif not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != sha:
                told.append(f"the bytes of upload {name} are gone")
        return told


def _fault(number: int, item: Item, row: tuple[str, ...] | None) -> str:
    if row is None:
        return f"news item {number} is gone"
    title, status = row
    if title not in item.titles:
        return f"news item {number} is called {title!r}, acknowledged was {item.titles[0]!r}"
    if item.published and status != "published":
        return f"news item {number} is {status}, its publication was acknowledged"
    return ""
