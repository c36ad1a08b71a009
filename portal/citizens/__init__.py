"""Citizens: accounts by one-time code or VNeID, apart from the desk's in every way (docs/cong-dan.md).

For the rooms above: `signing_in.citizen()` and `@citizen_view` tell who acts, `telling.tell` sends a message,
`held.hold` says what a room holds about a person, `frame.add_tab` adds a page to the account's.
"""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from portal.citizens import frame, gateways, signing_in
from portal.citizens.held import hold
from portal.citizens.own import OWN
from portal.citizens.tending import EVERY, tend
from portal.citizens.views import account, contacts, data, door, leave
from portal.citizens.vneid import flow
from portal.citizens.vneid import views as vneid_views
from portal.web.contributions import contributions, every

VIEWS = (account, contacts, data, door, leave, vneid_views)
"""Importing them has bound their views to the blueprint."""


def register(app: Flask) -> None:
    """Bind citizens' accounts to the application. Raises InvalidSetting for settings that cannot be used."""
    gateways.bind(app)
    flow.bind(app)
    app.register_blueprint(frame.bp)
    signing_in.install(app)
    hold(app, OWN)
    shared = contributions(app)
    shared.tended.append(every(EVERY, tend))
    shared.actions |= {
        "citizen.withdrew": _l("Người dân rút lại đồng ý giữ thông tin"),
        "citizen.closed": _l("Người dân đóng tài khoản"),
    }
