"""The legal corpus as search entries, for the benchmarks of search."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from portal.search.documents import SearchDocument


def data_directory() -> Path:
    """Where the real data lies: PORTAL_TEST_DATA, or `shared/data` beside the project."""
    default = Path(__file__).resolve().parents[2] / "shared" / "data"
    return Path(os.environ.get("PORTAL_TEST_DATA", default))


def legal_documents() -> Iterator[dict[str, Any]]:
    """All documents, those of eval/laws.jsonl.gz in the place of the ones with the same number."""
    data = data_directory()
    laws = list(_lines(data / "eval" / "laws.jsonl.gz"))
    replaced = {law["number"] for law in laws}
    yield from (law for law in _lines(data / "legal_documents.jsonl.gz") if law["number"] not in replaced)
    yield from laws


def entries(limit: int | None = None) -> Iterator[SearchDocument]:
    """One entry per document and per article; `limit` counts documents."""
    for place, law in enumerate(legal_documents()):
        if limit is not None and place >= limit:
            return
        yield from _entries_of(law, place)


def _entries_of(law: dict[str, Any], place: int) -> Iterator[SearchDocument]:
    key = f"legal:1:{place}"
    name = law["title"] or ""
    facets = {"type": law["type"], "issuer": law["issuer"] or "", "year": (law["issued"] or "")[:4]}
    shape: dict[str, Any] = {
        "tenant_id": 1, "shared": True, "number": law["number"], "facets": facets,
        "published_at": law["issued"] or "",
    }  # fmt: skip
    yield SearchDocument(
        key=key, kind="legal", title=name, body="", context=law["type"], url_path=f"/van-ban/{place}", **shape
    )
    seen: set[str] = set()
    for row, article in enumerate(law["articles"]):
        number = article["no"] or f"-{row}"
        if number in seen:
            continue
        seen.add(number)
        yield SearchDocument(
            key=f"{key}:{number}", kind="provision", title=article["heading"] or "", body=article["text"],
            context=name, article=number, group_key=key, url_path=f"/van-ban/{place}#dieu-{number}", **shape,
        )  # fmt: skip


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)
