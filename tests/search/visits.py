"""What the tests of curation share: a visit to a portal, rows of a table, what a page says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from typing import Any

from flask import Flask, g
from sqlalchemy import select

from portal.extensions import db
from portal.search.indexing import rebuild
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered, reading
from tests.conftest import A, B, host_of
from tests.factories import Factory


@contextmanager
def visiting(app: Flask, slug: str) -> Iterator[None]:
    """As a visitor's request to a portal."""
    with app.test_request_context(headers={"Host": host_of(slug)}):
        portal = directory().by_slug(slug)
        assert portal is not None
        g.portal, g.locale = portal, "vi"
        with entered(reading(portal.id, portal.ancestors)):
            yield


def tenant(app: Flask, slug: str) -> int:
    """The id of a tenant."""
    portal = directory(app).by_slug(slug)
    assert portal is not None
    return portal.id


def rows_of(app: Flask, slug: str, model: Any) -> list[Any]:
    """The rows that a tenant has of a model."""
    with app.app_context(), entered(editing(tenant(app, slug), writes=False)):
        return list(db.session.scalars(select(model).order_by(model.id)))


def text(answer: Any) -> str:
    """What a page says, without mark-up."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text)))


def make_library(app: Flask, factory: Factory) -> None:
    """A procedure and a news item of A, and what nobody at A may see, all indexed."""
    factory.procedure(A, name="Cấp giấy chứng nhận quyền sử dụng đất lần đầu")
    factory.news(A, title="Hội thi bơi chải")
    factory.news(B, title="CANARY sổ đỏ của xã khác")
    factory.news(A, title="CANARY sổ đỏ bản nháp", publish=False)
    with app.app_context():
        rebuild()
