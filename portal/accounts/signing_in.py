"""Who acts in this request: from the cookie to the person, to what they may do in this portal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from urllib.parse import quote

from flask import Flask, Response, abort, current_app, g, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user, logout_user

from portal.accounts import confirming, known_devices, password_age, second_factor, service, sessions
from portal.accounts.models import SignInSession, User
from portal.accounts.permissions import PERMISSIONS, ROLES, Actor
from portal.extensions import db, login_manager
from portal.tenancy.directory import directory
from portal.tenancy.scope import scope_or_none

DOOR = "/quan-tri/dang-nhap"
SECOND_DOOR = "/quan-tri/xac-thuc"
PASSWORD_PAGE = "/quan-tri/mat-khau"


class Person:
    """What Flask-Login keeps for a signed-in browser: the user and the session's secret."""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(self, found: SignInSession, token: str) -> None:
        self.session = found
        self.user = found.user
        self.token = token
        self.name = self.user.name
        self.email = self.user.email

    def get_id(self) -> str:
        """What the cookie holds."""
        return self.token


@login_manager.user_loader
def _load(token: str) -> Person | None:
    """The person of a cookie; nobody while the second factor is still to be shown (then `g.pending` holds them)."""
    portal = g.get("portal")
    if portal is None:
        return None
    found = sessions.live_session(token, portal.id)
    if found is None:
        return None
    if not second_factor.is_whole(found):
        g.pending = Person(found, token)
        return None
    return Person(found, token)


def sign_in(user: User, factor_at: datetime | None = None) -> SignInSession:
    """Start a fresh session for this browser; whatever the cookie held before is dropped and ended (session
    fixation). The caller commits. Until the second factor was shown, where one is asked for, the session opens
    only the pages that ask for it."""
    for one in (current_user if current_user.is_authenticated else None, g.get("pending")):
        if one is not None:
            sessions.end_session(one.token)
    session.clear()
    hours = current_app.config["PORTAL"].session_hours
    browser = request.headers.get("User-Agent", "")
    token = sessions.start_session(user, g.portal.id, hours, browser, factor_at)
    db.session.flush()
    found = sessions.live_session(token, g.portal.id)
    assert found is not None
    login_user(Person(found, token))
    g.pop("pending", None)
    whole = second_factor.is_whole(found)
    g.actor = service.actor_for(user, g.portal) if whole else None
    if whole:
        g.remembered_on_device = user.id
    return found


def sign_out() -> None:
    """End the session on the server and empty the cookie."""
    one = current_user if current_user.is_authenticated else g.get("pending")
    if one is not None:
        sessions.end_session(one.token)
        db.session.commit()
    logout_user()
    session.clear()


def _identify() -> None:
    g.actor = None
    if (
        g.get("portal") is None
        or current_app.config["SESSION_COOKIE_NAME"] not in request.cookies
        or request.blueprint == "web"
    ):
        return
    if current_user.is_authenticated:
        g.actor = service.actor_for(current_user.user, g.portal)
        _note_presence()


def _note_presence() -> None:
    """Note that somebody is there; not for what a page asks by itself (`unattended` views): it would never be idle."""
    scope = scope_or_none()
    view = current_app.view_functions.get(request.endpoint or "")
    if scope is None or getattr(view, "unattended", False):
        return
    if scope.writes:
        sessions.note_acting(current_user.session)
    elif request.method == "GET":
        sessions.note_seen(current_user.session)


def session_lives(token: str, tenant_id: int) -> bool:
    """Whether the session of a cookie's secret still opens the desk of a portal: for what outlives its request, as a
    stream of events does."""
    found = sessions.live_session(token, tenant_id)
    return found is not None and second_factor.is_whole(found)


def _to_the_door() -> ResponseReturnValue:
    """Where nobody is sent: to signing in, or to the second factor. 401 where a page can't be answered."""
    if request.headers.get("HX-Request") or request.method not in {"GET", "HEAD"}:
        abort(401)
    door = SECOND_DOOR if g.get("pending") is not None else DOOR
    return redirect(f"{request.script_root}{door}?next={quote(request.script_root + request.path)}")


def _to_the_password() -> ResponseReturnValue:
    """To the page that changes a password which opens nothing else; 403 where a page can't be answered."""
    if request.headers.get("HX-Request") or request.method not in {"GET", "HEAD"}:
        abort(403)
    return redirect(f"{request.script_root}{PASSWORD_PAGE}")


def desk_view(action: str = "desk.enter") -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Guard of every desk view. Nobody: to the sign-in page (401 for HTMX); a stranger to this portal: 404,
    so that it does not tell what exists; a member without the permission: 403 (audited by the error page)."""

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            actor: Actor | None = g.get("actor")
            if actor is None:
                return _to_the_door()
            if not actor.may("desk.enter"):
                abort(404)
            if request.endpoint != password_age.CHANGES and password_age.why_due(current_user.session):
                return _to_the_password()
            actor.require(action)
            confirming.require(request.endpoint or "", request.method, current_user.session)
            answer: ResponseReturnValue = view(*args, **kwargs)
            return answer

        guarded.desk_action = action  # type: ignore[attr-defined]
        return guarded

    return decorate


def pending_view(view: Callable[..., Any]) -> Callable[..., Any]:
    """Guard of the pages between password and second factor: only who is just there; who is through already goes
    on to the desk, everybody else to the door."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        if current_user.is_authenticated:
            return redirect(f"{request.script_root}/quan-tri/")
        if g.get("pending") is None:
            return _to_the_door()
        answer: ResponseReturnValue = view(*args, **kwargs)
        return answer

    return guarded


def pending() -> Person:
    """Who has given the password and not yet shown the second factor, in a view guarded by `pending_view`."""
    person: Person = g.pending
    return person


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
        for one in directory().living()
        if one.id in by_tenant or (everywhere and by_tenant & {one.id, *one.ancestors})
    ]
    strongest = max(actor.roles, key=lambda role: len(PERMISSIONS[role]), default=None)
    return {"my_tenants": mine, "my_role": str(ROLES[strongest]) if strongest else "", "actor": actor}


def _remember_device(answer: Response) -> Response:
    """Whoever got in, or set a password by a link from their mailbox, is known at this device from now on."""
    user_id = g.pop("remembered_on_device", None)
    return known_devices.remember(answer, user_id) if user_id is not None else answer


def install(app: Flask) -> None:
    """Identify the person at the start of each request, after the portal is known."""
    app.before_request(_identify)
    app.after_request(_remember_device)
    app.context_processor(_desk_context)
