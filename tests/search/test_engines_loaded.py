"""A process holds the library of the engine that was chosen, and of no other."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from portal.config import ROOT

LIBRARIES = {"whoosh": "whoosh", "tantivy": "tantivy", "postgresql": "psycopg"}

_PROGRAM = """
import sys
from portal.config import Settings
from portal.search.engines import open_engine
open_engine(Settings(instance=sys.argv[1], search_engine=sys.argv[2], search_database="postgresql://127.0.0.1/none"))
print(*(name for name in ("whoosh", "tantivy", "psycopg") if name in sys.modules))
"""


@pytest.mark.parametrize("name", LIBRARIES)
def test_only_the_chosen_engine_is_loaded(name: str, tmp_path: Path) -> None:
    """Opened in a process of its own, as a web worker does."""
    command = [sys.executable, "-c", _PROGRAM, str(tmp_path), name]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [LIBRARIES[name]]
