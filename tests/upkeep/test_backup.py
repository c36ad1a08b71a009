"""A backup holds everything, once; a restore on an empty machine gives it back."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from portal.config import Settings
from portal.extensions import db
from portal.ioc.measures.watched import _times_in
from portal.media.models import MediaFile
from portal.media.service import file_store
from portal.news.models import NewsItem
from portal.papers.models import Paper
from portal.papers.service import content
from portal.publishing.trail import HEADS_FILE
from portal.tenancy.scope import all_tenants
from portal.upkeep import repository
from portal.upkeep.faults import BackupFailed, RepositoryUnusable, RestoreRefused
from portal.upkeep.keys import KeySource, make_key_file
from portal.upkeep.making import make_backup
from portal.upkeep.rebuilding import create_app
from portal.upkeep.restoring import DRILL, drill, restore
from portal.upkeep.verifying import verify
from tests.conftest import A, B, Browser, host_of
from tests.factories import Factory
from tests.upkeep.things import backup, digest_of_all, files_below, fingerprint


def _quiet(_what: str, _done: int, _total: int) -> None:
    pass


@pytest.mark.tcvn("7.2.2.6.b", "7.2.4.3.a", "7.2.4.3.d")
def test_a_restored_installation_is_the_one_that_was_backed_up(
    filled: Flask, target: Settings, source: KeySource, tmp_path: Path
) -> None:
    (filled.config["PORTAL"].instance_path / HEADS_FILE).write_text('{"day": "2026-01-01"}\n')
    folder = repository.prepared(tmp_path / "kho", source)
    made, held = backup(folder), digest_of_all()
    assert made.head.digest == held
    with all_tenants("so"):
        paper = content(db.session.scalars(select(Paper)).one())
    restored = restore(folder, made.head.id, target, _quiet)
    assert restored.is_same and restored.is_sound and restored.former is None, restored.findings
    fresh = create_app(target)
    with fresh.app_context():
        assert digest_of_all() == held
        with all_tenants("so"):
            files = list(db.session.scalars(select(MediaFile)))
            assert len(files) == 4 and all(file_store().verify(one.sha256) for one in files)
            assert content(db.session.scalars(select(Paper)).one()) == paper
        db.engine.dispose()
    assert (target.instance_path / HEADS_FILE).read_text() == '{"day": "2026-01-01"}\n'
    home = fresh.test_client().get("/", headers={"Host": host_of(A)})
    assert home.status_code == 200
    found = Browser(fresh, A).get("/tim-kiem?q=tin+s%E1%BB%91")
    assert "Tin số" in found.text
    mode = (target.instance_path / "secret_key").stat().st_mode
    assert mode & 0o077 == 0


def test_what_is_there_already_is_stored_once(filled: Flask, source: KeySource, tmp_path: Path) -> None:
    folder = repository.prepared(tmp_path / "kho", source)
    first = backup(folder)
    blobs = {one.name for one in folder.blobs()}
    assert first.new_files == len(blobs) > 4
    second = backup(folder)
    assert (second.new_files, second.new_bytes) == (0, 0)
    assert {one.name for one in folder.blobs()} == blobs
    Factory(filled).news(A)
    third = backup(folder)
    assert third.new_files == 0 and third.head.digest != second.head.digest
    assert folder.ids() == [first.head.id, second.head.id, third.head.id]
    for one in folder.ids():
        verify(folder, one)


@pytest.mark.tcvn("7.2.4.2.c")
def test_nothing_readable_lies_in_the_folder(filled: Flask, source: KeySource, tmp_path: Path) -> None:
    """Neither texts nor names nor keys, nor the hash of a file that others may hold too."""
    folder = repository.prepared(tmp_path / "kho", source)
    backup(folder)
    settings = filled.config["PORTAL"]
    with all_tenants("so"):
        hashes = [one.encode() for one in db.session.scalars(select(MediaFile.sha256))]
    secrets = [
        settings.sealing_keys_path.read_bytes(),
        str(filled.config["SECRET_KEY"]).encode(),
        b"SQLite format 3",
    ]
    for path in files_below(tmp_path / "kho"):
        assert path.stat().st_mode & 0o077 == 0, path
        data = path.read_bytes()
        assert not any(one in data or one in path.name.encode() for one in (*hashes, *secrets)), path


def test_an_installation_with_data_is_not_overwritten(
    filled: Flask, source: KeySource, tmp_path: Path
) -> None:
    settings = filled.config["PORTAL"]
    folder = repository.prepared(tmp_path / "kho", source)
    made = backup(folder)
    Factory(filled).news(B)
    db.engine.dispose()
    before = fingerprint(settings.instance_path)
    for replacing in ("", str(tmp_path / "khac")):
        with pytest.raises(RestoreRefused):
            restore(folder, made.head.id, settings, _quiet, replacing=replacing)
    assert fingerprint(settings.instance_path) == before
    restored = restore(folder, made.head.id, settings, _quiet, replacing=str(settings.instance_path))
    assert restored.is_sound and restored.former is not None
    assert fingerprint(restored.former) == before
    db.session.remove()
    db.engine.dispose()
    assert digest_of_all() == made.head.digest


def test_another_key_opens_nothing(
    filled: Flask, target: Settings, source: KeySource, tmp_path: Path
) -> None:
    backup(repository.prepared(tmp_path / "kho", source))
    make_key_file(tmp_path / "khac")
    for wrong in (KeySource(tmp_path / "khac"), KeySource(passphrase="một cụm mật khẩu khác")):
        with pytest.raises(RepositoryUnusable, match="Khóa sao lưu"):
            repository.opened(tmp_path / "kho", wrong)


@pytest.mark.asvs("11.4.4")
def test_a_passphrase_is_as_good_as_a_key(filled: Flask, target: Settings, tmp_path: Path) -> None:
    source = KeySource(passphrase="biển Tam Hải xanh biếc")
    made = backup(repository.prepared(tmp_path / "kho", source))
    assert restore(repository.opened(tmp_path / "kho", source), made.head.id, target, _quiet).is_sound


@pytest.mark.tcvn("7.2.4.3.a")
def test_keys_outside_of_the_folder_go_along_and_are_never_overwritten(
    filled: Flask, target: Settings, source: KeySource, tmp_path: Path
) -> None:
    folder = repository.prepared(tmp_path / "kho", source)
    made = backup(folder)
    outside = tmp_path / "nơi khác" / "khoa"
    elsewhere = Settings(**(vars(target) | {"sealing_keys": str(outside)}))
    assert restore(folder, made.head.id, elsewhere, _quiet).is_sound
    assert outside.read_bytes() == filled.config["PORTAL"].sealing_keys_path.read_bytes()
    assert not (target.instance_path / "khoa" / "niem-phong").exists()
    other = Settings(**(vars(elsewhere) | {"instance": str(tmp_path / "thứ ba")}))
    with pytest.raises(RestoreRefused, match="Tệp khóa niêm phong"):
        restore(folder, made.head.id, other, _quiet)
    assert not (tmp_path / "thứ ba").exists()


@pytest.mark.tcvn("7.1.5.3.c")
def test_a_drill_leaves_a_note_and_nothing_else(filled: Flask, source: KeySource, tmp_path: Path) -> None:
    settings = filled.config["PORTAL"]
    folder = repository.prepared(tmp_path / "kho", source)
    made = backup(folder)
    before = fingerprint(tmp_path / "instance")
    place = tmp_path / "tạm"
    place.mkdir()
    assert drill(folder, made.head.id, settings, _quiet, place).is_sound
    noted = folder.noted(DRILL)
    assert noted is not None and (noted["backup"], noted["fault"]) == (made.head.id, "")
    assert list(place.iterdir()) == [] and fingerprint(tmp_path / "instance") == before
    note = folder.store / f"{DRILL}.json"
    note.write_text(note.read_text().replace('"said"', '"said" '))
    assert folder.noted(DRILL) == noted
    note.write_text(note.read_text().replace(made.head.id, "20200101-000000-aaaaaa"))
    assert folder.noted(DRILL) is None


def test_damage_that_is_there_already_is_told_and_kept_out(
    filled: Flask, source: KeySource, tmp_path: Path
) -> None:
    """A rotten file is not passed off as a good one, and does not keep everything else from being backed up."""
    with all_tenants("so"):
        rotten, lost = sorted(db.session.scalars(select(MediaFile.sha256).where(MediaFile.kind == "text")))
        paper = db.session.scalars(select(Paper.path)).one()
    file_store().path(rotten).write_bytes(b"hong")
    file_store().path(lost).unlink()
    (filled.config["PORTAL"].instance_path / "giay-to" / paper).unlink()
    folder = repository.prepared(tmp_path / "kho", source)
    problems = make_backup(folder).head.problems
    assert problems == [f"thiếu tệp {lost}", f"thiếu tệp giay-to/{paper}", f"tệp {rotten} hỏng trên đĩa"]


def test_one_backup_at_a_time(filled: Flask, source: KeySource, tmp_path: Path) -> None:
    folder = repository.prepared(tmp_path / "kho", source)
    with folder.alone(), pytest.raises(RepositoryUnusable, match="tiến trình khác"):
        make_backup(repository.opened(tmp_path / "kho", source))
    with repository.prepared(tmp_path / "kho 2", source).steady():
        backup(folder)


def test_a_rotation_of_keys_meanwhile_begins_anew(
    filled: Flask, source: KeySource, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = filled.config["PORTAL"].sealing_keys_path
    folder = repository.prepared(tmp_path / "kho", source)
    turns = []

    def told(what: str, _done: int, _total: int) -> None:
        if what == "Đang ghi cơ sở dữ liệu" and len(turns) < 1:
            turns.append(what)
            keys.write_bytes(keys.read_bytes() + b"# new\n")

    made = make_backup(folder, told)
    assert folder.ids() == [made.head.id] and turns

    def always(what: str, _done: int, _total: int) -> None:
        if what == "Đang ghi cơ sở dữ liệu":
            keys.write_bytes(keys.read_bytes() + b"# new\n")

    with pytest.raises(BackupFailed):
        make_backup(folder, always)
    assert folder.ids() == [made.head.id]
    assert [one.name for one in folder.folder.iterdir() if one.name.startswith(".making")] == []


def test_what_goes_while_the_moment_is_taken_is_no_fault(
    filled: Flask, source: KeySource, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody deletes a file for good, and the sweep comes, between the database's moment and the files'."""
    from portal.upkeep.snapshot import Snapshot

    with all_tenants("so"):
        tenant_id, media_id, sha256 = db.session.execute(
            select(MediaFile.tenant_id, MediaFile.id, MediaFile.sha256).where(MediaFile.kind == "text")
        ).first()
    factory, was = Factory(filled), Snapshot.named_bytes
    slug = next(one for one in (A, B) if factory.tenant_id(one) == tenant_id)

    def deleted(self: Snapshot) -> set[str]:
        found = was(self)
        if file_store().exists(sha256):
            with factory.acting(slug):
                db.session.delete(db.session.get(MediaFile, (tenant_id, media_id)))
                db.session.commit()
            file_store().remove(sha256)
        return found

    monkeypatch.setattr(Snapshot, "named_bytes", deleted)
    made = backup(repository.prepared(tmp_path / "kho", source))
    assert made.head.tables["media_file"][0] == 3
    with all_tenants("so"):
        assert db.session.scalars(select(NewsItem.id)).all()


def test_the_operations_centre_sees_the_newest_backup(
    filled: Flask, source: KeySource, tmp_path: Path
) -> None:
    """It looks at the folder (`PORTAL_BACKUPS`) as it would at any other's backups."""
    folder = repository.prepared(tmp_path / "kho", source)
    assert list(_times_in(folder.folder)) == []
    made = [backup(folder), backup(folder)]
    ages = sorted(time.time() - one for one in _times_in(folder.folder))
    assert len(ages) == len(made) and 0 <= ages[0] < 600
