"""Rules, alerts and tellings over a real database: through the follower's step and the desk's pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from portal.accounts.models import User
from portal.clock import today, utc_now
from portal.extensions import db
from portal.ioc.warehouse import filling
from portal.ioc.warehouse.facts import reading_all
from portal.ioc.warehouse.models import DailyFact, FactReach
from portal.ioc.watching.course import CALM, ENDED, INFO, OPENED, URGENT, WARNING, quiet_until
from portal.ioc.watching.defaults import BELOW, DEFAULTS, OWN
from portal.ioc.watching.looking import Seen, look
from portal.ioc.watching.models import WatchAlert, WatchReader, WatchRule, WatchTold
from portal.ioc.watching.seeding import seed
from portal.ioc.watching.telling import tell
from portal.ioc.watching.values import Wanted, values_of, values_on
from portal.mail.models import OutgoingMail
from portal.notices.models import Notice
from portal.publishing.models import AuditEntry
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered, system_task
from tests.conftest import DISTRICT, A, B
from tests.factories import Factory
from tests.ioc.rows import case
from tests.policies.watching import make_alert, make_rule
from tests.screens.four_eyes import id_of, person
from tests.thorough import examples

WHERE, RULES = "/quan-tri/dieu-hanh/canh-bao/", "/quan-tri/dieu-hanh/nguong/"
NOON = datetime(2026, 11, 30, 5, 0)  # 12:00 in Viet Nam
LATE = Wanted("dossiers_late", 1)


@pytest.fixture()
def quiet_defaults(app: Flask) -> Iterator[None]:
    """The default rules are there and switched off: a test has its own."""
    with app.app_context():
        seed(directory().living())
        with system_task("thử"):
            for rule in db.session.scalars(select(WatchRule)):
                rule.is_on = False
            db.session.commit()
    yield


def reads(app: Flask, factory: Factory, user_id: int, slug: str = A, **more: Any) -> None:
    """Somebody wants to be told."""
    values: dict[str, Any] = {"least": INFO, "by_mail": True}
    with factory.acting(slug) as actor:
        db.session.add(WatchReader(tenant_id=actor.tenant_id, for_user_id=user_id, **(values | more)))
        db.session.commit()


def seen(factory: Factory, value: int | None, slug: str = A) -> Seen:
    """A number of late dossiers."""
    return {(LATE, factory.tenant_id(slug)): None if value is None else value * 100}


def step(app: Flask, now: datetime, values: Seen) -> int:
    """One look and one telling."""
    with app.app_context():
        changed = look(now, values)
        tell(now)
        return changed


def rows(app: Flask, factory: Factory, model: Any, slug: str = A) -> list[Any]:
    with app.app_context(), entered(editing(factory.tenant_id(slug))):
        found = list(db.session.scalars(select(model).order_by(model.id)))
        db.session.expunge_all()
        return found


def test_every_office_begins_with_rules_and_the_district_watches_those_below(
    app: Flask, factory: Factory
) -> None:
    with app.app_context():
        assert seed(directory().living()) == 17 * sum(one.units == OWN for one in DEFAULTS.values()) + len(
            DEFAULTS
        )
        assert seed(directory().living()) == 0
    assert {one.origin_key for one in rows(app, factory, WatchRule, DISTRICT)} == set(DEFAULTS)
    assert not any(one.units == BELOW for one in rows(app, factory, WatchRule, A))


def test_what_is_late_in_the_warehouse_raises_an_alert_that_closes_by_itself(
    app: Flask, factory: Factory
) -> None:
    """From rows of a room to a card on the first page: nothing is made up in between."""
    tenant, day = factory.tenant_id(A), today()
    with app.app_context():
        with entered(editing(tenant)):
            late = case(day - timedelta(days=9), due_on=day - timedelta(days=4))
            db.session.commit()
            late_id = late.id
        filling.fill()
        look()
    approver = person(app, "Lê Duyệt", "approver")
    page = approver.get("/quan-tri/").text
    assert "Cảnh báo điều hành" in page and "Ý kiến quá hạn: 1" in page
    page = approver.get(WHERE).text
    assert "Ý kiến quá hạn: 1" in page and "từ 1 trở lên" in page
    rule = next(one.id for one in rows(app, factory, WatchRule) if one.origin_key == "cases-late")
    number = next(one.id for one in rows(app, factory, WatchAlert) if one.rule_id == rule)
    page = approver.get(f"{WHERE}{number}").text
    assert "Diễn biến 30 ngày" in page and '<svg class="ch__drawing"' in page
    assert "/quan-tri/y-kien/?xem=qua-han" in page  # to the very records
    with app.app_context():
        with entered(editing(tenant)):
            row = db.session.get(type(late), (tenant, late_id))
            assert row is not None
            row.state, row.answered_at, row.closed_at = "answered", utc_now(), utc_now()
            db.session.commit()
        filling.fill()
        now = utc_now()
        look(now)
    assert "giữ được 30 phút thì đóng" in approver.get(WHERE).text
    assert "giữ được 30 phút thì đóng" in approver.get(f"{WHERE}{number}").text
    with app.app_context():
        assert look(now + CALM) == 1
    assert "Ý kiến quá hạn" not in approver.get(WHERE).text
    assert "Ý kiến quá hạn" in approver.get(f"{WHERE}?xem=da-het").text


@pytest.mark.usefixtures("quiet_defaults")
@pytest.mark.tcvn("7.1.5.6.a")
def test_one_alert_for_a_rule_and_an_office_told_once_by_notice_and_mail(
    app: Flask, factory: Factory
) -> None:
    make_rule(factory, A, "Đôn đốc ngay")
    person(app, "Lê Duyệt", "approver")
    me = id_of(app, "Lê Duyệt")
    reads(app, factory, me)
    assert step(app, NOON, seen(factory, 12)) == 1
    for minute in range(5, 60, 5):
        step(app, NOON + timedelta(minutes=minute), seen(factory, 12 + minute % 3))
    (notice,) = rows(app, factory, Notice)
    assert notice.title == "[Cần xử lý] Hồ sơ đang quá hạn: 12"
    assert "từ 10 trở lên" in notice.detail and "Đôn đốc ngay" in notice.detail
    (mail,) = rows(app, factory, OutgoingMail)
    assert mail.subject == notice.title and notice.path in mail.text
    (alert,) = rows(app, factory, WatchAlert)
    assert (alert.worst, alert.state) == (1400, "open")
    later = NOON + timedelta(hours=2)
    step(app, later, seen(factory, 5))
    step(app, later + timedelta(minutes=10), seen(factory, 9))  # between the lines: not calm yet
    step(app, later + timedelta(minutes=20), seen(factory, 5))
    assert step(app, later + timedelta(minutes=50), seen(factory, 4)) == 1
    assert [one.title for one in rows(app, factory, Notice)][1:] == ["Đã hết cảnh báo: Hồ sơ đang quá hạn: 4"]
    assert len(rows(app, factory, OutgoingMail)) == 1  # that it is over is told in the desk alone
    assert step(app, later + timedelta(hours=5), seen(factory, 20)) == 1  # met again: another alert
    assert len(rows(app, factory, Notice)) == 3


@pytest.mark.usefixtures("quiet_defaults")
def test_quiet_hours_hold_back_and_lose_nothing_and_what_is_urgent_comes_at_once(
    app: Flask, factory: Factory
) -> None:
    make_rule(factory, A)
    person(app, "Lê Duyệt", "approver")
    me = id_of(app, "Lê Duyệt")
    reads(app, factory, me, quiet_from=21 * 60, quiet_until=6 * 60)
    night = datetime(2026, 11, 30, 16, 0)  # 23:00
    step(app, night, seen(factory, 12))
    step(app, night + timedelta(hours=1), seen(factory, 2))
    step(app, night + timedelta(hours=2), seen(factory, 2))
    assert [one.state for one in rows(app, factory, WatchAlert)] == ["closed"]
    assert rows(app, factory, Notice) == []
    step(app, datetime(2026, 11, 30, 23, 5), seen(factory, 2))  # 06:05
    (notice,) = rows(app, factory, Notice)
    assert (
        "Mở lúc 23:00 ngày 30/11/2026." in notice.detail
        and "Đã hết lúc 01:00 ngày 01/12/2026." in notice.detail
    )
    assert len(rows(app, factory, OutgoingMail)) == 1
    make_rule(factory, A, severity=URGENT, threshold=100, calm=0, quantity="cases_late")
    urgent: Seen = {(Wanted("cases_late", 1), factory.tenant_id(A)): 300}
    step(app, night + timedelta(days=1), urgent)
    assert "[Khẩn] Ý kiến quá hạn: 3" in [one.title for one in rows(app, factory, Notice)]


@pytest.mark.usefixtures("quiet_defaults")
def test_many_at_once_are_one_notice_and_one_mail(app: Flask, factory: Factory) -> None:
    values: Seen = {}
    for key in ("dossiers_late", "documents_late", "tasks_late", "cases_late", "jobs_failed"):
        make_rule(factory, A, quantity=key)
        values[Wanted(key, 1), factory.tenant_id(A)] = 5000
    person(app, "Lê Duyệt", "approver")
    reads(app, factory, id_of(app, "Lê Duyệt"))
    step(app, NOON, values)
    assert [one.title for one in rows(app, factory, Notice)] == ["5 cảnh báo điều hành"]
    (mail,) = rows(app, factory, OutgoingMail)
    assert mail.text.count("Ngưỡng:") == 5


@pytest.mark.usefixtures("quiet_defaults")
def test_who_may_not_read_any_more_and_who_asked_for_graver_ones_are_not_told(
    app: Flask, factory: Factory
) -> None:
    make_rule(factory, A)
    person(app, "Viết Thôi", "author")  # reads no figures
    person(app, "Lê Duyệt", "approver")
    reads(app, factory, id_of(app, "Viết Thôi"))
    reads(app, factory, id_of(app, "Lê Duyệt"), least=URGENT)
    step(app, NOON, seen(factory, 12))
    assert rows(app, factory, Notice) == []
    assert all(one.told_at for one in rows(app, factory, WatchTold))


def test_a_share_of_few_cases_says_nothing_and_what_was_never_counted_neither(
    app: Flask, factory: Factory
) -> None:
    tenant, probes = factory.tenant_id(A), Wanted("answering", 1)
    with app.app_context():
        with reading_all():
            assert values_of([probes, LATE], [tenant], today()) == {
                (probes, tenant): None,
                (LATE, tenant): None,
            }
        filling.fill()
        for count in (19, 21):
            with entered(editing(tenant)):
                db.session.execute(delete(FactReach).where(FactReach.source == "answering"))
                db.session.execute(delete(DailyFact).where(DailyFact.measure.like("probes%")))
                db.session.add(FactReach(tenant_id=tenant, source="answering", through=today()))
                filling.write_facts(
                    tenant, [(("probes", today(), ""), count), (("probes_answered", today(), ""), count - 3)]
                )
                db.session.commit()
            with reading_all():
                found = values_of([probes, LATE], [tenant], today())
            assert found[LATE, tenant] == 0
            assert found[probes, tenant] == (None if count == 19 else 8571)
            assert values_on_days(tenant, probes) == pytest.approx((count - 3) / count * 100)


def values_on_days(tenant: int, wanted: Wanted) -> float | None:
    """What the trend of an alert's page shows for today."""
    with entered(editing(tenant)):
        return values_on(wanted, tenant, [today() - timedelta(days=1), today()])[today()]


