"""What people are told: in the desk, by e-mail at once, daily or never; each sees their own, of one portal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.clock import utc_now
from portal.extensions import db
from portal.mail.models import OutgoingMail
from portal.notices.digest import last_morning, send_digests
from portal.notices.models import Notice
from portal.notices.service import notify
from portal.tenancy.scope import editing, entered
from tests.conftest import A, B, Browser
from tests.factories import Factory
from tests.screens.four_eyes import id_of, person


def _tell(
    app: Flask, factory: Factory, names: list[str], title: str, slug: str = A, mail: str = "Xem giúp."
) -> int:
    people = [id_of(app, name) for name in names]
    with app.app_context(), entered(editing(factory.tenant_id(slug))):
        actor = Actor(None, "Chị Hoa", factory.tenant_id(slug), frozenset({"approver"}))
        count = notify(people, "returned", title, "/quan-tri/tin-tuc/1", actor, detail="vì", mail=mail)
        db.session.commit()
        return count


def _mails(app: Flask, factory: Factory, slug: str = A) -> list[OutgoingMail]:
    with app.app_context(), entered(editing(factory.tenant_id(slug))):
        return list(db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))


def test_a_notice_shows_leads_on_and_is_read(app: Flask, factory: Factory) -> None:
    me, other = person(app, "An Lành", "author"), person(app, "Bình Yên", "author")
    assert _tell(app, factory, ["An Lành"], "Trả lại: <b>Tin</b>") == 1
    home = me.get("/quan-tri/").text
    assert "Trả lại: &lt;b&gt;Tin" in home and "desk-bar__count" in home
    assert "desk-bar__count" not in other.get("/quan-tri/").text
    with app.app_context(), entered(editing(factory.tenant_id(A))):
        number = db.session.scalars(select(Notice.id)).one()
    assert other.get(f"/quan-tri/thong-bao/{number}").status_code == 404
    answer = me.get(f"/quan-tri/thong-bao/{number}")
    assert (answer.status_code, answer.location) == (302, "/quan-tri/tin-tuc/1")
    assert "desk-bar__count" not in me.get("/quan-tri/").text
    assert "Trả lại:" in me.get("/quan-tri/thong-bao/").text
    assert "Không có thông báo chưa đọc" in me.get("/quan-tri/thong-bao/?xem=chua-doc").text


def test_notices_of_one_portal_show_in_no_other(app: Flask, factory: Factory) -> None:
    from portal.accounts.models import User
    from portal.accounts.service import grant
    from portal.tenancy.directory import directory

    person(app, "Hai Nơi", "approver")
    with app.app_context():
        portal = directory().by_slug(B)
        user = db.session.scalar(select(User).where(User.name == "Hai Nơi"))
        assert portal is not None and user is not None
        grant(user, portal.id, "approver", is_district=False)
        db.session.commit()
    _tell(app, factory, ["Hai Nơi"], "CANARY-A")
    there = Browser(app, B)
    assert there.sign_in("hai.nơi@tam-hai.example").status_code == 302
    for page in ("/quan-tri/", "/quan-tri/thong-bao/"):
        assert "CANARY-A" not in there.get(page).text
    there.post("/quan-tri/thong-bao/da-doc")
    with app.app_context(), entered(editing(factory.tenant_id(A))):
        assert db.session.scalars(select(Notice.read_at)).one() is None


def test_an_e_mail_says_where_to_look_and_who_writes(app: Flask, factory: Factory) -> None:
    person(app, "An Lành", "author")
    _tell(app, factory, ["An Lành"], "Trả lại: Tin")
    mail = _mails(app, factory)[-1]
    assert (mail.to, mail.subject) == ("an.lành@tam-hai.example", "Trả lại: Tin")
    assert "https://tam-hai." in mail.text and "/quan-tri/tin-tuc/1" in mail.text and "Tam Hải" in mail.text


def _choose(who: Browser, rhythm: str) -> Any:
    return who.post("/quan-tri/thong-bao/thu", {"rhythm": rhythm})


def test_who_wants_none_gets_none_and_who_wants_one_a_day_gets_one(app: Flask, factory: Factory) -> None:
    never, daily = person(app, "An Lành", "author"), person(app, "Bình Yên", "author")
    before = len(_mails(app, factory))
    assert _choose(never, "never").status_code == 302 and _choose(daily, "daily").status_code == 302
    assert "Hãy chọn" in daily.get(_choose(daily, "hourly").location).text
    for number in range(3):
        _tell(app, factory, ["An Lành", "Bình Yên"], f"Việc số {number}")
    assert len(_mails(app, factory)) == before
    morning = last_morning(utc_now() + timedelta(days=1))
    with app.app_context():
        assert send_digests(morning - timedelta(minutes=1)) == 0
        assert send_digests(morning + timedelta(minutes=1)) == 1
        assert send_digests(morning + timedelta(minutes=2)) == 0, "one a day"
        assert send_digests(morning + timedelta(days=1, minutes=1)) == 0, "nothing new"
    mail = _mails(app, factory)[-1]
    assert mail.to.startswith("bình") and mail.subject == "3 thông báo chưa đọc"
    assert all(f"- Việc số {number}" in mail.text for number in range(3))
