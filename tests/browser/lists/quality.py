"""Pages of the quality board and of the mandatory sections, with something to show."""

from __future__ import annotations

from tests.browser.installation import DISTRICT
from tests.browser.page import COAST, Page

DESK = [
    Page("desk-quality", COAST, "/quan-tri/chat-luong/", desk=True),
    Page("desk-quality-all", DISTRICT, "/quan-tri/chat-luong/tat-ca", desk=True),
    Page("desk-links", COAST, "/quan-tri/chat-luong/lien-ket/", desk=True),
    Page("desk-duties", COAST, "/quan-tri/nghi-dinh-42/", desk=True),
    Page("desk-duty", COAST, "/quan-tri/nghi-dinh-42/tin-tuc", desk=True),
    Page("desk-duties-all", DISTRICT, "/quan-tri/nghi-dinh-42/tat-ca", desk=True),
]
