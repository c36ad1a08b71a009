"""How a portal looks, by hand in the browser: menu, home page, colours, emblem, banner, footer, links; with trying
out before saving, and a history to compare and to go back in."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.desk.appearance import history, preview
from portal.desk.appearance.service import ACTION, KIND
from portal.desk.appearance.views import PATH, bp
from portal.extensions import db
from portal.tenancy.models import Tenant
from portal.tenancy.scope import current_scope
from portal.web.contributions import DeskEntry, contributions

PAGES = (history,)  # adds its routes to `bp`


def register(app: Flask) -> None:
    """Bind the pages of the appearance to the application."""
    app.register_blueprint(bp)
    preview.install(app)
    shared = contributions(app)
    shared.desk.append(DeskEntry(_l("Giao diện"), PATH, 89, "home", ACTION, group="admin"))
    shared.actions["appearance"] = _l("Sửa giao diện")
    shared.visibility[KIND] = _visible


def _visible(ids: list[int]) -> set[int]:
    """Whose appearance citizens see in the scope in force: that of their own portal."""
    own = current_scope().own
    return {one for one in db.session.scalars(select(Tenant.id).where(Tenant.id.in_(ids))) if one == own}
