"""Pages of reading figures. People of the browser tests are machines by name, so that one portal is read by hand."""

from __future__ import annotations

from tests.browser.installation import DISTRICT
from tests.browser.page import COAST, Page

PUBLIC = [Page("visits", COAST, "/luot-xem")]
DESK = [
    Page("desk-visits", COAST, "/quan-tri/luot-xem/", desk=True),
    Page("desk-visits-portals", DISTRICT, "/quan-tri/luot-xem/cac-cong?ky=7", desk=True),
]
