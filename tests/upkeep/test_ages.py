"""`flask check` says when backups or drills stopped, and is silent where nobody asked it to look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.clock import utc_now
from portal.extensions import db
from portal.ioc.measures import watched
from portal.ioc.warehouse import filling
from portal.ioc.warehouse.models import DailyFact
from portal.ioc.warehouse.registry import warehouse
from portal.tenancy.scope import all_tenants
from portal.upkeep import repository, restoring
from portal.upkeep.checking import Finding
from portal.upkeep.keys import KeySource, make_key_file
from portal.upkeep.repository import DRILL
from portal.upkeep.restoring import drill
from portal.upkeep.running import run_checks
from tests.upkeep.things import backup

Look = Callable[..., list[Finding]]


def _quiet(_what: str, _done: int, _total: int) -> None:
    pass


@pytest.fixture()
def look(filled: Flask, source: KeySource, tmp_path: Path) -> Look:
    """What the checks of backups find, with these settings besides."""
    own = filled.config["PORTAL"]

    def made(**more: Any) -> list[Finding]:
        said: dict[str, Any] = {"backups": str(tmp_path / "kho"), "backup_key": str(source.file)}
        filled.config["PORTAL"] = replace(own, **(said | more))
        try:
            checked = run_checks(_quiet, only=("backups",))
        finally:
            filled.config["PORTAL"] = own
        assert checked.unable == {} and checked.done == ["backups.age", "backups.drill"]
        return checked.findings

    return made


def _later(monkeypatch: pytest.MonkeyPatch, **by: int) -> None:
    moment = utc_now() + timedelta(**by)
    monkeypatch.setattr("portal.upkeep.checks.backups.utc_now", lambda: moment)


def _keys(found: list[Finding]) -> list[str]:
    assert all(one.is_fault for one in found)
    return [one.check for one in found]


def test_nobody_asked(look: Look, tmp_path: Path) -> None:
    assert look(backups="") == []
    (tmp_path / "khác").mkdir()
    (tmp_path / "khác" / "hom-qua.tar").touch()  # another program's
    assert look(backups=str(tmp_path / "khác")) == []


def test_no_backup_is_told(look: Look, source: KeySource, tmp_path: Path) -> None:
    assert _keys(look()) == ["backups.age"]  # not even a folder
    repository.prepared(tmp_path / "kho", source)
    assert _keys(look()) == ["backups.age"]
    assert look(backup_hours=0, drill_days=0) == []


def test_an_old_backup_is_told(
    look: Look, source: KeySource, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup(repository.prepared(tmp_path / "kho", source))
    assert look() == []
    _later(monkeypatch, hours=37)
    (found,) = look()
    assert found.check == "backups.age" and "cũ hơn 36 giờ" in found.about
    assert look(backup_hours=38) == look(backup_hours=0) == []


def test_a_newest_backup_that_cannot_be_read_is_told(look: Look, source: KeySource, tmp_path: Path) -> None:
    folder = repository.prepared(tmp_path / "kho", source)
    made = backup(folder)
    manifest = folder.folder / made.head.id / "manifest"
    manifest.write_bytes(manifest.read_bytes()[:-1])
    assert _keys(look()) == ["backups.age"]


def test_drills_that_stopped_or_failed_are_told(
    filled: Flask, look: Look, source: KeySource, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = repository.prepared(tmp_path / "kho", source)
    made = backup(folder)
    _later(monkeypatch, days=46)
    assert ["Chưa lần diễn tập nào đạt" in one.about for one in look(backup_hours=0)] == [True]
    assert drill(folder, made.head.id, filled.config["PORTAL"], _quiet).is_sound
    (late,) = look(backup_hours=0)
    assert late.check == "backups.drill" and "đạt gần nhất lúc" in late.about
    assert look(backup_hours=0, drill_days=47) == look(backup_hours=0, drill_days=0) == []

    def fails(*_: Any) -> None:
        raise OSError("hết chỗ")

    monkeypatch.setattr(restoring, "rebuilt", fails)
    with pytest.raises(OSError, match="hết chỗ"):
        drill(folder, made.head.id, filled.config["PORTAL"], _quiet)
    (failed,) = look(backup_hours=0, drill_days=47)
    assert "không đạt: hết chỗ" in failed.about
    assert len(look(backup_hours=0)) == 2  # and the last good one is as old as before
    note = folder.store / f"{DRILL}.json"
    note.write_text(
        note.read_text().replace(made.head.id, "20200101-000000-aaaaaa")
    )  # by hand: none at all then
    assert ["Chưa lần diễn tập nào đạt" in one.about for one in look(backup_hours=0)] == [True]


def test_without_the_right_key_it_cannot_look(
    filled: Flask, look: Look, source: KeySource, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup(repository.prepared(tmp_path / "kho", source))
    make_key_file(tmp_path / "khoa-khac")
    own = filled.config["PORTAL"]
    said = {"backups": str(tmp_path / "kho"), "backup_key": str(tmp_path / "khoa-khac")}
    monkeypatch.setitem(filled.config, "PORTAL", replace(own, **said))
    checked = run_checks(_quiet, only=("backups",))
    assert set(checked.unable) == {"backups.age", "backups.drill"} and checked.exit_status == 2


def test_the_operations_centre_sees_the_last_good_drill(
    filled: Flask, source: KeySource, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As days, on the page of the systems; a drill that fails makes the last good one no younger."""
    folder = repository.prepared(tmp_path / "kho", source)
    made = backup(folder)
    assert watched._drilled_in(folder.folder) is None
    own = filled.config["PORTAL"]
    assert drill(folder, made.head.id, own, _quiet).is_sound
    drilled = watched._drilled_in(folder.folder)
    assert drilled is not None and timedelta() <= utc_now() - drilled < timedelta(minutes=10)
    monkeypatch.setattr(watched, "_settings", lambda: replace(own, backups=str(folder.folder)))
    moment = utc_now() + timedelta(days=12, hours=1)
    monkeypatch.setattr(watched, "utc_now", lambda: moment)
    monkeypatch.setattr(restoring, "rebuilt", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        drill(folder, made.head.id, own, _quiet)
    filling.observe(warehouse().observations["backups"])
    with all_tenants("xem"):
        value = db.session.scalar(select(DailyFact.value).where(DailyFact.measure == "drill_age"))
    assert value == 12
