"""Where the real data lies, and the mark of a test that needs a file of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).parents[2] / "shared" / "data"
LEGAL_DOCUMENTS = DATA / "legal_documents.jsonl.gz"
FILES = DATA / "files"


def needs(path: Path) -> Callable[[Any], Any]:
    """Skip the test, by name, where this file or folder of the real data is absent."""
    skip = pytest.mark.skipif(not path.exists(), reason=f"không có ../shared/data/{path.relative_to(DATA)}")
    return lambda test: pytest.mark.real_data(skip(test))
