"""Reading content files: front matter, checked values, errors that name file and key."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import frontmatter
import yaml

from portal.clock import from_local

DATED = re.compile(r"\d{4}-\d{2}-\d{2}-")


class InvalidContent(ValueError):
    """A content file can't be loaded; the message says why."""


@dataclass(frozen=True)
class ContentFile:
    """A content file: its path under content/, its metadata, its text, the digest of its bytes."""

    origin: str
    meta: dict[str, Any]
    body: str
    digest: str

    @property
    def slug(self) -> str:
        """The wanted address: metadata `slug`, else the file name without date and ending."""
        stem = DATED.sub("", Path(self.origin).stem)
        return str(self.meta.get("slug") or stem)

    def text(self, key: str, *, required: bool = False) -> str:
        """A text value ("" if missing). Raises InvalidContent if required and empty."""
        value = self.meta.get(key)
        text = "" if value is None else str(value).strip()
        if required and not text:
            raise InvalidContent(f"thiếu {key}")
        return text

    def texts(self, key: str) -> list[str]:
        """A list of texts; a single text counts as one."""
        value = self.meta.get(key) or []
        return [str(one).strip() for one in (value if isinstance(value, list) else [value])]

    def rows(self, key: str) -> list[dict[str, Any]]:
        """A list of tables. Raises InvalidContent if it is none."""
        value = self.meta.get(key) or []
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise InvalidContent(f"{key} phải là danh sách các mục")
        return value

    def day(self, key: str) -> date | None:
        """A date. Raises InvalidContent for anything else."""
        return as_day(self.meta.get(key), key)

    def instant(self, key: str) -> datetime | None:
        """Vietnamese local time as a UTC instant. Raises InvalidContent for anything else."""
        value = self.meta.get(key)
        if value in (None, ""):
            return None
        if isinstance(value, str):
            try:
                value = datetime.fromisoformat(value)
            except ValueError as error:
                raise InvalidContent(f"{key} không phải thời điểm: {value}") from error
        if isinstance(value, datetime):
            return from_local(value)
        if isinstance(value, date):
            return from_local(datetime(value.year, value.month, value.day))
        raise InvalidContent(f"{key} không phải thời điểm: {value}")


def as_day(value: Any, key: str) -> date | None:
    """A date of front matter. Raises InvalidContent for anything else."""
    if value in (None, ""):
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise InvalidContent(f"{key} không phải ngày: {value}") from error


def read_content(path: Path, root: Path) -> ContentFile:
    """Read one file. Raises InvalidContent for bad front matter or text that is not UTF-8."""
    raw = path.read_bytes()
    try:
        post = frontmatter.loads(raw.decode("utf-8"))
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise InvalidContent(f"phần đầu không đọc được: {error}") from error
    return ContentFile(
        path.relative_to(root).as_posix(), post.metadata, post.content, hashlib.sha256(raw).hexdigest()
    )


def folder_digest(root: Path) -> str:
    """A digest over names, sizes and times of all content files: has anything changed since the last load?"""
    seen = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.is_file():
            stat = path.stat()
            seen.update(f"{path.relative_to(root)}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return seen.hexdigest()
