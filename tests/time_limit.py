"""How long a run may take: with `PORTAL_TESTS_MINUTES` tests that would begin later are skipped, by name and counted.

Where a run has a limit that others set, a slow machine then says what it did not come to instead of nothing at all.
"""

from __future__ import annotations

import os
import time

import pytest

MINUTES = float(os.environ.get("PORTAL_TESTS_MINUTES") or 0)
REASON = f"no time left of the {MINUTES:g} minutes (PORTAL_TESTS_MINUTES)"
_begun = time.monotonic()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test that would begin too late, before anything is prepared for it."""
    if MINUTES and time.monotonic() - _begun > MINUTES * 60:
        pytest.skip(REASON)
