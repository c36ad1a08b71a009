"""A portal full of everything goes out, into another installation, and out again: the two packages say the same."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import select

from portal import create_app
from portal.accounts.service import create_user
from portal.content.carried import ARCHIVED, carried
from portal.content.commands import load_all
from portal.content.exporting import export_tenant
from portal.content.restoring import load_package
from portal.extensions import db
from portal.news.models import NewsItem
from portal.proofs.models import ProofLeaf
from portal.publishing.models import Revision
from portal.publishing.trail import check
from portal.quality.models import DutyNote
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered
from portal.voice.cases.models import VoiceCase
from portal.voice.cases.queries import case_path
from portal.web.freshness import GLOBAL_SLOT, tenants_changed, versions
from tests.conftest import PASSWORD, A, Browser, settings_for
from tests.content.whole import PERSON, PHONE, UNSEEN, counts, fill
from tests.factories import Factory

OF_EACH_PLACE = {"README.md", "manifest.json", "portal.json"} | {f"archive/{name}.jsonl" for name in ARCHIVED}
"""Files that differ by their nature: when, numbers of the installation, chains and logs that each place begins anew."""


def export(app: Flask, slug: str, target: Path, *, personal: bool = True) -> dict[str, bytes]:
    """The files of an export of the portal."""
    with app.app_context():
        directory().refresh(versions().read(GLOBAL_SLOT))
        portal = directory().by_slug(slug)
        assert portal is not None
        export_tenant(portal, target, with_personal_data=personal)
    with zipfile.ZipFile(target) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.fixture(scope="module")
def virgin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an installation without any portal; only copied."""
    folder = tmp_path_factory.mktemp("trong") / "instance"
    app = create_app(settings_for(folder))
    with app.app_context():
        flask_migrate.upgrade()
        db.engine.dispose()
    return folder


@pytest.fixture()
def other(virgin: Path, tmp_path: Path) -> Iterator[Flask]:
    """An installation without any portal."""
    shutil.copytree(virgin, tmp_path / "instance-2")
    made = create_app(settings_for(tmp_path / "instance-2"))
    yield made
    with made.app_context():
        db.engine.dispose()


def installation(blank: Path, folder: Path) -> Flask:
    """An installation with the 18 portals and nothing in them."""
    shutil.copytree(blank, folder)
    app = create_app(settings_for(folder))
    with app.app_context():
        tenants_changed()
        directory().refresh(versions().read(GLOBAL_SLOT))
    return app


@pytest.fixture(scope="module")
def full(
    blank_instance: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Flask, dict[str, bytes], Path]]:
    """An application where A is full of everything, the files of A's export, and the ZIP. Nobody changes them."""
    folder = tmp_path_factory.mktemp("nguon")
    app = installation(blank_instance, folder / "instance")
    fill(Factory(app), A, folder)
    yield app, export(app, A, folder / "xuat.zip"), folder / "xuat.zip"
    with app.app_context():
        db.engine.dispose()


def rows(files: dict[str, bytes], table: str) -> list[dict[str, Any]]:
    """The rows of a table in an export."""
    raw = files[f"content/{A}/du-lieu/{table}.jsonl"].decode()
    return [json.loads(line) for line in raw.splitlines()]


def test_everything_comes_back(
    full: tuple[Flask, dict[str, bytes], Path], other: Flask, tmp_path: Path
) -> None:
    app, first, package = full
    factory = Factory(app)
    empty = [name for name, count in counts(factory, A).items() if not count]
    assert empty == [], "tests/content/whole.py fills a portal with something of each table that goes along"
    assert {name: len(rows(first, name)) for name in carried()} == counts(factory, A)
    with other.app_context():
        create_user(f"tenant_admin@{A}.example", "Bà tenant_admin", PASSWORD)
        db.session.commit()
        made = load_package(package)
        assert made.counts == counts(factory, A) and not made.nameless
    second = export(other, A, tmp_path / "lai.zip")
    assert second.keys() == first.keys()
    for name in sorted(first.keys() - OF_EACH_PLACE):
        assert second[name].decode("utf-8", "replace") == first[name].decode("utf-8", "replace"), name
    assert look(app) == look(other)
    with other.app_context():
        portal = directory().by_slug(A)
        assert portal is not None
        with entered(editing(portal.id)):
            assert db.session.scalars(select(ProofLeaf.kind)).all()
            assert check(portal.id).fault == ""
        assert load_package(package).known
    assert export(other, A, tmp_path / "ba.zip").keys() == first.keys()


