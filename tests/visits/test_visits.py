"""Reading figures: people are counted once per page, machines never, and nothing is kept of who read."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import func, select

from portal.clock import today
from portal.extensions import db
from portal.tenancy.scope import entered, reading, system_task
from portal.visits.acts import ACTS, LONGEST_PATH, act_of, is_machine
from portal.visits.models import VisitDay
from portal.visits.spool import Spool
from portal.visits.tending import TakingIn, fold_old, take_in
from tests.beside import beside
from tests.conftest import DISTRICT, A, B, Browser
from tests.factories import Factory

Make = Callable[..., Browser]
PHONE = "Mozilla/5.0 (Linux; Android 8.1; SM-J260G) AppleWebKit/537.36 Chrome/109.0 Mobile Safari/537.36"
PERSON = {"User-Agent": PHONE}


def folded(app: Flask) -> None:
    """What was counted goes into the table, as the follower does it."""
    app.extensions["portal_visits"].flush()
    with app.app_context():
        TakingIn().step()


def lines(app: Flask, factory: Factory, slug: str) -> dict[tuple[str, str], int]:
    with app.app_context(), entered(reading(factory.tenant_id(slug))):
        rows = db.session.execute(
            select(VisitDay.act, VisitDay.path, func.sum(VisitDay.count)).group_by(
                VisitDay.path, VisitDay.act
            )
        )
        return {(act, path): int(count) for act, path, count in rows}


def test_people_are_counted_and_machines_are_not(app: Flask, factory: Factory, signed_in: Make) -> None:
    _id, slug = factory.news(A)
    reader = Browser(app, A)
    for _ in range(3):
        first = reader.get(f"/tin-tuc/{slug}", headers=PERSON)
    reader.get(f"/tin-tuc/{slug}", headers=PERSON | {"If-None-Match": first.headers.get("ETag", "x")})
    reader.get(f"/tin-tuc/{slug}/in", headers=PERSON)
    reader.get("/tim-kiem?q=bí mật của tôi", headers=PERSON)
    reader.get("/tim-kiem", headers=PERSON)
    reader.get("/tin-tuc/feed.xml", headers=PERSON)
    for agent in ("", "Googlebot/2.1", "curl/8.1", "Mozilla/5.0 (compatible; bingbot/2.0)"):
        reader.get("/", headers={"User-Agent": agent})
    reader.get("/", headers=PERSON | {"Sec-Purpose": "prefetch"})
    reader.get("/khong-co", headers=PERSON)
    reader.get("/", headers=PERSON | {"HX-Request": "true"})
    signed_in(A, "author").get("/", headers=PERSON)
    folded(app)
    assert lines(app, factory, A) == {
        ("view", f"/tin-tuc/{slug}"): 4,
        ("print", f"/tin-tuc/{slug}"): 1,
        ("search", "/tim-kiem"): 1,
        ("view", "/tim-kiem"): 1,
        ("feed", "/tin-tuc/feed.xml"): 1,
    }
    assert lines(app, factory, B) == {}


def test_nothing_is_kept_of_who_read_or_what_was_typed(app: Flask, instance: Path) -> None:
    headers = PERSON | {
        "X-Forwarded-For": "203.0.113.77",
        "Referer": "https://bi-mat.example/",
        "Cookie": "ten=NGUYEN",
    }
    Browser(app, A).get(
        "/tim-kiem?q=BIMATCUATOI", headers=headers, environ_overrides={"REMOTE_ADDR": "203.0.113.77"}
    )
    app.extensions["portal_visits"].flush()
    files = list((instance / "visits").glob("*.jsonl"))
    assert len(files) == 1 and json.loads(files[0].read_text())[1] == "/tim-kiem"
    text = files[0].read_text()
    folded(app)
    text += str(beside(instance, "SELECT * FROM visit_day"))
    assert not any(word in text for word in ("203.0.113", "BIMATCUATOI", "bi-mat", "Android", "NGUYEN"))


def test_counts_of_several_processes_add_up_and_files_go(
    app: Flask, instance: Path, factory: Factory
) -> None:
    reader = Browser(app, A)
    for _ in range(2):
        for _ in range(5):
            reader.get("/", headers=PERSON)
        app.extensions["portal_visits"].flush()
    (instance / "visits" / "x.jsonl").write_text(
        'không phải\n["tam-hai.localhost", "/", false, "2026-11-01", 7]\n[1]\n'
    )
    with app.app_context():
        assert take_in(instance / "visits") == 3
        assert take_in(instance / "visits") == 0
    assert lines(app, factory, A) == {("view", "/"): 17}


def test_a_folder_that_cannot_be_written_loses_nothing(tmp_path: Path) -> None:
    (tmp_path / "visits").write_text("đây là tệp")
    spool = Spool(tmp_path / "visits")
    spool.add(("x", "/", False))
    spool.flush()
    (tmp_path / "visits").unlink()
    spool.flush()
    assert len(list((tmp_path / "visits").glob("*.jsonl"))) == 1


def test_old_days_become_months_and_sums_stay(app: Flask, factory: Factory) -> None:
    old = today() - timedelta(days=500)
    days = [old.replace(day=number) for number in (1, 2, 28)] + [today()]
    with factory.acting(A) as actor:
        for day in days:
            db.session.add(VisitDay(tenant_id=actor.tenant_id, day=day, act="view", path="/", count=10))
        db.session.commit()
    with app.app_context():
        assert fold_old(today()) == 1
        assert fold_old(today()) == 0
    with app.app_context(), system_task("kiểm thử"):
        rows = db.session.execute(select(VisitDay.day, VisitDay.count).order_by(VisitDay.day)).all()
    assert [tuple(row) for row in rows] == [(old.replace(day=1), 30), (today(), 10)]


@given(st.text(max_size=300), st.booleans())
def test_any_path_counts_as_one_act_or_none(path: str, asked: bool) -> None:
    found = act_of("/" + path, asked=asked)
    assert found is None or (found[0] in ACTS and len(found[1]) <= LONGEST_PATH)


@pytest.mark.parametrize(
    "path", ["/quan-tri/", "/quan-tri", "/tinh/x/a.css", "/tep/1/320.webp", "/xem-truoc/abc", "/robots.txt"]
)
def test_what_people_do_not_read_counts_as_nothing(path: str) -> None:
    assert act_of(path, asked=False) is None


def test_names_of_machines() -> None:
    assert (
        is_machine("") and is_machine("Mozilla/5.0 (compatible; coccocbot-web/1.0)") and not is_machine(PHONE)
    )


def test_the_desk_shows_the_own_portal_and_the_district_all(
    app: Flask, factory: Factory, signed_in: Make
) -> None:
    for slug in (A, B):
        _id, item = factory.news(slug, title=f"TIN HAY CỦA {slug}")
        Browser(app, slug).get(f"/tin-tuc/{item}", headers=PERSON)
    folded(app)
    desk = signed_in(A, "author")
    page = desk.get("/quan-tri/luot-xem/?ky=7").text
    assert f"TIN HAY CỦA {A}" in page and f"TIN HAY CỦA {B}" not in page
    figures = json.loads(desk.get("/quan-tri/luot-xem/xuat?dang=json&ky=7").text)
    assert [one["count"] for one in figures["pages"]] == [1] and B not in str(figures)
    sheets = load_workbook(io.BytesIO(desk.get("/quan-tri/luot-xem/xuat").data))
    assert sheets.worksheets[0].max_row == 31 and sheets.worksheets[1]["C2"].value == 1
    assert desk.get("/quan-tri/luot-xem/cac-cong").status_code == 403
    compared = signed_in(DISTRICT, "district_admin").get("/quan-tri/luot-xem/cac-cong").text
    assert "Xã Tam Hải" in compared and "Xã Tam Trà" in compared
    public = Browser(app, A).get("/luot-xem").text
    assert public.count("<dd>1</dd>") == 3


def test_lists_are_called_as_the_menu_calls_them(app: Flask, signed_in: Make) -> None:
    visitor = Browser(app, A)
    for path in ("/hoi-dap/", "/gop-y/feed.xml", "/hoi-dap/gui", "/tin-tuc/"):
        visitor.get(path, headers=PERSON)
    folded(app)
    table = signed_in(A, "author").get("/quan-tri/luot-xem/?ky=7").text.partition("Trang được xem nhiều")[2]
    assert ">Hỏi đáp<" in table and ">Tin tức<" in table and "Hỏi đáp: /hoi-dap/gui" in table


def test_days_are_those_of_vietnam(app: Flask, factory: Factory) -> None:
    Browser(app, A).get("/", headers=PERSON)
    folded(app)
    with app.app_context(), entered(reading(factory.tenant_id(A))):
        assert db.session.scalars(select(VisitDay.day)).all() == [today()]
        assert isinstance(today(), date)
