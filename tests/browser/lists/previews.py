"""Pages of previews: the frame, what the holder of a link sees, a link that ended."""

from __future__ import annotations

import re

from tests.browser.installation import Installation
from tests.browser.page import COAST, Page
from tests.browser.visitor import Visitor

PUBLIC = [
    Page("preview-link", COAST, "{preview_link}"),
    Page("preview-link-ended", COAST, "/xem-truoc/khong-co", status=410),
]
DESK = [Page("desk-preview-frame", COAST, "/quan-tri/tin-tuc/{draft}/khung-xem?rong=360", desk=True)]


def make_things(installation: Installation, desk: Visitor, district: Visitor) -> dict[str, str]:
    """Makes a link to a draft."""
    links = desk.ask("/quan-tri/tin-tuc/?trang-thai=draft").links()
    where = next(one for one in links if re.fullmatch(r"/quan-tri/tin-tuc/\d+", one))
    made = desk.submit(where, "for_whom", {"for_whom": "Ông Chủ tịch"})
    address = made.text.split("/xem-truoc/")[1].split('"')[0]
    return {"preview_link": f"/xem-truoc/{address}"}