def look(app: Flask) -> list[str]:
    """What citizens see."""
    here = Browser(app, A)
    found = []
    for path in ("/y-kien/", "/tin-tuc/", "/van-ban/", "/giao-dien.css", "/cu.html", "/lich"):
        answer = here.get(path)
        assert answer.status_code in {200, 301, 302, 308}, path
        found.append(answer.headers.get("Location") or str(len(answer.text.split())))
    return found


def test_what_citizens_gave_goes_along_only_when_asked_for(
    full: tuple[Flask, dict[str, bytes], Path], other: Flask, tmp_path: Path
) -> None:
    app, whole, _package = full
    everything = b"\n".join(whole.values()).decode("utf-8", "replace")
    assert PERSON in everything and PHONE in everything and UNSEEN in everything
    assert "có dữ liệu cá nhân của người dân**" in whole["README.md"].decode()
    usual = export(app, A, tmp_path / "thuong.zip", personal=False)
    everything = b"\n".join(usual.values()).decode("utf-8", "replace")
    for word in (PERSON, PHONE, UNSEEN):
        assert word not in everything, word
    assert "không có dữ liệu cá nhân của người dân**" in usual["README.md"].decode()
    assert rows(usual, "voice_person") == [] and {one["note"] for one in rows(usual, "voice_event")} == {""}
    assert {one["title"] for one in rows(usual, "voice_case")} >= {"Hỏi về đất", "Góp ý"}
    files = {one["file"] for one in rows(usual, "media_file")}
    assert "da-sua.png" in files or "da sua.png" in files, files
    assert not any("dan gui" in one or "dan-gui" in one for one in usual), sorted(usual)
    with other.app_context():
        made = load_package(tmp_path / "thuong.zip")
        portal = directory().by_slug(A)
        assert portal is not None and made.nameless == {f"tenant_admin@{A}.example"}
        with entered(editing(portal.id)):
            item = db.session.scalars(select(NewsItem).where(NewsItem.review_on.is_not(None))).one()
            assert (item.owner_id, item.owner_office, item.created_by_id) == (None, "Văn phòng", None)
            duty = db.session.scalars(select(DutyNote)).one()
            assert (duty.owner_id, duty.owner_office) == (None, "Bà tenant_admin")
            assert "Bà tenant_admin" in db.session.scalars(select(Revision.by_name)).all()
            cases = db.session.scalars(select(VoiceCase).where(VoiceCase.kind != "comment"))
            shown = [case_path(one) for one in cases]
    assert len(shown) == 2 and all(Browser(other, A).get(one).status_code == 200 for one in shown), shown


def test_a_text_that_was_changed_in_the_unpacked_package_has_the_last_word(
    full: tuple[Flask, dict[str, bytes], Path], other: Flask, tmp_path: Path
) -> None:
    _app, files, package = full
    with zipfile.ZipFile(package) as archive:
        archive.extractall(tmp_path / "mo")
    text = next((tmp_path / "mo" / "content" / A / "tin-tuc").glob("*.md"))
    text.write_text(text.read_text().replace("title: ", "title: SỬA TAY "))
    with other.app_context():
        report = load_all(tmp_path / "mo" / "content")
        assert report.refused == [] and report.counts["changed"] == 1, report
        assert [one.slug for one in report.restored] == [A]
        portal = directory().by_slug(A)
        assert portal is not None
        with entered(editing(portal.id)):
            titles = list(db.session.scalars(select(NewsItem.title)))
            changed = [one for one in titles if one.startswith("SỬA TAY")]
            assert len(changed) == 1 and len(titles) == len(rows(files, "news_item"))
        again = load_all(tmp_path / "mo" / "content")
        assert not again.counts["changed"] and not again.counts["made"], again
        assert again.counts["unchanged"] and again.restored == [] and again.refused == []
