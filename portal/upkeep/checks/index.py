"""The search index holds what is published and nothing else, and follows the change log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import func, select

from portal.clock import utc_now
from portal.extensions import db
from portal.publishing.models import Change
from portal.search.documents import object_key_of
from portal.search.indexing import engine
from portal.search.registry import searchables
from portal.tenancy.scope import all_tenants
from portal.upkeep.checking import Check, Finding, Gathered, Look

CHUNK = 200
FOLLOWED_WITHIN = timedelta(minutes=1)
REBUILD = "Lập lại bằng: flask search rebuild"


def _index(look: Look) -> Iterator[Finding]:
    began = utc_now()
    state = engine().check()
    if state.problems:
        yield Finding("search.index", "Chỉ mục tìm kiếm hỏng.", REBUILD, examples=state.problems[:20])
        return
    position = engine().position()
    if position < 0:
        yield Finding("search.index", "Chưa có chỉ mục tìm kiếm.", REBUILD)
        return
    yield from _behind(position, began)
    yield from _entries(look, began)


def _behind(position: int, now: datetime) -> Iterator[Finding]:
    late = (Change.id > position, Change.at < now - FOLLOWED_WITHIN)
    count = db.session.scalar(select(func.count()).select_from(Change).where(*late))
    if count:
        yield Finding(
            "search.behind",
            f"{count} thay đổi đã quá một phút mà chỉ mục chưa theo kịp.",
            "Kiểm tra tiến trình đi kèm (python -m portal.follower); hoặc chạy: flask search follow",
            count=count,
        )


def _entries(look: Look, began: datetime) -> Iterator[Finding]:
    missing, strange = Gathered(), Gathered()
    held, young = set(engine().all_keys()), _young(began)
    with all_tenants("so chỉ mục với nội dung đang đăng"):
        for key in _wanted(look):
            if key in held:
                held.remove(key)
            elif object_key_of(key) not in young:
                missing.add(key)
    for key in sorted(held):
        if object_key_of(key) not in young:
            strange.add(key)
    yield from missing.found("search.entries", "{count} nội dung đang đăng không có trong chỉ mục.", REBUILD)
    yield from strange.found("search.entries", "{count} mục trong chỉ mục không còn được đăng.", REBUILD)


def _wanted(look: Look) -> Iterator[str]:
    """The keys of all entries that there should be."""
    for kind, one in searchables().items():
        ids = list(one.object_ids())
        for done, chunk in enumerate(_chunks(ids)):
            look.told(f"Chỉ mục: {kind}", done * CHUNK, len(ids))
            yield from (document.key for document in one.documents(chunk))
            db.session.expunge_all()


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(ids)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def _young(began: datetime) -> set[str]:
    """Objects that changed, or whose hour came, so lately that the follower may still be at them: they are told by
    `search.behind` if it stays so."""
    since = began - FOLLOWED_WITHIN
    changed = db.session.execute(
        select(Change.kind, Change.of_tenant_id, Change.object_id).where(Change.at >= since)
    )
    found = {f"{kind}:{tenant_id}:{object_id}" for kind, tenant_id, object_id in changed}
    with all_tenants("tìm nội dung vừa đến giờ"):
        for kind, one in searchables().items():
            due = one.due(since, utc_now())
            found.update(f"{kind}:{tenant_id}:{object_id}" for object_id, tenant_id in due.items())
    return found


CHECKS = (Check("search", "Chỉ mục tìm kiếm", _index),)
