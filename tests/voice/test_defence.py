"""The layers of defence: what is refused, what is only noted, and that nothing typed is lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.extensions import db
from portal.notices.models import Notice
from portal.voice.cases.models import VoiceCase
from portal.voice.defence import puzzle, signs
from portal.web.rates import Rates
from tests.conftest import SHARED, A, B, Browser
from tests.factories import Factory
from tests.voice.citizen import QUESTION, hidden, send, solved
from tests.voice.factories import consultation, poll

Make = Callable[..., Browser]


def _cases(factory: Factory, slug: str = A) -> list[VoiceCase]:
    with factory.acting(slug):
        return list(db.session.scalars(select(VoiceCase).order_by(VoiceCase.id)))


def _post(browser: Browser, values: dict[str, Any], **headers: str) -> Any:
    return browser.client.post("/hoi-dap/gui", data=values, headers=browser.headers | headers)


def test_a_form_of_ours_is_good_once(app: Flask, factory: Factory) -> None:
    citizen = Browser(app, A)
    form = hidden(citizen.get("/hoi-dap/gui").text) | QUESTION
    first, second = (
        _post(citizen, form),
        _post(citizen, form | {"text": "Gửi lại lần nữa, nội dung khác hẳn."}),
    )
    assert (first.status_code, second.status_code) == (303, 303)
    # Behind the case, the link names the second in which it was made.
    assert first.location.split(".")[0] == second.location.split(".")[0] and len(_cases(factory)) == 1


@pytest.mark.parametrize("token", ["", "giả", "x" * 5000])
def test_a_form_that_is_not_ours_comes_back_filled(app: Flask, factory: Factory, token: str) -> None:
    citizen = Browser(app, A)
    answer = _post(citizen, QUESTION | {"phieu": token})
    assert answer.status_code == 400 and QUESTION["text"] in answer.text
    assert _cases(factory) == []
    assert _post(citizen, hidden(answer.text) | QUESTION).status_code == 303


@pytest.mark.asvs("9.1.1", "9.2.4")
def test_a_token_of_another_portal_or_form_is_none(app: Flask, factory: Factory) -> None:
    citizen = Browser(app, A)
    for other in (Browser(app, B).get("/hoi-dap/gui").text, citizen.get("/phan-anh/gui").text):
        assert _post(citizen, hidden(other) | QUESTION).status_code == 400
    own = hidden(citizen.get("/hoi-dap/gui").text) | QUESTION
    assert _post(citizen, own, **{"Sec-Fetch-Site": "cross-site"}).status_code == 400
    assert _cases(factory) == []


def test_signs_of_spam_lead_to_a_list_of_their_own_and_wake_nobody(
    app: Flask, factory: Factory, signed_in: Make
) -> None:
    desk, citizen = signed_in(A, "approver"), Browser(app, A)
    cheap = QUESTION | {
        "text": "Buy at http://a.example http://b.example http://c.example now",
        "trang-web": "x",
    }
    assert send(citizen, "/hoi-dap/gui", cheap, solve=False).status_code == 303
    found = _cases(factory)[0]
    assert found.suspicion == ["trap", "links", "hasty"] and found.suspected
    assert QUESTION["title"] not in desk.get("/quan-tri/y-kien/").text
    assert QUESTION["title"] in desk.get("/quan-tri/y-kien/?xem=thu-rac").text
    with factory.acting(A):
        assert db.session.scalar(select(func.count()).select_from(Notice)) == 0
    desk.post(f"/quan-tri/y-kien/{found.id}/tiep-nhan")
    assert QUESTION["title"] in desk.get("/quan-tri/y-kien/").text


@pytest.mark.asvs("2.4.1")
def test_a_flood_is_refused_and_the_solved_puzzle_carries_further(app: Flask, factory: Factory) -> None:
    citizen = Browser(app, A)
    for _number in range(6):
        assert send(citizen, "/hoi-dap/gui", QUESTION, solve=False).status_code == 303
    refused = send(citizen, "/hoi-dap/gui", QUESTION, solve=False)
    assert refused.status_code == 429 and QUESTION["text"] in refused.text
    assert send(citizen, "/hoi-dap/gui", QUESTION).status_code == 303
    assert len(_cases(factory)) == 7


def test_the_puzzle() -> None:
    answer = solved("thử")
    assert puzzle.is_solved("thử", answer)
    assert not puzzle.is_solved("thứ", answer) or not puzzle.is_solved("thừ", answer)
    assert not any(puzzle.is_solved("thử", one) for one in ("", "-1", "abc", "1" * 13, "٣"))


def test_addresses_are_not_kept() -> None:
    rates = Rates()
    assert [rates.count("gửi", "203.0.113.7", 60) for _time in range(3)] == [1, 2, 3]
    assert rates.count("gửi", "203.0.113.8", 60) == 1 and rates.count("tra", "203.0.113.7", 60) == 1
    assert "203.0.113" not in repr(vars(rates))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Duong vao thon 2 bi ngap, de nghi xa sua giup ba con", []),
        ("Đề nghị sửa đường, xem ảnh tại https://example.vn/anh.jpg", []),
        ("http://a http://b http://c", [signs.LINKS]),
        ("[url=http://a]mua ngay[/url]", [signs.MARKUP]),
        ("Купить дешево сейчас", [signs.FOREIGN]),
        ("a" * 30, [signs.REPEATS]),
        (
            "ĐƯỜNG HƯ QUÁ RỒI ĐỀ NGHỊ XÃ SỬA NGAY CHO DÂN NHỜ CHỨ ĐI LẠI KHÔNG NỔI NỮA RỒI ĐÓ CÁC ÔNG À",
            [signs.SHOUTING],
        ),
        ("", []),
    ],
)
def test_signs(text: str, expected: list[str]) -> None:
    assert signs.signs_in(text) == expected


def test_a_public_form_sets_no_cookie_and_is_kept_nowhere(app: Flask) -> None:
    for place in ("/hoi-dap/gui", "/phan-anh/gui", "/tra-cuu/"):
        page = Browser(app, A).get(place)
        assert page.status_code == 200 and "Set-Cookie" not in page.headers
        assert (
            page.headers["Cache-Control"] == "no-store" and page.headers["Referrer-Policy"] == "no-referrer"
        )


@pytest.mark.skipif(not SHARED.is_dir(), reason="không có ../shared/data/badinputs")
@pytest.mark.real_data
def test_hostile_texts_through_every_public_form(app: Flask, factory: Factory, signed_in: Make) -> None:
    sample = []
    for name in ("blns-vectors", "payloadbox-xss-vectors", "html5sec-vectors"):
        file = SHARED / "badinputs" / f"{name}.jsonl"
        lines = file.read_text(encoding="utf-8").splitlines()[::250] if file.is_file() else []
        sample += [str(json.loads(line)["payload"])[:3000] for line in lines]
    assert len(sample) > 5
    _id, draft = consultation(factory, A)
    _id, vote = poll(factory, A)
    citizen, number = Browser(app, A), 0
    app.extensions["visitor_rates"].count = lambda *_ignored: 1
    tokens = {
        where: hidden(citizen.get(where).text)
        for where in ("/hoi-dap/gui", "/phan-anh/gui", f"/gop-y/{draft}/gui")
    }
    for bad in sample:
        everything = dict.fromkeys(("title", "text", "name", "place", "lat", "lon", "field", "area"), bad)
        for where, guard in tokens.items():
            for sent in (
                guard | everything | {"consent": "y"},
                everything | {"email": bad, "phone": bad, "phieu": bad},
            ):
                answer = citizen.client.post(where, data=sent, headers=citizen.headers)
                assert answer.status_code < 500, (where, bad)
                number += answer.status_code == 303
        for where in ("/tra-cuu/", "/tra-cuu/rut-lai", f"/tham-do/{vote}"):
            odd = dict.fromkeys(("code", "proof", "ma", "khoa", "lua-chon"), bad)
            assert citizen.client.post(where, data=odd, headers=citizen.headers).status_code < 500
        query = {"q": bad, "linh-vuc": bad, "loai": bad, "trang": bad, "ma": bad, "khoa": bad}
        for where in ("/hoi-dap/", "/phan-anh/", "/gop-y/", "/tham-do/", "/tra-cuu/"):
            assert citizen.get(where, query_string=query).status_code < 500
    assert number > 5
    desk = signed_in(A, "approver")
    for view in ("", "?xem=thu-rac", "?xem=tat-ca"):
        page = desk.get(f"/quan-tri/y-kien/{view}").text
        assert "<script>alert" not in page and "<img src=x" not in page
