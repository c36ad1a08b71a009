"""A real application on a real database for every test; slow preparations are done once and copied."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from portal import create_app
from portal.accounts.service import create_user, grant
from portal.config import Settings
from portal.extensions import db, limiter
from portal.tenancy.directory import directory
from portal.tenancy.service import load_tenants
from portal.web.freshness import GLOBAL_SLOT, tenants_changed, versions
from tests import reaching, time_limit
from tests.chromium import chromium as chromium
from tests.databases import address_of, begin, forget
from tests.factories import Factory
from tests.quick import (
    collect_seldom,
    count_visits_when_asked,
    share_compiled_statements,
    write_without_waiting,
)
from tests.routes_once import share_routes
from tests.spying import hearing
from tests.thorough import choose_profile

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"
DISTRICT, A, B = "nui-thanh", "tam-hai", "tam-tra"
PASSWORD = "mot-mat-khau-dai-de-thu"
FAST = {
    "argon2_memory_kib": 64,
    "sign_in_limit": "10000 per minute",
    "log_level": "ERROR",
    "second_factor": "optional",  # tests/accounts ask for it where it is what they are about
    "secret_key": "test" * 8,
    "counter_streams": 0,  # a stream lasts; tests/dossiers/counter hold some open
    "check_links": False,  # tests/quality asks servers of its own
}
SERVERS = (
    "tests/test_serve.py",
    "tests/test_several_servers.py",
    "tests/twin/test_outage.py",
    "tests/web/test_page_cache_live.py",
)
"""Tests that start servers and wait for what they do."""
os.environ["PORTAL_CHECK_LINKS"] = "0"  # so it is where tests start processes
share_routes()
share_compiled_statements()
write_without_waiting()
count_visits_when_asked()
choose_profile()


def pytest_configure(config: pytest.Config) -> None:
    """The database server of all workers, where the tests run on one; and who listens to what tests ask."""
    config.pluginmanager.register(reaching)
    config.pluginmanager.register(time_limit)
    begin(config)
    if hasattr(config, "workerinput") or not getattr(config.option, "numprocesses", None):
        hearing.begin()  # in each process that runs tests: with -n the first one runs none


def pytest_unconfigure() -> None:
    """Nothing is left behind."""
    hearing.end()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With -n: which tests share a worker (the tests' own hook: xdist's marks are lost on pytest 9's node ids)."""
    from tests.scheduling import ByFile

    config.option.loadscopereorder = False  # the order of `pytest_collection_modifyitems` stands
    return ByFile(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long begins first. What a browser and servers of their own do hangs on a busy machine's moments too:
    such a test is tried a second time, and the summary lists it as RERUN, so that a race is seen and put right without
    stopping all else."""
    from tests.scheduling import order

    order(items)
    for item in items:
        if item.get_closest_marker("browser") or item.nodeid.startswith(SERVERS):
            item.add_marker(pytest.mark.flaky(reruns=1))


def pytest_collection_finish() -> None:
    """Everything is imported by now."""
    collect_seldom()


def settings_for(instance: Path, **more: Any) -> Settings:
    """Settings of a test installation in this folder. `database_url=""` keeps to SQLite whatever the tests run on, for
    tests of what comes in its files, or needs none."""
    if "database_url" not in more:
        more["database_url"] = address_of(instance)
    given: dict[str, Any] = FAST | more
    return Settings(**({"instance": str(instance)} | given))


@pytest.fixture(autouse=True)
def nothing_beside_its_portal(request: pytest.FixtureRequest) -> Iterator[None]:
    """No statement of the test, of what it prepared and of the processes that it started asks beside its portal."""
    yield
    heard = hearing.take()
    assert hearing.is_meant(request.node.nodeid) or heard == [], "\n".join(heard)


@pytest.fixture(scope="session")
def blank_instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance folder with a migrated database and the 18 tenants; never used itself, only copied."""
    return made_blank(tmp_path_factory.mktemp("blank"))


def made_blank(folder: Path) -> Path:
    """The folder, with a migrated database that has the 18 tenants and nobody connected."""
    app = create_app(settings_for(folder))
    with app.app_context():
        flask_migrate.upgrade()
        load_tenants(ROOT / "content" / "tenants.toml")
        db.session.commit()
        db.session.remove()
        rest(db.engine)
    return folder


def rest(engine: Engine) -> None:
    """Leave everything in the files that are copied, and nobody connected."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()


@pytest.fixture()
def instance(blank_instance: Path, tmp_path: Path) -> Iterator[Path]:
    """A fresh copy of the blank instance."""
    folder = tmp_path / "instance"
    shutil.copytree(blank_instance, folder)
    yield folder
    forget(folder)


@pytest.fixture()
def app(instance: Path) -> Iterator[Flask]:
    """An application with 18 tenants and no content."""
    app = create_app(settings_for(instance))
    limiter.enabled = False
    with app.app_context():
        tenants_changed()
        directory().refresh(versions().read(GLOBAL_SLOT))
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture()
def factory(app: Flask) -> Factory:
    """Makes what a test needs through the rooms' own verbs."""
    return Factory(app)


def host_of(slug: str) -> str:
    """The Host header of a portal."""
    return "localhost:8000" if slug == DISTRICT else f"{slug}.localhost:8000"


class Browser:
    """A test client bound to one portal, that fills in CSRF tokens like a browser does."""

    def __init__(self, app: Flask, slug: str) -> None:
        self.client: FlaskClient = app.test_client()
        self.slug = slug
        self.headers = {"Host": host_of(slug)}
        self._tokens: dict[str, str] = {}

    def get(self, path: str, **options: Any) -> Any:
        """GET a portal-relative path."""
        return self.client.get(path, headers=self.headers | options.pop("headers", {}), **options)

    def token(self, path: str = "/quan-tri/dang-nhap") -> str:
        """The CSRF token of a page's form."""
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get(path).text)
        return found[1] if found else ""

    def _desk_token(self) -> str:
        """The CSRF token of the desk, asked for once per session."""
        before = self._session()
        if not before or before not in self._tokens:
            found = self.token("/quan-tri/mat-khau")
            if not found:
                return ""
            before = self._session()
            self._tokens[before] = found
        return self._tokens[before]

    def _session(self) -> str:
        name, host = self.client.application.config["SESSION_COOKIE_NAME"], self.headers["Host"]
        cookie = self.client.get_cookie(name, domain=host.split(":")[0])
        return cookie.value if cookie is not None else ""

    def post(
        self, path: str, data: dict[str, Any] | None = None, *, token_from: str | None = None, **options: Any
    ) -> Any:
        """POST a form with the CSRF token of this session."""
        token = self.token(token_from) if token_from else self._desk_token()
        form = {"csrf_token": token} | (data or {})
        return self.client.post(path, data=form, headers=self.headers | options.pop("headers", {}), **options)

    def sign_in(self, email: str, password: str = PASSWORD) -> Any:
        """Sign in through the public door."""
        form = {"email": email, "password": password}
        return self.post("/quan-tri/dang-nhap", form, token_from="/quan-tri/dang-nhap")


@pytest.fixture()
def browser(app: Flask) -> Callable[[str], Browser]:
    """A fresh browser on a portal."""
    return lambda slug: Browser(app, slug)


@pytest.fixture()
def signed_in(app: Flask, factory: Factory) -> Callable[..., Browser]:
    """A browser signed in at `slug` as a person with `role` in `member_of` (the same portal unless given)."""

    def make(slug: str, role: str, member_of: str | None = None) -> Browser:
        home = member_of or slug
        email = f"{role}@{home}.example"
        with app.app_context():
            portal = directory().by_slug(home)
            assert portal is not None
            try:
                user = create_user(email, f"{role} {home}", PASSWORD)
                grant(user, portal.id, role, is_district=portal.is_district)
                db.session.commit()
            except ValueError:
                db.session.rollback()
        made = Browser(app, slug)
        answer = made.sign_in(email)
        assert answer.status_code in {302, 401}, answer.status_code
        return made

    return make
