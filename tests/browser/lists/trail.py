"""Pages of the audit trail."""

from __future__ import annotations

from tests.browser.installation import DISTRICT
from tests.browser.page import COAST, Page

DESK = [
    Page("desk-trail", COAST, "/quan-tri/nhat-ky/", desk=True),
    Page("desk-trail-all", DISTRICT, "/quan-tri/nhat-ky/tat-ca?viec=publish", desk=True),
    Page("desk-trail-check", DISTRICT, "/quan-tri/nhat-ky/tat-ca/kiem-tra", desk=True),
    Page("desk-trail-none", COAST, "/quan-tri/nhat-ky/?q=khongcoai", desk=True),
]
FRAGMENTS = [Page("piece-trail", COAST, "/quan-tri/nhat-ky/?q=a", desk=True)]
