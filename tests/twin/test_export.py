"""The whole twin: every public page is there, nothing else is, and no link leads nowhere."""

from __future__ import annotations

import errno
import gzip
import json
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from portal.clock import utc_now
from portal.extensions import db
from portal.media.service import attach, store_file
from portal.news.models import NewsItem
from portal.publishing import service as publishing
from portal.tenancy.directory import directory
from portal.tenancy.models import TenantHost
from portal.twin import trees
from portal.twin.addresses import file_of, is_keepable
from portal.twin.checking import check
from portal.twin.choosing import KEPT, LEFT, LEFT_BLUEPRINTS, SERVICES, Chosen
from portal.twin.exporting import Made, TwinFull
from portal.twin.files import Tree
from portal.twin.recent import LARGEST_INDEX, index
from portal.twin.state import State
from portal.web.freshness import tenants_changed
from tests.conftest import DISTRICT, A, B
from tests.factories import Factory
from tests.twin.conftest import Twin, small_district, thing_of

LINKS = "[mất](/tin-tuc/khong-co-bai-nay) [tìm](/tim-kiem?q=bão) [ngoài](https://chinhphu.vn/)"


def test_every_public_view_is_in_the_twin_or_left_out_by_decision(app: Flask) -> None:
    public = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.methods and "GET" in rule.methods and not rule.rule.startswith("/quan-tri")
    }
    undecided = {
        one
        for one in public
        if one not in KEPT and one not in LEFT and one.partition(".")[0] not in LEFT_BLUEPRINTS
    }
    assert not undecided, "decide in portal/twin/choosing.py whether the twin has these"
    assert KEPT.keys() <= public, "views that are no more"
    assert public >= LEFT


def test_addresses_of_services_are_those_of_views_that_are_left_out(app: Flask) -> None:
    kept = {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint in KEPT}
    services = [one for one in kept for service in SERVICES if (one + "/").startswith(f"/{service}/")]
    assert services == []


@dataclass
class Planted:
    """A district with things of each kind, its twin, and what they are called."""

    app: Flask
    twin: Twin
    made: Made
    names: dict[str, str]


@pytest.fixture(scope="module")
def planted(blank_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planted]:
    """Exported once for this file: nothing here changes it."""
    folder = tmp_path_factory.mktemp("twin")
    shutil.copytree(blank_instance, folder / "instance")
    app = small_district(folder / "instance", folder / "twin")
    factory, names = Factory(app), {}
    news, names["news"] = factory.news(A, title="CANARYSHOWN Bão số 9", body=f"CANARYSHOWN thân bài {LINKS}")
    for number in range(22):
        factory.news(A, title=f"Tin thứ {number}")
    factory.news(A, publish=False, title="CANARYDRAFT", body="CANARYDRAFT", lead="CANARYDRAFT")
    factory.news(A, at=utc_now() + timedelta(days=2), title="CANARYLATER", body="CANARYLATER")
    withdrawn, names["gone"] = factory.news(A, title="CANARYGONE", body="CANARYGONE")
    draft, _ = factory.news(A, publish=False, title="CANARYFILE")
    _, names["law"] = factory.legal(DISTRICT, title="CANARYLAW", shared=True)
    factory.legal(A)
    factory.procedure(A, popular=1)
    factory.week(A)
    factory.page(B, title="CANARYOTHER trang")
    for name in ("CANARYPAPER", "bao cáo"):
        (folder / f"{name}.txt").write_text(f"{name} " * 500)
    with factory.acting(A) as actor:
        publishing.withdraw(thing_of(NewsItem, withdrawn), actor)
        attach(
            store_file(folder / "CANARYPAPER.txt", "CANARYPAPER.txt", actor), thing_of(NewsItem, draft), actor
        )
        shown = store_file(folder / "bao cáo.txt", "bao cáo.txt", actor)
        attach(shown, thing_of(NewsItem, news), actor)
        publishing.commit()
        names["media"], names["sha"] = str(shown.id), shown.sha256
    with app.app_context():
        for place, host in enumerate(("xa-tam-hai.example", "cu.example"), 5):
            tenant = factory.tenant_id(A)
            db.session.add(
                TenantHost(tenant_id=tenant, host=host, position=place, leads_on=host == "cu.example")
            )
        db.session.commit()
        tenants_changed()
    twin = Twin(app, folder / "twin")
    yield Planted(app, twin, twin.export(), names)
    with app.app_context():
        db.engine.dispose()


