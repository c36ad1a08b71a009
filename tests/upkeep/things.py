"""What the tests of upkeep put into an installation, and how they look at folders."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from flask import Flask

from portal.clock import utc_now
from portal.database.digest import table_digests, whole
from portal.extensions import db
from portal.media.service import attach, store_file
from portal.news.models import NewsItem
from portal.papers import service as papers
from portal.papers.models import UPLOAD, Paper
from portal.papers.owners import owner_mark
from portal.publishing.service import commit
from portal.search.indexing import rebuild
from portal.tenancy.scope import all_tenants
from portal.upkeep.making import Made, make_backup
from portal.upkeep.repository import Repository
from tests.conftest import A, B
from tests.factories import Factory
from tests.media import samples
from tests.papers import samples as paper_samples


def fill(app: Flask) -> None:
    """News in two portals, a picture and a text as attachments, a sealed paper, an index."""
    factory, at = Factory(app), utc_now() - timedelta(hours=1)
    for slug in (A, B):
        news_id, _slug = factory.news(slug, at=at)
        with factory.acting(slug) as actor:
            for name, data in (
                ("anh.jpg", samples.picture(640, 480)),
                ("tep.txt", f"Tệp của {slug}".encode()),
            ):
                path = app.config["PORTAL"].instance_path / f"den-{name}"
                path.write_bytes(data)
                stored = store_file(path, name, actor)
                path.unlink()
                item = db.session.get(NewsItem, (actor.tenant_id, news_id))
                attach(stored, item, actor)
            commit()
    factory.legal(A, at=at)
    with factory.acting(A) as actor:
        papers.keep(paper_samples.pdf(), "don.pdf", "don", owner_mark("049199001234"), UPLOAD, actor)
        commit()
    with app.app_context():
        rebuild()


def digest_of_all() -> str:
    """The digest of the rows of every portal."""
    with all_tenants("so"):
        return whole(table_digests(db.session.connection()))


def backup(repository: Repository) -> Made:
    """A backup of the application in force that finds nothing wrong."""
    made = make_backup(repository)
    assert made.head.problems == []
    return made


def fingerprint(folder: Path) -> dict[str, str]:
    """Everything below a folder, by path: what each file holds; "" for folders."""
    return {
        one.relative_to(folder).as_posix(): hashlib.sha256(one.read_bytes()).hexdigest()
        if one.is_file()
        else ""
        for one in sorted(folder.rglob("*"))
    }


def files_below(folder: Path) -> Iterator[Path]:
    """All files below a folder, in order."""
    for place, folders, names in os.walk(folder):
        folders.sort()
        yield from (Path(place) / one for one in sorted(names))


def paper_path() -> str:
    """Where the one paper lies. In a scope."""
    found = db.session.query(Paper).one()
    return str(found.path)
