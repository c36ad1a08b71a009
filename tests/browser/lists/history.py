"""The pages of history, and of two saves that met."""

from __future__ import annotations

from tests.browser.installation import Installation
from tests.browser.page import COAST, Page
from tests.browser.visitor import Visitor, colleague

BODY = (
    "Ủy ban nhân dân xã mời bà con họp ngày 25/11/2026 tại hội trường xã.\n\n"
    + "\n\n".join(f"Nội dung thứ {n}: bàn việc số {n * 3} của thôn trong năm tới." for n in range(1, 9))
    + "\n\nMời bà con đến dự đông đủ."
)
PUBLIC: list[Page] = []
DESK = [
    Page("desk-history", COAST, "{with_history}/lich-su", desk=True),
    Page("desk-compare", COAST, "{with_history}/so-sanh?tu=1&den=3", desk=True),
    Page(
        "desk-conflict-choices",
        COAST,
        "{with_history}",
        status=409,
        desk=True,
        control="title",
        values={
            "title": "Lịch họp thôn tháng 12 (đã dời)",
            "body": BODY.replace("25/11", "28/11"),
            "version": "2",
        },
    ),
    Page(
        "desk-conflict-merged",
        COAST,
        "{with_history}",
        status=409,
        desk=True,
        control="title",
        values={"author": "Nguyễn Thị Lan", "version": "2"},
    ),
]
FRAGMENTS: list[Page] = []


def make_things(_installation: Installation, desk: Visitor, _district: Visitor) -> dict[str, str]:
    """A news item that was saved three times."""
    values = {"title": "Lịch họp thôn tháng 12", "lead": "Một câu dẫn vào bài.", "body": BODY}
    where = desk.submit("/quan-tri/tin-tuc/moi", "title", values).location
    second = BODY.replace("25/11/2026", "26/11/2026").replace("đông đủ", "đúng giờ, đầy đủ")
    third = second.replace("Nội dung thứ 4: bàn việc số 12 của thôn trong năm tới.\n\n", "")
    other = colleague(desk, "Trần Văn Bình")
    for editor, body, title in (
        (desk, second, values["title"]),
        (other, third, "Lịch họp thôn tháng 12 năm 2026"),
    ):
        assert editor.submit(where, "title", {"body": body, "title": title}).status == 302
    return {"with_history": where}
