"""The card of the desk's first page with what citizens asked and nobody found."""

from __future__ import annotations

from flask_babel import gettext as _

from portal.accounts.permissions import Actor
from portal.search.curation import statistics
from portal.web.contributions import Card, CardLine

PATH = "/quan-tri/tim-kiem/khong-thay"
SHOWN = 5


def card(actor: Actor) -> Card | None:
    """The questions without a result, those asked most first; for who looks after what citizens find."""
    if not actor.may("content.read"):
        return None
    rows = statistics.not_found(False, statistics.MOST, 0, SHOWN)
    lines = tuple(CardLine(one.shown, PATH, _("%(n)s lần tìm không có kết quả", n=one.empty)) for one in rows)
    count = statistics.count_not_found() if len(rows) == SHOWN else len(rows)
    return Card(
        _("Người dân tìm mà chưa thấy"),
        50,
        "search",
        lines,
        count,
        _("Những câu người dân tìm gần đây đều có kết quả."),
        PATH if lines else "",
        _("Xem và bổ sung từ đồng nghĩa, trang đề xuất"),
        brief=False,
    )
