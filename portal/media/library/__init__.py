"""The library of a portal's pictures and files: looking for them, describing them, where they are used, the trash."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from portal.media import replacing
from portal.media.library import desk, pages, versions
from portal.media.library.trash import HOUR, purge_due
from portal.web.contributions import DeskEntry, contributions, every


def register(app: Flask) -> None:
    """Bind the pages, their menu entry, the emptying of the trash and the names of the acts to the application."""
    app.register_blueprint(pages.bp)
    app.register_blueprint(desk.bp)
    app.register_blueprint(versions.bp)
    shared = contributions(app)
    shared.desk.append(DeskEntry(_l("Thư viện ảnh và tệp"), desk.WHERE, 65, "file", "content.read"))
    shared.tended.append(every(HOUR, purge_due))
    shared.tended.append(every(HOUR, replacing.forget_due))
    shared.actions |= {
        "media.describe": _l("Sửa mô tả ảnh, tệp"),
        "media.trash": _l("Bỏ ảnh, tệp vào thùng rác"),
        "media.untrash": _l("Lấy lại ảnh, tệp"),
        "media.purge": _l("Xóa hẳn ảnh, tệp"),
        replacing.ACTION: _l("Thay tệp"),
        "media.renew": _l("Làm lại các cỡ ảnh"),
    }
