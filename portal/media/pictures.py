"""Renditions of pictures: made in the limited child process, remembered by the hash of the picture."""

from __future__ import annotations

import json
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.media.isolated import IsolatedFailure, run_isolated
from portal.media.store import Store
from portal.media.worker import OPTIONS
from portal.media.worker import WIDTHS as RENDITION_WIDTHS

__all__ = ["RENDITION_WIDTHS", "Remembered", "Rendition", "make_renditions", "remember", "remembered"]

_FINGERPRINT = re.compile(r"(?:[0-9a-f]{16})?")
VERSION = 3  # of the way renditions are made: notes of another way are not used


@dataclass(frozen=True)
class Rendition:
    """One rendition: size in pixels, "avif", "webp" or "jpeg", where it lies, bytes, size of the upright source, and
    what pictures that look alike have in common (models.MediaFile)."""

    width: int
    height: int
    format: str
    path: str
    size: int
    source_width: int
    source_height: int
    fingerprint: str


@dataclass(frozen=True)
class Remembered:
    """What is known of a picture whose renditions are in the store."""

    width: int
    height: int
    renditions: list[dict[str, Any]]
    fingerprint: str = ""


def make_renditions(path: Path, folder: Path) -> list[Rendition]:
    """Renditions of the picture at `path`, written into `folder`: AVIF, WebP and JPEG at 320, 640, 960, 1280 pixels,
    never enlarged, upright, without metadata; also at its own width where that lies well between. Long posters get no
    AVIF.

    Raises IsolatedFailure with a reason for the editor.
    """
    answer = run_isolated("make_renditions", {"path": str(path.resolve()), "folder": str(folder.resolve())})
    unreadable = "Không đọc được ảnh này. Hãy thử ảnh khác."
    try:
        made = [_rendition(one, folder) for one in answer["result"]]
    except (KeyError, TypeError, ValueError, OSError) as error:
        raise IsolatedFailure(unreadable) from error
    if not made:
        raise IsolatedFailure(unreadable)
    return made


def _rendition(said: dict[str, Any], folder: Path) -> Rendition:
    """What the child said, checked: it has read foreign bytes, so it names no file and gives only numbers."""
    kind = said["format"]
    numbers = [int(said[key]) for key in ("width", "height", "source_width", "source_height")]
    path = folder / f"{numbers[0]}.{kind}"
    look = said["fingerprint"]
    if not isinstance(look, str) or not _FINGERPRINT.fullmatch(look):
        raise ValueError("not a fingerprint")
    if kind not in OPTIONS or min(numbers) < 1 or path.is_symlink():
        raise ValueError("not a rendition")
    return Rendition(
        numbers[0], numbers[1], kind, str(path), path.stat().st_size, numbers[2], numbers[3], look
    )


def remembered(store: Store, sha256: str) -> Remembered | None:
    """The renditions made before of the picture with this hash, if all of them are still in the store."""
    try:
        known = json.loads(_note(store, sha256).read_bytes())
        if known["version"] != VERSION or not known["renditions"]:
            return None
        if all(store.refresh(one["sha256"]) for one in known["renditions"]):
            return Remembered(
                int(known["width"]), int(known["height"]), known["renditions"], str(known["fingerprint"])
            )
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return None


def remember(store: Store, sha256: str, made: Remembered) -> None:
    """Note the stored renditions of a picture. The note is a cache: where it can't be written, nothing is lost."""
    note = _note(store, sha256)
    said = {
        "version": VERSION,
        "width": made.width,
        "height": made.height,
        "renditions": made.renditions,
        "fingerprint": made.fingerprint,
    }
    try:
        note.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".new-", dir=note.parent)
        try:
            with os.fdopen(handle, "w") as file:
                json.dump(said, file)
            Path(name).replace(note)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError:
        pass


def _note(store: Store, sha256: str) -> Path:
    return store.root / "renditions" / f"{store.path(sha256).name}.json"
