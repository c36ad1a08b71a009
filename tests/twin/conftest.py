"""A small district: three portals that are alive, fifteen that are suspended, and their twin."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal import create_app
from portal.alerts import service as alerts
from portal.clock import utc_now
from portal.extensions import db, limiter
from portal.tenancy.directory import directory
from portal.tenancy.models import Tenant
from portal.twin import following, renewing, trees
from portal.twin.checking import found_file
from portal.twin.exporting import Made, export
from portal.twin.renewing import Renewal
from portal.twin.state import State
from portal.web.freshness import GLOBAL_SLOT, tenants_changed, versions
from tests.conftest import DISTRICT, A, B, rest, settings_for
from tests.databases import forget
from tests.factories import Factory


class Twin:
    """The twin of an application under test: exports, steps of the follower, and what a reader would get."""

    def __init__(self, app: Flask, root: Path) -> None:
        self.app = app
        self.root = root
        self._renewal = Renewal()

    def export(self) -> Made:
        """Everything anew."""
        with self.app.app_context():
            directory().refresh(versions().read(GLOBAL_SLOT))
            return export(self.root)

    def follow(self, steps: int = 1) -> None:
        """As the follower does, a few times."""
        for _ in range(steps):
            with self.app.app_context():
                directory().refresh(versions().read(GLOBAL_SLOT))
                self._renewal.step()

    @property
    def tree(self) -> Path:
        """The present tree."""
        tree = trees.current_tree(self.root)
        assert tree is not None
        return tree

    def host(self, slug: str) -> Path:
        """The folder of a portal's host."""
        return self.tree / "hosts" / ("localhost" if slug == DISTRICT else f"{slug}.localhost")

    def read(self, slug: str, path: str, query: str = "") -> str | None:
        """The page that a reader of this portal gets; None for none."""
        file = found_file(self.host(slug), path, query)
        return file.read_text(encoding="utf-8") if file is not None else None

    def everything(self) -> dict[str, bytes]:
        """Every file that the web server may give out."""
        hosts = self.tree / "hosts"
        return {str(one.relative_to(hosts)): one.read_bytes() for one in hosts.rglob("*") if one.is_file()}


def small_district(folder: Path, root: Path) -> Flask:
    """An application on this instance folder with three living portals, and a folder for the twin."""
    app = create_app(settings_for(folder, twin=str(root), public_scheme="http"))
    limiter.enabled = False
    with app.app_context():
        for one in db.session.scalars(select(Tenant).where(Tenant.slug.not_in((DISTRICT, A, B)))):
            one.status = "suspended"
        if db.session.dirty:
            db.session.commit()
            tenants_changed()
        directory().refresh(versions().read(GLOBAL_SLOT))
    return app


def thing_of(model: type[Any], thing_id: int) -> Any:
    """A row by its id, in the scope in force."""
    found = db.session.scalar(select(model).where(model.id == thing_id))
    assert found is not None
    return found


@pytest.fixture(scope="session")
def prepared(blank_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The district without content and its twin, as the follower made it where there was none; only copied."""
    folder = tmp_path_factory.mktemp("prepared-twin")
    shutil.copytree(blank_instance, folder / "instance")
    app = small_district(folder / "instance", folder / "twin")
    twin = Twin(app, folder / "twin")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("URGENT_SECONDS", "CHANGE_SECONDS", "ROUND_SECONDS"):
            patch.setattr(renewing, name, 600.0)
        twin.follow()
    with app.app_context():
        db.session.remove()
        rest(db.engine)
    known = State(twin.tree / trees.STATE, careful=False)
    known.seal()
    known.close()
    return folder


@pytest.fixture()
def app(prepared: Path, tmp_path: Path) -> Iterator[Flask]:
    """The application on a copy of the small district, with a twin of it as it is."""
    shutil.copytree(prepared / "instance", tmp_path / "instance")
    shutil.copytree(prepared / "twin", tmp_path / "twin", symlinks=True)
    app = small_district(tmp_path / "instance", tmp_path / "twin")
    yield app
    with app.app_context():
        db.engine.dispose()
    forget(tmp_path / "instance")


@pytest.fixture()
def twin(app: Flask, tmp_path: Path) -> Twin:
    """The twin of this application."""
    return Twin(app, tmp_path / "twin")


@pytest.fixture()
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A step works until nothing is due, however busy the machine is; and it looks at the clock each time."""
    for name in ("URGENT_SECONDS", "CHANGE_SECONDS", "ROUND_SECONDS"):
        monkeypatch.setattr(renewing, name, 600.0)
    monkeypatch.setattr(following, "HOURS_EVERY", 0.0)


@pytest.fixture()
def warn(app: Flask, factory: Factory) -> Callable[..., int]:
    """Issues an urgent notice from the district for portals by slug; its id."""

    def issue(title: str, *slugs: str) -> int:
        ids = [factory.tenant_id(one) for one in slugs]
        with factory.acting(DISTRICT) as actor:
            until = utc_now() + timedelta(hours=12)
            draft = alerts.AlertDraft("bao", 3, title, "- Ở trong nhà", "ven biển", until, portals=ids)
            made = alerts.issue(draft, actor, f"once-{title}")
            return made.id

    return issue