@pytest.mark.usefixtures("quiet_defaults")
def test_the_district_sees_each_commune_by_itself_and_a_commune_only_its_own(
    app: Flask, factory: Factory
) -> None:
    make_rule(factory, DISTRICT, units=BELOW)
    values = seen(factory, 12, A) | seen(factory, 30, B) | seen(factory, 50, DISTRICT)
    assert step(app, NOON, values) == 2
    admin = person(app, "Quản trị huyện", "district_admin", DISTRICT)
    page = admin.get(WHERE).text
    names = {slug: directory(app).by_slug(slug).name for slug in (A, B)}  # type: ignore[union-attr]
    assert f"{names[A]} – Hồ sơ đang quá hạn: 12" in page and f"{names[B]} – Hồ sơ đang quá hạn: 30" in page
    assert rows(app, factory, WatchAlert, A) == []
    number = rows(app, factory, WatchAlert, DISTRICT)[0].id
    assert "cả 1 cảnh báo đang mở của cùng ngưỡng" in admin.get(f"{WHERE}{number}").text
    admin.post(f"{WHERE}{number}", {"note": "Đã gọi", "ca": "1"}, token_from=f"{WHERE}{number}")
    assert [one.note for one in rows(app, factory, WatchAlert, DISTRICT)] == ["Đã gọi"] * 2
    values = seen(factory, None, A) | seen(factory, 30, B)
    assert step(app, NOON + timedelta(hours=1), values) == 0  # not seen: neither worse nor better


