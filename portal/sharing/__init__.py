"""Sharing between portals: copies that follow an original, suggestions, and where each stands."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from portal.media import arrivals, replacing
from portal.publishing import events
from portal.screens import add_part
from portal.sharing import desk, guarding, shown
from portal.sharing.delivering import deliver
from portal.sharing.registry import Sharable, registered
from portal.sharing.telling import WHERE
from portal.web.contributions import DeskEntry, contributions


def register(app: Flask) -> None:
    """Bind sharing to the application: the panel of the edit pages, the inbox, the card of the first page."""
    app.register_blueprint(desk.bp)
    add_part(app, shown.PART)
    arrivals.on_attached(app, guarding.file_attached)
    arrivals.on_detached(app, guarding.file_detached)
    replacing.guard(app, guarding.keeps_following)
    shared = contributions(app)
    shared.desk.append(DeskEntry(_l("Chia sẻ giữa các cổng"), WHERE, 62, "share", "content.read"))
    shared.today.append(shown.card)
    shared.tended.append(lambda: deliver)
    shared.actions |= {
        "share.send": _l("Gửi đến cổng khác"),
        "share.recall": _l("Thu hồi bài đã gửi"),
        "share.arrive": _l("Có bài gửi đến"),
        "share.take": _l("Nhận bài gửi đến"),
        "share.decline": _l("Từ chối bài gửi đến"),
        "share.detach": _l("Tách thành bản riêng"),
        "share.refollow": _l("Theo lại bản gốc"),
        "share.follow": _l("Cập nhật theo bản gốc"),
        "share.answer": _l("Cổng khác trả lời về bài đã gửi"),
        "share.switch": _l("Đổi việc hiện ở các cổng cấp xã"),
    }


def add(app: Flask, room: Sharable) -> None:
    """Let things of a room's kind go to other portals."""
    registered(app).kinds[room.kind] = room
    events.subscribe(app, room.kind, guarding.acted)
