"""What is sealed opens again for its purpose alone, and the database holds nothing readable."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.sealing.columns import SealedJSON, SealedText
from portal.sealing.envelope import OVERHEAD, BrokenSeal, key_number, seal, unseal
from portal.sealing.keyring import Keyring, UnknownKey, line_of
from portal.sealing.marks import MARK_LENGTH, mark, name_mark

ONE_APP = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(autouse=True)
def within(app: Flask):
    with app.app_context():
        yield


@ONE_APP
@given(plain=st.binary(max_size=300), purpose=st.text(max_size=20))
def test_what_is_sealed_opens_again(app: Flask, plain: bytes, purpose: str) -> None:
    with app.app_context():
        sealed = seal(purpose, plain)
        assert unseal(purpose, sealed) == plain
        assert len(sealed) == len(plain) + OVERHEAD
        assert seal(purpose, plain) != sealed


@ONE_APP
@given(plain=st.binary(min_size=1, max_size=60), at=st.integers(0, 10_000), flip=st.integers(1, 255))
@pytest.mark.asvs("11.3.3")
def test_no_changed_byte_passes(app: Flask, plain: bytes, at: int, flip: int) -> None:
    with app.app_context():
        sealed = bytearray(seal("giấy", plain))
        sealed[at % len(sealed)] ^= flip
        with pytest.raises((BrokenSeal, UnknownKey)):
            unseal("giấy", bytes(sealed))


def test_what_was_sealed_for_one_place_does_not_open_in_another() -> None:
    with pytest.raises(BrokenSeal):
        unseal("citizen.phone", seal("citizen.identity", b"049123456789"))


@ONE_APP
@given(value=st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=10))
def test_columns_give_back_what_they_were_given(app: Flask, value: object) -> None:
    with app.app_context():
        column = SealedJSON("dossier.answers")
        bound = column.process_bind_param(value, None)  # type: ignore[arg-type]
        assert column.process_result_value(bound, None) == value  # type: ignore[arg-type]


@pytest.mark.tcvn("7.2.4.2.a")
def test_a_sealed_column_holds_nothing_readable() -> None:
    sealed = SealedText("dossier.name").process_bind_param("Nguyễn Thị Hạnh", None)  # type: ignore[arg-type]
    assert sealed is not None and "Hạnh".encode() not in sealed


def test_marks_find_the_same_value_and_tell_purposes_apart() -> None:
    assert mark("identity", "049123456789") == mark("identity", "049123456789")
    assert mark("identity", "049123456789") != mark("phone", "049123456789")
    assert len(mark("identity", "049123456789")) == MARK_LENGTH
    assert mark("identity", "") == ""
    assert name_mark("name", "NGUYỄN  Thị Hạnh") == name_mark("name", "nguyen thi hanh")


@pytest.mark.asvs("11.2.2")
def test_old_seals_open_after_a_new_key_was_added(app: Flask) -> None:
    ring: Keyring = app.extensions["portal_keyring"]
    old = seal("giấy", b"xin chao")
    with ring.path.open("a") as file:
        file.write(line_of("seal", 2, b"k" * 32))
    assert key_number(old) != 2 and key_number(seal("giấy", b"")) == 2
    assert unseal("giấy", old) == b"xin chao"


def test_a_key_that_another_process_added_is_looked_for(app: Flask) -> None:
    ring: Keyring = app.extensions["portal_keyring"]
    ring.keys()
    with ring.path.open("a") as file:
        file.write(line_of("seal", 7, b"k" * 32))
    assert ring.key(7) == b"k" * 32
    with pytest.raises(UnknownKey):
        ring.key(8)


@pytest.mark.asvs("13.3.1", "13.3.2")
def test_the_key_file_is_for_its_owner_alone_and_made_once(app: Flask, tmp_path) -> None:
    path = tmp_path / "khoa" / "niem-phong"
    first, second = Keyring(path), Keyring(path)
    assert first.keys() == second.keys()
    assert path.stat().st_mode & 0o777 == 0o600
    assert "k" * 8 not in repr(first.keys())


@pytest.mark.parametrize(
    "text", ["", "seal 1 abc\n", "seal x " + "A" * 44 + "\n", line_of("seal", 1, b"k" * 32)]
)
def test_a_broken_key_file_is_refused(tmp_path, text: str) -> None:
    path = tmp_path / "niem-phong"
    path.write_text(text)
    with pytest.raises(ValueError):
        Keyring(path).keys()