def test_what_is_published_can_be_read_and_nothing_else_is_there(planted: Planted) -> None:
    twin, names = planted.twin, planted.names
    assert planted.made.refused == []
    assert "CANARYSHOWN thân bài" in (twin.read(A, f"/tin-tuc/{names['news']}") or "")
    assert twin.read(A, f"/tin-tuc/{names['gone']}") is None
    assert "CANARYLAW" in (twin.read(DISTRICT, f"/van-ban/{names['law']}") or "")
    assert "CANARYLAW" in (twin.read(B, f"/van-ban/{names['law']}") or "")
    assert twin.read(DISTRICT, f"/van-ban/{names['law']}/dieu-1") is not None
    held = {word for name, data in twin.everything().items() for word in _canaries(name, data)}
    assert held == {"CANARYSHOWN", "CANARYLAW", "CANARYOTHER"}
    for name, data in twin.everything().items():
        text = _plain(name, data)
        assert not (name.startswith(A) and b"CANARYOTHER" in text), name
        assert not re.search(rb"csrf_token|nonce=|phien=|cong_dan=", text), name


def _plain(name: str, data: bytes) -> bytes:
    return gzip.decompress(data) if name.endswith(".gz") else data


def _canaries(name: str, data: bytes) -> set[str]:
    return {
        one.decode()
        for one in re.findall(rb"CANARY[A-Z]+", _plain(name, data).upper() + name.upper().encode())
    }


def test_no_link_leads_nowhere(planted: Planted) -> None:
    walked = check(planted.twin.tree)
    assert walked.problems == []
    assert walked.pages > 100
    assert walked.links > walked.pages * 10
    page = planted.twin.read(A, f"/tin-tuc/{planted.names['news']}") or ""
    assert "khong-co-bai-nay" not in page
    assert 'href="/tim-kiem?q=b' in page
    assert 'href="https://chinhphu.vn/"' in page


def test_type_and_pictures_of_style_sheets_are_there(planted: Planted) -> None:
    host = planted.twin.host(A)
    named = [
        (sheet.parent / address).resolve()
        for sheet in host.rglob("*.css")
        for address in re.findall(r"""url\(["']?([^"')#]+)""", sheet.read_text())
        if not address.startswith("data:")
    ]
    assert any(one.suffix == ".woff2" for one in named)
    assert [one.name for one in named if not one.exists()] == []


def test_a_link_that_leads_nowhere_is_seen(planted: Planted) -> None:
    lost = planted.twin.host(A) / "tin-tuc" / f"{planted.names['news']}.html"
    beside = lost.rename(lost.with_suffix(".away"))
    try:
        assert any(planted.names["news"] in one for one in check(planted.twin.tree).problems)
    finally:
        beside.rename(lost)


def test_every_page_says_of_when_it_is(planted: Planted) -> None:
    said = 0
    for name, data in planted.twin.everything().items():
        beside = (planted.twin.tree / "hosts" / name).parent / "_suspended"
        if (
            name.endswith(".html")
            and not name.startswith("_")
            and "ban-luu/" not in name
            and not beside.exists()
        ):
            assert "Bản lưu lúc".encode() in data, name
            said += 1
    assert said > 100


def test_pages_of_a_list_are_kept_and_other_queries_get_the_page_itself(planted: Planted) -> None:
    second = planted.twin.read(A, "/tin-tuc/", "trang=2")
    assert second is not None
    assert "Tin thứ 0" in second
    assert "Tin thứ 21" not in second
    assert planted.twin.read(A, "/tin-tuc/", "utm_source=x") == planted.twin.read(A, "/tin-tuc/")


def test_forms_are_notes_and_links_to_services_are_off(planted: Planted) -> None:
    listing = planted.twin.read(A, "/van-ban/") or ""
    assert '<form class="filters"' not in listing
    assert "Biểu mẫu và bộ lọc ở đây tạm thời chưa dùng được" in listing
    assert 'role="search" action="/tim-kiem"' in listing
    assert not re.search(r'href="/(?:quan-tri|ngon-ngu|tai-khoan)|\shx-|data-suggest', listing)


