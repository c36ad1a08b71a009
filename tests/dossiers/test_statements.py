"""What the counter costs pages that everybody reads: statements by request, where nothing is remembered for who asks
(a cookie of a session or of a citizen), and where it is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event

from portal.accounts.permissions import system_actor
from portal.extensions import db
from portal.publishing.service import commit
from portal.services import starting
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered
from tests.conftest import ROOT, A, Browser
from tests.factories import Factory

ANSWERS = "nguoi-khai=cha-me&giay-chung-sinh=co&hoan-canh=thuong&cha-me=co&han=dung-han"
FIRST = re.compile(r'\sFROM\s+"?(\w+)')
COUNTER = (
    "service",
    "service_version",
    "user",
    "membership",
    "citizen",
    "dossier",
    "dossier_draft",
    "procedure",
)
"""Tables that are asked for the counter's sake (a procedure: for its printed forms)."""
MOST = {
    "/": 3,  # services that are open, somebody who receives; the block of procedures was there before
    "/tin-tuc/": 0,
    "/van-ban/": 0,
    "/thu-tuc/": 3,  # the list itself, as before there was a counter
    "/dich-vu/": 2,
    "/dich-vu/dang-ky-khai-sinh": 4,  # service, version, somebody who receives, the procedure's forms
    f"/dich-vu/dang-ky-khai-sinh?{ANSWERS}": 4,
    f"/ho-so/nop/dang-ky-khai-sinh?{ANSWERS}": 3,
    "/ho-so/": 0,
    "/ho-so/tra-cuu": 0,
}
Asked = list[tuple[str, str]]


@pytest.fixture()
def commune(app: Flask, factory: Factory) -> Flask:
    """A commune with all services of the starting content and a clerk."""
    factory.clerk(A)
    with app.app_context():
        portal = directory().by_slug(A)
        assert portal is not None
        with entered(editing(portal.id)):
            starting.load(starting.read_folder(ROOT / "content"), portal, system_actor(portal.id))
            commit()
    return app


@contextmanager
def asked(app: Flask) -> Iterator[Asked]:
    """(statement, its values) of what reads within."""
    seen: Asked = []

    def note(_connection: object, _cursor: object, text: str, values: object, *_more: object) -> None:
        if text.startswith("SELECT"):
            seen.append((text, str(values)))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def of_the_counter(seen: Asked) -> Asked:
    """The statements that read a table of the counter first."""
    return [(text, values) for text, values in seen if (found := FIRST.search(text)) and found[1] in COUNTER]


@pytest.mark.parametrize("path", MOST)
def test_a_page_that_is_made_anew_asks_for_nothing_twice(commune: Flask, path: str) -> None:
    visitor = Browser(commune, A)
    visitor.client.set_cookie("cong_dan", "x" * 40, domain=f"{A}.localhost")
    visitor.get(path)  # what a process keeps for ever is there now
    with asked(commune) as seen:
        assert visitor.get(path).status_code == 200
    own = of_the_counter(seen)
    assert [one for one, count in Counter(own).items() if count > 1] == []
    assert len(own) <= MOST[path], own


@pytest.mark.parametrize("path", [one for one in MOST if not one.startswith("/ho-so/")])
def test_a_page_that_is_kept_asks_for_nothing(commune: Flask, path: str) -> None:
    visitor = Browser(commune, A)
    visitor.get(path)
    with asked(commune) as seen:
        assert visitor.get(path).status_code == 200
    assert seen == []
