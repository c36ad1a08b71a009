"""Which tests run in the same worker when there are several."""

from __future__ import annotations

from collections import Counter

import pytest
from xdist.scheduler import LoadScopeScheduling

from tests.databases import ON_POSTGRESQL

BROWSER = "tests/browser/"
PAGES = "tests/browser/test_pages.py"
LONGEST_FIRST = (
    PAGES,
    "tests/legal/intake/test_real_files.py",  # reads scans
    "tests/search/test_procedures_found.py",  # indexes the catalogue
    BROWSER,  # the other worker has prepared the portal by now
    "tests/web/test_hostile.py",
    "tests/media/",
    "tests/signing/",
    "tests/legal/",
    "tests/accounts/",
    "tests/content/",
)
"""What takes long begins first, so that no worker is left alone with it at the end."""
FIRST_ON_POSTGRESQL = (
    "tests/tenancy/",
    "tests/database/",
    "tests/upkeep/",
    "tests/jobs/",
    "tests/publishing/",
    "tests/dossiers/",
    "tests/exchange/",
    "tests/payments/",
)
"""What differs most there comes first: a run may have no time for all (`tests/time_limit.py`)."""


def order(items: list[pytest.Item]) -> None:
    """Sort tests: the longest files first, then files with many tests."""
    many = Counter(item.nodeid.split("::", 1)[0] for item in items)
    begin = FIRST_ON_POSTGRESQL + LONGEST_FIRST if ON_POSTGRESQL else LONGEST_FIRST

    def rank(item: pytest.Item) -> tuple[int, int]:
        first = [place for place, prefix in enumerate(begin) if item.nodeid.startswith(prefix)]
        return min(first, default=len(begin)), -many[item.nodeid.split("::", 1)[0]]

    items.sort(key=rank)


class ByFile(LoadScopeScheduling):
    """A file's tests stay together, for what it prepares once; browser tests do, for their server.

    They are two groups, the pages that are looked at and the flows that are clicked, so that two workers share them.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", 1)[0]
        return BROWSER if file.startswith(BROWSER) and file != PAGES else file
