"""A run with a limit of time skips by name what it did not come to, and says how much that is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import time_limit

ROOT = Path(__file__).resolve().parents[1]
TWO = "def test_one() -> None: ...\n\n\ndef test_two(missing) -> None: ...\n"
"""The second would fail as soon as anything is prepared for it."""


def _run(folder: Path, minutes: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_two.py").write_text(TWO)
    return subprocess.run(
        [sys.executable, "-m", "pytest", "--noconftest", "-c", os.devnull, "--rootdir", folder, "-rs",
         "-p", "tests.time_limit", folder],
        cwd=ROOT, env=os.environ | {"PORTAL_TESTS_MINUTES": minutes}, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


def test_what_would_begin_too_late_is_skipped_by_name(tmp_path: Path) -> None:
    done = _run(tmp_path, "0.000001")
    assert done.returncode == 0 and "2 skipped" in done.stdout and "PORTAL_TESTS_MINUTES" in done.stdout


@pytest.mark.parametrize("minutes", ["60", ""])
def test_what_is_in_time_runs(tmp_path: Path, minutes: str) -> None:
    done = _run(tmp_path, minutes)
    assert done.returncode == 1 and "1 passed" in done.stdout and "1 error" in done.stdout, done.stdout


def test_all_tests_listen_to_it(request: pytest.FixtureRequest) -> None:
    assert request.config.pluginmanager.is_registered(time_limit)
