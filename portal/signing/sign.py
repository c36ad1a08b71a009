"""Signing a PDF with one of the installation's keys, in the child process."""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from portal.clock import VIETNAM
from portal.media.isolated import IsolatedFailure, run_isolated
from portal.signing.check import MEMORY_MB, WORKER
from portal.signing.keys import SigningKey
from portal.signing.stamp import SIZE, NoTypeface, draw

SECONDS = 20
StampPlace: TypeAlias = tuple[int, int, int, int, int]
"""A page (from 0) and left, bottom, right and top on it, in points."""


class SigningFailed(RuntimeError):
    """The file was not signed; the message says why to an editor or administrator."""


def stamp_lines(key: SigningKey, at: datetime) -> list[str]:
    """What the stamp says: by whom, of which body, when (Nghị định 30/2020/NĐ-CP, Phụ lục I: with the time zone)."""
    local = at.astimezone(VIETNAM)
    lines = [f"Ký bởi: {key.holder}"]
    if key.organisation and key.organisation != key.holder:
        lines.append(f"Cơ quan: {key.organisation}")
    return [*lines, f"Thời gian ký: {local:%d.%m.%Y %H:%M:%S} +07:00"]


def sign_pdf(
    path: Path, key: SigningKey, reason: str, lines: list[str], fonts: Path, at: StampPlace | None = None
) -> bytes:
    """The PDF at `path` with one more signature (PAdES-B-B) and a stamp of these lines, at a free place of its first
    page or `at` one that is known.

    An incremental update: earlier signatures stay as they are. `fonts`: the folder of the portal's typeface. Raises
    SigningFailed.
    """
    with tempfile.TemporaryDirectory() as folder:
        picture, target = Path(folder) / "stamp.png", Path(folder) / "signed.pdf"
        try:
            draw(lines, fonts).save(picture)
            order = {
                "path": str(path.resolve()),
                "target": str(target),
                "key": key.order,
                "reason": reason,
                "location": "Việt Nam",
                "stamp": str(picture),
                "size": list(SIZE),
                "at": list(at) if at else None,
            }
            run_isolated("sign", order, seconds=SECONDS, memory_mb=MEMORY_MB, script=WORKER)
            return target.read_bytes()
        except (IsolatedFailure, NoTypeface, OSError) as error:
            raise SigningFailed(str(error)) from error
