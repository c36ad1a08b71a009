"""The legal corpus as search entries, for the benchmarks and tests of search."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from portal.search.documents import SearchDocument
from portal.search.evaluating import corpus
from portal.search.evaluating.corpus import data_directory

__all__ = ["data_directory", "entries", "legal_documents"]


def legal_documents() -> Iterator[dict[str, Any]]:
    """All documents, those of eval/laws.jsonl.gz in the place of the ones with the same number."""
    return corpus.legal_documents(data_directory())


def entries(limit: int | None = None) -> Iterator[SearchDocument]:
    """One entry per document and per article; `limit` counts documents."""
    return corpus.entries(data_directory(), limit)
