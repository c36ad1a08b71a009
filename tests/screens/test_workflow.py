"""A text on its way to citizens: who may do what, what four eyes refuse, corrections that wait, hours, remarks."""

from __future__ import annotations

import io
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal.accounts.permissions import ROLES, Actor, Forbidden
from portal.clock import from_local, to_local, utc_now
from portal.extensions import db
from portal.news import service as news
from portal.news.models import NewsItem
from portal.notices.models import Notice
from portal.publishing import service, workflow
from portal.publishing.answering import NeedsApproval
from portal.publishing.models import STATES, TRASHED, AuditEntry, Revision
from portal.publishing.models_workflow import Correction, DraftComment, DueAct
from portal.publishing.transitions import TRANSITIONS, WrongState, transition
from portal.screens.workflow.due import tell_due
from portal.screens.workflow.hours import InvalidHour, hour_label, read_hour, write_hour
from portal.tenancy.scope import editing, entered, reading
from tests.conftest import A, B, Browser
from tests.factories import Factory
from tests.screens.four_eyes import (
    NEWS,
    acts_on,
    ask_for_four_eyes,
    fields_of,
    id_of,
    person,
    press,
    rewrite,
    write,
)

PUBLIC_TEXT = "Nội dung đầu."


@pytest.fixture(autouse=True)
def section(factory: Factory) -> None:
    """The portal has a section to write in."""
    with factory.acting(A):
        news.ensure_section("su-kien", "Tin tức – Sự kiện", 0)
        service.commit()


def _slug(app: Flask, factory: Factory, number: int) -> str:
    with app.app_context(), entered(editing(factory.tenant_id(A))):
        found = db.session.scalar(select(NewsItem.slug).where(NewsItem.id == number))
        assert found is not None
        return found


def _status(app: Flask, factory: Factory, number: int) -> str:
    with app.app_context(), entered(editing(factory.tenant_id(A))):
        found = db.session.scalar(select(NewsItem.status).where(NewsItem.id == number))
        assert found is not None
        return found


def _public(app: Flask, factory: Factory, number: int) -> Any:
    return Browser(app, A).get(f"/tin-tuc/{_slug(app, factory, number)}")


def _notices(app: Flask, factory: Factory, name: str) -> list[tuple[str, str]]:
    me = id_of(app, name)
    with app.app_context(), entered(editing(factory.tenant_id(A))):
        rows = db.session.scalars(select(Notice).where(Notice.for_user_id == me).order_by(Notice.id))
        return [(one.kind, one.detail) for one in rows]


def test_a_text_is_submitted_returned_corrected_approved_and_published(app: Flask, factory: Factory) -> None:
    author, approver = person(app, "Người Viết", "author"), person(app, "Người Duyệt", "approver")
    number = write(author, "Tin phải qua duyệt")
    assert press(author, number, "dang").status_code == 403
    assert press(author, number, "gui-duyet").status_code == 302
    assert _status(app, factory, number) == "submitted"
    assert "Tin phải qua duyệt" in approver.get("/quan-tri/").text
    assert ("submitted", "") in _notices(app, factory, "Người Duyệt")

    page = press(approver, number, "tra-lai").location
    assert _status(app, factory, number) == "submitted", "returned without a reason"
    assert "Hãy ghi lý do" in approver.get(page).text
    press(approver, number, "tra-lai", reason="Thiếu ngày tháng.")
    assert _status(app, factory, number) == "draft"
    assert "Thiếu ngày tháng." in author.get(f"{NEWS}{number}").text
    assert "Tin phải qua duyệt" in author.get("/quan-tri/").text
    assert _notices(app, factory, "Người Viết") == [("returned", "Thiếu ngày tháng.")]

    assert rewrite(author, number, body="Ngày 30/11.", action="submit").status_code == 302
    assert _status(app, factory, number) == "submitted"
    press(approver, number, "duyet")
    assert _status(app, factory, number) == "approved"
    assert _public(app, factory, number).status_code == 404
    press(approver, number, "dang")
    assert "Ngày 30/11." in _public(app, factory, number).text
    kinds = [kind for kind, _detail in _notices(app, factory, "Người Viết")]
    assert kinds == ["returned", "approved", "published"]
    assert [action for action, _name in acts_on(app, number)] == [
        "create", "submit", "return", "save", "submit", "approve", "publish",
    ]  # fmt: skip


