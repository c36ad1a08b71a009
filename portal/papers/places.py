"""Where sealed papers lie, whoever keeps them: paths that tell nothing, and what can be done with one."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

_PATH = re.compile(r"[0-9]{1,19}/[0-9a-f]{2}/[0-9a-f]{32}\Z", re.ASCII)


class NotAPath(ValueError):
    """A row names something that is no place of a paper; nothing was opened."""


def is_path(path: str) -> bool:
    """Whether this is a path of ours."""
    return _PATH.match(path) is not None


def require_path(path: str) -> None:
    """Raise NotAPath for whatever is no path of ours."""
    if not is_path(path):
        raise NotAPath("not the path of a paper")


def fresh_path(tenant_id: int) -> str:
    """A new path that tells nothing."""
    name = secrets.token_hex(16)
    return f"{tenant_id}/{name[:2]}/{name}"


class Papers(Protocol):
    """Sealed bytes by path, wherever they lie. Every method that is given a path raises NotAPath."""

    def fresh_path(self, tenant_id: int) -> str:
        """A new path that tells nothing."""

    def write(self, path: str, sealed: bytes) -> None:
        """Write sealed bytes over what was there. Raises StoreUnavailable (nothing was written then)."""

    def read(self, path: str) -> bytes:
        """The sealed bytes. Raises FileNotFoundError, StoreUnreachable."""

    def head(self, path: str, count: int) -> bytes:
        """The first bytes of a file. Raises as `read`."""

    def exists(self, path: str) -> bool:
        """Whether the file is there."""

    def remove(self, path: str) -> None:
        """Take a file away if it is there."""

    def all(self) -> Iterator[str]:
        """The paths of all files of papers."""

    def old(self, seconds: float) -> Iterator[str]:
        """The paths of files that were last written longer ago than this."""

    def unfinished(self, seconds: float) -> list[Path]:
        """What killed processes left on this machine longer ago than this."""
