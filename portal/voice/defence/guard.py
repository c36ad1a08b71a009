"""The layers together: what is asked of a form that a citizen sends, and what is only noted for the moderator.

Refused is only what cannot be meant: a form that is not ours or came from another site, and a flood. The rest goes to
moderation with the signs that were seen. Whoever solved the puzzle may send more, and is not asked how fast.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.voice.defence import puzzle, signs, tokens
from portal.web import rates
from portal.web.request import current_portal

TRAP = "trang-web"  # a field that people do not see
QUICK = 4.0  # seconds within which nobody has written anything
HOUR = 3600.0
MOST, MOST_SOLVED = 6, 30  # forms of one address in an hour, without and with the puzzle solved
TRAPPED, HASTY = "trap", "hasty"
LABELS = {
    TRAPPED: _l("điền ô bẫy"),
    HASTY: _l("gửi quá nhanh"),
    signs.LINKS: _l("nhiều liên kết"),
    signs.MARKUP: _l("có mã liên kết"),
    signs.FOREIGN: _l("không phải tiếng Việt"),
    signs.SHOUTING: _l("toàn chữ hoa"),
    signs.REPEATS: _l("lặp ký tự"),
}


@dataclass(frozen=True)
class Verdict:
    """What is thought of a form. `refused` is a sentence for the sender, with the HTTP status; "" where it is taken."""

    number: str = ""
    refused: str = ""
    status: int = 200
    suspicion: list[str] = field(default_factory=list)


def examine(form: str, text: str, *, most: int = MOST, most_solved: int = MOST_SOLVED) -> Verdict:
    """Look at the form that this request sends; `text` is all that was written in it."""
    sent = request.form
    given = sent.get(tokens.FIELD, "")
    token = tokens.read_token(given, form, current_portal().id)
    if token is None or request.headers.get("Sec-Fetch-Site") == "cross-site":
        again = _(
            "Biểu mẫu mở đã quá lâu hoặc chưa đầy đủ. Nội dung còn nguyên bên dưới, hãy bấm gửi lần nữa."
        )
        return Verdict(refused=again, status=400)
    solved = puzzle.is_solved(given, sent.get(puzzle.FIELD, ""))
    if rates.count_visitor(form, HOUR) > (most_solved if solved else most):
        slow = _(
            "Từ địa chỉ mạng này vừa có nhiều lượt gửi. Nội dung còn nguyên bên dưới, "
            "hãy thử lại sau một giờ hoặc gọi điện cho cơ quan."
        )
        return Verdict(refused=slow, status=429)
    suspicion = signs.signs_in(text)
    if sent.get(TRAP, ""):
        suspicion.insert(0, TRAPPED)
    if token.age < QUICK and not solved:
        suspicion.append(HASTY)
    return Verdict(token.number, suspicion=suspicion)
