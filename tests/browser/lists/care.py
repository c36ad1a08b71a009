"""Lists with everything that they show, what is to be looked at again, and a thing that somebody looks after."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from tests.browser.installation import Installation
from tests.browser.page import COAST, HILLS, Page
from tests.browser.visitor import Visitor

NEWS = "/quan-tri/tin-tuc/"
DESK = [
    Page("desk-list-filtered", COAST, f"{NEWS}?sap-xep=ten&bo-phan=UBND", desk=True),
    Page("desk-list-bulk", COAST, f"{NEWS}?q=cham+soc", desk=True),
    Page("desk-list-nothing-waits", HILLS, "/quan-tri/gop-y/?trang-thai=submitted", desk=True),
    Page("desk-review", COAST, "/quan-tri/ra-soat/", desk=True),
    Page("desk-cared-for", COAST, "{cared_for}", desk=True),
]
FRAGMENTS = [Page("piece-desk-list", COAST, f"{NEWS}?q=cham+soc", desk=True)]


def make_things(_installation: Installation, desk: Visitor, _district: Visitor) -> dict[str, str]:
    """Two news items of which one was published with others, has an owner, a day and notes."""
    made = []
    for n in (1, 2):
        values = {"title": f"Chăm sóc nội dung {n}", "lead": "Một câu dẫn vào bài.", "body": "Nội dung."}
        made.append(desk.submit(f"{NEWS}moi", "title", values).location)
    where, token = made[0], _token(desk)
    acts = [
        (f"{NEWS}hang-loat", {"act": "dang", "id": where.rsplit("/", 1)[1], "loc": "q=cham+soc"}),
        (f"{where}/phu-trach", {"owner_office": "Văn phòng HĐND và UBND xã"}),
        (f"{where}/ra-soat", {"months": "1"}),
        (f"{where}/ghi-chu", {"text": "Trước khi sửa số liệu, hỏi lại cán bộ thống kê."}),
    ]
    for path, values in acts:
        assert desk.ask(path, {"csrf_token": token} | values).status == 302, path
    return {"cared_for": where}


def _token(desk: Visitor) -> str:
    found = desk.ask("/quan-tri/thong-bao/").tree().find(".//input[@name='csrf_token']")
    assert isinstance(found, ET.Element)
    return found.get("value", "")
