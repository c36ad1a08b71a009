"""Renditions of pictures, made in the limited child process."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from portal.media.isolated import run_isolated


@dataclass(frozen=True)
class Rendition:
    """One rendition: size in pixels, "webp" or "jpeg", where it lies, bytes, size of the upright source."""

    width: int
    height: int
    format: str
    path: str
    size: int
    source_width: int
    source_height: int


def make_renditions(path: Path, folder: Path) -> list[Rendition]:
    """Renditions of the picture at `path`, written into `folder`: WebP and JPEG at 320, 640, 960, 1280 pixels, never
    enlarged, upright, without metadata. Raises IsolatedFailure with a reason for the editor."""
    answer = run_isolated(
        "make_renditions", {"path": str(path), "folder": str(folder)}, seconds=20, memory_mb=768
    )
    return [Rendition(**one) for one in answer["result"]]
