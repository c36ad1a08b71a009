"""What was typed into a form outlives a database or a disk that takes nothing: it stands in the page that says so."""

from __future__ import annotations

import errno
import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from tests.conftest import A, Browser

NEWS = "/quan-tri/tin-tuc/moi"
TITLE = 'Họp dân "thôn 1" <b>& thôn 2</b>'
LOCKED = OperationalError("INSERT", {}, Exception("database is locked"))
FULL = OperationalError("INSERT", {}, Exception("database or disk is full"))
NO_ROOM = OSError(errno.ENOSPC, "No space left on device")


def _form(section: str) -> dict[str, str]:
    return {
        "title": TITLE,
        "lead": "Dẫn",
        "body": "Dòng một\n\nDòng hai",
        "section_id": section,
        "picture_id": "0",
    }


def _refusing(monkeypatch: pytest.MonkeyPatch, fault: Exception) -> None:
    def commit(_session: Session) -> None:
        raise fault

    monkeypatch.setattr(Session, "commit", commit)


@pytest.fixture
def author(signed_in: Callable[..., Browser], factory: Any) -> tuple[Browser, str]:
    """Somebody at the form, and the number of a section."""
    factory.news(A)
    browser = signed_in(A, "author")
    found = re.search(r'<option (?:selected )?value="(\d+)"', browser.get(NEWS).text)
    assert found is not None
    return browser, found[1]


@pytest.mark.parametrize(("fault", "status"), [(LOCKED, 503), (FULL, 507), (NO_ROOM, 507)])
def test_the_text_can_be_sent_once_more_from_the_page_that_refuses_it(
    author: tuple[Browser, str], monkeypatch: pytest.MonkeyPatch, fault: Exception, status: int
) -> None:
    browser, section = author
    token = browser.token("/quan-tri/mat-khau")
    with monkeypatch.context() as broken:
        _refusing(broken, fault)
        answer = browser.client.post(
            NEWS, data=_form(section) | {"csrf_token": token}, headers=browser.headers
        )
    assert answer.status_code == status
    sent = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', answer.text))
    again = {name: html.unescape(value) for name, value in sent.items()}
    assert again.items() >= _form(section).items() and TITLE not in answer.text
    assert f'action="{NEWS}"' in answer.text
    done = browser.client.post(NEWS, data=again, headers=browser.headers)
    assert done.status_code == 302
    assert TITLE in html.unescape(browser.get(done.location).text)


def test_secrets_are_never_in_a_page(
    browser: Callable[[str], Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    door = browser(A)
    token = door.token()
    with monkeypatch.context() as broken:
        _refusing(broken, LOCKED)
        answer = door.client.post(
            "/quan-tri/dang-nhap",
            data={"csrf_token": token, "email": "ai@do.example", "password": "mot-mat-khau-bi-mat"},
            headers=door.headers,
        )
    assert answer.status_code == 503 and "mot-mat-khau-bi-mat" not in answer.text


def test_a_script_that_sent_the_form_keeps_it_itself(
    author: tuple[Browser, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, section = author
    token = browser.token("/quan-tri/mat-khau")
    with monkeypatch.context() as broken:
        _refusing(broken, LOCKED)
        answer = browser.client.post(
            NEWS,
            data=_form(section) | {"csrf_token": token},
            headers=browser.headers | {"HX-Request": "true"},
        )
    assert answer.status_code == 503 and "Dòng hai" not in answer.text
