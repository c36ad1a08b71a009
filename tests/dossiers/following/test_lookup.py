"""Following without an account: by code and second fact, telling nobody's data, and nothing about what exists."""

from __future__ import annotations

import re
import statistics
import time
from typing import Any

import pytest
from flask import Flask

from portal.dossiers import service
from portal.dossiers.following import lookup
from portal.extensions import db
from tests.conftest import SHARED, A, Browser
from tests.dossiers.applying.test_attacks import hostile
from tests.dossiers.world import Office

WHERE = "/ho-so/tra-cuu"
IDENTITY, PHONE = "049190001234", "0905123456"


def _code(office: Office, how: Any = lambda office: office.received()) -> str:
    with office.working():
        return str(how(office).code)


def _ask(browser: Browser, code: str, proof: str) -> Any:
    return browser.post(WHERE, {"ma": code, "xac_nhan": proof}, token_from=WHERE)


@pytest.mark.parametrize("proof", [IDENTITY, "049 190 001 234", PHONE, "+84 905 123 456", "0905.123.456"])
def test_code_and_second_fact_show_where_it_stands_and_nobody(app: Flask, office: Office, proof: str) -> None:
    code, browser = _code(office), Browser(app, A)
    page = browser.get(f"{WHERE}?ma={code}")
    assert page.status_code == 200 and f'value="{code}"' in page.text and len(page.data) < 30_000
    answer = _ask(browser, code.lower(), proof)
    assert answer.status_code == 200 and "Được tiếp nhận" in answer.text and "Hẹn trả kết quả" in answer.text
    assert answer.headers["Cache-Control"] == "no-store" and len(answer.data) < 30_000
    shown = re.sub(r"<[^>]+>", " ", answer.text)  # tokens and digests may hold any four digits
    for hidden in ("Hạnh", "Nguyễn Thị", "0905"):
        assert hidden not in shown
    for hidden in (IDENTITY, PHONE):
        assert hidden not in answer.text


def test_what_was_asked_for_is_not_told_without_an_account(app: Flask, office: Office) -> None:
    def asked(office: Office) -> Any:
        dossier = office.received()
        wanted = [service.Wanted("Giấy khai tử của ông Trần Văn Kín")]
        service.ask(dossier, office.staff("clerk"), dossier.version, wanted)
        db.session.commit()
        return dossier

    answer = _ask(Browser(app, A), _code(office, asked), IDENTITY)
    assert (
        answer.status_code == 200 and "yêu cầu bổ sung" in answer.text and "Trần Văn Kín" not in answer.text
    )


def test_an_unknown_code_and_a_wrong_fact_are_answered_alike_in_the_same_time(
    app: Flask, office: Office
) -> None:
    code, browser = _code(office), Browser(app, A)
    unknown = code[:-4] + "9876"
    wrong, none = _ask(browser, code, "049190009999"), _ask(browser, unknown, "049190009999")
    assert wrong.status_code == none.status_code == 404
    assert _bare(wrong.text, code) == _bare(none.text, unknown)
    token = browser.token(WHERE)
    times: dict[str, list[float]] = {code: [], unknown: []}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(lookup, "MOST_OF_SENDER", 10_000)
        patched.setattr(lookup, "MOST_OF_CODE", 10_000)
        for _round in range(60):
            for one, taken in times.items():
                form = {"csrf_token": token, "ma": one, "xac_nhan": "049190009999"}
                begun = time.process_time()
                assert browser.client.post(WHERE, data=form, headers=browser.headers).status_code == 404
                taken.append(time.process_time() - begun)
    medians = [statistics.median(one) for one in times.values()]
    assert max(medians) / min(medians) < 1.25, medians


def _bare(page: str, code: str) -> str:
    return re.sub(r'name="csrf_token"[^>]*>', "", page).replace(code, "")


def test_guessing_ends(app: Flask, office: Office) -> None:
    code, browser = _code(office), Browser(app, A)
    for _try in range(lookup.MOST_OF_SENDER):
        assert _ask(browser, code, "049190009999").status_code == 404
    assert _ask(browser, code, "049190009999").status_code == 429
    assert _ask(browser, code, IDENTITY).status_code == 429, (
        "who guessed is not told that the last guess was right"
    )


@pytest.mark.real_data
@pytest.mark.skipif(not SHARED.is_dir(), reason="không có ../shared/data/badinputs")
def test_hostile_strings_break_nothing(app: Flask, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "MOST_OF_SENDER", 10_000)
    browser, code = Browser(app, A), _code(office)
    token = browser.token(WHERE)
    for text in hostile()[::12]:
        for form in ({"ma": text, "xac_nhan": text}, {"ma": code, "xac_nhan": text}):
            answer = browser.client.post(WHERE, data=form | {"csrf_token": token}, headers=browser.headers)
            assert answer.status_code in {404, 422, 429}, text
        assert browser.get(WHERE, query_string={"ma": text}).status_code == 200


def test_why_it_was_refused_is_not_told_and_where_to_read_it_is(app: Flask, office: Office) -> None:
    def refused(office: Office) -> Any:
        dossier = office.submitted()
        service.refuse(
            dossier, office.staff("clerk"), dossier.version, reason="Vì ông Trần Văn Kín đã đứng tên"
        )
        db.session.commit()
        return dossier

    answer = _ask(Browser(app, A), _code(office, refused), IDENTITY)
    assert answer.status_code == 200 and "Trần Văn Kín" not in answer.text
    assert "để biết lý do" in answer.text and "phần diễn biến" not in answer.text


def test_who_follows_by_code_is_told_how_they_come_by_the_result(app: Flask, office: Office) -> None:
    answer = _ask(Browser(app, A), _code(office, lambda office: office.done()), IDENTITY)
    assert "Hãy mang giấy hẹn đến bộ phận một cửa để nhận" in answer.text
