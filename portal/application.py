"""The Flask application, without what each request would pay for and none of ours uses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface


class _SignedCookie(SecureCookieSessionInterface):
    """Flask's session; what checks its signature is only made for a request that brings one."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of the request's cookie; an empty one without a cookie."""
        if app.secret_key and self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)


class Application(Flask):
    """Views and handlers are plain functions: nothing needs to be asked whether it is a coroutine (twenty times a
    page)."""

    session_interface = _SignedCookie()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function itself."""
        return func
