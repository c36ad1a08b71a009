"""Pages of the operations centre: the district over all, a commune beside the rest, targets, the screen on the wall."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.browser.installation import ROOT, Installation, settings
from tests.browser.page import COAST, DISTRICT, PLAIN, Page
from tests.browser.visitor import Visitor

WHERE = "/quan-tri/dieu-hanh/"
PUBLIC = [Page("ioc-wall", DISTRICT, "{ioc_wall}?trang=2")]
DESK = [
    Page("desk-ioc", DISTRICT, WHERE, desk=True),
    Page("desk-ioc-portals", DISTRICT, f"{WHERE}cong-thong-tin", desk=True),
    Page("desk-ioc-counter", DISTRICT, f"{WHERE}mot-cua", desk=True),
    Page("desk-ioc-unit", DISTRICT, f"{WHERE}mot-cua?don-vi={PLAIN}", desk=True),
    Page("desk-ioc-commune", COAST, f"{WHERE}mot-cua", desk=True),
    Page("desk-ioc-exchange", DISTRICT, f"{WHERE}van-ban", desk=True),
    Page("desk-ioc-voice", DISTRICT, f"{WHERE}y-kien?ky=7-ngay", desk=True),
    Page("desk-ioc-society", DISTRICT, f"{WHERE}kinh-te-xa-hoi", desk=True),
    Page("desk-ioc-systems", DISTRICT, f"{WHERE}he-thong", desk=True),
    Page("desk-ioc-targets", DISTRICT, f"{WHERE}muc-tieu", desk=True),
    Page("desk-ioc-target", DISTRICT, f"{WHERE}muc-tieu/cases_in_time", desk=True),
    Page(
        "desk-ioc-target-errors",
        DISTRICT,
        f"{WHERE}muc-tieu/cases_in_time",
        status=422,
        desk=True,
        control="basis",
        values={"value": "nhiều"},
    ),
    Page("desk-ioc-wall", DISTRICT, f"{WHERE}man-hinh", desk=True),
    Page("desk-ioc-screens", DISTRICT, f"{WHERE}man-hinh/lien-ket", desk=True),
]


def make_things(installation: Installation, desk: Visitor, district: Visitor) -> dict[str, str]:
    """Counts what the other lists made, and gives out a link for a screen."""
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "ioc", "fill"],
        cwd=ROOT,
        env=settings(installation.instance) | {"FLASK_SKIP_DOTENV": "1", "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    made = district.submit(f"{WHERE}man-hinh/lien-ket", "name", {"name": "Phòng họp tầng 2", "days": "30"})
    found = made.text.split("/man-hinh-dieu-hanh/", 1)[1].split("<", 1)[0]
    return {"ioc_wall": f"/man-hinh-dieu-hanh/{found}"}
