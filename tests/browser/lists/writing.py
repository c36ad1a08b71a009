"""What somebody has not saved: offered on the edit page and the list, compared, listed."""

from __future__ import annotations

from tests.browser.installation import Installation
from tests.browser.page import COAST, Page
from tests.browser.visitor import Visitor

PUBLIC: list[Page] = []
NEW = "/quan-tri/tin-tuc"
DESK = [
    Page("desk-writing-compare", COAST, "{unsaved_compare}", desk=True),
    Page("desk-writing-offered", COAST, "{unsaved}", desk=True),
    Page("desk-writing-restored", COAST, "{unsaved_copy}", desk=True),
    Page("desk-writing-preview", COAST, f"{NEW}/xem-truoc?the=danh-sach-trang-hai", desk=True),
    Page("desk-writing-faults", COAST, f"{NEW}/xem-truoc?the=danh-sach-trang-ba", status=422, desk=True),
    Page("desk-writing-list", COAST, "/quan-tri/dang-viet/", desk=True),
]
FRAGMENTS = [Page("piece-desk-writing", COAST, "{unsaved}/ban-lam", desk=True)]

BODY = "Chiều 5/12, bà con xóm Đông ra quân dọn bãi biển.\n\nAi có xe đẩy xin mang theo."


def make_things(_installation: Installation, desk: Visitor, _district: Visitor) -> dict[str, str]:
    """A draft with writing that was never saved, and something new."""
    values = {"title": "Ra quân dọn bãi biển xóm Đông", "lead": "Một câu dẫn vào bài.", "body": BODY}
    where = desk.submit("/quan-tri/tin-tuc/moi", "title", values).location
    page = desk.ask(where).tree()
    token = page.find(".//form[@data-editor-form]//input[@name='csrf_token']")
    section = page.find(".//select[@name='section_id']/option")
    assert token is not None and section is not None
    form = values | {"csrf_token": token.get("value", ""), "version": "1", "seq": "1"}
    form |= {"section_id": section.get("value", ""), "picture_id": "0"}
    changed = form | {
        "body": BODY.replace("5/12", "6/12") + "\n\nXã lo nước uống.",
        "tab": "danh-sach-trang-mot",
    }
    assert desk.ask(f"{where}/ban-lam", changed).status == 200
    new = form | {"title": "Thông báo lịch cắt điện tuần sau", "version": "0", "tab": "danh-sach-trang-hai"}
    assert desk.ask("/quan-tri/tin-tuc/ban-lam", new).status == 200
    untitled = new | {"title": "", "lead": "Chưa biết gọi là gì.", "tab": "danh-sach-trang-ba"}
    assert desk.ask("/quan-tri/tin-tuc/ban-lam", untitled).status == 200
    copy = next(one for one in desk.ask(where).links() if one.startswith("?ban="))
    number = copy.removeprefix("?ban=")
    return {
        "unsaved": where,
        "unsaved_copy": where + copy,
        "unsaved_compare": f"/quan-tri/dang-viet/{number}",
    }
