"""Tasks on both sides, the board over all communes; a directive that is looked over before it becomes public."""

from __future__ import annotations

import re
import time
from datetime import date, timedelta

from tests.browser.installation import Installation
from tests.browser.page import COAST, DISTRICT, HILLS, Page
from tests.browser.visitor import Visitor

HERE = "/quan-tri/nhiem-vu/"
GIVEN, RECEIVED, BOARD = f"{HERE}da-giao/", f"{HERE}duoc-giao/", f"{HERE}bang-theo-doi/"
ONE = r"/quan-tri/nhiem-vu/duoc-giao/\d+"
TITLE = "Rà soát, lập danh sách nhà tạm, nhà dột nát cần hỗ trợ năm 2027"
ARRIVALS = "/quan-tri/van-ban-den/"
DESK = [
    Page("desk-tasks-received", COAST, RECEIVED, desk=True),
    Page("desk-tasks-received-none", HILLS, f"{RECEIVED}?xem=qua-han", desk=True),
    Page("desk-task-received", COAST, RECEIVED, desk=True, follow=ONE),
    Page(
        "desk-task-refused", COAST, RECEIVED, 422, desk=True, follow=ONE, control="done", values={"done": "7"}
    ),
    Page("desk-tasks-given", DISTRICT, GIVEN, desk=True),
    Page("desk-tasks-given-none", HILLS, GIVEN, desk=True),
    Page("desk-task-given", DISTRICT, "{task_given}", desk=True),
    Page("desk-task-part", DISTRICT, BOARD, desk=True, follow=r"/quan-tri/nhiem-vu/noi-nhan/\d+"),
    Page("desk-task-give", DISTRICT, f"{GIVEN}moi", desk=True),
    Page(
        "desk-task-give-wrong", DISTRICT, f"{GIVEN}moi", 422, desk=True, control="title", values={"title": ""}
    ),
    Page("desk-task-board", DISTRICT, BOARD, desk=True),
    Page("desk-task-board-none", HILLS, f"{BOARD}?tre=1", desk=True),
    Page("desk-task-units", DISTRICT, f"{BOARD}don-vi", desk=True),
    Page("desk-directive", COAST, "{directive}", desk=True),
    Page("desk-directive-wrong", COAST, "{directive}", 422, desk=True, control="title", values={"title": ""}),
]


def make_things(installation: Installation, desk: Visitor, district: Visitor) -> dict[str, str]:
    """Gives a task to the commune on the coast and to the one in the hills, who reports; enters an arrival."""
    page = district.ask(f"{GIVEN}moi").text
    numbers = re.findall(r'name="portals"[^>]*value="(\d+)"[^>]*><span>Xã (Tam Hải|Tam Thạnh)<', page)
    assert len(numbers) == 2, "both communes are offered"
    due = (date.today() + timedelta(days=20)).isoformat()
    values = {
        "title": TITLE,
        "text": "Rà soát từng thôn, lập danh sách theo mẫu.",
        "wanted": "Danh sách và báo cáo",
        "due": due,
        "rhythm": "weekly",
    }
    made = district.submit(f"{GIVEN}moi", "title", values | {"portals": numbers[0][0]})
    assert made.status == 303, made.text
    more = district.submit(made.location, "until", {"portals": numbers[1][0], "until": due})
    assert more.status == 303, more.status
    hills = Visitor(installation, HILLS).sign_in()
    for visitor in (desk, hills):
        _wait_for(visitor)
    where = next(one for one in hills.ask(RECEIVED).links() if re.search(rf"{ONE}$", one))
    assert hills.submit(where, "done", {"text": "Đã xong 3/5 thôn.", "done": "60"}).status == 303
    return {"task_given": made.location, "directive": _arrival(desk)}


def _wait_for(visitor: Visitor) -> None:
    deadline = time.monotonic() + 30
    while TITLE not in visitor.ask(RECEIVED).text:
        assert time.monotonic() < deadline, "the follower carries the task over"
        time.sleep(0.3)


def _arrival(desk: Visitor) -> str:
    values = {
        "sender": "UBND huyện Núi Thành",
        "subject": "Về việc tăng cường phòng, chống cháy rừng mùa khô",
        "number": "05/CT-UBND",
        "day": date.today().isoformat(),
        "kind": "chi-thi",
    }
    entered = desk.submit(f"{ARRIVALS}moi", "subject", values)
    number = re.search(rf"{ARRIVALS}(\d+)", entered.location)
    assert number, entered.text
    return f"/quan-tri/cong-bo-van-ban/den/{number[1]}"
