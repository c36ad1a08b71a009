"""A text with all that the editor can put into it, and the pieces of its dialogs."""

from __future__ import annotations

import re

from tests.browser.installation import DISTRICT, Installation
from tests.browser.page import COAST, Page
from tests.browser.visitor import Visitor

PUBLIC = [Page("news-blocks", COAST, "{blocks}")]
DESK = [Page("desk-page-new", COAST, "/quan-tri/trang/moi", desk=True)]
FRAGMENTS = [
    Page("piece-choose-links", COAST, "/quan-tri/chon/lien-ket?q=khai+sinh", desk=True),
    Page("piece-choose-last", DISTRICT, "/quan-tri/chon/lien-ket", desk=True),
    Page("piece-choose-none", COAST, "/quan-tri/chon/lien-ket?q=khongcogihet", desk=True),
    Page("piece-choose-pictures", COAST, "/quan-tri/chon/anh", desk=True),
    Page("piece-choose-files", COAST, "/quan-tri/chon/tep?q=khongcogihet", desk=True),
]
BODY = """> **Khẩn:** tàu thuyền về bờ trước 17 giờ.

> **Thông tin:** trụ sở xã nghỉ ngày lễ.

> **Lưu ý:** mang theo căn cước.

![Tàu cá neo đậu]({picture} "Âu thuyền &quot;Tam Hải&quot;")

[Lễ hội Cầu ngư](https://www.youtube.com/watch?v=dQw4w9WgXcQ)
"""


def make_things(_installation: Installation, desk: Visitor, _district: Visitor) -> dict[str, str]:
    """A published item with every block."""
    picture = re.search(r"/tep/\d+/\d+\.jpg", desk.ask("/").text)
    assert picture is not None
    values = {
        "title": "Bài có đủ các khối",
        "lead": "Một câu dẫn vào bài.",
        "body": BODY.format(picture=picture[0]),
    }
    where = desk.submit("/quan-tri/tin-tuc/moi", "title", values).location
    assert desk.press(where, "/dang").status == 302
    links = desk.ask(where).links()
    return {"blocks": next(one for one in links if re.fullmatch(r"/tin-tuc/[^/?#]*du-cac-khoi[^/?#]*", one))}