def test_what_was_approved_is_a_draft_again_when_somebody_changes_it(app: Flask, factory: Factory) -> None:
    author, approver = person(app, "Người Viết", "author"), person(app, "Người Duyệt", "approver")
    number = write(author, "Tin đã duyệt")
    press(author, number, "gui-duyet")
    press(approver, number, "duyet")
    rewrite(author, number, body="Lén thêm một câu.")
    assert _status(app, factory, number) == "draft"


def test_without_four_eyes_an_approver_publishes_what_they_wrote(app: Flask, factory: Factory) -> None:
    approver = person(app, "Người Duyệt", "approver")
    number = write(approver, "Tin tự đăng")
    press(approver, number, "dang")
    assert PUBLIC_TEXT in _public(app, factory, number).text
    rewrite(approver, number, body="Sửa là lên ngay.")
    assert "Sửa là lên ngay." in _public(app, factory, number).text


def test_with_four_eyes_nobody_lets_through_what_they_changed_last(app: Flask, factory: Factory) -> None:
    ask_for_four_eyes(app)
    one, other = person(app, "Người Một", "approver"), person(app, "Người Hai", "approver")
    number = write(one, "Tin hai người")
    shown = one.get(f"{NEWS}{number}").text
    assert "Cần một người khác duyệt" in shown and f"{number}/dang" not in shown
    for act in ("duyet", "dang"):
        answer = press(one, number, act)
        assert answer.status_code == 403 and "duyệt hai người" in answer.text
    with app.app_context(), entered(editing(factory.tenant_id(A))):
        refused = db.session.scalars(select(AuditEntry.detail).where(AuditEntry.action == "refused")).all()
    assert len(refused) == 2 and str(number) in refused[0]
    rewrite(other, number, body="Người thứ hai sửa.")
    assert press(other, number, "dang").status_code == 403, "now it is the other one's text"
    press(one, number, "dang")
    assert "Người thứ hai sửa." in _public(app, factory, number).text


def test_a_correction_waits_while_citizens_see_the_approved_text(app: Flask, factory: Factory) -> None:
    ask_for_four_eyes(app)
    one, other = person(app, "Người Một", "approver"), person(app, "Người Hai", "approver")
    number = write(one, "Tin sẽ sửa")
    press(other, number, "dang")
    answer = rewrite(other, number, body="Bản sửa.", title="Tin đã sửa")
    assert "bản đang đăng" in other.get(answer.location).text
    assert (
        PUBLIC_TEXT in _public(app, factory, number).text
        and "Bản sửa." not in _public(app, factory, number).text
    )
    shown = one.get(f"{NEWS}{number}").text
    assert "Bản sửa đang viết" in shown and 'value="Tin đã sửa"' in shown and "[bỏ:" in shown
    assert "Có bản sửa đang viết" in one.get(NEWS).text
    preview = one.get(f"{NEWS}{number}/xem-truoc").text
    assert "Bản sửa." in preview
    assert PUBLIC_TEXT in _public(app, factory, number).text, "a preview is kept nowhere"

    assert press(other, number, "duyet").status_code == 403, "own correction"
    press(other, number, "gui-duyet")
    assert "Bản sửa của Người Hai" in one.get("/quan-tri/").text
    press(one, number, "duyet")
    assert "Bản sửa." in _public(app, factory, number).text
    with app.app_context(), entered(editing(factory.tenant_id(A))):
        last = db.session.scalars(select(Revision).order_by(Revision.number.desc())).first()
        assert last is not None and (last.action, last.by_name) == ("correct", "Người Hai")
        assert db.session.scalars(select(Correction)).all() == []
    assert ("correct", "Người Một") in acts_on(app, number)


