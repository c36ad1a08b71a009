"""A library of open data: things of every kind and state at three portals, and the versions of one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal import create_app
from portal.clock import utc_now
from portal.extensions import db, limiter
from portal.opendata.building import build
from portal.opendata.jobs import build_all
from portal.opendata.registry import dataset_by_slug
from portal.publishing import service as publishing
from portal.search.indexing import rebuild
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered
from portal.web.freshness import GLOBAL_SLOT, tenants_changed, versions
from tests.conftest import DISTRICT, A, B, Browser, settings_for
from tests.factories import Factory

HIDDEN = "BIMATKHONGCONGBO"
"""Stands in everything that must not come out."""


@contextmanager
def application(blank: Path, folder: Path, *, limited: bool = False, **more: Any) -> Iterator[Flask]:
    """An application on a copy of the blank instance; `limited`: it counts how often somebody asks."""
    shutil.copytree(blank, folder)
    limiter.enabled = limited  # told when the application is made: it decides then whether it counts
    app = create_app(settings_for(folder, **more))
    with app.app_context():
        tenants_changed()
        directory().refresh(versions().read(GLOBAL_SLOT))
    yield app
    limiter.enabled = False
    with app.app_context():
        db.engine.dispose()


@dataclass(frozen=True)
class Library:
    """An application and what makes things in it."""

    app: Flask
    factory: Factory

    def visit(self, slug: str = A) -> Browser:
        """A visitor of a portal."""
        return Browser(self.app, slug)

    def build(self, slug: str = A, *, anew: bool = False) -> int:
        """Make the versions of a portal."""
        with self.app.app_context(), entered(editing(self.factory.tenant_id(slug))):
            portal = directory().by_slug(slug)
            assert portal is not None
            return build_all(portal, anew=anew)

    def build_news(self) -> None:
        """Make the version of one dataset of A alone."""
        with self.app.app_context(), entered(editing(self.factory.tenant_id(A))):
            portal, dataset = directory().by_slug(A), dataset_by_slug("tin-tuc")
            assert portal is not None and dataset is not None
            assert build(portal, dataset) is not None
            db.session.commit()

    def withdraw(self, slug: str, by_id: Callable[[int], Any], number: int) -> None:
        """Take a thing off."""
        with self.factory.acting(slug) as actor:
            publishing.withdraw(by_id(number), actor)
            publishing.commit()


def filled(app: Flask) -> Library:
    """Things that citizens see at three portals, and of every kind one in each state that they do not see."""
    found = Library(app, Factory(app))
    factory = found.factory
    for slug in (A, B, DISTRICT):
        for number in range(1, 6):
            factory.legal(
                slug,
                number=f"{number}/2026/QĐ-UBND",
                title=f"Văn bản {number} của {slug}",
                issued=date(2026, 1, number),
                fields=["Hộ tịch"] if number % 2 else ["Đất đai", "Môi trường"],
                shared=slug == DISTRICT and number < 3,
            )
            factory.news(
                slug, title=f"Tin {number} của {slug}", tags=["bão", "biển"], author="Nguyễn Văn Tác Giả"
            )
        factory.procedure(slug, name=f"Thủ tục của {slug}", code=f"1.00{len(slug)}", shared=slug == DISTRICT)
    hide(factory, A)
    with app.app_context():
        rebuild()
    found.build()
    return found


def hide(factory: Factory, slug: str) -> None:
    """Of each kind a draft, one whose hour has not come, one whose time is over, one that was taken off."""
    from portal.legal.queries import by_id as legal
    from portal.news.queries import by_id as news
    from portal.procedures.queries import by_id as procedure

    later, before = utc_now() + timedelta(days=2), utc_now() - timedelta(minutes=5)
    makers: list[tuple[Callable[..., tuple[int, str]], Callable[[int], Any], str]] = [
        (factory.legal, legal, "title"),
        (factory.news, news, "title"),
        (factory.procedure, procedure, "name"),
    ]
    for make, by_id, name in makers:
        make(slug, publish=False, **{name: HIDDEN})
        make(slug, at=later, **{name: HIDDEN})
        ended, _slug = make(slug, **{name: HIDDEN})
        gone, _slug = make(slug, **{name: HIDDEN})
        with factory.acting(slug) as actor:
            publishing.withdraw(by_id(gone), actor)
            by_id(ended).expires_at = before
            publishing.commit()


@pytest.fixture(scope="module")
def library(blank_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Shared by the tests of a module, which read only."""
    with application(blank_instance, tmp_path_factory.mktemp("mo") / "instance") as app:
        yield filled(app)


@pytest.fixture()
def own_library(app: Flask) -> Library:
    """An empty one for a test that writes."""
    return Library(app, Factory(app))
