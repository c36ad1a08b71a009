"""The operations centre: daily facts of all portals, six pages about them, alerts, a briefing."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from portal.ioc.measures import registering
from portal.ioc.warehouse import marking
from portal.ioc.warehouse.commands import ioc_cli
from portal.ioc.warehouse.filling import Filling
from portal.web.contributions import contributions


def register(app: Flask) -> None:
    """Bind the package to the application: measures, the follower's step, commands."""
    marking.install()
    registering.register(app)
    app.cli.add_command(ioc_cli)
    shared = contributions(app)
    shared.tended.append(lambda: Filling().step)
    shared.actions |= {
        "ioc.rebuild": _l("Lập lại kho số liệu điều hành"),
        "ioc.target": _l("Đặt chỉ tiêu điều hành"),
        "ioc.target_removed": _l("Bỏ chỉ tiêu điều hành"),
        "ioc.screen": _l("Cấp liên kết cho màn hình điều hành"),
        "ioc.screen_withdrawn": _l("Thu hồi liên kết màn hình điều hành"),
    }
