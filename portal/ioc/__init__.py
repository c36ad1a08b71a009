"""The operations centre: daily facts of all portals, six pages about them, alerts, a briefing."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from portal.ioc.briefing import registering as briefing
from portal.ioc.measures import registering
from portal.ioc.pages import desk, target_desk, wall_desk
from portal.ioc.pages.frame import READ, WHERE
from portal.ioc.warehouse import marking
from portal.ioc.warehouse.commands import ioc_cli
from portal.ioc.warehouse.filling import Filling
from portal.ioc.warehouse.verifying import CHECK_EVERY, Checking
from portal.ioc.watching import registering as watching
from portal.web.contributions import DeskEntry, contributions, every


def register(app: Flask) -> None:
    """Bind the package to the application: measures, pages, the follower's step, commands."""
    marking.install()
    registering.register(app)
    watching.register(app)
    briefing.register(app)
    for one in (desk.bp, target_desk.bp, wall_desk.bp, wall_desk.public):
        app.register_blueprint(one)
    app.cli.add_command(ioc_cli)
    shared = contributions(app)
    shared.desk.append(DeskEntry(_l("Trung tâm điều hành"), WHERE, 2, "dashboard", READ, group="lead"))
    shared.tended.append(lambda: Filling().step)
    shared.tended.append(every(CHECK_EVERY, Checking().step))
    shared.actions |= {
        "ioc.target": _l("Đặt chỉ tiêu điều hành"),
        "ioc.target_removed": _l("Bỏ chỉ tiêu điều hành"),
        "ioc.screen": _l("Cấp liên kết cho màn hình điều hành"),
        "ioc.screen_withdrawn": _l("Thu hồi liên kết màn hình điều hành"),
    }
