"""The procedures of a folder of real data as search entries, without a database: for `flask search evaluate`."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

from portal.procedures.flattened import read_procedure
from portal.procedures.importing import draft_of
from portal.procedures.searchable import entry_of
from portal.search.documents import SearchDocument

FILES = ("procedures.jsonl.gz", "procedures_mod.jsonl.gz")


def catalogue(data: Path) -> Iterator[SearchDocument]:
    """One entry per code, shared by tenant 1, as an import of these files would make them.

    Raises UnreadableRecord, OSError and ValueError for files that are no catalogue; one that is missing says nothing.
    """
    seen: set[str] = set()
    for path in (data / name for name in FILES):
        if not path.is_file():
            continue
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                draft = draft_of(read_procedure(json.loads(line)))
                if draft.code not in seen:
                    seen.add(draft.code)
                    yield entry_of(
                        draft, tenant_id=1, object_id=len(seen), shared=True, slug=f"thu-tuc-{len(seen)}"
                    )
