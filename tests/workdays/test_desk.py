"""A year goes from the proposal to what deadlines are counted by, through the desk's door."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from portal.clock import from_local
from portal.extensions import db
from portal.publishing.models import AuditEntry
from portal.tenancy.directory import directory
from portal.tenancy.scope import ScopeViolation, all_tenants, editing, entered
from portal.workdays import desk as desk_module
from portal.workdays import queries, service, today, views
from portal.workdays.months import stretches
from portal.workdays.proposal import proposal
from portal.workdays.queries import ABOVE, OWN, PROPOSED, calendar_of, standing
from tests.conftest import DISTRICT, A, B, Browser
from tests.factories import Factory

WHERE = "/quan-tri/ngay-lam-viec/"
SignedIn = Callable[..., Browser]


@pytest.fixture(autouse=True)
def _in_2026(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' year is 2026, whenever they run."""
    for module in (desk_module, service, views, today):
        monkeypatch.setattr(module, "today", lambda: date(2026, 11, 30))


def _version(desk: Browser, year: int) -> str:
    found = re.search(r'name="version"[^>]*value="(\d+)"', desk.get(f"{WHERE}{year}/sua").text)
    assert found
    return found[1]


def _values(**more: str) -> dict[str, str]:
    day = "7h30-11h30; 13:30 – 17:30"
    hours = {f"hours_{weekday}": day if weekday < 5 else "" for weekday in range(7)}
    off = "01/01/2027 | Tết Dương lịch\n04/2/2027 | Tết Nguyên đán\n\n5.2 | Tết Nguyên đán"
    worked = "13/02/2027 | | Làm bù cho ngày 05/02"
    return hours | {"cutoff": "15:00", "off_text": off, "worked_text": worked, "version": "0"} | more


def _standing(app: Flask, slug: str, year: int) -> queries.Standing:
    with app.app_context():
        portal = directory().by_slug(slug)
        return standing(year, portal)


def test_a_year_is_proposed_put_right_and_confirmed(app: Flask, signed_in: SignedIn) -> None:
    desk = signed_in(DISTRICT, "district_admin")
    page = desk.get(f"{WHERE}2027").text
    assert "Chưa ai xác nhận năm 2027" in page and "nghỉ: Tết Nguyên đán" in page
    assert _standing(app, A, 2027).kind == PROPOSED

    saved = desk.post(f"{WHERE}2027/sua", _values())
    assert saved.status_code == 302
    assert _standing(app, DISTRICT, 2027).kind == PROPOSED  # a draft counts for nobody
    assert "bản nháp" in desk.get(f"{WHERE}2027").text

    confirmed = desk.post(f"{WHERE}2027/xac-nhan", {"version": _version(desk, 2027)})
    assert confirmed.status_code == 302
    own, below = _standing(app, DISTRICT, 2027), _standing(app, A, 2027)
    assert (own.kind, below.kind) == (OWN, ABOVE)
    assert own.table == below.table and below.above
    assert set(own.table.off) == {date(2027, 1, 1), date(2027, 2, 4), date(2027, 2, 5)}
    assert own.table.worked == {date(2027, 2, 13): own.table.hours[0]}
    assert own.notes[date(2027, 2, 13)] == "Làm bù cho ngày 05/02"
    with app.app_context(), all_tenants("test"):
        acts = list(db.session.scalars(select(AuditEntry.action).where(AuditEntry.kind == "work_year")))
    assert acts == ["workdays.save", "workdays.confirm"]


def test_a_commune_has_its_own_hours_and_gives_them_up(
    app: Flask, factory: Factory, signed_in: SignedIn
) -> None:
    with factory.acting(DISTRICT) as actor:
        service.keep(proposal(2026), {}, 0, actor, confirm=True)
    desk = signed_in(A, "tenant_admin")
    assert "Lập lịch riêng" in desk.get(WHERE).text
    form = desk.get(f"{WHERE}2026/sua").text
    assert "17/02/2026 | Tết Nguyên đán" in form and "Chép lịch của" in form
    values = _values(off_text="", worked_text="", hours_5="07:30-11:30", viec="xac-nhan")
    assert desk.post(f"{WHERE}2026/sua", values).status_code == 302
    assert _standing(app, A, 2026).kind == OWN and _standing(app, B, 2026).kind == ABOVE
    with app.app_context():
        own, other = calendar_of(directory().by_slug(A)), calendar_of(directory().by_slug(B))
        assert own.is_working_day(date(2026, 3, 7)) and not other.is_working_day(date(2026, 3, 7))
        assert not other.is_working_day(date(2026, 2, 17)) and own.is_working_day(date(2026, 2, 17))
    assert desk.post(f"{WHERE}2026/bo", {"version": _version(desk, 2026)}).status_code == 302
    assert _standing(app, A, 2026).kind == ABOVE


