"""The index follows the change log: catching up, rebuilding, and always converging by itself."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import and_, func, or_, select

from portal.clock import utc_now
from portal.extensions import db
from portal.publishing.models import Change
from portal.search.analysis import VERSION
from portal.search.documents import SearchDocument, object_key_of
from portal.search.engine import EngineBusyError, EngineDamagedError, EngineError, SearchEngine
from portal.search.registry import searchables
from portal.tenancy.scope import all_tenants
from portal.web.freshness import slots_showing, versions

log = logging.getLogger(__name__)
CHUNK = 200
SETTLE = timedelta(minutes=1)
OVERLAP = 500
"""Rows of the change log before the position, and their age, in which a late commit is still looked for."""
LOOK_BACK, LOOK_KEPT = timedelta(days=3), timedelta(seconds=10)
REBUILD_ABOVE = 1500  # so many changed objects are indexed faster from nothing


def engine() -> SearchEngine:
    """The installation's search engine."""
    found: SearchEngine = current_app.extensions["search_engine"]
    return found


def position() -> int:
    """The change-log row up to which the index is right; -1 if it was never built."""
    return engine().position()


def last_change() -> int:
    """The newest row of the change log."""
    return int(db.session.scalar(select(func.max(Change.id))) or 0)


def _chunks(ids: list[int]) -> Iterator[list[int]]:
    rest = iter(ids)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def _everything(report: Callable[[int, int], None]) -> Iterator[SearchDocument]:
    ids = {kind: list(one.object_ids()) for kind, one in searchables().items()}
    total, done = sum(len(found) for found in ids.values()), 0
    for kind, found in ids.items():
        for chunk in _chunks(found):
            yield from searchables()[kind].documents(chunk)
            db.session.expunge_all()  # 61,000 provisions must not gather in memory
            done += len(chunk)
            report(done, total)


def rebuild(report: Callable[[int, int], None] = lambda _done, _total: None) -> int:
    """Index everything that citizens see into a new index that then takes the old one's place; how many entries.

    `report(done, total)` is told of objects. Raises EngineError; the wish for a rebuild then stands.
    """
    with all_tenants("lập lại chỉ mục tìm kiếm"):
        at, recent = last_change(), _recent(last_change())
        with engine().rebuild() as batch:
            count = batch.add(_everything(report))
            batch.mark(at)
    _seen().update(recent)
    _version_file().write_text(str(VERSION), encoding="ascii")
    _wish().unlink(missing_ok=True)
    return count


def _version_file() -> Path:
    path: Path = current_app.config["PORTAL"].instance_path / "index.version"
    return path


def is_outdated() -> bool:
    """Whether the index was built with another analysis than the one that questions get now."""
    try:
        return _version_file().read_text(encoding="ascii").strip() != str(VERSION)
    except OSError:
        return True


def build_missing_index(echo: Callable[[str], None]) -> None:
    """Build the index where there is none, or where it is damaged."""
    try:
        if position() >= 0 and not is_outdated() and not engine().check().problems:
            return
    except EngineError:
        log.warning("the index cannot be read and is built again")
    echo("Đang lập chỉ mục tìm kiếm …")
    rebuild()


def _wish() -> Path:
    path: Path = current_app.config["PORTAL"].instance_path / "index.rebuild"
    return path


def want_rebuild() -> None:
    """Ask the follower to look at the whole index and build it again if anything is wrong with it.

    For who finds it unreadable and cannot wait for a rebuild: never raises, costs next to nothing when repeated.
    """
    with contextlib.suppress(OSError):
        _wish().touch()


def catch_up(since: datetime | None = None) -> int:
    """Bring the index up to the newest change: how many objects were looked at.

    `since` is the UTC instant of the last look: things whose hour came after it are looked at too. The pages of all
    touched portals move on as well: after a crash between commit and announcement this heals them. Raises
    EngineError; a second call does what the first one left.
    """
    if position() < 0:
        return rebuild()
    with all_tenants("cập nhật chỉ mục tìm kiếm"):
        changes = _changes()
        due = _due(since) if since is not None else {}
        if not changes and not due:
            return 0
        if len({(kind, object_id) for kind, object_id, _tenant in changes.values()}) > REBUILD_ABOVE:
            rebuild()
        else:
            changes |= _replace(due)
        wanted = _wanted(changes, due)
        _seen().update(changes)
        versions().bump(slots_showing({tenant_id for _kind, _object_id, tenant_id in wanted}))
    return len(wanted)


def _wanted(changes: Changes, due: dict[tuple[str, int], int]) -> set[tuple[str, int, int]]:
    """What is to be looked at: kind, object, tenant. One that went to another tenant is looked at in both."""
    return {
        *changes.values(),
        *((kind, object_id, tenant_id) for (kind, object_id), tenant_id in due.items()),
    }


