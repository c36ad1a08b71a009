"""Papers of tests are made through the verbs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from portal.papers import service
from portal.papers.models import UPLOAD, Paper
from portal.papers.owners import owner_mark
from portal.publishing.service import commit
from tests.conftest import A
from tests.factories import Factory
from tests.papers import samples

IDENTITY = "049199001234"


@pytest.fixture()
def kept(app: Flask, factory: Factory) -> Callable[..., tuple[int, str]]:
    """Keep a paper in a portal and commit: (id, path of its bytes)."""

    def make(data: bytes | None = None, name: str = "don.pdf", kind: str = "don", slug: str = A, **more: Any):
        source = more.pop("source", UPLOAD)
        owner = owner_of(app, more.pop("identity", IDENTITY))
        with factory.acting(slug) as actor:
            row = service.keep(
                samples.pdf() if data is None else data, name, kind, owner, source, actor, **more
            )
            commit()
            return row.id, row.path

    return make


def owner_of(app: Flask, identity: str) -> str:
    """The mark of an identity number."""
    with app.app_context():
        return owner_mark(identity)


def paper_of(paper_id: int) -> Paper:
    """The row of a paper in the scope in force."""
    from portal.papers import queries

    found = queries.paper(paper_id)
    assert found is not None
    return found
