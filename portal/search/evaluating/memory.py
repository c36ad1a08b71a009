"""What a process of the application that only searches needs: a hidden command, since who builds an index or holds
the corpus has another memory."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from portal.search.ask import Asked, ask
from portal.search.documents import SearchDocument
from portal.search.engine import TenantFilter
from portal.search.indexing import engine

TENANTS = TenantFilter(tenants=frozenset({1}))


def without_texts(keys: Sequence[str]) -> Mapping[str, SearchDocument]:
    """Entries of these keys whose texts nobody needs: an installation reads the ten of a page from its database."""
    return {
        key: SearchDocument(
            key=key,
            tenant_id=int(key.split(":")[1]),
            shared=True,
            kind=key.split(":")[0],
            title="",
            body="",
            url_path="",
        )
        for key in keys
    }


def held_mb() -> tuple[float, float]:
    """The most memory that this process has held (VmHWM) and what it holds now (VmRSS), in MB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak, now = (int(re.search(rf"{name}:\s+(\d+) kB", status)[1]) for name in ("VmHWM", "VmRSS"))  # type: ignore[index]
    return peak / 1024, now / 1024


@click.command("memory", hidden=True)
def memory_command() -> None:
    """Tìm từng dòng của đầu vào chuẩn; in bộ nhớ nhiều nhất và sau cùng (MB)."""
    for question in sys.stdin:
        ask(engine(), without_texts, question, Asked(TENANTS))
    click.echo(" ".join(map(str, held_mb())))
