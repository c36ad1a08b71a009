"""Pages of indicators: a year of figures at all units, one report that came back, one that waits, one revision."""

from __future__ import annotations

import subprocess
import sys

from tests.browser.installation import ROOT, Installation, settings
from tests.browser.page import COAST, DISTRICT, HILLS, PLAIN, Page
from tests.browser.visitor import Visitor
from tests.indicators.making import last_month

FIGURES, CATALOGUE = "/quan-tri/so-lieu/", "/quan-tri/chi-tieu/"
KEY = last_month().key
PUBLIC = [
    Page("figures", DISTRICT, "/so-lieu"),
    Page("figures-commune", COAST, "/so-lieu"),
    Page("figures-english", DISTRICT, "/so-lieu", english=True),
    Page("figure", DISTRICT, "/so-lieu/tre-sinh"),
    Page("figure-commune", PLAIN, "/so-lieu/thu-ngan-sach"),
    Page("figure-none", DISTRICT, "/so-lieu/dan-so"),
]
DESK = [
    Page("desk-figures", COAST, FIGURES, desk=True),
    Page("desk-figures-form", COAST, f"{FIGURES}ky/{KEY}", desk=True),
    Page(
        "desk-figures-wrong",
        COAST,
        f"{FIGURES}ky/{KEY}",
        status=422,
        desk=True,
        control="v_tre-sinh",
        values={"v_tre-sinh": "mười", "n_tre-sinh": ""},
    ),
    Page("desk-figures-waiting", HILLS, f"{FIGURES}ky/{KEY}", desk=True),
    Page("desk-figures-revision", PLAIN, f"{FIGURES}ky/{KEY}", desk=True),
    Page(
        "desk-figures-revise",
        PLAIN,
        f"{FIGURES}ky/{KEY}",
        desk=True,
        follow=r"/quan-tri/so-lieu/\d+/dieu-chinh/tre-sinh",
    ),
    Page("desk-figures-units", DISTRICT, f"{FIGURES}cac-xa?ky={KEY}", desk=True),
    Page("desk-figures-unit", DISTRICT, f"{FIGURES}cac-xa/{PLAIN}/{KEY}", desk=True),
    Page("desk-figures-sums", DISTRICT, f"{FIGURES}cac-xa/tong-hop?ky={KEY}", desk=True),
    Page("desk-catalogue", DISTRICT, CATALOGUE, desk=True),
    Page("desk-catalogue-commune", COAST, CATALOGUE, desk=True),
    Page("desk-indicator", COAST, f"{CATALOGUE}xem/bao-hiem-y-te", desk=True),
    Page("desk-indicator-new", DISTRICT, f"{CATALOGUE}moi", desk=True),
    Page(
        "desk-indicator-errors",
        DISTRICT,
        f"{CATALOGUE}moi",
        status=422,
        desk=True,
        control="unit",
        values={"code": "Có dấu", "name": "", "least": "1.5"},
    ),
    Page("desk-targets", DISTRICT, f"{CATALOGUE}muc-tieu", desk=True),
    Page("desk-targets-one", DISTRICT, f"{CATALOGUE}muc-tieu?chi-tieu=thu-ngan-sach", desk=True),
    Page("desk-targets-commune", COAST, f"{CATALOGUE}muc-tieu", desk=True),
]


def make_things(installation: Installation, desk: Visitor, district: Visitor) -> dict[str, str]:
    """Makes a year of figures up."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.indicators.filled"],
        cwd=ROOT,
        env=settings(installation.instance),
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return {}