def test_hosts_that_lead_to_a_portal_lead_to_its_twin(planted: Planted) -> None:
    hosts = planted.twin.tree / "hosts"
    for other in ("xa-tam-hai.example", "cu.example"):
        assert (hosts / other / "_index.html").samefile(hosts / f"{A}.localhost" / "_index.html")
    assert "Xã Tam Hải" in (hosts / "_unknown" / "_404.html").read_text(encoding="utf-8")
    closed = next(one.slug for one in directory(planted.app).all() if one.status == "suspended")
    assert (hosts / f"{closed}.localhost" / "_suspended").is_file()
    assert "tạm dừng hoạt động" in (hosts / f"{closed}.localhost" / "_503.html").read_text(encoding="utf-8")
    assert not (hosts / f"{closed}.localhost" / "_index.html").exists()


def test_a_full_disk_leaves_the_twin_that_there_was(
    planted: Planted, monkeypatch: pytest.MonkeyPatch
) -> None:
    twin = planted.twin
    before, tree, put, written = twin.everything(), twin.tree, Tree.put, 0

    def full(self: Tree, name: str, data: bytes) -> int:
        nonlocal written
        written += 1
        if written > 60:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return put(self, name, data)

    monkeypatch.setattr(Tree, "put", full)
    with pytest.raises(TwinFull):
        twin.export()
    assert twin.tree == tree
    assert twin.everything() == before
    assert [one.name for one in (twin.root / trees.TREES).iterdir()] == [tree.name]


def test_bytes_of_the_store_lie_there_once(planted: Planted) -> None:
    kept = next((planted.twin.host(A) / "tep" / planted.names["media"]).iterdir())
    sha = planted.names["sha"]
    stored = planted.app.config["PORTAL"].instance_path / "files" / sha[:2] / sha[2:4] / sha
    assert kept.samefile(stored)
    assert kept.stat().st_mode & 0o004
    assert f"/tep/{planted.names['media']}/" in (
        planted.twin.read(A, f"/tin-tuc/{planted.names['news']}") or ""
    )


def test_the_index_of_the_search_knows_what_there_is_and_stays_small(
    planted: Planted, tmp_path: Path
) -> None:
    data = json.loads((planted.twin.host(A) / "ban-luu" / "tim.json").read_bytes())
    assert any(one[1] == "CANARYSHOWN Bão số 9" for one in data["items"])
    assert any(data["kinds"][one[2]] == "Thủ tục" for one in data["items"])
    assert "twin-search.js" in (planted.twin.read(A, "/tim-kiem") or "")
    assert "Tin thứ 21" in (planted.twin.read(A, "/tim-kiem") or "")  # and in the list for who has no script
    known = State(tmp_path / "state.db", careful=False)
    known.begin()
    for number in range(2500):
        page = known.found(Chosen(1, f"/tin-tuc/thu-{number}", "", "news.item", "thing"), 4)
        told = (f"{number} {os.urandom(30).hex()}", f"20{number // 100:02d}-01-01", os.urandom(60).hex())
        known.kept(page, file="x", version=1, told=told)
    known.commit()
    made = index(known, 1)
    assert len(gzip.compress(made, 6)) <= LARGEST_INDEX
    items = json.loads(made)["items"]
    assert 100 < len(items) < 2500
    assert items[0][3] == "2024-01-01"
    known.close()


@pytest.mark.parametrize(
    ("path", "query", "kind", "file"),
    [
        ("/", "", "text/html", "_index.html"),
        ("/tin-tuc/", "trang=2", "text/html", "tin-tuc/_index_trang-2.html"),
        ("/van-ban/", "nhom=chi-dao&trang=3", "text/html", "van-ban/_index_nhom-chi-dao_trang-3.html"),
        ("/van-ban/x", "", "text/html", "van-ban/x.html"),
        ("/tin-tuc/feed.xml", "", "application/atom+xml", "tin-tuc/feed.xml.atom"),
        ("/van-ban/x/akn.xml", "", "application/akn+xml", "van-ban/x/akn.xml.akn"),
        ("/sitemap.xml", "", "application/xml", "sitemap.xml"),
        ("/canh-bao.txt", "", "text/plain", "canh-bao.txt"),
        ("/bang-chung/khoa", "", "text/plain", "bang-chung/khoa"),
    ],
)
def test_an_address_has_one_file(path: str, query: str, kind: str, file: str) -> None:
    assert file_of(path, query, kind) == file


@pytest.mark.parametrize(
    "path", ["/../x", "/a/../../x", "/.git/config", "/a//b", "/_404", "/a/_index", "/a\0b", "/" + "é" * 200]
)
def test_names_that_would_be_something_else_on_the_disk_are_not_kept(path: str) -> None:
    assert not is_keepable(path)