@pytest.mark.usefixtures("quiet_defaults")
def test_somebody_knows_of_it_and_says_what_is_done(app: Flask, factory: Factory) -> None:
    number, _slug = make_alert(factory, A)
    chief = person(app, "Chủ tịch", "signatory")
    assert "Hồ sơ đang quá hạn: 12" in chief.get("/quan-tri/").text
    page = f"{WHERE}{number}"
    answer = chief.post(page, {"note": "x" * 501}, token_from=page)
    assert answer.status_code == 422 and "x" * 501 in answer.text
    chief.post(page, {"note": "Giao anh Hùng, xong thứ Sáu"}, token_from=page)
    assert "Giao anh Hùng, xong thứ Sáu" in chief.get(f"{WHERE}?xem=da-biet").text
    assert "Không có cảnh báo nào đang mở" in chief.get(WHERE).text
    assert "watch.acknowledge" in [one.action for one in rows(app, factory, AuditEntry)]
    with factory.acting(A):
        row = db.session.scalars(select(WatchAlert)).one()
        row.state, row.live, row.closed_at = "closed", None, utc_now()
        db.session.commit()
    assert (
        "đã hết"
        in chief.post(page, {"note": "muộn"}, follow_redirects=True, token_from=WHERE + "cach-nhan").text
    )


