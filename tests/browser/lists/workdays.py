"""Pages of working years: a commune that nobody decided for, and the form with what is wrong said."""

from __future__ import annotations

from portal.clock import today
from tests.browser.installation import DISTRICT
from tests.browser.page import COAST, Page

WHERE = "/quan-tri/ngay-lam-viec/"
YEAR = today().year
PUBLIC = [
    Page("workdays", COAST, "/ngay-lam-viec"),
    Page("workdays-english", COAST, "/ngay-lam-viec", english=True),
]
DESK = [
    Page("desk-workdays", COAST, WHERE, desk=True),
    Page("desk-workdays-next", DISTRICT, f"{WHERE}{YEAR + 1}", desk=True),
    Page("desk-workdays-form", COAST, f"{WHERE}{YEAR}/sua", desk=True),
    Page(
        "desk-workdays-errors",
        COAST,
        f"{WHERE}{YEAR}/sua",
        status=422,
        desk=True,
        control="off_text",
        values={"off_text": "30/02 | Tết", "cutoff": "chiều", "hours_0": "sáng"},
    ),
]