def test_nobody_overwrites_what_somebody_else_saved(app: Flask, signed_in: SignedIn) -> None:
    desk = signed_in(A, "tenant_admin")
    assert desk.post(f"{WHERE}2027/sua", _values()).status_code == 302
    late = desk.post(f"{WHERE}2027/sua", _values(off_text="02/09/2027 | Quốc khánh của tôi"))
    assert late.status_code == 409 and "Quốc khánh của tôi" in late.text
    assert date(2027, 9, 2) not in _standing(app, A, 2027).table.worked
    again = desk.post(
        f"{WHERE}2027/sua", _values(off_text="02/09/2027 | Của tôi", version=_version(desk, 2027))
    )
    assert again.status_code == 302
    stale = desk.post(f"{WHERE}2027/xac-nhan", {"version": "1"}, follow_redirects=True)
    assert "có người vừa sửa" in stale.text and _standing(app, A, 2027).kind == PROPOSED
    assert desk.post(f"{WHERE}2027/bo", {"version": "1"}).status_code == 302
    assert "bản nháp" in desk.get(f"{WHERE}2027").text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"off_text": "30/02/2027 | Tết"}, "Dòng 1: Ghi ngày như 17/02/2027"),
        ({"off_text": "01/01/2027 | a\n01/01/2028 | b"}, "Dòng 2: Ngày 01/01/2028 không thuộc năm 2027"),
        ({"off_text": "01/01/2027"}, "Dòng 1: ghi tên ngày nghỉ"),
        ({"off_text": "01/01/2027 | a\n1/1 | b"}, "đã ghi ở trên"),
        ({"off_text": "01/01/2027 | a | b"}, "quá nhiều dấu"),
        ({"worked_text": "13/02/2027 | sáng"}, "Dòng 1: Ghi giờ làm việc như"),
        ({"worked_text": "13/02/2027 | 11:00-07:00"}, "theo thứ tự"),
        ({"worked_text": "08/02/2027"}, "vốn là ngày làm việc"),
        ({"off_text": "13/02/2027 | nghỉ"}, "vừa ghi là ngày nghỉ vừa ghi là ngày làm bù"),
        ({f"hours_{one}": "" for one in range(7)} | {"worked_text": ""}, "ít nhất một ngày"),
        ({"hours_0": "25:00-26:00"}, "Ghi giờ làm việc như"),
        ({"cutoff": "chiều"}, "Chọn giờ"),
    ],
)
def test_what_is_wrong_is_said_at_its_line(
    app: Flask, signed_in: SignedIn, wrong: dict[str, str], said: str
) -> None:
    desk = signed_in(A, "tenant_admin")
    answer = desk.post(f"{WHERE}2027/sua", _values(**wrong))
    assert answer.status_code == 422 and said in answer.text
    assert 'name="version"' in answer.text and "bản nháp" not in desk.get(f"{WHERE}2027").text


def test_all_that_is_wrong_is_said_at_once(signed_in: SignedIn) -> None:
    desk = signed_in(A, "tenant_admin")
    said = desk.post(f"{WHERE}2027/sua", _values(cutoff="", off_text="x", worked_text="y", hours_2="z")).text
    assert said.count('class="field__error"') == 4


def test_a_day_that_the_law_does_not_hold_yet_counts_when_ticked(app: Flask, signed_in: SignedIn) -> None:
    desk = signed_in(A, "tenant_admin")
    assert "24/11/2027" in desk.get(f"{WHERE}2027").text
    with app.app_context():
        assert calendar_of(directory().by_slug(A)).is_working_day(date(2027, 11, 24))
    assert desk.post(f"{WHERE}2027/sua", _values(doubtful="y", viec="xac-nhan")).status_code == 302
    with app.app_context():
        assert not calendar_of(directory().by_slug(A)).is_working_day(date(2027, 11, 24))
    form = desk.get(f"{WHERE}2027/sua").text
    assert "24/11/2027 |" not in form and re.search(r'<input[^>]*checked[^>]*id="doubtful"', form)


def test_years_that_are_far_away_are_not_there(signed_in: SignedIn) -> None:
    desk = signed_in(A, "tenant_admin")
    for year in (2022, 2029, 99999999):
        for path in (f"{WHERE}{year}", f"{WHERE}{year}/sua"):
            assert desk.get(path).status_code == 404
        assert desk.post(f"{WHERE}{year}/xac-nhan", {"version": "0"}).status_code == 404
    assert desk.get(f"{WHERE}2023").status_code == 200


