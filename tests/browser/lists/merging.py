"""Pages of merging, splitting and renaming portals. No portal is merged here: other lists count on all of them."""

from __future__ import annotations

from tests.browser.installation import DISTRICT
from tests.browser.page import COAST, Page

WHERE = "/quan-tri/cac-cong/sap-nhap/"
NAMES = {"slug": "duc-phu", "name": "Xã Đức Phú", "day": "2025-07-01"}

PUBLIC = [Page("archives-none", COAST, "/luu-tru/")]
DESK = [
    Page("desk-merges", DISTRICT, WHERE, desk=True),
    Page(
        "desk-rename-effects",
        DISTRICT,
        f"{WHERE}doi-ten",
        desk=True,
        control="name",
        values=NAMES | {"into": "tam-son"},
    ),
    Page(
        "desk-merge-errors",
        DISTRICT,
        f"{WHERE}sap-nhap",
        status=422,
        desk=True,
        control="name",
        values=NAMES,  # no portal is chosen
    ),
    Page("desk-split", DISTRICT, f"{WHERE}tach", desk=True),
]
