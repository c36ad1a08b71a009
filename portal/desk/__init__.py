"""The desk's own pages: signing in, overview, people and settings of a portal."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from portal import screens
from portal.accounts.confirming import ConfirmationDue
from portal.accounts.permissions import Forbidden
from portal.desk import (
    account,
    appearance,
    by_link,
    confirming,
    everybody,
    handing_over,
    leaving,
    overview,
    people,
    person,
    portals,
    process,
    reading,
    second_factor,
    security,
    settings,
    trail,
)
from portal.desk.commands import people_cli
from portal.desk.signin import bp
from portal.publishing.commands import audit_cli
from portal.publishing.trail import KeepingHeads
from portal.web.contributions import DeskEntry, contributions

PERSON_PAGES = (person, leaving, everybody)  # they add their routes to `people.bp`
ACTIONS = {
    "sign_in.password": _l("Nhập đúng mật khẩu, chờ xác thực"),
    "factor.added": _l("Thêm cách xác thực"),
    "factor.removed": _l("Gỡ cách xác thực"),
    "factor.codes": _l("Tạo mã dự phòng"),
    "factor.reset": _l("Đặt lại xác thực hai lớp"),
    "factor.refused": _l("Xác thực không được"),
    "confirmed": _l("Xác nhận lại danh tính"),
    "password.forgotten": _l("Xin đặt lại mật khẩu"),
    "password.reset": _l("Đặt lại mật khẩu"),
    "account.renamed": _l("Đổi tên"),
    "address.asked": _l("Xin đổi thư điện tử"),
    "address.changed": _l("Đổi thư điện tử"),
    "session.ended": _l("Kết thúc phiên"),
    "people.invited": _l("Mời người"),
    "people.withdrawn": _l("Hủy lời mời"),
    "people.joined": _l("Nhận lời mời"),
    "people.left": _l("Bàn giao, thôi việc"),
    "handed_over": _l("Bàn giao"),
}


def register(app: Flask) -> None:
    """Bind the desk's pages to the application."""
    app.register_blueprint(bp)
    for own in (second_factor, by_link, account, security, confirming):
        app.register_blueprint(own.bp)
    for blueprint in (overview.bp, people.bp, settings.bp, process.bp, trail.bp, reading.bp):
        app.register_blueprint(blueprint)
    app.cli.add_command(audit_cli)
    screens.add_part(app, reading.PART)
    app.register_error_handler(Forbidden, overview.refused)
    app.register_error_handler(ConfirmationDue, confirming.asked)
    app.cli.add_command(people_cli)
    handing_over.install(app)
    appearance.register(app)
    portals.register(app)
    contributions(app).actions |= ACTIONS
    contributions(app).tended.append(lambda: KeepingHeads().step)
    contributions(app).desk.extend(
        (
            DeskEntry(_l("Hôm nay"), "/quan-tri/", 0, "dashboard", group=""),
            DeskEntry(_l("Lượt xem"), "/quan-tri/luot-xem/", 72, "eye", "content.read", group="watch"),
            DeskEntry(_l("Nhật ký"), "/quan-tri/nhat-ky/", 85, "history", "audit.read", group="admin"),
            DeskEntry(
                _l("Người dùng"), "/quan-tri/nguoi-dung/", 80, "people", "tenant.people", group="admin"
            ),
            DeskEntry(
                _l("Cấu hình cổng"), "/quan-tri/cau-hinh", 90, "settings", "tenant.settings", group="admin"
            ),
            DeskEntry(_l("Quy trình duyệt"), process.PATH, 91, "check", "tenant.settings", group="admin"),
            DeskEntry(
                _l("Các cổng"), "/quan-tri/cac-cong", 95, "building", "district.tenants", group="admin"
            ),
        )
    )
