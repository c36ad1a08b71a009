"""Starting content: loads whole, once, and leaves an editor's work alone."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.accounts.permissions import Actor
from portal.content.commands import load_all
from portal.extensions import db
from portal.legal.models import LegalDocument
from portal.media.models import MediaFile
from portal.news import queries, service
from portal.news.models import NewsItem, NewsSection
from portal.pages.mandatory import SECTIONS
from portal.pages.models import Page
from portal.procedures.models import Procedure
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered, reading
from tests.conftest import DISTRICT, ROOT, A, Browser
from tests.factories import Factory

CONTENT = ROOT / "content"


@pytest.fixture()
def loaded(app: Flask) -> Iterator[Flask]:
    """The whole starting content."""
    with app.app_context():
        report = load_all(CONTENT)
    assert report.refused == []
    yield app


def test_the_whole_content_loads_and_every_portal_has_what_it_must(loaded: Flask, factory: Factory) -> None:
    def count(model: type, *where: object) -> int:
        return db.session.scalar(select(func.count()).select_from(model).where(*where)) or 0  # type: ignore[arg-type]

    for portal in directory(loaded).all():
        with loaded.app_context(), entered(reading(portal.id)):
            notices = db.session.scalar(select(NewsSection.id).where(NewsSection.slug == "thong-bao"))
            news, told = (
                count(NewsItem, NewsItem.section_id != notices),
                count(NewsItem, NewsItem.section_id == notices),
            )
            wanted = (12, 2, 10) if portal.slug == DISTRICT else (3, 2, 4)
            got = (news, told, count(LegalDocument))
            assert all(have >= need for have, need in zip(got, wanted, strict=True)), (portal.slug, got)
            codes = set(db.session.scalars(select(Page.section)))
            assert codes >= {one.code for one in SECTIONS}, (
                portal.slug,
                {one.code for one in SECTIONS} - codes,
            )
    with loaded.app_context(), entered(reading(factory.tenant_id(DISTRICT))):
        assert count(Procedure, Procedure.shared) >= 30
    with loaded.app_context(), entered(reading(factory.tenant_id(A), (factory.tenant_id(DISTRICT),))):
        assert count(Procedure) >= 30
        assert count(MediaFile) >= 3
    _test_again(loaded)
    _test_links(loaded)


def _test_again(app: Flask) -> None:
    """Loading again changes nothing."""
    with app.app_context():
        report = load_all(CONTENT)
    assert set(report.counts) - {"unchanged"} <= {"made"} and not report.counts["made"], report.counts


def _test_links(app: Flask) -> None:
    """No link of the pages that the content makes leads nowhere."""
    for slug in (DISTRICT, A):
        visitor, seen, todo = Browser(app, slug), {"/"}, ["/"]
        while todo and len(seen) < 140:
            path = todo.pop()
            answer = visitor.get(path)
            assert answer.status_code in {200, 302}, (slug, path, answer.status_code)
            if "html" in answer.content_type:
                for link in re.findall(r'(?:href|src)="(/[^"#]*)', answer.text):
                    link = link.replace("&amp;", "&")
                    if link not in seen and "/ngon-ngu/" not in link:
                        seen.add(link)
                        todo.append(link)


@pytest.fixture()
def small(tmp_path: Path) -> Path:
    """A content folder with the tenants and one news item."""
    root = tmp_path / "content"
    (root / A / "tin-tuc").mkdir(parents=True)
    for name in ("tenants.toml", "sections.toml"):
        shutil.copy(CONTENT / name, root / name)
    (root / A / "tin-tuc" / "2026-11-20-mot.md").write_text(
        "---\ntitle: Bản trong tệp\nlead: Dẫn\nsection: su-kien\npublished: 2026-11-20T08:00\n---\nNội dung\n",
        encoding="utf-8",
    )
    return root


def _load(app: Flask, root: Path) -> tuple[dict[str, int], list[tuple[str, str]]]:
    with app.app_context():
        report = load_all(root)
    return dict(report.counts), report.refused


def test_a_changed_file_is_taken_and_an_edited_item_is_kept(
    app: Flask, factory: Factory, small: Path
) -> None:
    _load(app, small)
    file = small / A / "tin-tuc" / "2026-11-20-mot.md"
    file.write_text(file.read_text(encoding="utf-8").replace("Bản trong tệp", "Bản mới"), encoding="utf-8")
    assert _load(app, small)[0]["changed"] == 1
    assert "Bản mới" in Browser(app, A).get("/tin-tuc/mot").text
    tenant_id = factory.tenant_id(A)
    with app.app_context(), entered(editing(tenant_id)):
        item = db.session.scalar(select(NewsItem))
        assert item is not None
        full = queries.by_id(item.id)
        assert full is not None
        draft = service.NewsDraft("SỬA TAY", "Dẫn", "Nội dung", full.section_id)
        service.save(full, draft, full.version, Actor(5, "Người sửa", tenant_id, frozenset({"approver"})))
    file.write_text(file.read_text(encoding="utf-8").replace("Bản mới", "Bản thứ ba"), encoding="utf-8")
    assert _load(app, small)[0]["kept"] == 1
    assert "SỬA TAY" in Browser(app, A).get("/tin-tuc/mot").text


def test_a_bad_file_is_named_and_stops_nothing(app: Flask, small: Path) -> None:
    folder = small / A / "tin-tuc"
    (folder / "a-hong.md").write_text("---\ntitle: [\n---\n", encoding="utf-8")
    (folder / "b-thieu.md").write_text("---\ntitle: Chỉ có tiêu đề\n---\nx", encoding="utf-8")
    (folder / "c-muc.md").write_text("---\ntitle: x\nlead: y\nsection: khong-co\n---\nx", encoding="utf-8")
    (folder / "d-anh.md").write_text(
        "---\ntitle: x\nlead: y\nsection: su-kien\npicture: ../x.jpg\npicture_alt: z\n---\nx",
        encoding="utf-8",
    )
    (folder / "e-nhi-phan.md").write_bytes(b"\xff\xfe\x00")
    counts, refused = _load(app, small)
    assert {Path(origin).name for origin, _reason in refused} == {
        "a-hong.md",
        "b-thieu.md",
        "c-muc.md",
        "d-anh.md",
        "e-nhi-phan.md",
    }
    assert all(reason for _origin, reason in refused) and counts["made"] >= 1
    assert Browser(app, A).get("/tin-tuc/mot").status_code == 200


def test_the_tenants_file_is_checked(tmp_path: Path) -> None:
    from portal.tenancy.service import InvalidTenants, read_tenants

    good = (CONTENT / "tenants.toml").read_text(encoding="utf-8")
    assert len(read_tenants(CONTENT / "tenants.toml")) == 18
    for bad in (
        good.replace('slug = "tam-hai"', 'slug = "tam-tra"'),
        good.replace('parent = "nui-thanh"', 'parent = "x"', 1),
        "x = [",
        "",
    ):
        file = tmp_path / "t.toml"
        file.write_text(bad, encoding="utf-8")
        with pytest.raises(InvalidTenants):
            read_tenants(file)
