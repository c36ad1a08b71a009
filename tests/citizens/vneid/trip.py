"""The way to VNeID and back, as a browser goes it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import select

from portal.citizens.models import CitizenSession
from portal.extensions import db
from tests.citizens.conftest import HOME
from tests.citizens.vneid.provider import Provider
from tests.conftest import Browser

GO, FIRST = "/tai-khoan/vneid/di", "/tai-khoan/vneid/lan-dau"


def path_of(address: str) -> str:
    """The part of an address that a test client asks for."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def set_out(browser: Browser, provider: Provider, query: str = "") -> str:
    """Go to VNeID and agree there: the address that the browser is sent back to."""
    answer = browser.get(f"{GO}{query}")
    assert answer.status_code == 303 and answer.headers["Cache-Control"] == "no-store"
    assert answer.location.startswith(f"{provider.issuer}/authorize?")
    return path_of(provider.visit(answer.location))


def sign_in(browser: Browser, provider: Provider, query: str = "") -> Any:
    return browser.get(set_out(browser, provider, query))


def begin(browser: Browser, provider: Provider) -> None:
    """A new account."""
    assert sign_in(browser, provider).location == FIRST
    assert browser.post(FIRST, {"consent": "y"}, token_from=FIRST).location == HOME


def sessions(app: Flask) -> int:
    with app.app_context():
        return len(db.session.scalars(select(CitizenSession)).all())
