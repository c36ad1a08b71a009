"""Citizens who come through the public door and read their codes where the gateways lay them."""

from __future__ import annotations

import email
import email.policy
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal.citizens.sending import Courier
from portal.extensions import db
from tests.conftest import A, Browser

DOOR, CODE, CONSENT, HOME = "/tai-khoan/dang-nhap", "/tai-khoan/ma", "/tai-khoan/dong-y", "/tai-khoan/"
EMAIL, PHONE = "ba.sau@example.vn", "0905 123 456"


class Post:
    """Delivers what the outbox holds, and reads it as its recipients would."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.folder = Path(app.config["PORTAL"].instance_path) / "outbox"
        self.courier = Courier(app)
        self._read: set[Path] = set()

    def take(self) -> list[tuple[str, str, str]]:
        """(to, subject, text) of what came since the last look, oldest first."""
        self.courier.step()
        found = []
        files = [*self.folder.glob("cd-*.eml"), *(self.folder / "sms").glob("*.json")]
        for path in sorted(files, key=lambda one: re.sub(r"\D", "", one.stem)):
            if path in self._read:
                continue
            self._read.add(path)
            if path.suffix == ".json":
                said = json.loads(path.read_text(encoding="utf-8"))
                found.append((said["to"], "", said["text"]))
            else:
                message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
                found.append((message["To"], message["Subject"], message.get_content()))
        return found

    def code(self, to: str = "") -> str:
        """The code that came last (to this contact)."""
        letters = [text for whom, _subject, text in self.take() if not to or whom == to]
        found = re.search(r"\b(\d{6})\b", letters[-1])
        assert found, letters
        return found[1]


@pytest.fixture()
def post(app: Flask) -> Post:
    """The post office of the installation."""
    return Post(app)


def ask_code(browser: Browser, contact: str = EMAIL, **form: str) -> Any:
    """Fill in the door."""
    return browser.post(DOOR, {"contact": contact} | form, token_from=DOOR)


def enter(browser: Browser, code: str) -> Any:
    """Fill in the code."""
    return browser.post(CODE, {"code": code}, token_from=CODE)


@pytest.fixture()
def arrived(app: Flask, post: Post) -> Callable[..., Browser]:
    """A citizen who signed in, and (unless told otherwise) agreed."""

    def make(contact: str = EMAIL, slug: str = A, *, agree: bool = True) -> Browser:
        browser = Browser(app, slug)
        assert ask_code(browser, contact).status_code == 303
        assert enter(browser, post.code()).status_code == 303
        if agree and browser.get(HOME).status_code == 302:
            answer = browser.post(CONSENT, {"consent": "y"}, token_from=CONSENT)
            assert answer.status_code == 303, answer.text
        return browser

    return make


def later(app: Flask, seconds: int) -> None:
    """Let time pass for codes: everything that was asked for moves into the past."""
    from datetime import timedelta

    from sqlalchemy import select

    from portal.citizens.models import OneTimeCode

    with app.app_context():
        for one in db.session.scalars(select(OneTimeCode)):
            one.created_at -= timedelta(seconds=seconds)
            one.expires_at -= timedelta(seconds=seconds)
        db.session.commit()