def test_who_may_not_publish_changes_nothing_that_is_public(app: Flask, factory: Factory) -> None:
    author, approver = person(app, "Người Viết", "author"), person(app, "Người Duyệt", "approver")
    number = write(author, "Tin của người viết")
    press(approver, number, "dang")
    rewrite(author, number, body="Câu chưa ai duyệt.")
    assert "Câu chưa ai duyệt." not in _public(app, factory, number).text
    me = id_of(app, "Người Viết")
    with app.app_context(), entered(editing(factory.tenant_id(A))):
        item = db.session.scalars(select(NewsItem)).one()
        actor = Actor(me, "Người Viết", item.tenant_id, frozenset({"author"}))
        item.body = "Bằng lối khác."
        with pytest.raises(NeedsApproval):
            service.record(item, "anything", actor)
        db.session.rollback()
    page = approver.get(f"{NEWS}{number}").text
    assert "Câu chưa ai duyệt." in page
    rewrite(approver, number, lead="Người duyệt sửa thêm.")
    public = _public(app, factory, number).text
    assert "Câu chưa ai duyệt." in public and "Người duyệt sửa thêm." in public


def test_files_of_a_correction_are_not_public_before_it_is(app: Flask, factory: Factory) -> None:
    author, approver = person(app, "Người Viết", "author"), person(app, "Người Duyệt", "approver")
    number = write(author, "Tin có tệp")
    press(approver, number, "dang")
    first = {"files": (io.BytesIO(b"ban dau"), "dau.txt")}
    assert approver.post(f"{NEWS}{number}/tep", first).status_code == 302
    assert "dau.txt" in _public(app, factory, number).text
    second = {"files": (io.BytesIO(b"ban sau"), "sau.txt")}
    assert author.post(f"{NEWS}{number}/tep", second).status_code == 302
    shown = author.get(f"{NEWS}{number}").text
    assert "sau.txt" in shown and "sau.txt" not in _public(app, factory, number).text
    link = re.search(r'href="/quan-tri(/tep/\d+/sau\.txt)"', shown)
    assert link and Browser(app, A).get(link[1]).status_code == 404
    uses = re.findall(r"/tep/(\d+)/xoa", shown)
    author.post(f"{NEWS}{number}/tep/{uses[0]}/xoa")
    assert "dau.txt" in _public(app, factory, number).text
    assert "dau.txt" not in author.get(f"{NEWS}{number}").text
    press(author, number, "gui-duyet")
    press(approver, number, "duyet")
    public = _public(app, factory, number).text
    assert "sau.txt" in public and "dau.txt" not in public
    assert Browser(app, A).get(link[1]).status_code == 200


def test_what_is_let_through_is_what_was_read(app: Flask, factory: Factory) -> None:
    author, approver = person(app, "Người Viết", "author"), person(app, "Người Duyệt", "approver")
    number = write(author, "Tin bị sửa dưới tay")
    press(author, number, "gui-duyet")
    page = approver.get(f"{NEWS}{number}").text
    seen = re.search(r'name="version" value="(\d+)"', page)
    assert seen
    rewrite(author, number, body="Thêm sau khi người duyệt đã đọc.")
    answer = press(approver, number, "dang", version=seen[1])
    assert "vừa được sửa" in approver.get(answer.location).text
    assert _public(app, factory, number).status_code == 404

    press(approver, number, "dang")
    rewrite(author, number, body="Sửa lần một.")
    press(author, number, "gui-duyet")
    held = re.search(r'name="correction" value="(\d+)"', approver.get(f"{NEWS}{number}").text)
    assert held
    rewrite(author, number, body="Sửa lần hai.")
    press(approver, number, "duyet", correction=held[1])
    assert "Sửa lần" not in _public(app, factory, number).text


