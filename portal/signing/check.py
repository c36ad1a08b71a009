"""Checking the signatures of a PDF, in a child process with limits. Needs no application and no network."""

from __future__ import annotations

import base64
import mmap
import re
from pathlib import Path

from portal.media.isolated import IsolatedFailure, run_isolated
from portal.signing.report import SignatureReport, read_all
from portal.signing.trust import Trust

WORKER = Path(__file__).with_name("worker.py")
SECONDS = 10
MEMORY_MB = 512
MAX_ANSWER = 4 * 1024 * 1024
UNREADABLE_FILE = "file"
# The key of every signature dictionary, which lies in the clear; names may be written with hexadecimal escapes.
_SIGNED = re.compile(
    rb"/" + b"".join(b"(?:%c|#%02X|#%02x)" % (one, one, one) for one in b"ByteRange") + rb"(?![A-Za-z0-9])"
)


def check_pdf(path: Path, trust: Trust) -> list[SignatureReport]:
    """The signatures of the file at `path`, in order of signing; an empty list where there is none.

    Never raises for what the file holds: a signature, or a file with signatures, that can't be read is a report with
    `integrity` "unreadable" and `problem`. Raises OSError where the file can't be opened.
    """
    if not has_signature(path):
        return []
    order = {
        "path": str(path.resolve()),
        "roots": [base64.b64encode(one.der).decode() for one in trust.roots],
        "lists": [base64.b64encode(one).decode() for one in trust.lists],
    }
    try:
        answer = run_isolated(
            "check",
            order,
            seconds=SECONDS,
            memory_mb=MEMORY_MB,
            script=WORKER,
            max_answer=MAX_ANSWER,
        )
    except IsolatedFailure:
        return [SignatureReport(problem=UNREADABLE_FILE)]
    found = answer.get("result")
    return read_all(found) if isinstance(found, list) else [SignatureReport(problem=UNREADABLE_FILE)]


def has_signature(path: Path) -> bool:
    """Whether a file could be a signed PDF; most are not, and need no child process to say so."""
    with path.open("rb") as file:
        if not path.stat().st_size:
            return False
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as raw:
            return raw.find(b"%PDF-", 0, 1024 + 5) >= 0 and _SIGNED.search(raw) is not None
