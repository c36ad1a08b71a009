"""The store lets go of what no portal names any more, and of nothing else: not what is young, shared, or on its way."""

from __future__ import annotations

import io
import itertools
import os
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from portal.extensions import db
from portal.follower import steps_of
from portal.legal.intake import service as intake
from portal.legal.intake.models import IntakeFile
from portal.media import sweeping
from portal.media.models import MediaFile, MediaUse
from portal.media.pictures import remembered
from portal.media.service import file_store, store_file
from portal.media.store import FileStore
from portal.media.sweeping import SAFE_AGE, sweep
from portal.news.models import NewsItem
from portal.publishing.models import AuditEntry
from portal.publishing.service import commit
from portal.sharing.models import SUGGEST
from tests.conftest import DISTRICT, A, B
from tests.factories import Factory
from tests.media import samples
from tests.media.test_served_pictures import stored
from tests.sharing.sending import carry, copy_in, send
from tests.thorough import examples


def share(app: Flask, factory: Factory, picture: int) -> None:
    """Suggest an item with this picture of commune A to the district; it waits there to be decided on."""
    made, _slug = factory.news(A, title="Gửi huyện", picture_id=picture)
    send(factory, A, made, [DISTRICT], SUGGEST)
    carry(app)


def grow_old(app: Flask, seconds: float = SAFE_AGE + 60) -> FileStore:
    """Let everything in the store have lain there for so long."""
    with app.app_context():
        store = file_store()
    then = time.time() - seconds
    for one in store.root.rglob("*"):
        os.utime(one, (then, then))
    return store


def swept(app: Flask, **how: Any) -> tuple[int, int]:
    """How many files a sweep takes away, and how many remains of uploads."""
    with app.app_context():
        found = sweep(**how)
        return found.files, found.unfinished


def forget(factory: Factory, slug: str, model: Any = MediaFile) -> None:
    """Delete all rows of a portal that name files."""
    with factory.acting(slug):
        for one in (MediaUse, model):
            db.session.execute(delete(one))
        commit()


def test_what_two_portals_have_stays_as_long_as_one_of_them_has_it(
    app: Flask, factory: Factory, tmp_path: Path
) -> None:
    raw = samples.picture(400, 300)
    stored(factory, A, tmp_path, raw)
    kept = stored(factory, B, tmp_path, raw)
    store = grow_old(app)
    everything = set(store.iter_all())
    assert len(everything) > 1 and swept(app) == (0, 0)
    forget(factory, A)
    assert swept(app) == (0, 0) and set(store.iter_all()) == everything
    with factory.acting(B):
        row = db.session.scalars(select(MediaFile).where(MediaFile.id == kept)).one()
        assert remembered(store, row.sha256) is not None
    grow_old(app)
    forget(factory, B)
    assert swept(app, dry_run=True) == (len(everything), 0) and set(store.iter_all()) == everything
    assert swept(app) == (len(everything), 0) and not list(store.iter_all())
    assert not list(store.root.glob("renditions/*")), "notes about renditions that are gone"
    with factory.acting(DISTRICT):
        told = db.session.scalars(select(AuditEntry.detail).where(AuditEntry.action == sweeping.ACTION)).all()
    assert len(told) == 1 and told[0].startswith(f"{len(everything)} tệp, ")
    assert swept(app) == (0, 0), "nothing is told where nothing went"


def test_nothing_goes_before_it_has_lain_there_for_a_day(
    app: Flask, factory: Factory, tmp_path: Path
) -> None:
    (tmp_path / "don.txt").write_text("Đơn")
    with factory.acting(A) as actor:
        row, _new = intake.bring(tmp_path / "don.txt", "don.txt", actor)
        sha256 = row.sha256
        commit()
    forget(factory, A, IntakeFile)
    store = grow_old(app, SAFE_AGE - 60)
    (store.root / ".new-half").write_bytes(b"half")
    assert swept(app) == (0, 0)
    grow_old(app)
    assert swept(app) == (1, 1) and not store.exists(sha256)
    assert not (store.root / ".new-half").exists()


def test_an_upload_that_is_not_committed_yet_loses_nothing(
    app: Flask, factory: Factory, tmp_path: Path
) -> None:
    """The bytes lay there for long and nothing names them; somebody brings them again, and the sweep comes before the
    commit."""
    raw = samples.picture(400, 300)
    stored(factory, A, tmp_path, raw)
    forget(factory, A)
    store = grow_old(app)
    with factory.acting(A) as actor:
        db.session.rollback()
        row = store_file(tmp_path / "upload", "lai.jpg", actor)
        hashes = [row.sha256, *(one["sha256"] for one in row.renditions)]
        before = time.time() - SAFE_AGE
        assert not [one for one in store.orphans(set(), before) if store.remove(one[0], before)]
        commit()
    assert swept(app) == (0, 0) and all(store.verify(one) for one in hashes)


