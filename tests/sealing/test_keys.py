"""A key file that is missing, old or another's stops sealing instead of making keys that open nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal import create_app
from portal.extensions import db
from portal.papers import service
from portal.papers.models import UPLOAD, Paper
from portal.sealing import witness
from portal.sealing.envelope import key_number, seal, unseal
from portal.sealing.faults import KeysUnavailable
from portal.sealing.keyring import Keyring, line_of
from portal.tenancy.directory import directory
from portal.web.freshness import GLOBAL_SLOT, versions
from tests.conftest import A, Browser, settings_for
from tests.factories import Factory
from tests.papers import samples


@pytest.fixture()
def ring(tmp_path: Path) -> Keyring:
    """Keys that were used before."""
    made = Keyring(tmp_path / "khoa" / "niem-phong", tmp_path / "instance" / witness.NAME)
    made.keys()
    return made


def again(ring: Keyring) -> Keyring:
    """The same keys in another process."""
    assert ring._witness is not None
    return Keyring(ring.path, ring._witness.path)


def test_a_new_installation_makes_keys_once(ring: Keyring) -> None:
    assert again(ring).keys() == ring.keys()
    assert ring.path.parent.stat().st_mode & 0o777 == 0o700


def test_a_missing_file_makes_no_new_keys(ring: Keyring) -> None:
    ring.path.unlink()
    with pytest.raises(KeysUnavailable, match="Không thấy tệp khóa"):
        again(ring).keys()
    assert not ring.path.exists()


def test_what_is_in_memory_still_opens_but_seals_no_more(ring: Keyring) -> None:
    number = ring.keys().newest
    ring.path.unlink()
    assert ring.key(number)
    with pytest.raises(KeysUnavailable):
        ring.keys()


def test_another_installations_file_is_refused(ring: Keyring, tmp_path: Path) -> None:
    other = Keyring(tmp_path / "khac")
    other.keys()
    ring.path.write_bytes(other.path.read_bytes())
    with pytest.raises(KeysUnavailable, match="không phải của hệ thống này"):
        again(ring).keys()


def test_an_old_copy_of_the_file_is_refused_and_the_new_one_taken_again(ring: Keyring) -> None:
    old = ring.path.read_bytes()
    number = ring.add()
    new = ring.path.read_bytes()
    ring.path.write_bytes(old)
    with pytest.raises(KeysUnavailable, match=f"thiếu khóa số {number}"):
        again(ring).keys()
    ring.path.write_bytes(new)
    assert again(ring).keys().newest == number


def test_a_key_with_the_same_number_and_another_content_is_refused(ring: Keyring) -> None:
    number = ring.keys().newest
    mark = [one for one in ring.path.read_text().splitlines(keepends=True) if one.startswith("mark")]
    ring.path.write_text(line_of("seal", number, b"k" * 32) + mark[0])
    with pytest.raises(KeysUnavailable, match="không phải"):
        again(ring).keys()


def test_a_rotation_reaches_other_processes_by_itself(ring: Keyring) -> None:
    other = again(ring)
    before = other.keys().newest
    number = ring.add()
    assert number == before + 1 and other.keys().newest == number
    assert ring.path.stat().st_mode & 0o777 == 0o600
    assert sorted(one.name for one in ring.path.parent.iterdir()) == [ring.path.name], (
        "nothing is left beside it"
    )


def test_only_old_keys_retire(ring: Keyring) -> None:
    old, new = ring.keys().newest, ring.add()
    with pytest.raises(ValueError):
        ring.retire({new})
    ring.retire({old})
    assert set(again(ring).keys().sealing) == {new}


def test_the_witness_tells_no_key(ring: Keyring) -> None:
    text = ring._witness.path.read_text()  # type: ignore[union-attr]
    keys = ring.keys()
    for key in (*keys.sealing.values(), keys.marking):
        assert key.hex() not in text and line_of("seal", 1, key).split()[2] not in text


@pytest.fixture()
def lost(app: Flask, instance: Path, factory: Factory) -> Flask:
    """An installation that sealed something, restarted without its key file."""
    with factory.acting(A) as actor:
        service.keep(samples.pdf(), "a.pdf", "don", "", UPLOAD, actor)
        db.session.commit()
    app.config["PORTAL"].sealing_keys_path.rename(instance / "cat-di")
    made = create_app(settings_for(instance))
    with made.app_context():
        directory().refresh(versions().read(GLOBAL_SLOT))
    return made


def test_without_keys_the_page_says_so_and_nothing_is_written(lost: Flask, instance: Path) -> None:
    factory = Factory(lost)

    @lost.get("/thu-kin")
    def sealing() -> str:
        with factory.acting(A) as actor:
            service.keep(samples.pdf(), "b.pdf", "don", "", UPLOAD, actor)
            db.session.commit()
        return "kept"

    before = sorted(one for one in (instance / "giay-to").rglob("*") if one.is_file())
    answer = Browser(lost, A).get("/thu-kin")
    assert answer.status_code == 503
    assert "Khóa niêm phong" in answer.text and "niem-phong" not in answer.text
    assert Browser(lost, A).get("/").status_code == 200, "reading goes on"
    with factory.acting(A):
        assert db.session.scalar(select(func.count()).select_from(Paper)) == 1
        with pytest.raises(KeysUnavailable):
            db.session.scalar(select(Paper.name))
    assert sorted(one for one in (instance / "giay-to").rglob("*") if one.is_file()) == before
    assert not lost.config["PORTAL"].sealing_keys_path.exists()


def test_with_the_file_back_everything_opens_without_a_restart(lost: Flask, instance: Path) -> None:
    with lost.app_context(), pytest.raises(KeysUnavailable):
        seal("x", b"")
    (instance / "cat-di").rename(lost.config["PORTAL"].sealing_keys_path)
    with Factory(lost).acting(A):
        row = db.session.scalars(select(Paper)).one()
        assert row.name == "a.pdf" and service.content(row).startswith(b"%PDF")
        assert unseal("x", seal("x", b"y")) == b"y" and key_number(seal("x", b""))


def test_a_fault_of_the_database_quotes_no_value(app: Flask, factory: Factory) -> None:
    with factory.acting(A) as actor:
        row = Paper(
            tenant_id=actor.tenant_id,
            kind=None,
            name="Nguyễn Thị Hạnh",
            source="upload",
            path="x",
            mime="",
            size=1,
            digest="mot-dau-tim",
        )
        db.session.add(row)
        with pytest.raises(Exception) as told:
            db.session.flush()
        assert "Hạnh" not in str(told.value) and "mot-dau-tim" not in str(told.value)
        db.session.rollback()
