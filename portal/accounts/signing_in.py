"""Who acts in this request: from the cookie to the person, to what they may do in this portal."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, abort, g, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user, logout_user

from portal.accounts import service
from portal.accounts.models import User
from portal.accounts.permissions import PERMISSIONS, ROLES, Actor
from portal.extensions import db, login_manager
from portal.tenancy.directory import directory

COOKIE_KEY = "ve"


class Person:
    """What Flask-Login keeps for a signed-in browser: the user and the session's secret."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, user: User, token: str) -> None:
        self.user = user
        self.token = token
        self.name = user.name
        self.email = user.email

    def get_id(self) -> str:
        """What the cookie holds."""
        return self.token


@login_manager.user_loader
def _load(token: str) -> Person | None:
    portal = g.get("portal")
    if portal is None:
        return None
    found = service.live_session(token, portal.id)
    return Person(found.user, token) if found is not None else None


def sign_in(user: User, hours: int) -> None:
    """Start a fresh session for this browser; whatever the cookie held before is dropped (session fixation)."""
    session.clear()
    token = service.start_session(user, g.portal.id, hours, request.headers.get("User-Agent", ""))
    login_user(Person(user, token))
    g.actor = service.actor_for(user, g.portal)


def sign_out() -> None:
    """End the session on the server and empty the cookie."""
    if current_user.is_authenticated:
        service.end_session(current_user.token)
        db.session.commit()
    logout_user()
    session.clear()


def _identify() -> None:
    g.actor = None
    if g.get("portal") is None or "phien" not in request.cookies or request.blueprint == "web":
        return
    if current_user.is_authenticated:
        g.actor = service.actor_for(current_user.user, g.portal)


def desk_view(action: str = "desk.enter") -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Guard of every desk view. Nobody: to the sign-in page (401 for HTMX); a stranger to this portal: 404,
    so that it does not tell what exists; a member without the permission: 403 (audited by the error page)."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            actor: Actor | None = g.get("actor")
            if actor is None:
                if request.headers.get("HX-Request") or request.method not in {"GET", "HEAD"}:
                    abort(401)
                return redirect(f"{request.script_root}/quan-tri/dang-nhap?next={request.path}")
            if not actor.may("desk.enter"):
                abort(404)
            actor.require(action)
            answer: ResponseReturnValue = view(*args, **kwargs)
            return answer

        guarded.desk_action = action  # type: ignore[attr-defined]
        return guarded

    return decorate


def acting() -> Actor:
    """The person who acts in this desk request."""
    actor: Actor = g.actor
    return actor


def _desk_context() -> dict[str, Any]:
    actor: Actor | None = g.get("actor")
    if actor is None or not current_user.is_authenticated:
        return {}
    by_tenant = {one.for_tenant_id for one in current_user.user.memberships}
    everywhere = any(one.role == "district_admin" for one in current_user.user.memberships)
    mine = [
        {
            "name": one.name,
            "slug": one.slug,
            "active": one.id == actor.tenant_id,
            "url": f"/quan-tri/chuyen/{one.slug}",
        }
        for one in directory().all()
        if one.id in by_tenant or (everywhere and by_tenant & {one.id, *one.ancestors})
    ]
    strongest = max(actor.roles, key=lambda role: len(PERMISSIONS[role]), default=None)
    return {"my_tenants": mine, "my_role": str(ROLES[strongest]) if strongest else "", "actor": actor}


def install(app: Flask) -> None:
    """Identify the person at the start of each request, after the portal is known."""
    app.before_request(_identify)
    app.context_processor(_desk_context)
