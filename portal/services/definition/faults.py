"""What is wrong with a definition or with answers, and where: for messages and for links to the place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

Place: TypeAlias = tuple[str | int, ...]
"""Keys and positions from the whole down to the part: ("sections", 0, "fields", 2, "when")."""

_LISTS = {
    "sections": _l("phần %(number)s"),
    "fields": _l("trường %(number)s"),
    "options": _l("lựa chọn %(number)s"),
    "papers": _l("giấy tờ %(number)s"),
    "fees": _l("khoản thu %(number)s"),
    "free": _l("trường hợp miễn %(number)s"),
    "steps": _l("bước %(number)s"),
    "deadlines": _l("thời hạn %(number)s"),
    "outcomes": _l("kết quả %(number)s"),
    "questions": _l("câu hỏi %(number)s"),
}
_PARTS = {
    "sections": _l("các phần của tờ khai"),
    "fields": _l("các trường"),
    "options": _l("các lựa chọn"),
    "papers": _l("thành phần hồ sơ"),
    "fees": _l("phí, lệ phí"),
    "free": _l("các trường hợp miễn"),
    "steps": _l("quy trình"),
    "deadlines": _l("thời hạn"),
    "outcomes": _l("kết quả"),
    "questions": _l("câu hỏi hướng dẫn"),
    "key": _l("mã"),
    "code": _l("mã thủ tục"),
    "for": _l("dành cho cổng nào"),
    "label": _l("tên trường"),
    "title": _l("tiêu đề"),
    "name": _l("tên"),
    "text": _l("lời hỏi"),
    "kind": _l("loại"),
    "when": _l("điều kiện"),
    "help": _l("lời giải thích"),
    "value": _l("giá trị"),
    "level": _l("mức độ dịch vụ công trực tuyến"),
    "summary": _l("lời giới thiệu"),
    "role": _l("người làm"),
    "may": _l("việc được làm"),
    "hours": _l("số giờ làm việc"),
    "days": _l("số ngày làm việc"),
    "needs": _l("thông tin chuyển kèm"),
    "at": _l("nơi làm"),
    "per": _l("cách tính"),
    "amount": _l("mức thu"),
    "online": _l("mức thu khi nộp trực tuyến"),
    "then": _l("mức thu tiếp theo"),
    "then_from": _l("tính mức tiếp theo từ số thứ"),
    "times": _l("nhân thêm với"),
    "most": _l("mức cao nhất"),
    "least": _l("mức thấp nhất"),
    "earliest": _l("sớm nhất"),
    "latest": _l("muộn nhất"),
    "formats": _l("loại tệp"),
    "most_mb": _l("dung lượng tệp"),
    "known": _l("lấy từ tài khoản"),
    "fills": _l("điền vào trường"),
    "template": _l("mẫu kết quả"),
    "channels": _l("cách nộp"),
    "deliveries": _l("cách nhận kết quả"),
    "keep_years": _l("số năm lưu"),
}


@dataclass(frozen=True)
class Fault:
    """A fault at a place; a definition with a `serious` one can't be published, the others are remarks."""

    place: Place
    message: str
    serious: bool = True

    @property
    def part(self) -> str:
        """The part of the definition that it is in ("sections", "steps", "level" …)."""
        return str(self.place[0]) if self.place else ""

    @property
    def where(self) -> str:
        """The place in words: "phần 1, trường 3, điều kiện"."""
        return place_in_words(self.place)

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" if self.place else self.message


class InvalidDefinition(ValueError):
    """No definition; `faults` are all that were found."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(faults)
        super().__init__("; ".join(str(one) for one in self.faults[:20]))


def place_in_words(place: Place) -> str:
    """A place as people call it; what has no name here stands as it is written."""
    words: list[str] = []
    for at, step in enumerate(place):
        before = place[at - 1] if at else ""
        after = place[at + 1] if at + 1 < len(place) else None
        if isinstance(step, int):
            known = _LISTS.get(str(before))
            words.append(str(known) % {"number": step + 1} if known else _("mục %(number)s", number=step + 1))
        elif not (isinstance(after, int) and step in _LISTS):
            words.append(str(_PARTS.get(step, step)))
    return ", ".join(words)
