"""A log that follows news: small things of a room that exists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from flask import Flask

from portal.extensions import db
from portal.proofs.following import Described, follow
from portal.proofs.leaf import Leaf, text_digest
from portal.proofs.service import append_many
from portal.tenancy.scope import editing, entered
from tests.conftest import A
from tests.factories import Factory

FILE = "ab" * 32


def describe_news(row: Any) -> Described:
    """A news item as the log sees it; a file for each tag that is a hash."""
    files = tuple(tag.name for tag in row.tags if len(tag.name) == 64)
    return Described(row.title, row.version, f"{row.title}\n{row.lead}\n{row.body}", files)


@pytest.fixture()
def logged(app: Flask) -> Flask:
    """An application that logs its news."""
    follow(app, "news", describe_news, "tin")
    return app


def leaf(number: int, **more: Any) -> Leaf:
    """A leaf of its own."""
    values: dict[str, Any] = {
        "kind": "news",
        "object_id": 1000 + number,
        "number": f"{number}/QĐ-UBND",
        "version": 1,
        "event": "publish",
        "text_sha256": text_digest(f"văn bản {number}"),
        "files": (text_digest(f"tệp {number}"),),
    }
    return Leaf(**(values | more))


@pytest.fixture()
def add(app: Flask, factory: Factory) -> Callable[..., list[int]]:
    """Appends leaves to the log of a tenant and commits."""

    def act(leaves: Sequence[Leaf], slug: str = A) -> list[int]:
        tenant_id = factory.tenant_id(slug)
        with app.app_context(), entered(editing(tenant_id)):
            positions = append_many(tenant_id, leaves)
            db.session.commit()
            return positions

    return act
