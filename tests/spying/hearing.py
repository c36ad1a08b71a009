"""The whole test run is listened to: this process, and every process that its tests start."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from tests.spying import statement_spy

ON_PURPOSE: dict[str, str] = {
    "tests/tenancy/test_isolation.py": "tries each layer alone",
    "tests/tenancy/test_layers.py": "tries each layer alone, in every room",
    "tests/tenancy/test_handover.py::test_no_other_scope_may": "asks for what is refused",
    "tests/tenancy/test_spy.py": "plants what is to be heard",
    "tests/database/test_row_security.py": "tries the database's own layer alone",
    "tests/database/test_roles.py": "tries what the application's role may not",
    "tests/database/test_replicas.py": "asks a replica for what it must not show",
    "tests/upkeep/": "a backup reads a copy of the whole installation",
}
"""Tests that ask beside their portal, and why; what they do is heard by their own assertions."""
HERE = Path(__file__).parent
_heard: list[str] = []
_said: Path | None = None


def begin() -> None:
    """Listen from now on."""
    global _said
    descriptor, name = tempfile.mkstemp(prefix="nghe-")
    os.close(descriptor)
    _said = Path(name)
    os.environ["PORTAL_SPY"] = name
    others = os.environ.get("PYTHONPATH", "")
    os.environ["PYTHONPATH"] = f"{HERE}{os.pathsep}{others}" if others else str(HERE)
    statement_spy.begin(_heard.append)


def take() -> list[str]:
    """What was heard since the last time, in this process and in those that tests started."""
    found = list(_heard)
    _heard.clear()
    if _said is not None and _said.exists() and _said.stat().st_size:
        found += _said.read_text(encoding="utf-8").splitlines()
        _said.write_text("")
    return found


def is_meant(nodeid: str) -> bool:
    """Whether the test asks beside its portal on purpose."""
    return nodeid.startswith(tuple(ON_PURPOSE))


def end() -> None:
    """Leave no file behind."""
    if _said is not None:
        _said.unlink(missing_ok=True)
