"""Codes on paper: read however they are typed; secrets that were given out hold for ever."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from portal.codes import ALPHABET, new_letters
from portal.payments import codes as payments
from portal.results import codes as results
from portal.voice import codes as voice

LETTERS = st.text(alphabet=ALPHABET, min_size=4, max_size=4)


def test_secrets_that_stand_on_paper_still_open_what_they_opened() -> None:
    app = Flask("codes")
    app.config["SECRET_KEY"] = "test" * 8
    with app.app_context():
        assert voice.secret_of("HD-7K3M-92QX") == "YN7T-RQN6"
        assert payments.secret_of("TT7K3M92QX") == "MP5V-W2S3"


@pytest.mark.parametrize("kind", [voice, payments])
def test_a_secret_is_of_its_code_alone(kind: object) -> None:
    app = Flask("codes")
    app.config["SECRET_KEY"] = "test" * 8
    with app.app_context():
        secret = kind.secret_of("TT7K3M92QX")  # type: ignore[attr-defined]
        assert kind.is_secret_of("TT7K3M92QX", f" {secret.lower().replace('-', ' – ')} ")  # type: ignore[attr-defined]
        for wrong in ("", "-", secret[:-1], f"{secret}2", "2222-2222"):
            assert not kind.is_secret_of("TT7K3M92QX", wrong)  # type: ignore[attr-defined]
        assert not kind.is_secret_of("TT7K3M92QY", secret)  # type: ignore[attr-defined]


@given(LETTERS, LETTERS, st.sampled_from(["-", " ", "", "–", " - "]))
def test_codes_of_payments_and_results_are_read_however_they_are_typed(
    first: str, second: str, between: str
) -> None:
    assert payments.read_code(between.join(("tt", first, second)).lower()) == f"TT{first}{second}"
    assert results.read_code(between.join(("kq", first, second)).lower()) == f"KQ-{first}-{second}"
    assert results.read_code(f"{first}{between}{second}") == f"KQ-{first}-{second}"
    assert payments.read_code(first + second) == "" == voice.read_code(f"KQ-{first}-{second}")


def test_fresh_codes_are_read_as_they_are() -> None:
    assert results.read_code(results.new_code()) and payments.read_code(payments.new_code())
    assert voice.read_code(voice.new_code("report")) and set(new_letters()) <= set(ALPHABET)
