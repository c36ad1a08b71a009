"""The morning briefing: what it tells to whom, on a page, on paper, by e-mail on working mornings, once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pypdfium2
import pytest
from flask import Flask
from sqlalchemy import select

from portal.accounts.models import Membership, User
from portal.accounts.service import actor_for
from portal.clock import from_local, today
from portal.extensions import db
from portal.ioc.briefing.gathering import gather, last_working_day
from portal.ioc.briefing.sending import send_briefings
from portal.ioc.briefing.wording import change_text, day_name, summary
from portal.ioc.warehouse import filling
from portal.ioc.watching.defaults import BELOW
from portal.ioc.watching.models import WatchAlert, WatchReader
from portal.mail.models import OutgoingMail
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import editing, entered, system_task
from portal.workdays.queries import calendar_of
from tests.conftest import DISTRICT, A, B
from tests.factories import Factory
from tests.ioc.rows import case, noon
from tests.policies.watching import make_alert, make_rule
from tests.screens.four_eyes import id_of, person

WHERE = "/quan-tri/dieu-hanh/ban-tin/"
MONDAY = date(2026, 11, 30)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """An instant (UTC) of a day of Vietnam."""
    return from_local(datetime(day.year, day.month, day.day, hour, minute))


def portal_of(app: Flask, slug: str) -> Portal:
    found = directory(app).by_slug(slug)
    assert found is not None
    return found


@pytest.fixture()
def filled(app: Flask, factory: Factory) -> Flask:
    """A: three cases this week (one of them answered), one the week before that is late now. B: two that are late."""
    day = today()
    with app.app_context():
        with entered(editing(factory.tenant_id(A))):
            for back in (1, 2, 3):
                case(day - timedelta(days=back), title="Đèn đường hỏng")
            case(
                day - timedelta(days=10),
                due_on=day - timedelta(days=2),
                title="Rác chưa thu gom ở chợ",
            )
            case(
                day - timedelta(days=12),
                state="answered",
                answered_at=noon(day - timedelta(days=2)),
                closed_at=noon(day - timedelta(days=2)),
            )
            db.session.commit()
        with entered(editing(factory.tenant_id(B))):
            for _ in range(2):
                case(day - timedelta(days=20), due_on=day - timedelta(days=5), title="Việc riêng của xã khác")
            db.session.commit()
        filling.fill()
    return app


def brief(app: Flask, slug: str, name: str) -> Any:
    """The briefing of today for somebody, without a request."""
    with app.app_context():
        portal = portal_of(app, slug)
        with entered(editing(portal.id)):
            user = db.session.scalars(select(User).where(User.name == name)).one()
            return gather(portal, actor_for(user, portal), today(), cards=False)


def test_figures_are_those_of_the_rows_and_the_page_leads_to_them(filled: Flask, factory: Factory) -> None:
    admin = person(filled, "Quản trị", "tenant_admin")
    make_alert(factory, A)
    briefing = brief(filled, A, "Quản trị")
    flows = {one.figure.key: one for one in briefing.flows}
    assert (flows["cases"].week, flows["cases"].before) == (3, 2)
    assert flows["cases_answered"].week == 1
    levels = {one.figure.key: one for one in briefing.levels}
    assert (levels["cases_open"].week, levels["cases_open"].before) == (4, 2)
    assert (levels["cases_late"].week, levels["cases_late"].before) == (1, 0)
    assert (levels["cases_late"].tone, change_text(levels["cases_late"])) == ("bad", "+1")
    page = admin.get(WHERE).text
    assert "Rác chưa thu gom ở chợ" in page and "/quan-tri/y-kien/?xem=qua-han" in page
    assert "Việc riêng của xã khác" not in page
    assert "1 cảnh báo chưa có người xử lý." in page and "Hồ sơ đang quá hạn: 12" in page
    assert page.count('<svg class="ch__drawing"') >= len(briefing.flows) + len(briefing.levels)


def test_who_reads_no_records_is_told_how_many_there_are(filled: Flask) -> None:
    chief = person(filled, "Chủ tịch", "signatory")
    page = chief.get(WHERE).text
    assert "Rác chưa thu gom" not in page and "/quan-tri/y-kien/" not in page
    (late,) = brief(filled, A, "Chủ tịch").late
    assert (late.title, late.count, late.lines, late.path) == ("Ý kiến quá hạn", 1, (), "")


def test_the_district_sees_the_communes_by_number_and_no_record_of_theirs(
    filled: Flask, factory: Factory
) -> None:
    admin = person(filled, "Quản trị huyện", "district_admin", DISTRICT)
    briefing = brief(filled, DISTRICT, "Quản trị huyện")
    names = {slug: portal_of(filled, slug).name for slug in (A, B)}
    assert [(one.name, one.total) for one in briefing.late_units] == [(names[B], 2), (names[A], 1)]
    assert {one.figure.key: one for one in briefing.levels}["cases_late"].week == 3
    page = admin.get(WHERE).text
    assert names[B] in page and "15 đơn vị không có việc quá hạn." in page
    assert "Việc riêng của xã khác" not in page and "Rác chưa thu gom" not in page
    assert "Sơ đồ, không thể hiện địa giới." in page
    rule_id, _slug = make_rule(factory, DISTRICT, units=BELOW)
    for slug in (A, B, "tam-tien"):
        number, _slug = make_alert(factory, DISTRICT, unit_id=factory.tenant_id(slug))
        with factory.acting(DISTRICT):
            db.session.scalars(select(WatchAlert).where(WatchAlert.id == number)).one().rule_id = rule_id
            db.session.commit()
    briefing = brief(filled, DISTRICT, "Quản trị huyện")
    assert summary(briefing)[0] == "3 cảnh báo chưa có người xử lý."
    (line,) = briefing.alerts.lines  # many offices at one threshold are one line
    assert "từ 10 trở lên: 3 đơn vị" in line.label and names[B] in line.label


def test_the_sheet_has_one_or_two_pages_with_the_same_words(filled: Flask) -> None:
    admin = person(filled, "Quản trị huyện", "district_admin", DISTRICT)
    answer = admin.get(f"{WHERE}ban-tin.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    document = pypdfium2.PdfDocument(answer.data)
    text = "\n".join(page.get_textpage().get_text_bounded() for page in document)
    assert len(document) <= 2
    assert "BẢN TIN ĐIỀU HÀNH BUỔI SÁNG" in text and portal_of(filled, B).name in text
    assert "Ý kiến quá hạn" in text
    document.close()


def test_an_office_with_nothing_to_tell_says_so(app: Flask) -> None:
    admin = person(app, "Quản trị", "tenant_admin")
    page = admin.get(WHERE).text
    assert "Không có việc quá hạn, không có cảnh báo." in page and "Chưa có số liệu" in page
    assert admin.get(f"{WHERE}ban-tin.pdf").status_code == 200


def mails(app: Flask) -> list[OutgoingMail]:
    with app.app_context(), system_task("thử"):
        found = list(db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))
        db.session.expunge_all()
        return found


def test_it_comes_by_mail_once_on_working_mornings_to_who_wants_it(filled: Flask, factory: Factory) -> None:
    chief = person(filled, "Chủ tịch", "signatory")
    person(filled, "Phó chủ tịch", "signatory")
    page = "/quan-tri/dieu-hanh/canh-bao/cach-nhan"
    chief.post(page, {"least": "0", "briefing": "y"}, token_from=page)
    assert "Đang nhận qua thư" in chief.get(WHERE).text
    with filled.app_context():
        calendar = calendar_of(portal_of(filled, A))
        days = [
            one for one in (today() + timedelta(days=on) for on in range(40)) if calendar.is_working_day(one)
        ]
        sunday = today() + timedelta(days=6 - today().weekday())
        assert send_briefings(at(days[0], 6, 29)) == 0
        assert send_briefings(at(sunday, 8)) == 0
        assert send_briefings(at(date(today().year, 9, 2), 8)) == 0  # a holiday
        assert send_briefings(at(days[0], 12, 1)) == 0  # no morning any more
        assert send_briefings(at(days[0], 6, 30)) == 1
        assert [send_briefings(at(days[0], 6, 31 + minute)) for minute in range(3)] == [0, 0, 0]
        assert send_briefings(at(days[1], 7)) == 1
    first, _second = mails(filled)
    assert first.subject == f"Bản tin điều hành sáng {day_name(days[0])}"
    assert first.tenant_id == factory.tenant_id(A)
    assert "ý kiến quá hạn: 1" in first.text.lower() and WHERE in first.text
    assert "Rác chưa thu gom" not in first.text  # no record of a citizen leaves by mail
    with filled.app_context(), system_task("thử"):
        user = id_of(filled, "Chủ tịch")
        for one in db.session.scalars(select(Membership).where(Membership.user_id == user)):
            db.session.delete(one)
        db.session.commit()
    with filled.app_context():
        assert send_briefings(at(days[2], 7)) == 0  # reads no figures here any more
        with system_task("thử"):
            assert db.session.scalars(select(WatchReader.briefed_on)).all() == [days[2]]


def test_days_are_named_as_letters_name_them() -> None:
    assert day_name(MONDAY) == "thứ Hai, 30/11/2026"


def test_after_a_weekend_it_tells_of_the_days_since_friday(app: Flask) -> None:
    with app.app_context():
        portal = portal_of(app, A)
        assert last_working_day(portal, MONDAY) == date(2026, 11, 27)
        assert last_working_day(portal, date(2026, 12, 2)) == date(2026, 12, 1)
