"""Answering for a text: a text that was returned, a correction that waits, notices, e-mails, the process."""

from __future__ import annotations

from tests.browser.installation import Installation
from tests.browser.page import COAST, DISTRICT, Page
from tests.browser.visitor import Visitor

DESK = [
    Page("desk-returned", COAST, "/quan-tri/tin-tuc/{returned}", desk=True),
    Page("desk-submitted", COAST, "/quan-tri/tin-tuc/{submitted}", desk=True),
    Page("desk-correction", DISTRICT, "/quan-tri/tin-tuc/{corrected}", desk=True),
    Page("desk-scheduled", COAST, "/quan-tri/tin-tuc/{scheduled}", desk=True),
    Page("desk-notices", COAST, "/quan-tri/thong-bao/", desk=True),
    Page("desk-mails", COAST, "/quan-tri/thu-di/", desk=True),
    Page("desk-process", COAST, "/quan-tri/quy-trinh", desk=True),
]
FRAGMENTS = [Page("piece-desk-mails", COAST, "/quan-tri/thu-di/?trang-thai=failed", desk=True)]


def make_things(_installation: Installation, coast: Visitor, district: Visitor) -> dict[str, str]:
    """A text that was returned, one that waits, one that is fixed for an hour, a correction of a published one."""
    titles = ("Tin bị trả lại", "Tin chờ duyệt", "Tin hẹn giờ")
    returned, submitted, scheduled = (_write(coast, title) for title in titles)
    _do(coast, returned, "gui-duyet")
    _do(coast, returned, "tra-lai", reason="Thiếu số liệu của thôn Thuận An. Hỏi lại cán bộ thống kê nhé.")
    _do(coast, submitted, "gui-duyet")
    _do(coast, submitted, "gop-y", text="Câu này hơi dài, nên tách làm hai.", quote="Một câu dẫn vào bài.")
    _do(coast, scheduled, "dang", publish_at="2027-06-01T07:00", expires_at="2027-06-30T17:00")
    corrected = _write(district, "Tin đang đăng sẽ được sửa")
    _do(district, corrected, "dang")
    _four_eyes(district, on=True)
    edit = f"/quan-tri/tin-tuc/{corrected}"
    answer = district.submit(
        edit, "title", {"body": "Nội dung đã được sửa lại cho đúng.", "action": "submit"}
    )
    assert answer.status == 302, answer.text
    _four_eyes(district, on=False)
    return {"returned": returned, "submitted": submitted, "scheduled": scheduled, "corrected": corrected}


def _write(desk: Visitor, title: str) -> str:
    values = {"title": title, "lead": "Một câu dẫn vào bài.", "body": "Nội dung của bài."}
    answer = desk.submit("/quan-tri/tin-tuc/moi", "title", values)
    assert answer.status == 302, answer.text
    return answer.location.rsplit("/", 1)[1]


def _do(desk: Visitor, number: str, act: str, **values: str) -> None:
    edit = f"/quan-tri/tin-tuc/{number}"
    token = desk.ask("/quan-tri/quy-trinh").tree().find(".//input[@name='csrf_token']")
    assert token is not None
    answer = desk.ask(f"{edit}/{act}", {"csrf_token": token.get("value", "")} | values)
    assert answer.status == 302, (act, answer.text)


def _four_eyes(desk: Visitor, *, on: bool) -> None:
    token = desk.ask("/quan-tri/quy-trinh").tree().find(".//input[@name='csrf_token']")
    assert token is not None
    values = {"csrf_token": token.get("value", "")} | ({"four_eyes": "y"} if on else {})
    assert desk.ask("/quan-tri/quy-trinh", values).status == 302
