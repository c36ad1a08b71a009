"""Passwords that somebody guesses soon are refused; which characters one is made of is nobody's business."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts import guessable, service
from tests.conftest import ROOT

COMMON = ["1234567890", "matkhau123", "password123", "anhyeuem123", "qwertyuiop", "iloveyou12", "0905123456"]
OF_HERE = [
    "nuithanh2026",
    "Nuithanh@123",
    "tamhai2026!",
    "TamHai@1234",
    "Vietnam@2026",
    "ubndtamhai1",
    "quangnam1975",
]
GOOD = [
    "mot-mat-khau-dai-de-thu",
    "con trâu đi trước cái cày theo sau",
    "ghế xanh uống cà phê sữa",
    "abcd-efgh-jkmn-p234",
    "99 con vịt bơi ngược",
    "x7!Qp0z#Lw2v",
]


@pytest.fixture()
def known(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app


@pytest.mark.parametrize("password", [*COMMON, *OF_HERE])
@pytest.mark.asvs("6.2.4", "6.2.11")
@pytest.mark.tcvn("7.2.3.1.c")
def test_common_passwords_and_words_of_this_place_are_refused(known: Flask, password: str) -> None:
    with pytest.raises(service.InvalidAccount, match="dễ đoán"):
        service.check_password(password)


@pytest.mark.parametrize("password", GOOD)
@pytest.mark.asvs("6.2.5", "6.2.8", "6.2.9")
def test_any_characters_make_a_password(known: Flask, password: str) -> None:
    service.check_password(password)
    service.check_password(password * 5)


def test_what_is_known_about_a_person_is_no_password(known: Flask) -> None:
    service.check_password("thuquynh8319")
    with pytest.raises(service.InvalidAccount, match="dễ đoán"):
        service.create_user("thuquynh@tam-hai.example", "Trần Thu Quỳnh", "thuquynh8319")
    user = service.create_user("quynh@tam-hai.example", "Trần Thu Quỳnh", GOOD[0])
    with pytest.raises(service.InvalidAccount, match="dễ đoán"):
        service.set_password(user, "thuquynh8319")


@pytest.mark.parametrize("password", ["", "ngắn quá", "a" * 257])
@pytest.mark.asvs("6.2.1")
@pytest.mark.tcvn("7.2.3.1.c")
def test_a_password_has_ten_to_256_characters(known: Flask, password: str) -> None:
    with pytest.raises(service.InvalidAccount, match="10 đến 256"):
        service.check_password(password)


def _with_list(app: Flask, path: Path) -> None:
    app.config["PORTAL"] = dataclasses.replace(app.config["PORTAL"], breached_passwords=str(path))


def _digest(password: str) -> str:
    return hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()


@given(
    st.lists(st.text(max_size=12), unique=True, max_size=40), st.sampled_from(["\n", "\r\n"]), st.booleans()
)
def test_every_leaked_password_is_found_and_no_other(
    tmp_path_factory: pytest.TempPathFactory, leaked: list[str], end: str, last: bool
) -> None:
    lines = [f"{digest}:{count * 7919}" for count, digest in enumerate(sorted(map(_digest, leaked)))]
    path = tmp_path_factory.mktemp("leaked") / "list.txt"
    path.write_text(end.join(lines) + (end if last else ""), newline="")
    app = Flask("bare")
    app.config["PORTAL"] = dataclasses.make_dataclass("S", ["breached_passwords"])(str(path))
    with app.app_context():
        assert all(guessable.was_leaked(one) for one in leaked)
        assert not any(guessable.was_leaked(f"{one}-khác hẳn") for one in [*leaked, ""])


@pytest.mark.asvs("6.2.12")
def test_a_leaked_password_is_refused_and_an_unreadable_list_lets_nothing_through(
    known: Flask, tmp_path: Path
) -> None:
    path = tmp_path / "leaked.txt"
    path.write_text(f"{_digest(GOOD[1])}:3\n")
    _with_list(known, path)
    with pytest.raises(service.InvalidAccount, match="đã bị lộ"):
        service.check_password(GOOD[1])
    service.check_password(GOOD[2])
    _with_list(known, tmp_path / "not there")
    with pytest.raises(service.InvalidAccount, match="quản trị hệ thống"):
        service.check_password(GOOD[2])


@pytest.mark.asvs("6.1.2")
def test_the_words_that_are_refused_are_documented() -> None:
    """ASVS 5.0, 6.1.2: docs/an-toan.md lists them."""
    told = (ROOT / "docs" / "an-toan.md").read_text()
    assert [word for word in guessable.OF_THIS_PLACE if f"`{word}`" not in told] == []
