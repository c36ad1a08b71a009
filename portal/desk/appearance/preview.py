"""Trying an appearance out: public pages as they would be, for the one person who tries it."""

from __future__ import annotations

import dataclasses

from flask import Flask, Response, g, request
from flask_login import current_user
from sqlalchemy import select

from portal.accounts import service as accounts
from portal.desk.appearance.models import AppearanceDraft
from portal.desk.appearance.service import ACTION, LOOKS
from portal.digits import whole_number
from portal.extensions import db
from portal.web.appearance import KEY
from portal.web.cookies import carries_session
from portal.web.request import is_desk
from portal.web.templating import PREVIEW


def install(app: Flask) -> None:
    """Let public pages be asked for with an appearance that is tried out."""
    app.before_request(_try_out)
    app.after_request(_keep_nowhere)


def _try_out() -> None:
    """Put the appearance of the person's draft in the place of the portal's, in this request alone. Whoever else
    brings the number sees the page as it is."""
    wanted = whole_number(request.args.get(PREVIEW))
    if wanted is None or g.get("portal") is None:
        return
    if is_desk() or not carries_session() or not current_user.is_authenticated:
        return
    actor = accounts.actor_for(current_user.user, g.portal)
    if not actor.may(ACTION):
        return
    row = db.session.scalar(
        select(AppearanceDraft).where(
            AppearanceDraft.id == wanted,
            AppearanceDraft.by_id == actor.user_id,
            AppearanceDraft.tenant_id == g.portal.id,
        )
    )
    if row is None:
        return
    looks = {name: row.data[name] for name in LOOKS if name in row.data}
    # Nothing public uses a picture before it is saved; the desk shows it to its own people.
    pictures = {
        name: f"/quan-tri{row.data[name]}"
        for name in ("emblem", "banner")
        if str(row.data.get(name) or "").startswith("/tep/")
    }
    settings = g.portal.settings | {KEY: dict(row.data) | pictures}
    g.portal = dataclasses.replace(g.portal, settings=settings, **looks)
    g.appearance_preview = row.id


def _keep_nowhere(response: Response) -> Response:
    if g.get("appearance_preview"):
        response.headers["Cache-Control"] = "no-store"
    return response
