"""The citizens' pages of dossiers, bound to the application: menu, the account's tab, the way from the guide, who may
see what is to be paid."""

from __future__ import annotations

from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from portal.citizens.frame import Tab, add_tab
from portal.dossiers.applying import cutting, filling, handing_in, papers, start
from portal.dossiers.applying.frame import bp as applying_bp
from portal.dossiers.following import completing, lookup, mine, one, taking
from portal.dossiers.following.frame import bp as following_bp
from portal.dossiers.paths import CITIZEN
from portal.dossiers.settling import SUBJECT
from portal.payments.registry import lead_on, let_see
from portal.services.registry import above
from portal.web.contributions import MenuEntry, SiteMapEntry, contributions

VIEWS = (completing, cutting, filling, handing_in, lookup, mine, one, papers, start, taking)
"""Importing them has bound their views to the blueprints."""
LOOKUP = f"{CITIZEN}tra-cuu"


def bind(app: Flask) -> None:
    """Bind everything."""
    app.register_blueprint(applying_bp)
    app.register_blueprint(following_bp)
    shared = contributions(app)
    shared.menu.append(MenuEntry(_l("Hồ sơ của tôi"), CITIZEN, 39, _below))
    shared.support += [(_l("Tra cứu hồ sơ"), LOOKUP), (_l("Tài khoản của tôi"), "/tai-khoan/")]
    shared.site_map.append(lambda: [SiteMapEntry(CITIZEN, None), SiteMapEntry(LOOKUP, None)])
    shared.actions[taking.FETCH] = _l("Người dân tải kết quả")
    add_tab(app, Tab(_l("Hồ sơ của tôi"), CITIZEN, 20))
    let_see(app, one.may_see)
    lead_on(app, SUBJECT, one.payer_page)
    above(app).apply = start.offered_path


def _below() -> list[tuple[str, str]]:
    return [(_("Tra cứu hồ sơ"), LOOKUP), (_("Tài khoản"), "/tai-khoan/")]
