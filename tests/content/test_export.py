"""A whole portal out and into an empty installation: the same public pages, nothing of others, no secrets."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from inspect import getclosurevars
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import select

from portal import create_app
from portal.accounts.service import create_user, grant
from portal.clock import utc_now
from portal.content.commands import load_all
from portal.content.export_job import exports_of, sweep
from portal.content.exporting import Stopped, export_tenant, exports_folder
from portal.content.placing import Names, inward, safe_name
from portal.extensions import db
from portal.media import service as media
from portal.news import service as news
from portal.news.models import NewsItem
from portal.pages.service import ensure_mandatory
from portal.procedures import service as procedures
from portal.publishing.models import WITHDRAWN
from portal.publishing.service import commit, publish, withdraw
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered, system_task
from portal.web.contributions import contributions
from portal.web.freshness import GLOBAL_SLOT, tenants_changed, versions
from tests.conftest import A, B, Browser, settings_for
from tests.factories import Factory

CANARY = "CANARY-CỦA-XÃ-KHÁC"
SECRET = "mot-mat-khau-bi-mat-lam"


def picture(folder: Path) -> Path:
    path = folder / "anh bien.png"
    Image.new("RGB", (400, 300), (0, 90, 140)).save(path)
    return path


def furnish(factory: Factory, folder: Path) -> list[str]:
    """One of everything in A, with a canary in B; the public addresses of A."""
    paths = ["/"]
    with factory.acting(A) as actor:
        ensure_mandatory(actor)
        commit()
        section = news.ensure_section("su-kien", "Tin tức – Sự kiện", 0)
        shown = media.store_file(picture(folder), "anh bien.png", actor, alt="Biển")
        text = folder / "quy che.txt"
        text.write_text("Quy chế thử", encoding="utf-8")
        attached = media.store_file(text, "quy che.txt", actor)
        again = folder / "khac" / "quy che.txt"
        again.parent.mkdir()
        again.write_text("Quy chế thử, bản hai", encoding="utf-8")
        twin = media.store_file(again, "quy che.txt", actor)
        draft = news.NewsDraft(
            "Tin: có “ngoặc”, # và\u00a0dấu",
            "Đoạn dẫn: a",
            f"Đoạn một\n\n![Biển](/tep/{shown.id}/400.webp)\n\n---\nĐoạn cuối\n",
            section.id,
            tags=["nông thôn mới", "no"],
            picture_id=shown.id,
            picture_alt="Biển Tam Hải",
            featured=True,
        )
        item = news.write(draft, actor)
        media.attach(attached, item, actor, title="Quy chế")
        media.attach(twin, item, actor, title="Quy chế, bản hai")
        publish(item, actor, utc_now() - timedelta(days=3))
        commit()
        paths.append(f"/tin-tuc/{item.slug}")
    above, slug = factory.page(A, title="Trang cha", body="Thân trang")
    paths += [f"/gioi-thieu/{slug}", f"/gioi-thieu/{factory.page(A, title='Trang con', parent_id=above)[1]}"]
    paths.append(f"/van-ban/{factory.legal(A, closing='Nơi nhận: như trên', excerpt='Tóm tắt')[1]}")
    papers = [
        procedures.Paper("Tờ khai", "Nộp", "", 1, 0),
        procedures.Paper("Bản sao", "Xuất trình", "", None, 1),
    ]
    paths.append(
        f"/thu-tuc/{factory.procedure(A, papers=papers, description='Mô tả', conditions='Điều kiện')[1]}"
    )
    paths.append(f"/lich-cong-tac/{factory.week(A)[1]}")
    factory.news(A, title="Bản nháp mật", publish=False)
    gone, _slug = factory.news(A, title="Tin đã gỡ")
    with factory.acting(A) as actor:
        row = db.session.scalar(select(NewsItem).where(NewsItem.id == gone))
        assert row is not None
        withdraw(row, actor)
        commit()
    factory.news(B, title=CANARY, lead=CANARY, body=CANARY)
    factory.legal(B, title=CANARY)
    return paths


@pytest.fixture()
def exported(app: Flask, factory: Factory, tmp_path: Path) -> Iterator[tuple[list[str], Path]]:
    folder = tmp_path / "nguon"
    folder.mkdir()
    paths = furnish(factory, folder)
    with app.app_context():
        for slug in (A, B):
            portal = directory().by_slug(slug)
            assert portal is not None
            user = create_user(f"nguoi@{slug}.example", f"Người {slug}", SECRET)
            grant(user, portal.id, "tenant_admin", is_district=False)
        db.session.commit()
    desk = Browser(app, A)
    desk.sign_in(f"nguoi@{A}.example", SECRET)
    file = io.BytesIO()
    Image.new("RGB", (300, 300), (120, 20, 20)).save(file, "PNG")
    file.seek(0)
    look = {"theme": "bien", "primary_colour": "#7a1f1f", "accent_colour": "#c8811a", "version": "0"}
    sent = desk.post("/quan-tri/giao-dien/mau-sac", look | {"emblem_file": (file, "bieu trung.png")})
    assert sent.status_code == 303, sent.text
    desk.post("/quan-tri/giao-dien/chan-trang", {"responsible": "Bà Chủ tịch", "version": "2"})
    target = tmp_path / "xuat.zip"
    with app.app_context():
        directory().refresh(versions().read(GLOBAL_SLOT))
        portal = directory().by_slug(A)
        assert portal is not None
        export_tenant(portal, target)
    yield paths, target


def canonical(page: str) -> str:
    """A page without what differs between installations: numbers of files and rows, marks of forms."""
    page = re.sub(
        r'<section class="block block--portals">.*?</section>', "", page, flags=re.S
    )  # nobody else is there
    # Each installation signs its own log of what it published.
    page = re.sub(r'<section class="panel" aria-labelledby="bang-chung">.*?</section>', "", page, flags=re.S)
    page = re.sub(r"/tep/\d+/", "/tep/0/", page)
    page = re.sub(r"/bang-chung/(\w+)/\d+", r"/bang-chung/\1/0", page)
    return re.sub(r'name="csrf_token" value="[^"]+"', "", page)


def test_an_empty_installation_shows_the_same_pages(
    app: Flask, exported: tuple[list[str], Path], tmp_path: Path
) -> None:
    paths, target = exported
    with zipfile.ZipFile(target) as package:
        package.extractall(tmp_path / "mo")
    other = create_app(settings_for(tmp_path / "instance-2"))
    with other.app_context():
        flask_migrate.upgrade()
        report = load_all(tmp_path / "mo" / "content")
        assert report.refused == []
        directory().refresh(versions().read(GLOBAL_SLOT))
    here, there = Browser(app, A), Browser(other, A)
    for path in paths:
        mine, theirs = here.get(path), there.get(path)
        assert (mine.status_code, theirs.status_code) == (200, 200), path
        assert canonical(theirs.text) == canonical(mine.text), path
    for found in set(re.findall(r"/tep/\d+/[^\" ,]+", "".join(there.get(path).text for path in paths))):
        assert there.get(found).status_code == 200, found
    assert there.get("/giao-dien.css").text == here.get("/giao-dien.css").text
    with other.app_context():
        known = directory().by_slug(A)
        assert known is not None
        with entered(editing(known.id)):
            rows = dict(db.session.execute(select(NewsItem.title, NewsItem.status)).all())
        assert (rows["Bản nháp mật"], rows["Tin đã gỡ"]) == ("draft", WITHDRAWN)
        again = load_all(tmp_path / "mo" / "content")
        assert set(again.counts) == {"unchanged", "made"} and not again.counts["made"], again.counts
        db.engine.dispose()


def test_nothing_of_others_and_no_secret_goes_along(exported: tuple[list[str], Path]) -> None:
    _paths, target = exported
    with zipfile.ZipFile(target) as package:
        raw = {name: package.read(name) for name in package.namelist()}
    everything = b"\n".join(raw.values()).decode("utf-8", "replace")
    assert CANARY not in everything and f"nguoi@{B}.example" not in everything
    assert f"nguoi@{A}.example" in raw["portal.json"].decode()
    for secret in ("$argon2", SECRET, "token_hash", "password"):
        assert secret not in everything, secret
    assert len(raw["content/tam-hai/du-lieu/revision.jsonl"].splitlines()) > 8
    assert all(json.loads(line)["digest"] for line in raw["archive/audit_entry.jsonl"].splitlines())
    told = json.loads(raw.pop("manifest.json"))["files"]
    assert told == {name: hashlib.sha256(data).hexdigest() for name, data in raw.items()}
    for name in raw:
        assert not name.startswith("/") and ".." not in name.split("/") and "\\" not in name


def test_an_export_that_is_stopped_leaves_nothing(app: Flask, factory: Factory, tmp_path: Path) -> None:
    factory.news(A)

    def told(done: int, _total: int) -> None:
        if done > 2:
            raise Stopped

    with app.app_context():
        portal = directory().by_slug(A)
        assert portal is not None
        with pytest.raises(Stopped):
            export_tenant(portal, tmp_path / "x" / "x.zip", told)
    assert list((tmp_path / "x").iterdir()) == []


def test_exports_go_after_a_week(app: Flask, factory: Factory) -> None:
    with app.app_context():
        tenant_id = factory.tenant_id(A)
        folder = exports_folder() / str(tenant_id)
        folder.mkdir(parents=True)
        (folder / f"{A}_20261101-080000.zip").write_bytes(b"x")
        (folder / "gi-khac.zip").write_bytes(b"x")
        assert [one.name for one in exports_of(tenant_id)] == [f"{A}_20261101-080000.zip"]
        assert sweep() == 0 and sweep(-1) == 1 and exports_of(tenant_id) == []
        assert (folder / "gi-khac.zip").exists()


def test_settings_of_a_file_never_go_over_those_of_an_administrator(app: Flask, tmp_path: Path) -> None:
    root = tmp_path / "content"
    (root / A).mkdir(parents=True)
    (root / "sections.toml").write_text("section = []\n", encoding="utf-8")
    (root / "tenants.toml").write_text("tenant = []\n", encoding="utf-8")
    said = {"settings": {"appearance": {"responsible": "Từ tệp"}}}
    (root / A / "portal.json").write_text(json.dumps(said), encoding="utf-8")
    from portal.tenancy.models import Tenant

    with app.app_context():
        with system_task("chuẩn bị bài thử"):
            tenant = db.session.scalar(select(Tenant).where(Tenant.slug == A))
            assert tenant is not None
            tenant.settings = {"appearance": {"responsible": "Đã sửa tay"}}
            db.session.commit()
        tenants_changed()
        load_all(root)
    assert "Đã sửa tay" in Browser(app, A).get("/").text
    (root / B).mkdir()
    for broken in (
        "",
        "[]",
        "{",
        '{"settings": 7}',
        '{"settings": {"appearance": {"emblem": "tep:../../x/1.webp"}}}',
    ):
        (root / B / "portal.json").write_text(broken, encoding="utf-8")
        with app.app_context():
            load_all(root)
        assert Browser(app, B).get("/").status_code == 200


@given(st.text(max_size=60))
def test_names_in_an_archive_are_only_names(name: str) -> None:
    made = safe_name(name)
    assert (
        made and not made.startswith(".") and not set(made) & set("/\\\x00\n\r") and made not in {".", ".."}
    )


FILES = st.tuples(st.sampled_from(["a.pdf", "A.pdf", "a-2.pdf", "ảnh (1).png"]), st.integers(1, 9))


@given(st.lists(FILES, max_size=6))
def test_links_go_out_and_come_back(files: list[tuple[str, int]]) -> None:
    class Row:
        def __init__(self, number: int, name: str) -> None:
            self.id, self.name, self.sha256 = number, name, f"{number:064x}"

    names: Any = Names()
    rows = [Row(at, name) for at, (name, _width) in enumerate(files, 1)]
    given_names = [names.give(row) for row in rows]
    assert len({one.lower() for one in given_names}) == len(rows)
    text = " ".join(f"![x](/tep/{row.id}/{width}.webp)" for row, (_n, width) in zip(rows, files, strict=True))
    back = {name: number for number, name in names.by_id.items()}
    assert inward(names.outward(text), back.__getitem__) == text


def test_an_export_goes_after_a_week_though_nobody_asks_for_another(app: Flask) -> None:
    """What is personal in it lies there no longer than was said."""
    mine = [one for one in contributions(app).tended if getclosurevars(one).nonlocals.get("act") is sweep]
    assert len(mine) == 1
    with app.app_context():
        old = exports_folder() / "7" / "tam-hai_20260101-000000.zip"
        old.parent.mkdir(parents=True)
        old.write_bytes(b"x")
        os.utime(old, (0, 0))
        mine[0]()(utc_now())
    assert not old.exists()
