"""Running the command and looking at what it made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from click.testing import Result
from flask import Flask
from sqlalchemy import select

from portal.extensions import db
from portal.moving.models import MovedItem, OldPath
from portal.news import service as news
from portal.news.models import NewsItem
from portal.pages.models import Page
from portal.publishing.service import commit
from tests.conftest import A
from tests.factories import Factory


def make_sections(factory: Factory, slug: str = A) -> None:
    """The sections that the mappings of the tests name."""
    with factory.acting(slug):
        for place, (name, label) in enumerate((("su-kien", "Tin tức – Sự kiện"), ("thong-bao", "Thông báo"))):
            news.ensure_section(name, label, place)
        commit()


def command(app: Flask, *arguments: Any) -> Result:
    """`flask import …` on the first commune."""
    return app.test_cli_runner().invoke(
        args=["import", *map(str, arguments), "--tenant", A], catch_exceptions=False
    )


def take(app: Flask, kind: str, source: Path, *more: Any) -> Result:
    """The same, which must succeed."""
    done = command(app, kind, source, *more)
    assert done.exit_code == 0, done.output
    return done


def news_of(factory: Factory, slug: str = A) -> dict[str, NewsItem]:
    """News by title, with their tags and sections."""
    with factory.acting(slug):
        found = {one.title: one for one in db.session.scalars(select(NewsItem))}
        for one in found.values():
            _loaded = one.tags, one.section
        return found


def pages_of(factory: Factory, slug: str = A) -> dict[str, Page]:
    """Pages by title."""
    with factory.acting(slug):
        return {one.title: one for one in db.session.scalars(select(Page))}


def report_of(factory: Factory, slug: str = A) -> dict[str, MovedItem]:
    """Lines of the report by title."""
    with factory.acting(slug):
        return {one.title: one for one in db.session.scalars(select(MovedItem))}


def old_paths_of(factory: Factory, slug: str = A) -> dict[str, OldPath]:
    """Old addresses."""
    with factory.acting(slug):
        return {one.address: one for one in db.session.scalars(select(OldPath))}


def codes(item: MovedItem) -> set[str]:
    """The troubles of an item."""
    return {code for code, _detail in item.troubles}
