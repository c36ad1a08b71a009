"""Pages of sharing: the panel of an item that was sent, the inbox, a suggestion, a copy that can only be read."""

from __future__ import annotations

import re
import time
from urllib.parse import quote

from tests.browser.installation import Installation
from tests.browser.page import COAST, DISTRICT, HILLS, Page
from tests.browser.visitor import Visitor

WHERE = "/quan-tri/chia-se/"
FOLLOWED, SUGGESTED = "Lịch tiêm chủng mở rộng tháng 12", "Ngày hội việc làm"
DESK = [
    Page("desk-sharing-came", COAST, WHERE, desk=True),
    Page("desk-sharing-none", HILLS, f"{WHERE}da-gui", desk=True),
    Page("desk-sharing-one", COAST, WHERE, desk=True, follow=r"/quan-tri/chia-se/\d+"),
    Page("desk-sharing-sent", DISTRICT, "{sharing_sent}", desk=True),
    Page("desk-sharing-copy", COAST, "{sharing_copy}", desk=True),
]


def make_things(installation: Installation, desk: Visitor, district: Visitor) -> dict[str, str]:
    """Sends one item that the commune follows, and suggests another; waits until the follower has carried them."""
    sent = ""
    for title, mode in ((FOLLOWED, "follow"), (SUGGESTED, "suggest")):
        values = {
            "title": title,
            "lead": "Trạm y tế các xã phục vụ từ 7 giờ.",
            "body": "Mời bà con đến đúng giờ.",
        }
        made = district.submit("/quan-tri/tin-tuc/moi", "title", values)
        where = made.location
        assert re.search(r"/quan-tri/tin-tuc/\d+", where), made.status
        assert district.press(where, "/dang").status == 302
        page = district.ask(where).text
        number = re.search(r'name="portals" value="(\d+)"><span>[^<]*Tam Hải', page)
        assert number, "the panel offers the commune"
        form = {"portals": number[1], "mode": mode, "note": "Đề nghị xã đăng trước ngày 5/12."}
        assert district.submit(where, "note", form).status == 302
        sent = sent or where
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        inbox = desk.ask(WHERE).text
        if SUGGESTED in inbox and FOLLOWED in inbox:
            break
        time.sleep(0.3)
    copies = [
        link
        for link in desk.ask(f"/quan-tri/tin-tuc/?q={quote(FOLLOWED)}").links()
        if re.search(r"/tin-tuc/\d+$", link)
    ]
    assert copies, "the follower has carried the copy over"
    return {"sharing_sent": sent, "sharing_copy": copies[0]}