def test_two_who_correct_one_text_meet_a_conflict(app: Flask, factory: Factory) -> None:
    ask_for_four_eyes(app)
    one, other = person(app, "Người Một", "approver"), person(app, "Người Hai", "approver")
    number = write(one, "Tin hai người sửa")
    press(other, number, "dang")
    before = fields_of(one.get(f"{NEWS}{number}").text)
    rewrite(other, number, body="Chiều nay họp thôn.")
    answer = one.post(f"{NEWS}{number}", before | {"body": "Đê Tam Hải đã đắp xong."})
    assert answer.status_code == 409
    said = re.sub(r"<[^>]+>", "", answer.text)
    assert all(one in said for one in ("Chiều nay họp thôn", "Đê Tam Hải đã đắp xong"))


def test_a_correction_can_be_dropped_and_a_withdrawn_text_takes_it_over(app: Flask, factory: Factory) -> None:
    author, approver = person(app, "Người Viết", "author"), person(app, "Người Duyệt", "approver")
    number = write(author, "Tin hai bản sửa")
    press(approver, number, "dang")
    rewrite(author, number, body="Bỏ đi.")
    press(author, number, "ban-sua/bo")
    assert "Bỏ đi." not in author.get(f"{NEWS}{number}").text
    rewrite(author, number, body="Giữ lại.")
    press(approver, number, "go", reason="Nhầm ngày")
    assert _public(app, factory, number).status_code == 410
    shown = author.get(f"{NEWS}{number}").text
    assert "Giữ lại." in shown and "Bản sửa đang viết" not in shown
    assert ("withdrawn", "Nhầm ngày") in _notices(app, factory, "Người Viết")


def test_a_text_comes_and_goes_at_its_hours_and_people_are_told(app: Flask, factory: Factory) -> None:
    author, approver = person(app, "Người Viết", "author"), person(app, "Người Duyệt", "approver")
    number = write(author, "Tin hẹn giờ")
    press(author, number, "gui-duyet")
    at, until = utc_now() + timedelta(days=2), utc_now() + timedelta(days=3)
    hours = {"publish_at": write_hour(at), "expires_at": write_hour(until)}
    answer = press(approver, number, "dang", **hours)
    assert "Đã hẹn giờ" in approver.get(answer.location).text
    assert _public(app, factory, number).status_code == 404
    assert "Hẹn giờ" in approver.get(NEWS).text and "Tin hẹn giờ" in approver.get("/quan-tri/").text
    with app.app_context():
        assert tell_due(utc_now()) == 0
        assert tell_due(at + timedelta(minutes=1)) == 1
        assert tell_due(at + timedelta(minutes=1)) == 0, "told once"
    kinds = [kind for kind, _detail in _notices(app, factory, "Người Viết")]
    assert kinds == ["scheduled", "due.appears"]
    press(approver, number, "dang", publish_at="", expires_at="")
    assert PUBLIC_TEXT in _public(app, factory, number).text
    with app.app_context(), entered(editing(factory.tenant_id(A))):
        assert db.session.scalars(select(DueAct)).all() == [], "no hour is left"
    past = write_hour(utc_now() - timedelta(hours=1))
    answer = press(approver, number, "hen-go", expires_at=past)
    assert "giờ hẹn phải ở phía trước" in approver.get(answer.location).text
    press(approver, number, "hen-go", expires_at=write_hour(until))
    with app.app_context(), entered(editing(factory.tenant_id(A))):
        item = db.session.scalars(select(NewsItem)).one()
        assert item.expires_at is not None and not item.is_visible(until + timedelta(minutes=1))


