"""What offices pass to one another, as lists; one referral with both its sides is looked at in test_referrals.py."""

from __future__ import annotations

from tests.browser.page import CLERK, COAST, HILLS, Page

HERE = "/quan-tri/lien-thong/"
DESK = [
    Page("desk-referrals", COAST, HERE, desk=True, person=CLERK),
    Page("desk-referrals-ended", HILLS, f"{HERE}?xem=xong", desk=True, person=CLERK),
    Page("desk-referrals-sent", COAST, f"{HERE}da-gui/", desk=True, person=CLERK),
    Page("desk-referral-missing", HILLS, f"{HERE}1", 404, desk=True, person=CLERK),
]