@pytest.mark.usefixtures("quiet_defaults")
def test_rules_are_made_put_right_switched_and_removed(app: Flask, factory: Factory) -> None:
    admin = person(app, "Quản trị", "tenant_admin")
    form = {
        "quantity": "dossiers_in_time",
        "direction": "duoi",
        "threshold": "92,5",
        "calm": "90",
        "days": "30",
        "hold_minutes": "60",
        "severity": "2",
        "advice": "Họp giao ban",
    }
    answer = admin.post(f"{RULES}moi", form, token_from=f"{RULES}moi")
    assert (
        answer.status_code == 422 and "phải cao hơn ngưỡng" in answer.text and 'value="92,5"' in answer.text
    )
    answer = admin.post(f"{RULES}moi", form | {"calm": "khá"}, token_from=f"{RULES}moi")
    assert "Ghi một số, ví dụ 10 hoặc 92,5." in answer.text
    assert admin.post(f"{RULES}moi", form | {"calm": "95"}, token_from=f"{RULES}moi").status_code == 302
    own = next(one for one in rows(app, factory, WatchRule) if one.origin_key is None)
    assert (own.threshold, own.calm, own.days, own.hold_minutes, own.units) == (9250, 9500, 30, 60, OWN)
    page = f"{RULES}{own.id}"
    assert "92,5" in admin.get(page).text
    old = form | {"version": str(own.version), "calm": "95"}
    admin.post(page, old | {"threshold": "80"}, token_from=page)
    stale = admin.post(page, old | {"threshold": "70"}, token_from=page)
    assert stale.status_code == 409 and 'value="70"' in stale.text and "80%" in stale.text
    admin.post(f"{page}/tat", {}, token_from=page)
    assert not rows(app, factory, WatchRule)[-1].is_on
    admin.post(f"{page}/xoa", {}, token_from=RULES)
    assert all(one.id != own.id for one in rows(app, factory, WatchRule))
    default = next(one for one in rows(app, factory, WatchRule) if one.origin_key == "dossiers-late")
    answer = admin.post(f"{RULES}{default.id}/xoa", {}, token_from=RULES, follow_redirects=True)
    assert "chỉ tắt được, không xóa" in answer.text


