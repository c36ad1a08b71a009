"""People with and without a second factor; a clock that tests move; the outbox."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace

import pyotp
import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts import second_factor
from portal.accounts.service import create_user, grant
from portal.extensions import db
from portal.mail.models import OutgoingMail
from portal.publishing.models import AuditEntry
from portal.tenancy.directory import directory
from portal.tenancy.scope import entered, reading
from tests.conftest import PASSWORD, Browser
from tests.factories import Factory


@dataclass
class Clock:
    """The time that codes are made and checked at."""

    now: float = 1_800_000_000.0

    def pass_by(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds


@pytest.fixture()
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of the second factor stands still until it is moved."""
    made = Clock()
    monkeypatch.setattr(second_factor, "time", SimpleNamespace(time=lambda: made.now))
    return made


@pytest.fixture()
def strict(app: Flask) -> Flask:
    """An installation that asks for a second factor."""
    app.config["PORTAL"].__dict__["second_factor"] = "required"
    return app


class Person:
    """Somebody with an account, and perhaps with an authenticator."""

    def __init__(self, app: Flask, email: str, clock: Clock | None = None) -> None:
        self.app, self.email, self.clock, self.secret = app, email, clock, ""

    def code(self, steps: int = 0) -> str:
        """What the authenticator shows, now or some steps away."""
        assert self.clock is not None
        return pyotp.TOTP(self.secret).at(int(self.clock.now) + 30 * steps)

    def at_the_door(self, slug: str) -> Browser:
        """A browser after the password."""
        browser = Browser(self.app, slug)
        assert browser.sign_in(self.email).status_code == 302
        return browser

    def set_up(self, slug: str) -> tuple[Browser, list[str]]:
        """Sign in for the first time and set up the authenticator: the browser, and the recovery codes."""
        browser = self.at_the_door(slug)
        page = browser.get("/quan-tri/xac-thuc/thiet-lap").text
        found = re.search(r'factor__secret">([A-Z2-7 ]+)<', page)
        assert found, page
        self.secret = found[1].replace(" ", "")
        answer = send_code(browser, self.code(), "/quan-tri/xac-thuc/thiet-lap")
        assert answer.status_code == 200, answer.text
        return browser, re.findall(r"<code>([a-z0-9-]+)</code>", answer.text)

    def through(self, slug: str) -> Browser:
        """A browser after password and code; a step passes, since a code counts once."""
        assert self.clock is not None
        self.clock.pass_by(30)
        browser = self.at_the_door(slug)
        assert send_code(browser, self.code()).status_code == 302
        return browser


def send_code(browser: Browser, code: str, where: str = "/quan-tri/xac-thuc") -> object:
    """Send the form with the code."""
    return browser.post(where, {"code": code}, token_from=where)


@pytest.fixture()
def person(app: Flask) -> Callable[..., Person]:
    """Makes somebody with roles: `person("ten@…", {"tam-hai": ["approver"]}, clock)`."""

    def make(email: str, roles: dict[str, list[str]], clock: Clock | None = None) -> Person:
        with app.app_context():
            user = create_user(email, email.partition("@")[0].title(), PASSWORD)
            for slug, held in roles.items():
                portal = directory().by_slug(slug)
                assert portal is not None
                for role in held:
                    grant(user, portal.id, role, is_district=portal.is_district)
            db.session.commit()
        return Person(app, email, clock)

    return make


@pytest.fixture()
def mails(app: Flask, factory: Factory) -> Callable[[str], list[OutgoingMail]]:
    """What lies in a portal's outbox, the latest last."""

    def read(slug: str) -> list[OutgoingMail]:
        with app.app_context(), entered(reading(factory.tenant_id(slug))):
            return list(db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))

    return read


@pytest.fixture()
def trail(app: Flask, factory: Factory) -> Callable[..., list[str]]:
    """The details of a portal's audit entries of an action."""

    def read(slug: str, action: str) -> list[str]:
        with app.app_context(), entered(reading(factory.tenant_id(slug))):
            found = select(AuditEntry.detail).where(AuditEntry.action == action)
            return list(db.session.scalars(found.order_by(AuditEntry.id)))

    return read
