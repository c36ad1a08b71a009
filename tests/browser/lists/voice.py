"""Pages of citizens' voice."""

from __future__ import annotations

import re
from datetime import date, timedelta

from tests.browser.installation import DISTRICT, Installation
from tests.browser.page import COAST, HILLS, Page
from tests.browser.visitor import Visitor

CASE = r"/quan-tri/y-kien/\d+"
PUBLIC = [
    Page("voice", COAST, "/y-kien/"),
    Page("voice-questions", COAST, "/hoi-dap/"),
    Page("voice-question", COAST, "/hoi-dap/", follow=r"/hoi-dap/\d+"),
    Page("voice-ask", COAST, "/hoi-dap/gui"),
    Page(
        "voice-ask-errors",
        HILLS,
        "/hoi-dap/gui",
        status=422,
        control="title",
        values={"email": "khong phai thu", "phone": "abc"},
    ),
    Page("voice-reports", COAST, "/phan-anh/"),
    Page("voice-report", COAST, "/phan-anh/", follow=r"/phan-anh/\d+"),
    Page("voice-report-form", DISTRICT, "/phan-anh/gui"),
    Page("voice-draft", COAST, "/gop-y/", follow=r"/gop-y/(?!feed)[^/?#]+"),
    Page("voice-poll", COAST, "/tham-do/", follow=r"/tham-do/[^/?#]+"),
    Page("voice-receipt", COAST, "{voice_receipt}"),
    Page("voice-follow-none", HILLS, "/tra-cuu/?ma=HD-2222-2222&khoa=2222-2222", status=404),
    Page("voice-questions-none", HILLS, "/hoi-dap/"),
]
DESK = [
    Page("desk-voice", COAST, "/quan-tri/y-kien/", desk=True),
    Page("desk-voice-none", HILLS, "/quan-tri/y-kien/?xem=thu-rac", desk=True),
    Page("desk-voice-case", COAST, "/quan-tri/y-kien/?loai=report&xem=tat-ca", desk=True, follow=CASE),
    Page(
        "desk-voice-answer-errors",
        COAST,
        "{voice_open}",
        desk=True,
        control="answer",
        values={"answer": ""},
        status=422,
    ),
    Page("desk-voice-settings", COAST, "/quan-tri/y-kien/cau-hinh", desk=True),
    Page("desk-draft", COAST, "/quan-tri/gop-y/", desk=True, follow=r"/quan-tri/gop-y/\d+"),
    Page("desk-poll", COAST, "/quan-tri/tham-do/", desk=True, follow=r"/quan-tri/tham-do/\d+"),
]
FRAGMENTS = [Page("piece-desk-voice", COAST, "/quan-tri/y-kien/?xem=tat-ca&q=a", desk=True)]

LETTER = {"consent": "y", "may_publish": "y"}


def make_things(installation: Installation, desk: Visitor, _district: Visitor) -> dict[str, str]:
    """A question that was answered, one that waits, reports on the map, a draft and a poll that are open."""
    citizen = Visitor(installation, desk.slug)
    first = {
        "title": "Khi nào làm lại đường từ bến đò đến chợ?",
        "text": "Đường từ bến đò đến chợ hư đã lâu, mưa xuống rất khó đi. Xin hỏi xã có kế hoạch làm lại chưa?",
    }
    _send(citizen, "/hoi-dap/gui", first)
    second = {
        "title": "Làm giấy khai sinh cho con cần giấy gì?",
        "text": "Con tôi sinh tháng trước, xin hỏi cần mang theo giấy tờ gì và làm ở đâu?",
    }
    receipt = _send(citizen, "/hoi-dap/gui", second)
    for title, lat, lon in (
        ("Cống bị tắc trước nhà văn hóa", "15.4904", "108.6591"),
        ("Đèn đường thôn 3 không sáng", "15.496", "108.668"),
    ):
        report = {
            "title": title,
            "text": "Đã mấy hôm nay, đề nghị xã cho kiểm tra.",
            "lat": lat,
            "lon": lon,
            "place": "Gần chợ",
        }
        _send(citizen, "/phan-anh/gui", report)
    cases = [
        one
        for view in ("tat-ca", "thu-rac")  # a form that is sent within a second looks like a machine's
        for one in desk.ask(f"/quan-tri/y-kien/?xem={view}").links()
        if re.fullmatch(CASE, one)
    ]
    pages = {case: desk.ask(case).text for case in dict.fromkeys(cases)}
    for case, text in pages.items():
        _press(desk, case, "/tiep-nhan")
        if first["title"] in text:
            answer = {"answer": "Xã đã ghi vốn năm 2027.\n\n- Khởi công: tháng 3\n- Hoàn thành: tháng 8"}
            assert desk.submit(case, "answer", answer).status == 302
            _press(desk, case, "/tra-loi-cong-khai")
        elif "voice-map" in text:
            _press(desk, case, "/cong-bo")
    waiting = next(case for case, text in pages.items() if second["title"] in text)
    day = date.today()
    days = {"opens_on": str(day - timedelta(days=2)), "closes_on": str(day + timedelta(days=20))}
    draft = {
        "title": "Quy ước bảo vệ rừng dừa nước",
        "lead": "Mời bà con góp ý trước khi thông qua.",
        "body": "## Điều 1. Phạm vi\n\nQuy ước này áp dụng trong toàn xã.",
    }
    made = desk.submit("/quan-tri/gop-y/moi", "title", draft | days)
    assert made.status == 302, made.text
    _press(desk, made.location, "/dang")
    poll = {"title": "Chợ phiên nên họp ngày nào?", "choices_text": "Chủ nhật\nThứ Bảy\nNgày rằm"}
    made = desk.submit("/quan-tri/tham-do/moi", "title", poll | days)
    assert made.status == 302, made.text
    _press(desk, made.location, "/dang")
    return {"voice_receipt": receipt, "voice_open": waiting}


def _send(citizen: Visitor, where: str, letter: dict[str, str]) -> str:
    answer = citizen.submit(where, "title", LETTER | letter)
    assert answer.status == 303, answer.text
    return answer.location


def _press(desk: Visitor, where: str, action: str) -> None:
    assert desk.press(where, action).status == 302
