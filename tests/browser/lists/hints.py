"""The edit page with hints on its text, and the portal's own words."""

from __future__ import annotations

import re

from tests.browser.installation import Installation
from tests.browser.page import COAST, HILLS, Page
from tests.browser.visitor import Visitor

DESK = [
    Page("desk-hints", COAST, "{hinted}", desk=True),
    Page("desk-words", COAST, "/quan-tri/tu-rieng/", desk=True),
    Page("desk-words-none", HILLS, "/quan-tri/tu-rieng/", desk=True),
]

BODY = (
    """#### Mở đầu

Nguời dân xã đuợc hướng dẫn [tại đây](/thu-tuc/) , kể cả bà con ở thôn Krôngg và của của thôn bên.


Từ 05/3/2026 đến 25-11-2026, """
    + "bà con cần mang theo giấy tờ tùy thân và sổ hộ khẩu cũ để đối chiếu, " * 5
    + "rồi về.\n"
)


def make_things(_installation: Installation, desk: Visitor, _district: Visitor) -> dict[str, str]:
    """A text with a slip of each group, and a word of the portal."""
    made = desk.submit("/quan-tri/trang/moi", "title", {"title": "TRANG CÓ CHỖ NÊN XEM LẠI", "body": BODY})
    assert re.search(r"/quan-tri/trang/\d+", made.location), made.status
    assert desk.submit("/quan-tri/tu-rieng/", "word", {"word": "Xtiêngg"}).status == 302
    return {"hinted": made.location}
