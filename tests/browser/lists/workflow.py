"""Answering for a text: a text that was returned, a correction that waits, notices, e-mails, the process."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from tests.browser.installation import Installation
from tests.browser.page import COAST, DISTRICT, Page
from tests.browser.visitor import Visitor, newcomer

DESK = [
    Page("desk-returned", COAST, "/quan-tri/tin-tuc/{returned}", desk=True),
    Page("desk-submitted", COAST, "/quan-tri/tin-tuc/{submitted}", desk=True),
    Page("desk-correction", DISTRICT, "/quan-tri/tin-tuc/{corrected}", desk=True),
    Page("desk-scheduled", COAST, "/quan-tri/tin-tuc/{scheduled}", desk=True),
    Page("desk-notices", DISTRICT, "/quan-tri/thong-bao/", desk=True),
    Page("desk-mails", DISTRICT, "/quan-tri/thu-di/", desk=True),
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
    _do(_colleague(district), corrected, "gop-y", text="Con số này lấy ở báo cáo nào vậy anh?")
    return {"returned": returned, "submitted": submitted, "scheduled": scheduled, "corrected": corrected}


def _colleague(district: Visitor) -> Visitor:
    """Somebody else of the district, of whose remarks the first administrator is told."""
    person = {"name": "Phạm Thị Hỏi", "email": "hoi@nui-thanh-thu.example", "role": "author"}
    answer = district.submit("/quan-tri/nguoi-dung/", "email", person | {"action": "password"})
    found = re.search(r"một lần: (\S+)", answer.text)
    assert found, answer.text
    return newcomer(district.installation, DISTRICT, person["email"], found[1])


def _write(desk: Visitor, title: str) -> str:
    values = {"title": title, "lead": "Một câu dẫn vào bài.", "body": "Nội dung của bài."}
    answer = desk.submit("/quan-tri/tin-tuc/moi", "title", values)
    assert answer.status == 302, answer.text
    return answer.location.rsplit("/", 1)[1]


def _do(desk: Visitor, number: str, act: str, **values: str) -> None:
    answer = desk.ask(f"/quan-tri/tin-tuc/{number}/{act}", {"csrf_token": _token(desk)} | values)
    assert answer.status == 302, (act, answer.text)


def _four_eyes(desk: Visitor, *, on: bool) -> None:
    values = {"csrf_token": _token(desk)} | ({"four_eyes": "y"} if on else {})
    assert desk.ask("/quan-tri/quy-trinh", values).status == 302


def _token(desk: Visitor) -> str:
    found = desk.ask("/quan-tri/thong-bao/").tree().find(".//input[@name='csrf_token']")
    assert isinstance(found, ET.Element)
    return found.get("value", "")
