"""Alerts of the operations centre, their rules, how one is told, the briefing; the thresholds were looked at once."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.browser.installation import DISTRICT, ROOT, Installation, settings
from tests.browser.page import COAST, PLAIN, Page
from tests.browser.visitor import Visitor

ALERTS, RULES = "/quan-tri/dieu-hanh/canh-bao/", "/quan-tri/dieu-hanh/nguong/"
DESK = [
    Page("desk-watch-alerts", DISTRICT, ALERTS, desk=True),
    Page("desk-watch-alerts-past", COAST, f"{ALERTS}?xem=da-het", desk=True),
    Page("desk-watch-alert", PLAIN, ALERTS, desk=True, follow=r"/quan-tri/dieu-hanh/canh-bao/\d+"),
    Page("desk-watch-wishes", PLAIN, f"{ALERTS}cach-nhan", desk=True),
    Page("desk-briefing", DISTRICT, "/quan-tri/dieu-hanh/ban-tin/", desk=True),
    Page("desk-briefing-commune", PLAIN, "/quan-tri/dieu-hanh/ban-tin/", desk=True),
    Page("desk-watch-rules", DISTRICT, RULES, desk=True),
    Page("desk-watch-rule", DISTRICT, RULES, desk=True, follow=r"/quan-tri/dieu-hanh/nguong/\d+"),
    Page(
        "desk-watch-rule-errors",
        DISTRICT,
        f"{RULES}moi",
        status=422,
        desk=True,
        control="quantity",
        values={"threshold": "chín mươi", "calm": "", "days": "0"},
    ),
]


def make_things(installation: Installation, desk: Visitor, district: Visitor) -> dict[str, str]:
    """Fills the warehouse and looks at the thresholds."""
    for command in (["fill"], ["watch"]):
        subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", "ioc", *command],
            cwd=ROOT,
            env=settings(installation.instance) | {"FLASK_SKIP_DOTENV": "1", "PATH": os.environ["PATH"]},
            check=True,
            capture_output=True,
        )
    return {}
