"""The reform of 1 July 2025 on the real content: 17 communes become six, and every old address leads to its thing."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal import create_app
from portal.content.commands import load_all
from portal.extensions import db, limiter
from portal.merging import schema
from portal.proofs.checking import check_all
from portal.tenancy.directory import directory
from portal.tenancy.scope import all_tenants
from tests.conftest import ROOT, Browser, settings_for
from tests.merging.conftest import closed
from tests.merging.world import Things, broken_references, merge, rows_of, undo

# Resolution of the standing committee of the National Assembly on Đà Nẵng's communes, as DOMAIN.md tells it.
REFORM = {
    "xa-nui-thanh": (
        "Xã Núi Thành",
        "20965",
        ("thi-tran-nui-thanh", "tam-hiep", "tam-giang", "tam-quang", "tam-nghia"),
    ),
    "tam-xuan": ("Xã Tam Xuân", "20971", ("tam-xuan-i", "tam-xuan-ii", "tam-tien")),
    "duc-phu": ("Xã Đức Phú", "20977", ("tam-son", "tam-thanh")),
    "tam-anh": ("Xã Tam Anh", "20984", ("tam-anh-bac", "tam-anh-nam", "tam-hoa")),
    "xa-tam-hai": ("Xã Tam Hải", "20992", ("tam-hai",)),
    "tam-my": ("Xã Tam Mỹ", "21004", ("tam-my-tay", "tam-my-dong", "tam-tra")),
}
PAGES = r"/(?:tin-tuc|gioi-thieu|van-ban|lich-cong-tac|thu-tuc)/[a-z0-9-]+"
FILES = r"/tep/\d+/[^\"\s]+"


@contextmanager
def _installation(folder: Path, content: Path) -> Iterator[Flask]:
    made = create_app(settings_for(folder))
    limiter.enabled = False
    with made.app_context():
        report = load_all(content)
        assert report.refused == []
    yield made
    closed(made)


def _extract(target: Path) -> Path:
    """A content folder with one item of each kind for each commune."""
    for name in ("tenants.toml", "sections.toml"):
        shutil.copy(ROOT / "content" / name, target / name)
    (target / "media").symlink_to(ROOT / "content" / "media")
    for slug in (old for _name, _code, olds in REFORM.values() for old in olds):
        for kind in ("gioi-thieu", "tin-tuc", "van-ban"):
            (target / slug / kind).mkdir(parents=True)
            for file in sorted((ROOT / "content" / slug / kind).glob("*.md")):
                text = file.read_text(encoding="utf-8")
                if not re.search(r"^(files|picture|parent):", text, re.MULTILINE):
                    shutil.copy(file, target / slug / kind)
                    break
    return target


def _old_pages(app: Flask, pages: str) -> dict[tuple[str, str], str]:
    """Every address that the site maps and the pages of the 17 name, with the heading (or the bytes) found there."""
    found: dict[tuple[str, str], str] = {}
    for slug in (old for _name, _code, olds in REFORM.values() for old in olds):
        browser = Browser(app, slug)
        paths = set(re.findall(rf"<loc>http://[^/]+({pages})</loc>", browser.get("/sitemap.xml").text))
        for path in sorted(paths):
            text = browser.get(path).text
            found[slug, path] = _heading(text)
            files = re.findall(rf'(?:href|src)="({FILES})"', text)
            for file in files[:2]:
                found[slug, file] = str(len(browser.get(unescape(file)).data))
            if path.startswith(("/tin-tuc/", "/van-ban/")):
                found[slug, f"{path}/in"] = _heading(browser.get(f"{path}/in").text)
        for path in ("/tin-tuc/feed.xml", "/sitemap.xml", "/lich-cong-tac/", "/van-ban/feed.xml"):
            found[slug, path] = ""
    return found


def _heading(text: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", text, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split()) if found else ""


def _counts() -> dict[str, int]:
    with all_tenants("đếm nội dung của mọi cổng"):
        return {
            name: int(db.session.scalar(select(func.count()).select_from(schema.table(name))) or 0)
            for name in ("news_item", "legal_document", "provision", "work_week", "media_use")
        }


def _try(things: Things, old: dict[tuple[str, str], str]) -> int:
    tried = 0
    for (slug, path), mark in old.items():
        first = Browser(things.app, slug).get(unescape(path))
        answer = things.follow(slug, unescape(path))
        assert first.status_code == 301, (slug, path, first.status_code)
        assert answer.status_code == 200, (slug, path, answer.status_code)
        if path.startswith("/tep/"):
            assert str(len(answer.data)) == mark, (slug, path)
        elif mark:
            assert _heading(answer.text) == mark, (slug, path)
        tried += 1
    return tried


def test_17_communes_become_six(blank_instance: Path, tmp_path: Path) -> None:
    """The short one: an item of each kind for each commune."""
    shutil.copytree(blank_instance, tmp_path / "instance")
    (tmp_path / "content").mkdir()
    with _installation(tmp_path / "instance", _extract(tmp_path / "content")) as app:
        _reform(app, PAGES.replace("gioi-thieu|", ""), least=80)


@pytest.mark.chaos
def test_17_communes_with_all_content_become_six(blank_instance: Path, tmp_path: Path) -> None:
    """The whole one: all content, every address that the 17 portals name."""
    shutil.copytree(blank_instance, tmp_path / "instance")
    with _installation(tmp_path / "instance", ROOT / "content") as app:
        _reform(app, PAGES, least=500, back=True)
        with app.app_context():
            report = load_all(ROOT / "content")  # what is there is known by its origin again
        assert report.counts["made"] == 0 and report.refused == []


def _reform(app: Flask, pages: str, *, least: int, back: bool = False) -> None:
    things = Things(app)
    old = _old_pages(app, pages)
    slugs = [slug for _name, _code, olds in REFORM.values() for slug in olds]
    with app.app_context():
        before: dict[str, Any] = {slug: rows_of(slug) for slug in slugs}
        counts = _counts()
        numbers = [merge(into, *olds, name=name, code=code) for into, (name, code, olds) in REFORM.items()]
        assert len([one for one in directory().living() if not one.is_district]) == 6
        assert _counts() == counts and broken_references() == []
        assert check_all() == {}
    tried = _try(things, old)
    assert tried >= least
    if not back:
        return
    with app.app_context():
        for number in reversed(numbers):
            undo(number)
        assert {slug: rows_of(slug) for slug in slugs} == before
        assert broken_references() == [] and check_all() == {}
