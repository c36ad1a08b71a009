"""Pages of results: a commune without dossiers, and one with a month of them made up."""

from __future__ import annotations

import os
import subprocess
import sys

from portal.clock import today
from portal.performance.periods import month_before
from tests.browser.installation import ROOT, Installation, settings
from tests.browser.page import COAST, DISTRICT, PLAIN, Page
from tests.browser.visitor import Visitor

WHERE = "/quan-tri/ket-qua-phuc-vu/"
LAST = month_before(today())
PUBLIC = [
    Page("performance-none", COAST, "/ket-qua-giai-quyet"),
    Page("performance", PLAIN, "/ket-qua-giai-quyet"),
    Page("performance-english", PLAIN, "/ket-qua-giai-quyet", english=True),
]
DESK = [
    Page("desk-performance", PLAIN, WHERE, desk=True),
    Page("desk-performance-none", COAST, WHERE, desk=True),
    Page("desk-performance-year", PLAIN, f"{WHERE}?ky={LAST.first.year}", desk=True),
    Page("desk-performance-index", PLAIN, f"{WHERE}chi-so", desk=True),
    Page("desk-performance-line", PLAIN, f"{WHERE}chi-so/2.1", desk=True),
    Page("desk-performance-labour", PLAIN, f"{WHERE}cong-viec", desk=True),
    Page("desk-performance-all", DISTRICT, f"{WHERE}cac-xa", desk=True),
]


def make_things(installation: Installation, desk: Visitor, district: Visitor) -> dict[str, str]:
    """Makes dossiers up at a portal of the plain, of the year that the last whole month lies in."""
    command = [
        "dossiers",
        "generate",
        "--tenant",
        PLAIN,
        "--year",
        str(LAST.first.year),
        "--count",
        "400",
        "--force",
    ]
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *command],
        cwd=ROOT,
        env=settings(installation.instance) | {"FLASK_SKIP_DOTENV": "1", "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return {}