def test_remarks_are_answered_settled_and_never_public(app: Flask, factory: Factory) -> None:
    author, approver = person(app, "Người Viết", "author"), person(app, "Người Duyệt", "approver")
    asked = person(app, "Người Biết", "author")
    number = write(author, "Tin được góp ý")
    press(approver, number, "dang")
    to = str(id_of(app, "Người Biết"))
    press(approver, number, "gop-y", text="Số liệu GÓP-Ý-KÍN này ở đâu?", quote="Nội dung đầu.", to=to)
    page = author.get(f"{NEWS}{number}").text
    assert "GÓP-Ý-KÍN" in page and "GÓP-Ý-KÍN" not in _public(app, factory, number).text
    assert "GÓP-Ý-KÍN" in asked.get("/quan-tri/").text
    assert ("asked", "Số liệu GÓP-Ý-KÍN này ở đâu?") in _notices(app, factory, "Người Biết")
    with app.app_context(), entered(editing(factory.tenant_id(A))):
        said = db.session.scalars(select(DraftComment.id)).one()
    press(asked, number, "gop-y", text="Ở báo cáo tháng 10.", parent=str(said))
    assert ("comment", "Ở báo cáo tháng 10.") in _notices(app, factory, "Người Duyệt")
    answer = author.post(
        f"{NEWS}{number}/gop-y/{said}/xong", headers={"HX-Request": "true"}, token_from=f"{NEWS}{number}"
    )
    assert answer.status_code == 200 and "Đã xong: Người Viết" in answer.text
    assert press(author, number, f"gop-y/{said}/xoa").status_code == 403, "somebody else's remark"
    assert press(author, number, "gop-y", text="  ").status_code == 302
    elsewhere = person(app, "Người Xã Khác", "approver", B)
    assert press(elsewhere, number, "gop-y", text="x").status_code == 404
    with app.app_context(), entered(reading(factory.tenant_id(B))):
        assert db.session.scalars(select(DraftComment)).all() == []


def test_nothing_stays_of_what_is_deleted_for_good(app: Flask, factory: Factory) -> None:
    author, approver = person(app, "Người Viết", "author"), person(app, "Người Duyệt", "approver")
    number, other = write(author, "Tin sẽ xóa hẳn"), write(author, "Tin ở lại")
    for one in (number, other):
        press(approver, one, "dang", expires_at=write_hour(utc_now() + timedelta(days=1)))
        rewrite(author, one, body="Bản sửa.")
        press(approver, one, "gop-y", text="Một góp ý.")
    with app.app_context(), entered(editing(factory.tenant_id(A))):
        workflow.forget("news", number)
        service.commit()
        for model in (Correction, DraftComment, DueAct):
            assert list(db.session.scalars(select(model.object_id))) == [other]


def test_a_file_that_came_in_is_submitted_where_four_eyes_ask_for_it(app: Flask, factory: Factory) -> None:
    ask_for_four_eyes(app)
    person(app, "Người Duyệt", "approver")
    me = id_of(app, "Người Duyệt")
    with app.app_context(), entered(editing(factory.tenant_id(A))):
        actor = Actor(me, "Người Duyệt", factory.tenant_id(A), frozenset({"approver"}))
        section = news.ensure_section("su-kien", "Sự kiện", 0)
        item = news.write(news.NewsDraft("Tin", "Dẫn", "Nội dung", section.id), actor)
        assert workflow.publish_or_submit(item, actor) is False
        assert item.status == "submitted"
        db.session.rollback()


@pytest.mark.parametrize("role", ROLES)
def test_verbs_and_buttons_follow_the_one_table(app: Flask, factory: Factory, role: str) -> None:
    verbs = {
        "submit": workflow.submit, "take_back": workflow.take_back, "approve": workflow.approve,
        "publish": workflow.publish, "redraft": workflow.redraft,
        "return": lambda row, actor: workflow.send_back(row, actor, "vì"),
        "withdraw": lambda row, actor: workflow.withdraw(row, actor, "vì"),
    }  # fmt: skip
    assert set(verbs) == set(TRANSITIONS)
    number, _address = factory.news(A, publish=False)
    with app.app_context(), entered(editing(factory.tenant_id(A))):
        actor = Actor(77, "Ai đó", factory.tenant_id(A), frozenset({role}))
        for state in (*STATES, TRASHED):
            for verb, act in verbs.items():
                item = db.session.scalars(select(NewsItem).where(NewsItem.id == number)).one()
                item.status, item.publish_at = state, utc_now() - timedelta(days=1)
                db.session.flush()
                allowed = actor.may(TRANSITIONS[verb].action)
                assert (verb in workflow.possible(item, actor)) == (
                    allowed and state in TRANSITIONS[verb].froms
                )
                if not allowed:
                    with pytest.raises(Forbidden):
                        act(item, actor)
                elif state not in TRANSITIONS[verb].froms:
                    with pytest.raises(WrongState):
                        act(item, actor)
                else:
                    act(item, actor)
                    assert item.status == TRANSITIONS[verb].to == transition(verb, state).to
                db.session.rollback()