Changes = dict[int, tuple[str, int, int]]  # row of the change log → kind, object, its tenant


def _changes() -> Changes:
    """The rows of the change log that the index does not know yet.

    Where several servers write, a row may be committed after one with a higher number: those of the last minute
    are looked at once more by each process, whatever the position says.
    """
    known, start = _seen(), position()
    settled = utc_now() - SETTLE
    statement = select(Change.id, Change.kind, Change.object_id, Change.of_tenant_id).where(
        or_(Change.id > start, and_(Change.id > start - OVERLAP, Change.at > settled))
    )
    rows = db.session.execute(statement.order_by(Change.id)).all()
    return {
        row.id: (row.kind, row.object_id, row.of_tenant_id)
        for row in rows
        if row.id not in known or row.id > start
    }


def _recent(upto: int) -> set[int]:
    """The rows of the overlap that are committed by now."""
    return set(db.session.scalars(select(Change.id).where(Change.id > upto - OVERLAP, Change.id <= upto)))


def _seen() -> set[int]:
    """Rows that this process has handed to the index, as far as they may be asked for again."""
    seen: set[int] = current_app.extensions.setdefault("search_seen", set())
    if len(seen) > 4 * OVERLAP:
        for row in sorted(seen)[: -2 * OVERLAP]:
            seen.discard(row)
    return seen


def _due(since: datetime) -> dict[tuple[str, int], int]:
    """Things whose hour came, with their tenant."""
    now = utc_now()
    return {
        (kind, object_id): tenant_id
        for kind, one in searchables().items()
        for object_id, tenant_id in one.due(since - timedelta(seconds=1), now).items()
    }


def _look_file() -> Path:
    path: Path = current_app.config["PORTAL"].instance_path / "index.looked"
    return path


def last_look() -> datetime:
    """The UTC instant up to which somebody has looked for things whose hour came: also before a restart."""
    try:
        return min(utc_now(), datetime.fromisoformat(_look_file().read_text(encoding="utf-8").strip()))
    except (OSError, ValueError):
        return utc_now() - LOOK_BACK


def keep_look(at: datetime) -> None:
    """Remember that everything due up to `at` is in the index; on disk every few seconds is enough."""
    kept = current_app.extensions.get("search_looked")
    if kept is None or at - kept > LOOK_KEPT or at < kept:
        path = _look_file()
        path.with_suffix(".new").write_text(at.isoformat(), encoding="utf-8")
        path.with_suffix(".new").replace(path)
        current_app.extensions["search_looked"] = at


def _replace(due: dict[tuple[str, int], int]) -> Changes:
    """Index what has changed and what is due; the changes.

    Everything is read when the index is locked: of two who follow at once the later one must not put in what it
    had read before the other one wrote.
    """
    with engine().writer() as batch:
        db.session.rollback()  # what is read from here on is as new as the lock
        changes = _changes()
        wanted = _wanted(changes, due)
        held = _documents({(kind, object_id) for kind, object_id, _tenant in wanted})
        for kind, object_id, tenant_id in sorted(wanted):
            key = f"{kind}:{tenant_id}:{object_id}"
            batch.replace_object(key, held.get(key, []))
        batch.mark(max(position(), *changes, 0))
    return changes


def _documents(wanted: Iterable[tuple[str, int]]) -> dict[str, list[SearchDocument]]:
    held: dict[str, list[SearchDocument]] = {}
    for kind, group in groupby(sorted(wanted), key=lambda one: one[0]):
        if kind not in searchables():
            continue
        for chunk in _chunks([object_id for _kind, object_id in group]):
            for document in searchables()[kind].documents(chunk):
                held.setdefault(object_key_of(document.key), []).append(document)
    return held


def step(since: datetime | None) -> bool:
    """One look of the follower: whether all is well. Damage is healed by building anew; a busy index waits."""
    try:
        if _wish().exists():
            _grant_wish()
        catch_up(since)
    except EngineBusyError:
        return False
    except EngineDamagedError:
        log.warning("the index is damaged and is built again")
        rebuild()
    return True


def _grant_wish() -> None:
    if position() < 0 or engine().check().problems:
        log.warning("somebody could not read the index; it is built again")
        rebuild()
    _wish().unlink(missing_ok=True)


def state() -> dict[str, Any]:
    """For `flask search status`, `flask check` and the desk: engine, entries, bytes, problems, how far behind."""
    found = engine().check()
    return {
        "engine": current_app.config["PORTAL"].search_engine,
        "entries": found.documents,
        "bytes": found.bytes,
        "position": position(),
        "behind": last_change() - max(position(), 0),
        "rebuild_wanted": _wish().exists(),
        "problems": list(found.problems),
    }
