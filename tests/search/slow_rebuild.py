"""`python -m tests.search.slow_rebuild INSTANCE ENGINE`: a rebuild that says each entry that it takes."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from portal import create_app
from portal.search import indexing
from portal.search.documents import SearchDocument
from tests.conftest import settings_for

everything = indexing._everything


def slowly(report: Callable[[int, int], None]) -> Iterator[SearchDocument]:
    """The entries, one at a time."""
    for number, document in enumerate(everything(report), 1):
        yield document
        print(number, flush=True)
        time.sleep(0.02)


if __name__ == "__main__":
    indexing._everything = slowly
    with create_app(settings_for(Path(sys.argv[1]), search_engine=sys.argv[2])).app_context():
        indexing.rebuild()
