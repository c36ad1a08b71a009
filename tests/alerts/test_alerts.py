"""Urgent notices: on top of every portal at once, gone by themselves, never on a portal that they do not concern."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from portal import create_app
from portal.alerts.models import Alert
from portal.alerts.plain import BUDGET, as_text
from portal.clock import to_local, utc_now
from portal.extensions import db
from portal.publishing.models import Revision
from portal.tenancy.directory import directory
from portal.tenancy.scope import system_task
from tests.conftest import DISTRICT, A, B, Browser, settings_for
from tests.factories import Factory
from tests.screens.four_eyes import ask_for_four_eyes

Make = Callable[..., Browser]
WHERE = "/quan-tri/canh-bao/"
TITLE = "BÃO SỐ 12 VÀO BỜ ĐÊM NAY"


def filled(desk: Browser, **more: Any) -> dict[str, Any]:
    """A form as the page gives it, for twelve hours."""
    once = desk.get(f"{WHERE}moi").text.split('name="once" type="hidden" value="')[1].split('"')[0]
    until = to_local(utc_now() + timedelta(hours=12)).strftime("%Y-%m-%dT%H:%M")
    values = {
        "once": once,
        "hazard": "bao",
        "level": "3",
        "title": TITLE,
        "text": "- Ở trong nhà",
        "until": until,
    }
    return values | {"area": "ven biển", "on_own": "y"} | more


def slugs(app: Flask) -> list[str]:
    return [one.slug for one in directory(app).all()]


def ids(app: Flask, *wanted: str) -> list[int]:
    return [one.id for one in directory(app).all() if one.slug in wanted]


def count(app: Flask) -> int:
    with app.app_context(), system_task("đếm trong kiểm thử"):
        return int(db.session.scalar(select(func.count(Alert.id))) or 0)


def past_its_hour(app: Flask) -> None:
    with app.app_context(), system_task("kiểm thử: để giờ trôi qua"):
        db.session.execute(update(Alert).values(expires_at=datetime(2026, 1, 1)))
        db.session.commit()


def test_the_very_next_request_of_all_eighteen_portals_shows_it(
    app: Flask, instance: Any, signed_in: Make
) -> None:
    second = create_app(settings_for(instance, page_cache_mb=8))  # another process, with pages kept
    readers = [Browser(second, slug) for slug in slugs(app)]
    assert len(readers) == 18
    for reader in readers:
        assert TITLE not in reader.get("/").text
    desk = signed_in(DISTRICT, "district_editor")
    answer = desk.post(f"{WHERE}moi", filled(desk, portals=ids(app, *slugs(app)[1:])))
    assert answer.status_code == 302
    for reader in readers:
        for path in ("/", "/van-ban/", "/canh-bao/", "/canh-bao.txt"):
            assert TITLE in reader.get(path).text, (reader.slug, path)
    with second.app_context():
        db.engine.dispose()


def test_only_the_chosen_portals_show_it(app: Flask, signed_in: Make, factory: Factory) -> None:
    desk = signed_in(DISTRICT, "district_editor")
    form = filled(desk, portals=ids(app, A))
    del form["on_own"]
    assert desk.post(f"{WHERE}moi", form).status_code == 302
    assert TITLE in Browser(app, A).get("/").text
    for slug in (B, DISTRICT):
        reader = Browser(app, slug)
        found = [reader.get(path) for path in ("/", "/canh-bao/", "/canh-bao.txt", "/canh-bao/feed.xml")]
        assert not any(TITLE in one.text for one in found)
        path = (
            Browser(app, A)
            .get("/canh-bao/feed.xml")
            .text.split("/canh-bao/bao-so-12")[1]
            .split("<")[0]
            .split('"')[0]
        )
        assert reader.get(f"/canh-bao/bao-so-12{path}").status_code == 404


def test_a_commune_issues_for_itself_alone(app: Flask, signed_in: Make) -> None:
    desk = signed_in(A, "approver")
    assert 'name="portals"' not in desk.get(f"{WHERE}moi").text
    assert desk.post(f"{WHERE}moi", filled(desk, portals=ids(app, B))).status_code in {302, 422}
    for slug in (B, DISTRICT):
        assert TITLE not in Browser(app, slug).get("/").text
    assert desk.post(f"{WHERE}moi", filled(desk)).status_code == 302
    assert TITLE in Browser(app, A).get("/").text and TITLE not in Browser(app, B).get("/").text


def test_it_ends_by_itself_and_stays_among_the_past_ones(app: Flask, signed_in: Make) -> None:
    desk = signed_in(A, "approver")
    desk.post(f"{WHERE}moi", filled(desk))
    past_its_hour(app)
    reader = Browser(app, A)
    assert TITLE not in reader.get("/").text and TITLE not in reader.get("/canh-bao.txt").text
    listed = reader.get("/canh-bao/").text
    assert TITLE in listed.split("Đã qua")[1]
    path = listed.split("Đã qua")[1].split('href="')[1].split('"')[0]
    assert "Đã hết hiệu lực" in reader.get(path).text


def test_ended_reopened_and_taken_back(app: Flask, signed_in: Make) -> None:
    desk, reader = signed_in(A, "approver"), Browser(app, A)
    desk.post(f"{WHERE}moi", filled(desk))
    where = desk.get(WHERE).text.split(f'href="{WHERE}')[-1].split('"')[0]
    public = reader.get("/").text.split('href="/canh-bao/')[1].split('"')[0]
    desk.post(f"{WHERE}{where}/ket-thuc", token_from=WHERE)
    assert TITLE not in reader.get("/").text
    desk.post(f"{WHERE}{where}/mo-lai", token_from=WHERE)
    assert TITLE in reader.get("/").text
    desk.post(f"{WHERE}{where}/go", token_from=WHERE)
    assert TITLE not in reader.get("/").text + reader.get("/canh-bao/").text
    assert reader.get(f"/canh-bao/{public}").status_code == 410
    with app.app_context(), system_task("kiểm thử"):
        assert db.session.scalar(select(func.count(Revision.id)).where(Revision.kind == "alert")) == 4


def test_a_form_sent_twice_makes_one(app: Flask, signed_in: Make) -> None:
    desk = signed_in(A, "approver")
    form = filled(desk)
    assert [desk.post(f"{WHERE}moi", form).status_code for _ in range(2)] == [302, 302]
    assert count(app) == 1


def test_two_who_change_it_at_the_same_time(app: Flask, signed_in: Make) -> None:
    first, other = signed_in(A, "approver"), signed_in(A, "tenant_admin")
    first.post(f"{WHERE}moi", filled(first))
    where = WHERE + first.get(WHERE).text.split(f'href="{WHERE}')[-1].split('"')[0]
    version = first.get(where).text.split('name="version" type="hidden" value="')[1].split('"')[0]
    assert other.post(where, filled(other, version=version, title="CỦA NGƯỜI KIA")).status_code == 302
    answer = first.post(where, filled(first, version=version, title="CỦA TÔI"))
    assert answer.status_code == 409 and "CỦA TÔI" in answer.text and "CỦA NGƯỜI KIA" in answer.text
    newest = answer.text.split('name="version" type="hidden" value="')[1].split('"')[0]
    assert first.post(where, filled(first, version=newest, title="CỦA TÔI")).status_code == 302
    assert "CỦA TÔI" in Browser(app, A).get("/").text


@pytest.mark.parametrize(
    "wrong", [{"until": "2020-01-01T10:00"}, {"until": "mai"}, {"title": ""}, {"title": "x" * 161}]
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    app: Flask, signed_in: Make, wrong: dict[str, str]
) -> None:
    desk = signed_in(A, "approver")
    answer = desk.post(f"{WHERE}moi", filled(desk, text="LỜI KHUYÊN CỦA TÔI") | wrong)
    assert answer.status_code == 422 and "LỜI KHUYÊN CỦA TÔI" in answer.text and count(app) == 0


def test_the_district_chooses_at_least_one_portal(app: Flask, signed_in: Make) -> None:
    desk = signed_in(DISTRICT, "district_editor")
    form = filled(desk)
    del form["on_own"]
    answer = desk.post(f"{WHERE}moi", form)
    assert answer.status_code == 422 and "Chọn ít nhất một cổng" in answer.text


def test_what_is_typed_is_shown_as_typed(app: Flask, signed_in: Make) -> None:
    desk = signed_in(A, "approver")
    bad = "<script>alert(1)</script>{{7*7}}"
    desk.post(f"{WHERE}moi", filled(desk, title=bad, text=bad, area=bad, source=bad))
    reader = Browser(app, A)
    path = "/canh-bao/" + reader.get("/").text.split('href="/canh-bao/')[1].split('"')[0]
    for page in (reader.get("/").text, reader.get(path).text, reader.get("/canh-bao/").text):
        assert "<script>alert" not in page and "{{7*7}}" in page
    assert reader.get("/canh-bao.txt").mimetype == "text/plain" and bad in reader.get("/canh-bao.txt").text


@pytest.mark.parametrize("many", [0, 1, 5, 40])
def test_plain_text_never_weighs_more_than_a_weak_line_bears(app: Flask, many: int) -> None:
    now = utc_now()
    one = {
        "level_name": "Khẩn cấp",
        "area": "ữ" * 200,
        "text": "ữ" * 3000,
        "source": "ữ" * 160,
        "from": now,
        "until": now,
    }
    notices = [one | {"title": f"{number} " + "ữ" * 150} for number in range(many)]
    with app.test_request_context():
        text = as_text("UBND XÃ", notices, "gọi 0235", "http://x/canh-bao/")
    assert len(text.encode()) <= BUDGET
    assert all(each["title"] in text for each in notices[:30])
    assert ("ữ" * 3000 in text) == (many in {1, 5})


def test_a_warning_waits_for_nobody_where_two_people_answer_for_texts(app: Flask, signed_in: Make) -> None:
    ask_for_four_eyes(app, A)
    desk = signed_in(A, "approver")
    assert desk.post(f"{WHERE}moi", filled(desk, title="SÓNG LỚN")).status_code == 302
    with app.app_context(), system_task("kiểm thử"):
        alert_id = db.session.scalar(select(Alert.id))
    changed = filled(desk, title="SÓNG RẤT LỚN", version="1")
    assert desk.post(f"{WHERE}{alert_id}", changed).status_code == 302
    assert "SÓNG RẤT LỚN" in Browser(app, A).get("/").text