@given(st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2040, 1, 1)))
def test_an_hour_is_read_as_it_is_written(instant: Any) -> None:
    minute = instant.replace(second=0, microsecond=0)
    assert read_hour(write_hour(minute)) == minute
    local = to_local(minute)
    assert read_hour(f"{local:%H:%M} {local:%d/%m/%Y}") == minute


@given(st.text(max_size=30))
def test_whatever_is_no_hour_is_refused_by_name(text: str) -> None:
    try:
        found = read_hour(text)
    except InvalidHour:
        return
    assert found is None or read_hour(write_hour(found)) == found


def test_hours_are_said_as_people_say_them(app: Flask) -> None:
    now = from_local(datetime(2026, 11, 27, 9, 0))
    with app.test_request_context():
        said = [hour_label(now + timedelta(days=days), now) for days in (0, 1, 3, 10)]
    assert said == ["09:00 hôm nay", "09:00 ngày mai", "09:00 thứ Hai", "09:00 ngày 07/12/2026"]


def test_one_press_saves_and_publishes_where_no_second_person_is_asked_for(
    app: Flask, factory: Factory
) -> None:
    boss, writer = person(app, "Người Duyệt", "approver"), person(app, "Người Viết", "author")
    page = boss.get(f"{NEWS}moi").text
    assert "Lưu và đăng" in page and 'value="submit">' not in page
    assert "Lưu và đăng" not in writer.get(f"{NEWS}moi").text
    number = write(writer, "Bài của người viết")
    answer = rewrite(boss, number, body="Câu người duyệt thêm.", action="publish")
    assert answer.status_code == 302
    assert "Câu người duyệt thêm." in _public(app, factory, number).text
    assert [one for one, _who in acts_on(app, number)][-2:] == ["save", "publish"]
    again = write(boss, "Bài đăng ngay", action="publish")
    assert _status(app, factory, again) == "published"


def test_saving_and_publishing_is_refused_before_anything_is_saved(app: Flask, factory: Factory) -> None:
    writer, boss = person(app, "Người Viết", "author"), person(app, "Người Duyệt", "approver")
    number = write(writer, "Bài chờ")
    assert rewrite(writer, number, body="ĐĂNG CHUI", action="publish").status_code == 403
    ask_for_four_eyes(app)
    assert "Lưu và đăng" not in boss.get(f"{NEWS}{number}").text
    assert rewrite(boss, number, body="ĐĂNG CHUI", action="publish").status_code == 403
    assert "ĐĂNG CHUI" not in boss.get(f"{NEWS}{number}").text
    assert _status(app, factory, number) == "draft"


def test_who_may_not_edit_an_item_reads_it_and_is_told_so_before_writing(
    app: Flask, factory: Factory
) -> None:
    writer, other = person(app, "Người Viết", "author"), person(app, "Người Khác", "author")
    number = write(writer, "Bài của người viết")
    page = other.get(f"{NEWS}{number}").text
    assert "Bạn đọc được mục này, không sửa được" in page and "data-editor-form" not in page
    assert "Nội dung đầu." in page and 'name="for_whom"' not in page and "Góp ý nội bộ" in page
    assert "không sửa được" not in writer.get(f"{NEWS}{number}").text
    refused = other.post(f"{NEWS}{number}", {"title": "Lạ"})
    assert refused.status_code == 403 and "Về bàn biên tập" in refused.text
