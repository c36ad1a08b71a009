"""What a portal says at all its doors holds no word of another, and changes nothing of another.

`test_mutants.py` runs these with a layer weakened: those that only look for foreign words pass then too.
"""

from __future__ import annotations

import os
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from portal import create_app
from portal.accounts.models import Membership
from portal.accounts.service import create_user, grant, user_by_email
from portal.content.exporting import export_tenant
from portal.extensions import db, limiter
from portal.legal.models import LegalDocument
from portal.news.models import NewsItem
from portal.tenancy.directory import directory
from portal.tenancy.scope import scope_or_none, system_task
from portal.web.freshness import GLOBAL_SLOT, versions
from tests.conftest import DISTRICT, PASSWORD, A, B, Browser, settings_for
from tests.tenancy import leaks

pytestmark = pytest.mark.database
STOCKED = "PORTAL_STOCKED"
"""Where an instance folder with all of it lies already."""


@pytest.fixture(scope="module")
def stocked(blank_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The installation of `leaks`."""
    folder = tmp_path_factory.mktemp("leaks") / "instance"
    ready = os.environ.get(STOCKED)
    shutil.copytree(ready or blank_instance, folder)
    app = create_app(settings_for(folder))
    limiter.enabled = False
    with app.app_context():
        directory().refresh(versions().read(GLOBAL_SLOT))
    if not ready:
        leaks.stock(app, folder).keep(folder)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture()
def made(stocked: Flask) -> leaks.Stocked:
    return leaks.kept(Path(stocked.config["PORTAL"].instance))


@pytest.mark.thorough
def test_each_says_its_own(stocked: Flask, made: leaks.Stocked) -> None:
    """What the others look for is there to be found."""
    said = [(slug, text) for slug, _where, text in leaks.visits(stocked, made)]
    for slug in (A, B):
        assert sum(f"CANARY-{slug}-" in text for who, text in said if who == slug) > 10
    desk = [text for _slug, where, text in leaks.asked_at_the_desk(stocked, made, "GET") if " " not in where]
    assert sum(f"CANARY-{A}-" in text for text in desk) == 5
    assert min(len(leaks.desk_rules(stocked, method)) for method in ("GET", "POST")) > 40


@pytest.mark.thorough
def test_nothing_of_another_portal_is_said(stocked: Flask, made: leaks.Stocked) -> None:
    for slug, where, said in leaks.visits(stocked, made):
        assert leaks.foreign(said, slug) == set(), (slug, where)
    for slug, where, said in leaks.asked_at_the_desk(stocked, made, "GET"):
        assert leaks.foreign(said, slug) == set(), (slug, where)


def _rows(app: Flask) -> list[Any]:
    with app.app_context(), system_task("thử: hàng của cổng khác"):
        own = directory().by_slug(A)
        assert own is not None
        found: list[Any] = []
        for model in (NewsItem, LegalDocument):
            columns = (model.id, model.title, model.status, model.version)
            found += db.session.execute(
                select(*columns).where(model.tenant_id != own.id).order_by(model.id)
            ).all()
        return found


@pytest.mark.thorough
def test_nothing_of_another_portal_is_changed(stocked: Flask, made: leaks.Stocked) -> None:
    before = _rows(stocked)
    for slug, where, said in leaks.asked_at_the_desk(stocked, made, "POST"):
        assert leaks.foreign(said, slug) == set(), (slug, where)
    assert _rows(stocked) == before and len(before) >= 10


def test_what_a_neighbour_shares_is_not_shared_with_us(stocked: Flask) -> None:
    for slug, other in ((A, B), (B, A)):
        visitor = Browser(stocked, slug)
        for where in ("/van-ban/", "/api/v1/legal-documents?limit=100"):
            said = leaks.words_of(visitor.get(where))
            assert "CHUNG dùng chung" in said and f"CANARY-{other}-" not in said, where


def test_a_cookie_opens_the_portal_it_was_given_at(stocked: Flask) -> None:
    """Though the person has a role at both."""
    with stocked.app_context():
        user, there = user_by_email(leaks.address_at(B)), directory().by_slug(A)
        assert user is not None and there is not None
        if not any(one.for_tenant_id == there.id for one in user.memberships):
            grant(user, there.id, "approver", is_district=False)
        db.session.commit()
    person = Browser(stocked, B)
    assert person.sign_in(leaks.address_at(B)).status_code == 302
    cookie = person.client.get_cookie("phien", domain=f"{B}.localhost")
    assert cookie is not None and person.get("/quan-tri/").status_code == 200
    elsewhere = Browser(stocked, A)
    elsewhere.client.set_cookie("phien", cookie.value, domain=f"{A}.localhost")
    assert elsewhere.get("/quan-tri/").status_code == 302


def test_a_stranger_finds_no_desk(stocked: Flask) -> None:
    """A session of somebody who has no role at the portal any more: even the overview is not there."""
    with stocked.app_context():
        portal = directory().by_slug(A)
        assert portal is not None
        user = create_user("la@leaks.example", "Người lạ", PASSWORD)
        grant(user, portal.id, "approver", is_district=False)
        db.session.commit()
        number = user.id
    person = Browser(stocked, A)
    assert person.sign_in("la@leaks.example").status_code == 302
    with stocked.app_context():
        db.session.query(Membership).filter(Membership.user_id == number).delete()
        db.session.commit()
    assert person.get("/quan-tri/").status_code == 404


def test_a_file_is_given_out_by_its_portal_alone(stocked: Flask, made: leaks.Stocked) -> None:
    person = Browser(stocked, A)
    person.sign_in(leaks.address_at(A))
    for slug in (A, B, DISTRICT):
        public, drafted = made.files[slug]
        own = slug == A
        assert Browser(stocked, A).get(f"/tep/{public}/320.jpg").status_code == (200 if own else 404)
        assert Browser(stocked, A).get(f"/tep/{drafted}/320.jpg").status_code == 404
        for number in (public, drafted):
            answer = person.get(f"/quan-tri/tep/{number}/320.jpg")
            assert answer.status_code == (200 if own else 404), (slug, number)


def test_the_package_of_a_portal_says_nothing_of_others(stocked: Flask, tmp_path: Path) -> None:
    with stocked.app_context():
        portal = directory().by_slug(A)
        assert portal is not None
        export_tenant(portal, tmp_path / "a.zip", with_personal_data=True)
    with zipfile.ZipFile(tmp_path / "a.zip") as package:
        said = "\n".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())
    assert leaks.foreign(said, A) == set() and f"CANARY-{A}-" in said


def test_a_package_is_written_in_the_scope_of_its_portal(stocked: Flask, tmp_path: Path) -> None:
    """Its queries name the portal themselves; where one forgets to, the scope still holds."""
    found: set[Any] = set()

    def note(*_given: Any) -> None:
        scope = scope_or_none()
        if scope is not None:
            found.add((scope.kind, scope.own))

    with stocked.app_context():
        portal = directory().by_slug(A)
        assert portal is not None
        event.listen(db.engine, "before_cursor_execute", note)
        try:
            export_tenant(portal, tmp_path / "a.zip", with_personal_data=True)
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
    assert found - {("system", None)} == {("editing", portal.id)}  # who works there is read by name
