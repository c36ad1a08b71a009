"""What tells of a person is seen before it is published; nothing of it goes out by one careless click."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal.extensions import db
from portal.voice.cases.models import VoiceCase, VoicePerson
from portal.voice.cases.personal import personal_in
from tests.conftest import A, Browser
from tests.factories import Factory
from tests.voice.factories import case

Make = Callable[..., Browser]
WHERE = "/quan-tri/y-kien/"


def _found(text: str, answer: str = "", **person: str) -> list[str]:
    who = VoicePerson(**({"name": "", "phone": "", "email": ""} | person)) if person else None
    return personal_in(VoiceCase(title="Hỏi", text=text, place="", answer=answer), who)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Gọi tôi 0912 345 678 nhé", ["0912 345 678"]),
        ("số +84912.345.678.", ["+84912.345.678"]),
        ("thư hoa.nguyen@example.vn, cảm ơn", ["hoa.nguyen@example.vn"]),
        ("căn cước 049185001234", ["049185001234"]),
        ("Chi 12.500.000 đồng, theo 24/2026/QĐ-UBND ngày 09/10/2026", []),
        ("Gọi 0235 3545 115 hoặc 113", []),
        ("Thủ tục 1.001193.000.00.00.H47", []),
        ("Tổng 1.234.567.890 đồng", []),
    ],
)
def test_numbers_of_people_are_told_from_others(text: str, found: list[str]) -> None:
    assert _found(text) == found


def test_the_senders_own_name_is_found_in_the_answer_too() -> None:
    assert _found("Xin hỏi", "Chào chị NGUYỄN THỊ HOA", name="Nguyễn Thị Hoa") == ["Nguyễn Thị Hoa"]
    assert _found("Hoa nở ở ghềnh đá", name="Hoa") == []
    assert _found("Xin hỏi", "Gọi 0905 111 222 để được hẹn", name="Nguyễn Thị Hoa") == []


@given(st.text(max_size=300), st.sampled_from("35789"), st.from_regex(r"\A\d{8}\Z"))
def test_a_mobile_number_between_any_words_is_seen(around: str, network: str, rest: str) -> None:
    number = f"0{network}" + "".join(str(int(one)) for one in rest)
    assert number in _found(f"{around} số {number} ạ")


def test_a_question_with_a_number_is_published_only_by_who_saw_it(
    app: Flask, factory: Factory, signed_in: Make
) -> None:
    made = case(factory, A, state="drafted", text="Tôi là Nguyễn Thị Thử, 0912 345 678, xin hỏi nộp ở đâu?")
    desk, citizen = signed_in(A, "approver"), Browser(app, A)
    page = desk.get(f"{WHERE}{made}").text
    assert "0912 345 678, Nguyễn Thị Thử" in page and 'name="shows_person"' in page
    told = desk.post(f"{WHERE}{made}/tra-loi-cong-khai", follow_redirects=True).text
    assert "Chưa công bố" in told
    assert citizen.get(f"/hoi-dap/{made}").status_code == 404
    desk.post(f"{WHERE}{made}/tra-loi-cong-khai", {"shows_person": "y"})
    assert citizen.get(f"/hoi-dap/{made}").status_code == 200


def test_a_comment_with_a_number_waits_when_it_is_accepted(
    app: Flask, factory: Factory, signed_in: Make
) -> None:
    plain = case(factory, A, "comment", text="Nên dời cọc số 3 vào trong.")
    telling = case(factory, A, "comment", text="Gọi 0912345678 để biết thêm.")
    desk = signed_in(A, "approver")
    for one in (plain, telling):
        assert desk.post(f"{WHERE}{one}/tiep-nhan").status_code == 302
    with factory.acting(A):
        rows = db.session.scalars(select(VoiceCase))
        shown = {one.id: one.published_at is not None for one in rows}
    assert shown == {plain: True, telling: False}


def test_nobody_agrees_to_publishing_by_saying_nothing(app: Flask, factory: Factory) -> None:
    del factory
    for door in ("/hoi-dap/gui", "/phan-anh/gui"):
        box = Browser(app, A).get(door).text.partition('name="may_publish"')[2].partition(">")[0]
        assert "checked" not in box