def test_the_desk_reminds_until_the_years_are_confirmed(
    app: Flask, factory: Factory, signed_in: SignedIn
) -> None:
    desk = signed_in(DISTRICT, "district_admin")
    said = desk.get("/quan-tri/").text
    assert "Xác nhận ngày làm việc năm 2026" in said and "Xác nhận ngày làm việc năm 2027" in said
    assert "Xác nhận ngày làm việc" not in signed_in(A, "author").get("/quan-tri/").text
    for year in (2026, 2027):
        with factory.acting(DISTRICT) as actor:
            service.keep(proposal(year), {}, 0, actor, confirm=True)
    assert "Xác nhận ngày làm việc" not in desk.get("/quan-tri/").text
    assert "Xác nhận ngày làm việc" not in signed_in(A, "tenant_admin").get("/quan-tri/").text
    assert today.open_years(date(2026, 10, 31), frozenset()) == [2026]
    assert today.open_years(date(2026, 11, 1), frozenset({2026})) == [2027]


def test_citizens_see_hours_and_the_next_days_off(
    factory: Factory, browser: Callable[[str], Browser]
) -> None:
    page = browser(A).get("/ngay-lam-viec")
    assert page.status_code == 200
    assert "07:30–11:30, 13:30–17:30" in page.text and "sau 15:00" in page.text
    assert "Thứ Hai, 30/11/2026 (hôm nay): cơ quan làm việc" in page.text and "dự kiến" in page.text
    assert "Tết Nguyên đán" in page.text and "17/02/2026" not in page.text  # it is over
    with factory.acting(DISTRICT) as actor:
        table = proposal(2027)
        off = dict(table.off) | {date(2027, 3, 3): "Ngày hội của huyện"}
        service.keep(type(table)(2027, table.hours, off), {}, 0, actor, confirm=True)
    assert "Ngày hội của huyện" in browser(A).get("/ngay-lam-viec").text
    assert "/ngay-lam-viec" in browser(A).get("/sitemap.xml").text


def test_days_off_that_follow_each_other_are_one_stretch() -> None:
    found = {one.first: one for one in stretches(proposal(2027))}
    tet = found[date(2027, 2, 4)]
    assert (tet.last, tet.names) == (date(2027, 2, 10), ("Tết Nguyên đán",))
    may = found[date(2027, 4, 30)]
    assert (may.last, may.names) == (date(2027, 5, 3), ("Ngày Chiến thắng", "Ngày Quốc tế lao động"))
    alone = {one.first: one.names for one in stretches(proposal(2028))}
    assert alone[date(2028, 1, 1)] == ("Tết Dương lịch",)


def test_a_calendar_belongs_to_the_portal_in_force(app: Flask, factory: Factory) -> None:
    with factory.acting(A) as actor:
        table = proposal(2026)
        service.keep(type(table)(2026, {0: table.hours[0]}), {}, 0, actor, confirm=True)
        assert calendar_of().due_after_days(from_local(datetime(2026, 3, 2, 9)), 1) == from_local(
            datetime(2026, 3, 9, 17, 30)
        )
    with factory.acting(B):
        assert calendar_of().is_working_day(date(2026, 3, 3))
    with app.app_context(), all_tenants("test"), pytest.raises(ScopeViolation):
        calendar_of()


def test_odd_rows_never_stop_a_calendar(app: Flask, factory: Factory) -> None:
    with factory.acting(A) as actor:
        row = service.keep(proposal(2026), {}, 0, actor, confirm=True)
        row.hours = {"0": [["07:30", "11:30"], "x"], "1": [["11:00", "07:00"]], "z": 5}
        row.off = [{"day": "2026-13-01"}, {"name": "x"}, "gì", {"day": "2025-01-01", "name": "năm khác"}]
        row.worked = [{"day": "2026-03-07", "hours": "cả ngày"}]
        row.cutoff = "muộn"
        db.session.commit()
    with app.app_context():
        portal = directory().by_slug(A)
        assert portal is not None
        with entered(editing(portal.id)):
            db.session.execute(select(1))
        app.extensions.pop("work_calendars", None)
        calendar = calendar_of(portal)
        assert calendar.is_working_day(date(2026, 3, 2)) and not calendar.is_working_day(date(2026, 3, 3))
        assert calendar.cutoff_on(date(2026, 3, 2)).hour == 15
