"""Money: the public door, and the treasurer's pages; what the counter does is clicked through in test_payments.py."""

from __future__ import annotations

from tests.browser.page import COAST, Page

WHERE = "/quan-tri/so-thu-phi/"
PUBLIC = [
    Page("payment-door", COAST, "/thanh-toan/"),
    Page(
        "payment-door-errors",
        COAST,
        "/thanh-toan/",
        status=422,
        control="secret",
        values={"code": "TT22222222", "secret": "AAAA-AAAA"},
    ),
]
DESK = [
    Page("desk-treasury", COAST, WHERE, desk=True),
    Page("desk-ledger", COAST, f"{WHERE}but-toan", desk=True),
    Page("desk-receipts", COAST, f"{WHERE}bien-lai", desk=True),
    Page("desk-payment-settings", COAST, f"{WHERE}cau-hinh", desk=True),
    Page(
        "desk-payment-settings-errors",
        COAST,
        f"{WHERE}cau-hinh",
        status=422,
        desk=True,
        control="form_code",
        values={"form_code": "x"},
    ),
]
