"""Addresses of files and renditions: those of a content that took the place of another say so (`?v=3`), so that no
browser shows what it kept of the one before."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from portal.media.models import MediaFile


def version_mark(row: MediaFile) -> str:
    """What an address of the present content ends in: "" for a file that was never replaced."""
    return f"?v={row.version}" if row.version > 1 else ""


def file_name(row: MediaFile) -> str:
    """The last part of the address of a file's download."""
    return quote(row.name) + version_mark(row)


def rendition_name(row: MediaFile, width: int, extension: str) -> str:
    """The last part of the address of a rendition ("avif", "webp", "jpg")."""
    return f"{width}.{extension}{version_mark(row)}"


def nearest(row: MediaFile, width: int, kind: str = "jpeg") -> dict[str, Any] | None:
    """The rendition of a picture in this format ("avif", "webp", "jpeg") whose width is nearest; None without one."""
    made = [one for one in row.renditions if one["format"] == kind]
    return min(made, key=lambda one: (abs(one["width"] - width), one["width"])) if made else None
