"""The index follows the change log: catching up, rebuilding, and always converging by itself."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import groupby, islice
from typing import Any

from flask import current_app
from sqlalchemy import func, select

from portal.clock import utc_now
from portal.extensions import db
from portal.publishing.models import Change
from portal.search.documents import SearchDocument, object_key_of
from portal.search.engine import EngineBusyError, EngineDamagedError, EngineError, SearchEngine
from portal.search.engines import open_engine
from portal.search.registry import searchables
from portal.tenancy.scope import all_tenants
from portal.web.freshness import slots_showing, versions

log = logging.getLogger(__name__)
CHUNK = 200
REBUILD_ABOVE = 1500  # so many changed objects are indexed faster from nothing


def engine() -> SearchEngine:
    """The installation's search engine."""
    held = current_app.extensions
    if "search_engine" not in held:
        held["search_engine"] = open_engine(current_app.config["PORTAL"])
    found: SearchEngine = held["search_engine"]
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

    `report(done, total)` is told of objects. Raises EngineError.
    """
    with all_tenants("lập lại chỉ mục tìm kiếm"):
        at = last_change()
        with engine().rebuild() as batch:
            count = batch.add(_everything(report))
            batch.mark(at)
    return count


def build_missing_index(echo: Callable[[str], None]) -> None:
    """Build the index where there is none, or where it is damaged."""
    try:
        if position() >= 0 and not engine().check().problems:
            return
    except EngineError:
        log.warning("the index cannot be read and is built again")
    echo("Đang lập chỉ mục tìm kiếm …")
    rebuild()


def catch_up(since: datetime | None = None) -> int:
    """Bring the index up to the newest change: how many objects were looked at.

    `since` is the UTC instant of the last look: things whose hour came after it are looked at too. The pages of all
    touched portals move on as well: after a crash between commit and announcement this heals them. Raises
    EngineError; a second call does what the first one left.
    """
    start = position()
    if start < 0:
        return rebuild()
    with all_tenants("cập nhật chỉ mục tìm kiếm"):
        rows = db.session.execute(
            select(Change.id, Change.kind, Change.object_id, Change.of_tenant_id)
            .where(Change.id > start)
            .order_by(Change.id)
        ).all()
        wanted = {(kind, object_id): tenant_id for _id, kind, object_id, tenant_id in rows}
        due = _due(since) if since is not None else {}
        if not wanted and not due:
            return 0
        if len(wanted) > REBUILD_ABOVE:
            rebuild()
        else:
            _replace(wanted | due, rows[-1].id if rows else start)
        versions().bump(slots_showing({*wanted.values(), *due.values()}))
    return len(wanted | due)


def _due(since: datetime) -> dict[tuple[str, int], int]:
    """Things whose hour came, with their tenant."""
    now = utc_now()
    return {
        (kind, object_id): tenant_id
        for kind, one in searchables().items()
        for object_id, tenant_id in one.due(since - timedelta(seconds=1), now).items()
    }


def _replace(wanted: dict[tuple[str, int], int], upto: int) -> None:
    held: dict[str, list[SearchDocument]] = {}
    for kind, group in groupby(sorted(wanted), key=lambda one: one[0]):
        if kind not in searchables():
            continue
        for chunk in _chunks([object_id for _kind, object_id in group]):
            for document in searchables()[kind].documents(chunk):
                held.setdefault(object_key_of(document.key), []).append(document)
    with engine().writer() as batch:
        for (kind, object_id), tenant_id in sorted(wanted.items()):
            key = f"{kind}:{tenant_id}:{object_id}"
            batch.replace_object(key, held.get(key, []))
        batch.mark(upto)


def step(since: datetime | None) -> bool:
    """One look of the follower: whether all is well. Damage is healed by building anew; a busy index waits."""
    try:
        catch_up(since)
    except EngineBusyError:
        return False
    except EngineDamagedError:
        log.warning("the index is damaged and is built again")
        rebuild()
    return True


def state() -> dict[str, Any]:
    """For `flask check` and the desk: entries, problems, how far behind."""
    found = engine().check()
    return {
        "entries": found.documents,
        "problems": list(found.problems),
        "behind": last_change() - max(position(), 0),
    }
