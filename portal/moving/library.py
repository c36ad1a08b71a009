"""The files of an old portal in a folder: found by the addresses that its pages have for them; never fetched."""

from __future__ import annotations

import base64
import binascii
import re
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from portal.moving.addresses import parts_of
from portal.moving.saved_names import spoken

MAX_FILES = 500_000
MAX_INLINE = 25 * 1024 * 1024
_SIZED = re.compile(r"-(?:\d{2,5}x\d{2,5}|scaled|rotated)(?=\.\w{2,5}\Z)")
_DATA = re.compile(r"data:image/(png|jpe?g|gif|webp);base64,", re.IGNORECASE)
# What a page of a portal is called: links to these are no files.
PAGES = frozenset({"", "html", "htm", "php", "aspx", "asp", "jsp", "xhtml", "vn", "com"})


@dataclass(frozen=True)
class HeldFile:
    """A file that is there, and what it should be called."""

    path: Path
    name: str


class Library:
    """The files below some folders, by the end of their path; of two with the same path that of the first folder. A
    library without folders (None) is empty."""

    def __init__(self, *roots: Path | None) -> None:
        self._roots = list(dict.fromkeys(root.resolve() for root in roots if root is not None))
        self._by_path: dict[str, Path] = {}
        self._by_end: dict[str, list[Path]] = {}
        self._read = False

    def find(self, address: str) -> HeldFile | None:
        """The file of an address; the original before a size that WordPress made of it. None where it is not there.

        One of both paths, that in the folder or that in the address, must end with the whole other one: of many files
        called "1.jpg" the right one is found, or none.
        """
        self._look()
        parts = _parts(parts_of(address)[0])
        if not parts or ".." in parts:
            return None
        whole = "/".join(parts)
        for wanted in dict.fromkeys((_SIZED.sub("", whole), _SIZED.sub("-scaled", whole), whole)):
            if (found := self._at(wanted)) is not None:
                return HeldFile(found, spoken(found.name))
        return None

    def _at(self, wanted: str) -> Path | None:
        parts = wanted.split("/")
        for start in range(len(parts)):
            found = self._by_path.get("/".join(parts[start:]))
            if found is not None:
                return found
        longer = self._by_end.get(wanted, [])
        return longer[0] if len(longer) == 1 else None

    def count(self) -> int:
        """How many files there are."""
        self._look()
        return len(self._by_path)

    def _look(self) -> None:
        if self._read:
            return
        self._read = True
        for root in self._roots:
            for path in sorted(root.rglob("*")):
                if len(self._by_path) >= MAX_FILES:
                    return
                if path.is_file() and path.resolve().is_relative_to(root):  # a link may lead out
                    self._note(path, root)

    def _note(self, path: Path, root: Path) -> None:
        parts = _parts(spoken(path.relative_to(root).as_posix()))
        self._by_path.setdefault("/".join(parts), path)
        for start in range(1, len(parts) - 1):
            self._by_end.setdefault("/".join(parts[start:]), []).append(path)


def _parts(path: str) -> list[str]:
    """The steps of a path as they are compared: without escapes, in NFC, small; nothing that climbs stays unseen."""
    plain = unicodedata.normalize("NFC", unquote(path).replace("\\", "/")).casefold()
    return [one for one in plain.split("/") if one not in {"", "."}]


def unsized(address: str) -> str:
    """The address of the original of a size that WordPress made; any other address as it is."""
    return _SIZED.sub("", address)


def original_of(address: str) -> str:
    """What all sizes of one picture of the old portal have in common."""
    return _SIZED.sub("", "/".join(_parts(parts_of(address)[0])))


def is_page(address: str) -> bool:
    """Whether an address names a page and no file."""
    name = parts_of(address)[0].rsplit("/", 1)[-1]
    return name.rpartition(".")[2].lower() in PAGES if "." in name else True


@contextmanager
def inline_picture(address: str) -> Iterator[HeldFile | None]:
    """The picture that an address holds itself (data:image/…), in a file for as long as the context lasts."""
    found = _DATA.match(address)
    if found is None or len(address) > MAX_INLINE * 4 // 3:
        yield None
        return
    try:
        raw = base64.b64decode(address[found.end() :], validate=False)
    except (binascii.Error, ValueError):
        yield None
        return
    kind = {"jpeg": "jpg"}.get(found[1].lower(), found[1].lower())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"anh.{kind}"
        path.write_bytes(raw)
        yield HeldFile(path, path.name)