def test_a_row_makes_the_bytes_young_that_it_names(app: Flask, factory: Factory, tmp_path: Path) -> None:
    """A file comes to another portal by its row alone: nothing is put into the store again."""
    media_id = stored(factory, A, tmp_path, samples.picture(400, 300))
    store = grow_old(app)
    with factory.acting(A):
        row = db.session.scalars(select(MediaFile).where(MediaFile.id == media_id)).one()
        values = {"sha256": row.sha256, "renditions": row.renditions, "name": "a.jpg", "mime": row.mime}
    with factory.acting(B) as actor:
        copy = MediaFile(tenant_id=actor.tenant_id, kind="picture", size=1, **values)
        db.session.add(copy)
        db.session.flush()
        before = time.time() - SAFE_AGE
        assert not list(store.orphans(set(), before)), "before the commit already"
        commit()


def test_what_waits_in_an_inbox_keeps_its_files(
    app: Flask, factory: Factory, tmp_path: Path, signed_in: Callable[..., Any], browser: Callable[[str], Any]
) -> None:
    picture = stored(factory, A, tmp_path, samples.picture(400, 300))
    share(app, factory, picture)
    with factory.acting(A):
        db.session.execute(delete(NewsItem))
        commit()
    forget(factory, A)
    grow_old(app)
    assert swept(app) == (0, 0)
    copy = copy_in(factory, DISTRICT)
    desk = signed_in(DISTRICT, "district_editor")
    assert desk.post(f"/quan-tri/chia-se/{copy.id}/nhan", {"mode": "suggest"}).status_code == 302
    with factory.acting(DISTRICT):
        media_id = db.session.scalars(select(MediaFile.id)).one()
    assert desk.get(f"/quan-tri/tep/{media_id}/320.jpg").status_code == 200


def test_the_follower_looks_at_everything_within_a_day(
    app: Flask, factory: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        store = file_store()
        for number in range(40):
            store.put(io.BytesIO(str(number).encode()))
    grow_old(app)
    monkeypatch.setattr(sweeping, "MOST", 5)
    left = [len(list(store.iter_all()))]
    with app.app_context():
        assert any("sweeping" in str(one._act) for one in steps_of(app))
        step, now = sweeping.sweeping(), datetime(2026, 11, 29, 3, 7)
        for turn in range(2 * len(sweeping.DIGITS)):
            for _again in range(2):  # the same turn is not done twice
                step(now + timedelta(seconds=turn * sweeping.TURN))
            left.append(len(list(store.iter_all())))
    assert max(before - after for before, after in itertools.pairwise(left)) <= 5
    assert left[-1] == 0 and left[0] == 40


def test_the_command_counts_for_each_portal_and_says_what_would_go(
    app: Flask, factory: Factory, tmp_path: Path
) -> None:
    raw = samples.picture(400, 300)
    for slug in (A, B):
        stored(factory, slug, tmp_path, raw)
    with app.app_context():
        many = len(list(file_store().iter_all()))
        lone = file_store().put(io.BytesIO(b"x" * 2048)).sha256
    store = grow_old(app)
    runner = app.test_cli_runner()
    said = runner.invoke(args=["media", "sweep", "--dry-run"])
    assert said.exit_code == 0, said.output
    assert f"{A}: {many} tệp" in said.output and f"dùng chung với cổng khác {many}" in said.output
    assert f"{DISTRICT}: 0 tệp" in said.output and "Sẽ xóa 1 tệp không nơi nào dùng (2 KB)" in said.output
    assert store.exists(lone)
    assert "Đã xóa 1 tệp" in runner.invoke(args=["media", "sweep"]).output and not store.exists(lone)


ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.integers(0, 3), st.sampled_from((A, B)), st.booleans()),
        st.tuples(st.just("drop"), st.integers(0, 3), st.sampled_from((A, B))),
        st.tuples(st.just("age")),
        st.tuples(st.just("sweep")),
    ),
    max_size=14,
)


@settings(
    deadline=None,
    max_examples=examples(60),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(ACTS)
def test_whatever_happens_every_row_has_its_bytes_and_orphans_end(
    app: Flask, factory: Factory, acts: list[tuple[Any, ...]]
) -> None:
    """Uploads (kept, or broken off before their commit), deletions, time and sweeps in any order."""
    for slug in (A, B):
        forget(factory, slug)
    with app.app_context():
        store = file_store()
    for act in (*acts, ("age",), ("sweep",)):
        if act[0] == "put":
            _put(factory, act[2], act[1], commits=act[3])
        elif act[0] == "drop":
            with factory.acting(act[2]):
                db.session.execute(delete(MediaFile).where(MediaFile.name == f"{act[1]}.txt"))
                commit()
        elif act[0] == "age":
            grow_old(app)
        else:
            swept(app)
        named: set[str] = set()
        for slug in (A, B):
            with factory.acting(slug):
                named |= set(db.session.scalars(select(MediaFile.sha256)))
        assert all(store.verify(one) for one in named)
    assert set(store.iter_all()) == named


def _put(factory: Factory, slug: str, number: int, *, commits: bool) -> None:
    with factory.acting(slug) as actor, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        path.write_text(f"Tệp {number}")
        store_file(path, f"{number}.txt", actor)
        if commits:
            commit()
        else:
            db.session.rollback()
