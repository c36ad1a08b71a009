"""Comments on drafts until the last day with a summary after it; polls that note nobody."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import select

from portal.clock import today
from portal.extensions import db
from portal.publishing.service import touch
from portal.tenancy.directory import directory
from portal.voice.cases.models import VoiceCase
from portal.voice.cases.reminding import remind
from portal.voice.consultations.groups import InvalidGroups, read_groups, write_groups
from portal.voice.consultations.models import Consultation
from portal.voice.polls.models import Poll, PollBallot, PollChoice
from portal.voice.tending import Forgetting, forget
from tests.conftest import A, B, Browser
from tests.factories import Factory
from tests.voice.citizen import hidden, send
from tests.voice.factories import case, consultation, poll

Make = Callable[..., Browser]
COMMENT = {
    "title": "Điều 3, khoản 2",
    "text": "Mức đóng góp cao quá so với thu nhập của bà con.",
    "consent": "y",
    "may_publish": "y",
}
DAY = timedelta(days=1)


def _close(factory: Factory, model: Any, number: int) -> None:
    with factory.acting(A):
        row = db.session.scalars(select(model).where(model.id == number)).one()
        row.opens_on, row.closes_on = today() - 9 * DAY, today() - DAY
        touch(db.session(), row.tenant_id)
        db.session.commit()


def test_a_draft_is_commented_on_closed_and_summarised(app: Flask, factory: Factory, signed_in: Make) -> None:
    number, slug = consultation(factory, A, title="Quy ước thôn")
    citizen, desk = Browser(app, A), signed_in(A, "approver")
    assert "Còn 10 ngày để góp ý" in citizen.get(f"/gop-y/{slug}").text
    assert send(citizen, f"/gop-y/{slug}/gui", COMMENT | {"name": "Lê Riêng"}).status_code == 303
    with factory.acting(A):
        made = db.session.scalars(select(VoiceCase)).one()
        assert made.consultation_id == number
    assert COMMENT["title"] not in citizen.get(f"/gop-y/{slug}").text
    desk.post(f"/quan-tri/y-kien/{made.id}/tiep-nhan")
    page = citizen.get(f"/gop-y/{slug}").text
    assert COMMENT["text"] in page and "Lê Riêng" not in page and "Đã nhận 1 góp ý" in page

    late = hidden(citizen.get(f"/gop-y/{slug}/gui").text) | COMMENT
    _close(factory, Consultation, number)
    answer = citizen.client.post(f"/gop-y/{slug}/gui", data=late, headers=citizen.headers)
    assert answer.status_code == 409 and COMMENT["text"] in answer.text
    assert citizen.get(f"/gop-y/{slug}/gui").status_code == 302
    assert "Đã hết thời hạn góp ý" in citizen.get(f"/gop-y/{slug}").text

    where = f"/quan-tri/gop-y/{number}"
    form = desk.get(where).text
    version = re.findall(r'name="version" value="(\d+)"', form)[0]
    values = {
        "version": version, "title": "Quy ước thôn", "opens_on": str(today() - 9 * DAY),
        "closes_on": str(today() - DAY), "summary": "Đã **tiếp thu** một phần.",
        "groups_text": "Nhóm: Đóng góp\nÝ kiến: Mức cao\nTrả lời: Giảm một nửa",
    }  # fmt: skip
    assert desk.post(where, values | {"groups_text": "Giảm"}).status_code == 422
    assert desk.post(where, values).status_code == 302
    page = citizen.get(f"/gop-y/{slug}").text
    assert "<strong>tiếp thu</strong>" in page and "Giảm một nửa" in page and "Mức cao" in page
    assert "Đã có tổng hợp" in citizen.get("/gop-y/").text
    assert Browser(app, B).get(f"/gop-y/{slug}").status_code == 404


def test_drafts_before_their_day_and_unpublished_take_nothing(app: Flask, factory: Factory) -> None:
    _number, early = consultation(factory, A, opens_on=today() + DAY)
    _number, hidden_one = consultation(factory, A, publish=False)
    citizen = Browser(app, A)
    assert "Chưa đến thời gian góp ý" in citizen.get(f"/gop-y/{early}").text
    assert (
        citizen.client.post(f"/gop-y/{early}/gui", data=COMMENT, headers=citizen.headers).status_code == 409
    )
    assert citizen.get(f"/gop-y/{hidden_one}").status_code == 404
    assert citizen.get(f"/gop-y/{hidden_one}/gui").status_code == 404


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=20)


@given(st.lists(st.fixed_dictionaries({"group": TEXTS, "opinions": TEXTS, "answer": TEXTS}), max_size=5))
def test_groups_are_read_as_they_are_written(groups: list[dict[str, str]]) -> None:
    assert read_groups(write_groups(groups)) == groups


def test_a_line_before_any_group_is_named() -> None:
    with pytest.raises(InvalidGroups) as caught:
        read_groups("\nÝ kiến: chưa có nhóm")
    assert caught.value.line == 2


def _vote(browser: Browser, slug: str, choice: int, **more: str) -> Any:
    return send(browser, f"/tham-do/{slug}", {"lua-chon": str(choice)} | more)


def test_a_vote_counts_once_and_the_result_shows_after_it(app: Flask, factory: Factory) -> None:
    number, slug = poll(factory, A, title="Chợ họp ngày nào?", choices=["Chủ nhật", "Thứ Bảy"])
    with factory.acting(A):
        first, second = db.session.scalars(select(PollChoice.id).order_by(PollChoice.position))
    citizen = Browser(app, A)
    page = citizen.get(f"/tham-do/{slug}").text
    assert "lượt," not in page and "không đại diện" not in page
    assert _vote(citizen, slug, 999).status_code == 422
    assert _vote(citizen, slug, first).status_code == 303
    assert "1 lượt, 100%" in citizen.get(f"/tham-do/{slug}").text
    assert "không đại diện cho toàn thể" in citizen.get(f"/tham-do/{slug}").text
    assert _vote(citizen, slug, second).status_code == 303
    other = Browser(app, A)
    ballot = hidden(other.get(f"/tham-do/{slug}").text) | {"lua-chon": str(second)}
    for _time in range(2):
        fresh = Browser(app, A)
        assert fresh.client.post(f"/tham-do/{slug}", data=ballot, headers=fresh.headers).status_code == 303
    with factory.acting(A):
        votes = list(db.session.scalars(select(PollChoice.votes).order_by(PollChoice.position)))
        assert votes == [1, 1]
    assert _vote(Browser(app, B), slug, first).status_code == 404
    _close(factory, Poll, number)
    assert "1 lượt, 50%" in Browser(app, A).get(f"/tham-do/{slug}").text
    assert _vote(Browser(app, A), slug, first).status_code == 303
    with app.app_context():
        forget()
    with factory.acting(A):
        assert sum(db.session.scalars(select(PollChoice.votes))) == 2
        assert db.session.scalars(select(PollBallot)).all() == []


def test_choices_are_held_once_somebody_has_voted(app: Flask, factory: Factory, signed_in: Make) -> None:
    number, slug = poll(factory, A)
    with factory.acting(A):
        first = db.session.scalars(select(PollChoice.id).order_by(PollChoice.position)).first()
    desk, where = signed_in(A, "approver"), f"/quan-tri/tham-do/{number}"
    values = {"title": "Thăm dò", "opens_on": str(today()), "closes_on": str(today() + DAY)}

    def save(choices: str) -> int:
        version = re.findall(r'name="version" value="(\d+)"', desk.get(where).text)[0]
        return int(desk.post(where, values | {"version": version, "choices_text": choices}).status_code)

    assert save("Có") == 422 and save("Có\nKhông\nChưa rõ") == 302
    assert first is not None and _vote(Browser(app, A), slug, first).status_code == 303
    assert save("Có\nKhông") == 422 and save("Có\nKhông\nChưa rõ") == 302


def test_once_a_day(app: Flask) -> None:
    looking = Forgetting()
    assert not looking.step()
    looking._next = 0.0
    with app.app_context():
        assert looking.step() and not looking.step()


def test_settings_of_a_portal(app: Flask, factory: Factory, signed_in: Make) -> None:
    desk, where = signed_in(A, "tenant_admin"), "/quan-tri/y-kien/cau-hinh"
    values = {
        "question_days": "3", "report_days": "4", "keep_months": "6", "office": "Văn phòng xã",
        "fields_text": "Cảng cá\nCảng cá\n", "sorts_text": "Bờ kè", "areas_text": "Thôn Thuận An",
        "takes_questions": "y",
    }  # fmt: skip
    assert "/quan-tri/ngay-lam-viec/" in desk.get(where).text  # where working days are decided
    assert desk.post(where, values | {"keep_months": "0"}).status_code == 422
    assert desk.post(where, values).status_code == 302
    citizen = Browser(app, A)
    page = citizen.get("/hoi-dap/gui").text
    assert "3 ngày làm việc" in page and page.count("Cảng cá") == 2 and "xóa sau 6 tháng" in page
    assert citizen.get("/phan-anh/gui").status_code == 404
    assert "Cảng cá" not in Browser(app, B).get("/hoi-dap/gui").text
    assert signed_in(A, "approver").get(where).status_code == 403


def test_the_export_holds_no_person_and_no_formula(app: Flask, factory: Factory, signed_in: Make) -> None:
    case(factory, A, title='=HYPERLINK("http://x")', state="published")
    case(factory, B, title="CANARYBX")
    assert signed_in(A, "author").get("/quan-tri/y-kien/xuat.xlsx").status_code == 403
    answer = signed_in(A, "approver").get("/quan-tri/y-kien/xuat.xlsx?xem=tat-ca")
    cells = [cell for row in load_workbook(BytesIO(answer.data)).active.iter_rows() for cell in row]
    texts = " ".join(str(cell.value) for cell in cells)
    assert "=HYPERLINK" in texts and all(cell.data_type != "f" for cell in cells)
    assert "Nguyễn Thị Thử" not in texts and "0905" not in texts and "CANARYBX" not in texts


def test_who_must_answer_is_reminded_once_a_day(app: Flask, factory: Factory, signed_in: Make) -> None:
    signed_in(A, "approver")
    made = case(factory, A)
    with factory.acting(A):
        row = db.session.scalars(select(VoiceCase).where(VoiceCase.id == made)).one()
        row.due_on = today() + 30 * DAY
        db.session.commit()
    portal = directory(app).by_slug(A)
    assert portal is not None
    with app.app_context():
        assert remind(portal) == 0
    with factory.acting(A):
        db.session.scalars(select(VoiceCase).where(VoiceCase.id == made)).one().due_on = today() - DAY
        db.session.commit()
    with app.app_context():
        assert [remind(portal), remind(portal)] == [1, 0]


def test_late_answers_stand_out(app: Flask, factory: Factory, signed_in: Make) -> None:
    made = case(factory, A, title="Việc trễ hạn")
    with factory.acting(A):
        row = db.session.scalars(select(VoiceCase).where(VoiceCase.id == made)).one()
        row.due_on = today() - 7 * DAY
        db.session.commit()
    desk = signed_in(A, "approver")
    page = desk.get("/quan-tri/y-kien/?xem=qua-han", headers={"HX-Request": "true"}).text
    assert "Việc trễ hạn" in page and "badge--bad" in page and "quá" in page and "<html" not in page
    assert "Ý kiến quá hạn" in desk.get("/quan-tri/").text
