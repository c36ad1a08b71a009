"""Which citizen acts in this request: from the cookie to the account. Apart from the desk's sessions in every way.

    @bp.get("/ho-so/moi")
    @citizen_view
    def new() -> ResponseReturnValue:
        person = the_citizen()

The cookie `cong_dan` is of one portal. Whoever carries it is answered with pages that no cache keeps
(portal/web/headers.py, page_cache.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any
from urllib.parse import quote

from flask import (
    Flask,
    Response,
    abort,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    request,
    session,
)
from flask.typing import ResponseReturnValue

from portal.citizens import sessions
from portal.citizens.consent import VERSION
from portal.citizens.models import Citizen, CitizenSession
from portal.tenancy.scope import editing, entered, scope_or_none
from portal.web.cookies import carries_citizen, citizen_cookie
from portal.web.request import current_portal, is_desk

DOOR = "/tai-khoan/dang-nhap"
CONSENT = "/tai-khoan/dong-y"
UNTOLD = frozenset({"csrf_token", "code", "old_code", "new_code", "word", "next"})
_UNREAD = object()


def present() -> CitizenSession | None:
    """The session of this request, also of somebody who has not agreed yet; None for everybody else."""
    found = g.get("citizen_session", _UNREAD)
    if found is _UNREAD:
        token = request.cookies.get(citizen_cookie(), "")
        found = sessions.live_session(token, current_portal().id) if token and g.get("portal") else None
        g.citizen_session = found
    present_session: CitizenSession | None = found
    return present_session


def has_agreed(citizen: Citizen) -> bool:
    """Whether a citizen agreed to what is in force, and did not take it back."""
    return (
        citizen.consent_at is not None and citizen.consent_version == VERSION and citizen.withdrawn_at is None
    )


def citizen() -> Citizen | None:
    """The citizen who is signed in at this portal and has agreed; None otherwise. To read from: whoever changes the
    account loads it anew where writing is allowed (`changing`)."""
    found = present()
    return found.citizen if found is not None and has_agreed(found.citizen) else None


def the_citizen() -> Citizen:
    """The citizen in a view guarded by `citizen_view`."""
    found = citizen()
    if found is None:
        abort(401)
    return found


def citizen_view(view: Callable[..., Any]) -> Callable[..., Any]:
    """Guard of a view for signed-in citizens: others are sent to sign in and back to this page (401 where a page can't
    be answered), who has not agreed is asked first. Answers are kept by nobody."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        if citizen() is None:
            return to_the_door()
        answer: ResponseReturnValue = view(*args, **kwargs)
        return answer

    guarded.citizens_only = True  # type: ignore[attr-defined]
    return guarded


def to_the_door() -> ResponseReturnValue:
    """Where who is not signed in is sent, or who has not agreed. 401 for a form, with what was typed, and for HTMX."""
    door = CONSENT if present() is not None else DOOR
    if request.headers.get("HX-Request") or request.method not in {"GET", "HEAD"}:
        return _ended(door)
    query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    back = quote(request.script_root + request.path) + quote(query, safe="")
    return redirect(f"{request.script_root}{door}?next={back}")


def _ended(door: str) -> ResponseReturnValue:
    """The session ended while somebody wrote: what they typed is shown to be copied, but for codes."""
    rule = request.url_rule
    asked = request.path if rule is not None and "GET" in (rule.methods or ()) else "/tai-khoan/"
    typed = [
        text for name, text in request.form.items(multi=True) if name not in UNTOLD and len(text.strip()) > 2
    ]
    again = f"{request.script_root}{door}?next={quote(request.script_root + asked, safe='')}"
    answer = make_response(
        render_template("citizens/ended.html", again=again, typed=typed, robots="noindex"), 401
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@contextmanager
def changing() -> Iterator[CitizenSession]:
    """The session and its citizen, loaded where they may be changed; what is done within is one transaction. The caller
    commits within. Aborts with 401 where the session ended meanwhile."""
    token = request.cookies.get(citizen_cookie(), "")
    with entered(editing(current_portal().id)):
        found = sessions.live_session(token, current_portal().id)
        if found is None:
            abort(401)
        yield found
    g.pop("citizen_session", None)


def open_session(person: Citizen, how: str) -> str:
    """Start a fresh session for this browser; the one before is ended (session fixation), tokens of forms are made
    anew. The caller commits and then lays the secret into the answer with `lay`."""
    before = request.cookies.get(citizen_cookie(), "")
    if before:
        sessions.end_session(before)
    session.pop("csrf_token", None)
    g.pop("csrf_token", None)
    hours = current_app.config["PORTAL"].citizen_hours
    browser = request.headers.get("User-Agent", "")
    return sessions.start_session(person, current_portal().id, hours, browser, how)


def lay(answer: Response, token: str) -> Response:
    """Lay a session's secret into an answer; "" takes it away."""
    options: dict[str, Any] = {
        "path": f"{request.script_root}/",
        "httponly": True,
        "samesite": "Lax",
        "secure": current_app.config["PORTAL"].cookie_secure,
    }
    if token:
        answer.set_cookie(citizen_cookie(), token, **options)
    else:
        answer.delete_cookie(citizen_cookie(), **options)
    return answer


def _note_seen() -> None:
    """Note that somebody is there; not where the request writes, since SQLite has one writer."""
    if not carries_citizen() or request.method != "GET" or is_desk() or request.blueprint == "web":
        return
    scope = scope_or_none()
    if g.get("portal") is not None and scope is not None and not scope.writes:
        found = present()
        if found is not None:
            sessions.note_seen(found)


def install(app: Flask) -> None:
    """Note at the start of each request, after the portal is known, that a signed-in citizen is there."""
    app.before_request(_note_seen)
    app.context_processor(lambda: {"citizen": citizen} if g.get("portal") is not None else {})
