"""The page of the trash, and something that lies in it."""

from __future__ import annotations

import re

from tests.browser.installation import Installation
from tests.browser.page import COAST, HILLS, Page
from tests.browser.visitor import Visitor

WHERE = "/quan-tri/thung-rac/"
DESK = [
    Page("desk-trash", COAST, WHERE, desk=True),
    Page("desk-trash-none", HILLS, WHERE, desk=True),
    Page("desk-trashed", COAST, WHERE, desk=True, follow=r"/quan-tri/trang/\d+"),
]


def make_things(installation: Installation, desk: Visitor, district: Visitor) -> dict[str, str]:
    """Puts a page into the trash."""
    made = desk.submit("/quan-tri/trang/moi", "title", {"title": "Trang thử sẽ bỏ đi"})
    where = made.location
    assert re.search(r"/quan-tri/trang/\d+", where), made.status
    assert desk.press(where, "/bo-vao-thung-rac").status == 302
    return {}
