"""Pages of open data: a portal whose files were made, and one that was never looked at."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.browser.installation import ROOT, Installation, settings
from tests.browser.page import COAST, HILLS, Page
from tests.browser.visitor import Visitor

PUBLIC = [
    Page("open-data", COAST, "/du-lieu-mo"),
    Page("open-data-none", COAST, "/du-lieu-mo?q=khongcobonao"),
    Page("open-data-set", COAST, "/du-lieu-mo/van-ban"),
    Page("open-data-figures", COAST, "/du-lieu-mo/ket-qua-giai-quyet"),
    Page("open-data-first", HILLS, "/du-lieu-mo/tin-tuc"),
    Page("open-data-api", COAST, "/api/v1/"),
    Page("open-data-api-english", COAST, "/api/v1/", english=True),
]
DESK = [Page("desk-open-data", COAST, "/quan-tri/du-lieu-mo/", desk=True)]


def make_things(installation: Installation, desk: Visitor, district: Visitor) -> dict[str, str]:
    """Makes the files of the coast."""
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "open-data", "build", "--tenant", COAST],
        cwd=ROOT,
        env=settings(installation.instance) | {"FLASK_SKIP_DOTENV": "1", "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return {}