@pytest.mark.usefixtures("quiet_defaults")
def test_a_rule_that_is_switched_off_closes_its_alerts(app: Flask, factory: Factory) -> None:
    number, _slug = make_rule(factory, A)
    step(app, NOON, seen(factory, 12))
    with factory.acting(A):
        db.session.scalars(select(WatchRule).where(WatchRule.id == number)).one().is_on = False
        db.session.commit()
    assert step(app, NOON + timedelta(minutes=5), seen(factory, 12)) == 1
    assert [one.state for one in rows(app, factory, WatchAlert)] == ["closed"]


def test_each_chooses_how_to_be_told(app: Flask, factory: Factory) -> None:
    chief = person(app, "Chủ tịch", "signatory")
    assert "chưa đăng ký nhận cảnh báo" in chief.get(WHERE).text
    page = f"{WHERE}cach-nhan"
    wrong = {"least": "2", "has_quiet": "y", "quiet_from": "22:00", "quiet_until": "22:00"}
    assert "phải khác giờ bắt đầu" in chief.post(page, wrong, token_from=page).text
    empty = chief.post(page, wrong | {"quiet_from": "", "quiet_until": "bảy giờ"}, token_from=page).text
    assert "Ghi giờ bắt đầu và giờ kết thúc" in empty and "Ghi giờ và phút, ví dụ 21:00." in empty
    right = wrong | {"quiet_until": "05:30", "by_mail": "y", "briefing": "y"}
    assert chief.post(page, right, token_from=page).status_code == 302
    (row,) = rows(app, factory, WatchReader)
    assert (row.least, row.by_mail, row.quiet_from, row.quiet_until, row.briefing) == (
        2,
        True,
        1320,
        330,
        True,
    )
    assert 'value="05:30"' in chief.get(page).text
    chief.post(page, {"least": "0"}, token_from=page)
    (row,) = rows(app, factory, WatchReader)
    assert (row.least, row.by_mail, row.quiet_from) == (None, False, None)


values_and_instants = st.lists(
    st.tuples(st.integers(1, 400), st.none() | st.sampled_from([0, 3, 5, 7, 9, 10, 11, 30])), max_size=25
)


@settings(
    max_examples=examples(12), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(values_and_instants, st.integers(0, 1439), st.integers(0, 1439), st.sampled_from([WARNING, URGENT]))
def test_nobody_is_told_twice_and_nothing_is_lost(
    app: Flask,
    factory: Factory,
    quiet_defaults: None,
    course: list[tuple[int, int | None]],
    quiet_from: int,
    quiet_to: int,
    severity: int,
) -> None:
    """Any values at any instants: each opening and each end is told once, never in quiet hours unless it is urgent, and
    nothing remains to tell once the quiet is over."""
    with app.app_context(), system_task("thử"):
        for model in (WatchAlert, WatchReader, Notice, OutgoingMail):
            db.session.execute(delete(model))
        db.session.execute(delete(WatchRule).where(WatchRule.origin_key.is_(None)))
        db.session.commit()
    make_rule(factory, A, severity=severity)
    name = "Lê Duyệt"
    with app.app_context():
        known = db.session.scalar(select(func.count()).select_from(User).where(User.name == name))
    if not known:
        person(app, name, "approver")
    reads(app, factory, id_of(app, name), quiet_from=quiet_from, quiet_until=quiet_to)
    now, told_at = NOON, Counter[tuple[int, str]]()
    instants = []
    for after, value in course:
        now += timedelta(minutes=after)
        step(app, now, seen(factory, value))
        instants.append(now)
    end = now + timedelta(days=1)
    step(app, quiet_until(end, quiet_from, quiet_to), seen(factory, None))
    for one in rows(app, factory, WatchTold):
        told_at[one.alert_id, one.what] += 1
        assert one.told_at is not None  # nothing is lost
        assert severity == URGENT or quiet_until(one.told_at, quiet_from, quiet_to) == one.told_at
    assert all(count == 1 for count in told_at.values())
    alerts = rows(app, factory, WatchAlert)
    opened = {one.id for one in alerts if one.opened_at}
    assert {key for key, what in told_at if what == OPENED} == opened
    assert {key for key, what in told_at if what == ENDED} == {one.id for one in alerts if one.closed_at}
    assert len(rows(app, factory, Notice)) <= 2 * len(opened)
    assert len([one for one in alerts if one.live]) <= 1
