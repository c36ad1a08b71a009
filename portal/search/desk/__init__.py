"""The desk's pages of search: what is asked for and not found, synonyms, promoted results."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from portal.search.desk import asked, promoted, synonyms, today
from portal.search.desk.frame import OVERVIEW
from portal.web.contributions import DeskEntry, contributions


def register(app: Flask) -> None:
    """Bind the pages, their menu entry, their count and the names of their acts to the application."""
    for blueprint in (asked.bp, synonyms.bp, promoted.bp):
        app.register_blueprint(blueprint)
    shared = contributions(app)
    shared.desk.append(DeskEntry(_l("Tìm kiếm"), OVERVIEW, 70, "search", "content.read", group="watch"))
    shared.today.append(today.card)
    shared.actions |= {
        "synonym.add": _l("Thêm từ đồng nghĩa"),
        "synonym.save": _l("Sửa từ đồng nghĩa"),
        "synonym.on": _l("Bật từ đồng nghĩa"),
        "synonym.off": _l("Tắt từ đồng nghĩa"),
        "synonym.remove": _l("Xóa từ đồng nghĩa"),
        "synonym.restore": _l("Lấy lại từ đồng nghĩa"),
        "promoted.add": _l("Thêm kết quả đề xuất"),
        "promoted.save": _l("Sửa kết quả đề xuất"),
        "promoted.on": _l("Bật kết quả đề xuất"),
        "promoted.off": _l("Tắt kết quả đề xuất"),
        "promoted.remove": _l("Xóa kết quả đề xuất"),
        "promoted.restore": _l("Lấy lại kết quả đề xuất"),
        "query.ignore": _l("Bỏ qua câu tìm không thấy"),
        "query.heed": _l("Xem lại câu tìm không thấy"),
        "query.block": _l("Chặn gợi ý câu tìm"),
        "query.allow": _l("Cho phép gợi ý câu tìm"),
    }
