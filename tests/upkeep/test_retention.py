"""Old backups go by the rule, with the bytes that only they used; those that stay are whole."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from portal.clock import to_local
from portal.upkeep import repository
from portal.upkeep.keys import KeySource
from portal.upkeep.pruning import prune
from portal.upkeep.retention import Keeping, kept
from portal.upkeep.verifying import verify
from tests.upkeep.things import backup

START = datetime(2026, 1, 1)
_moments = st.lists(st.integers(0, 400 * 24), min_size=1, max_size=60)


@given(_moments, st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
def test_the_rule_keeps_what_it_says(hours: list[int], daily: int, weekly: int, monthly: int) -> None:
    made = {str(at): START + timedelta(hours=hour) for at, hour in enumerate(hours)}
    stay = kept(made, Keeping(daily, weekly, monthly))
    newest = max(made, key=lambda one: (made[one], one))
    assert newest in stay and len(stay) <= daily + weekly + monthly + 1
    days = sorted({to_local(one).date() for one in made.values()}, reverse=True)[:daily]
    for day in days:  # the last of each of these days
        of_day = [one for one in made if to_local(made[one]).date() == day]
        assert max(of_day, key=lambda one: (made[one], one)) in stay
    assert kept({one: made[one] for one in stay}, Keeping(daily, weekly, monthly)) == stay


@pytest.mark.tcvn("7.1.5.3.b")
def test_nightly_backups_of_a_year() -> None:
    made = {f"{day:03}": START + timedelta(days=day, hours=18) for day in range(365)}
    # The last one is of 1 January in Vietnam: two weeks and two months have their last within the seven days.
    assert len(kept(made, Keeping(7, 5, 12))) == 7 + 3 + 10
    assert kept(made, Keeping(0, 0, 0)) == {"364"}


def test_bytes_go_with_the_last_backup_that_used_them(
    filled: Flask, source: KeySource, tmp_path: Path
) -> None:
    folder = repository.prepared(tmp_path / "kho", source)
    extra = filled.config["PORTAL"].instance_path / "rejects"
    extra.mkdir()
    (extra / "a.txt").write_text("only in the first")
    first = backup(folder).head.id
    (extra / "a.txt").write_text("only in the second")
    second = backup(folder).head.id
    before = set(folder.blobs())
    dry = prune(folder, lambda made: set(made) - {first}, dry_run=True)
    assert dry.gone == [first] and folder.ids() == [first, second] and set(folder.blobs()) == before
    pruned = prune(folder, lambda made: set(made) - {first})
    assert (pruned.gone, pruned.files, pruned.damaged) == ([first], 1, [])
    assert folder.ids() == [second] and len(before - set(folder.blobs())) == 1
    verify(folder, second)


def test_while_a_backup_cannot_be_read_no_bytes_go(filled: Flask, source: KeySource, tmp_path: Path) -> None:
    folder = repository.prepared(tmp_path / "kho", source)
    first, second = backup(folder).head.id, backup(folder).head.id
    manifest = folder.folder / second / "manifest"
    held = manifest.read_bytes()
    manifest.write_bytes(held[:-1])
    before = set(folder.blobs())
    pruned = prune(folder, lambda made: set())
    assert (pruned.gone, pruned.damaged, pruned.files) == ([first], [second], 0)
    assert set(folder.blobs()) == before
    manifest.write_bytes(held)
    verify(folder, second)
