"""The desk's pages of merging and the commands: a dry run first, then the order, progress, undoing."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from flask import Flask

from portal.jobs.handlers import handler_of
from portal.jobs.run import JobRun
from portal.jobs.service import claim_of
from portal.merging import service
from portal.merging.models import MERGE
from portal.merging.orders import Order
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered
from tests.conftest import DISTRICT, Browser
from tests.merging.conftest import closed, opened
from tests.merging.world import NEW, SON, THANH, Things, merge

WHERE = "/quan-tri/cac-cong/sap-nhap/"
FORM = {
    "olds": [SON, THANH],
    "into": "",
    "slug": NEW,
    "name": "Xã Đức Phú",
    "parent": "",
    "day": "2025-07-01",
}
SignedIn = Callable[..., Browser]


def _work(app: Flask, report: str) -> None:
    """Let a worker do the order that waits; `report` is the address of its page."""
    number = int(report.rstrip("/").rpartition("/")[2])  # not always 1: PostgreSQL skips what was taken back
    with app.app_context():
        district = directory().by_slug(DISTRICT)
        assert district is not None
        with entered(editing(district.id)):
            claimed = claim_of("merge", number, "thu")
            assert claimed is not None
            handler = handler_of(claimed.kind)
            assert handler is not None
            handler.run(JobRun(claimed, "thu", lambda: False))


def test_an_administrator_tries_out_orders_and_undoes(
    app: Flask, things: Things, signed_in: SignedIn
) -> None:
    desk = signed_in(DISTRICT, "district_admin")
    assert "Chưa có lần sắp xếp nào" in desk.get(WHERE).text
    seen = desk.post(f"{WHERE}sap-nhap", FORM | {"preview": "y"}).text
    assert "Chưa có gì bị đổi" in seen and "tin-chung → tin-chung-tam-thanh" in seen
    with app.app_context():
        assert directory().by_slug(NEW) is None
    begun = desk.post(f"{WHERE}sap-nhap", FORM | {"begin": "y"})
    assert begun.status_code == 302
    report = begun.location
    assert "Bước 0/12" in desk.get(report).text
    _work(app, report)
    done = desk.get(report).text
    assert "Đã xong" in done and "tin-chung → tin-chung-tam-thanh" in done and "Hoàn tác được đến" in done
    piece = desk.get(report, headers={"HX-Request": "true"}).text
    assert piece.lstrip().startswith('<div id="trang-thai"') and "data-hx-trigger" not in piece
    things.check_addresses()
    assert desk.post(f"{report}/hoan-tac").status_code == 302
    _work(app, report)
    assert "Đã hoàn tác" in desk.get(report).text
    assert Browser(app, SON).get("/tin-tuc/tin-chung").status_code == 200
    assert "Nhập Xã Tam Sơn, Xã Tam Thạnh vào" in desk.get(WHERE).text


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    app: Flask, things: Things, signed_in: SignedIn
) -> None:
    desk = signed_in(DISTRICT, "district_admin")
    answer = desk.post(f"{WHERE}sap-nhap", FORM | {"name": "", "hosts": "tam-tra.localhost"})
    assert answer.status_code == 422
    assert "cần tên đầy đủ" in answer.text and "đang thuộc Xã Tam Trà" in answer.text
    assert (
        f'value="{NEW}"' in answer.text
        and answer.text.split("<main")[1].split("</main>")[0].count("checked") == 2
    )
    nameless = desk.post(f"{WHERE}sap-nhap", FORM | {"name": "", "slug": ""}).text
    assert "Nhập tên đầy đủ của đơn vị mới" in nameless and "Tên ngắn “”" not in nameless
    none = desk.post(f"{WHERE}sap-nhap", FORM | {"olds": []})
    assert none.status_code == 422 and "Chọn ít nhất một cổng" in none.text
    assert desk.get(f"{WHERE}999").status_code == 404


def test_a_new_portal_gets_its_short_name_from_its_full_one(
    app: Flask, things: Things, signed_in: SignedIn
) -> None:
    desk = signed_in(DISTRICT, "district_admin")
    tried = desk.post(f"{WHERE}sap-nhap", FORM | {"name": "Xã Đức Phú", "slug": "", "hosts": ""})
    assert tried.status_code == 200 and "Tạo cổng duc-phu" in tried.text


def test_renaming_and_splitting_at_the_desk(app: Flask, things: Things, signed_in: SignedIn) -> None:
    desk = signed_in(DISTRICT, "district_admin")
    renamed = desk.post(
        f"{WHERE}doi-ten", {"into": SON, "slug": "duc-son", "name": "Xã Đức Sơn", "begin": "y"}
    )
    _work(app, renamed.location)
    assert "Đổi tên Xã Tam Sơn thành Xã Đức Sơn" in desk.get(renamed.location).text
    with app.app_context():
        merge(NEW, "duc-son", THANH)
    seen = desk.post(
        f"{WHERE}tach",
        {"source": NEW, "olds": [THANH], "slug": "thanh-moi", "name": "Xã Thạnh", "preview": "y"},
    ).text
    assert "Xã Tam Thạnh → Xã Thạnh" in seen
    with app.app_context():
        assert directory().by_slug("thanh-moi") is None


def test_an_order_that_stopped_says_why_and_goes_on(app: Flask, things: Things, signed_in: SignedIn) -> None:
    desk = signed_in(DISTRICT, "district_admin")
    with app.app_context():
        number = service.begin(Order(MERGE, NEW, (SON,), name="Xã Đức Phú"), service.COMMAND_LINE)
    text = desk.get(f"{WHERE}{number}").text
    assert "Đang làm" in text and "/chay-tiep" in text
    other = desk.post(f"{WHERE}sap-nhap", FORM | {"preview": "y"})
    assert other.status_code == 422 and "khác chưa xong" in other.text
    assert desk.post(f"{WHERE}{number}/chay-tiep").status_code == 302
    _work(app, f"{WHERE}{number}")
    assert "Đã xong" in desk.get(f"{WHERE}{number}").text


def test_the_commands(app: Flask, things: Things) -> None:
    run = app.test_cli_runner().invoke
    more = [
        "--into",
        NEW,
        "--name",
        "Xã Đức Phú",
        "--host",
        "ducphu.example",
        "--date",
        "2025-07-01",
        SON,
        THANH,
    ]
    tried = run(args=["tenants", "merge", "--dry-run", *more])
    assert tried.exit_code == 0 and "Trả lời ở tên miền ducphu.example" in tried.output
    wrong = run(args=["tenants", "merge", "--into", NEW, SON])
    assert wrong.exit_code == 1 and "cần tên đầy đủ" in wrong.output
    done = run(args=["tenants", "merge", *more])
    assert done.exit_code == 0, done.output
    number = re.search(r"flask tenants undo (\d+)", done.output)
    assert number is not None
    assert f"{number[1]}: merge tam-son, tam-thanh → duc-phu" in run(args=["tenants", "merges"]).output
    assert "Không có lần nào chưa xong" in run(args=["tenants", "continue"]).output
    split = run(args=["tenants", "split", "--from", NEW, "--into", "son-moi", "--name", "Xã Sơn Mới", SON])
    assert split.exit_code == 0, split.output
    refused = run(args=["tenants", "undo", number[1]])
    assert refused.exit_code == 1 and "trước" in refused.output
    renamed = run(args=["tenants", "rename", "son-moi", "--slug", "son-cu", "--host", "son-cu.localhost"])
    assert renamed.exit_code == 0, renamed.output
    things.check_addresses()


def test_by_path_old_segments_lead_on(app: Flask, things: Things) -> None:
    with app.app_context():
        merge(NEW, SON, THANH)
        service.go_on(service.begin(Order("rename", NEW, slug="duc-moi"), service.COMMAND_LINE))
    closed(app)
    by_path = opened(Path(app.config["PORTAL"].instance_path), tenants_by="path")
    client = by_path.test_client()
    for path, target in (
        ("/tam-thanh/tin-tuc/tin-chung?a=1", "/duc-moi/tin-tuc/tin-chung-tam-thanh?a=1"),
        ("/duc-phu/tin-tuc/tin-chung", "/duc-moi/tin-tuc/tin-chung"),
        ("/tam-son/", "/duc-moi/"),
    ):
        answer = client.get(path, headers={"Host": "localhost:8000"})
        assert (answer.status_code, answer.location) == (301, f"http://localhost:8000{target}"), path
    text = client.get("/duc-moi/luu-tru/tam-son/", headers={"Host": "localhost:8000"}).text
    assert 'href="/duc-moi/tin-tuc/tin-chung"' in text
    closed(by_path)


def test_search_finds_a_thing_where_it_is_now(app: Flask, things: Things) -> None:
    from portal.search.indexing import catch_up, engine, rebuild

    with app.app_context():
        rebuild()
        before = engine().check().documents
        merge(NEW, SON, THANH)
        catch_up()
        pages = 13 + 2  # the mandatory ones of the new portal, and one for each old portal
        assert engine().check().documents == before + pages
    found = Browser(app, NEW).get("/tim-kiem?q=khai+sinh").text
    assert "của tam-son" in found and "của tam-thanh" in found
