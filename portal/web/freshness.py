"""Pages move on with the data: each committed change bumps the content version of every portal that shows it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from flask import Flask, current_app, g, request
from sqlalchemy import event
from sqlalchemy.orm import Session

from portal.tenancy.directory import directory
from portal.tenancy.scope import scope_or_none
from portal.web.cookies import carries_citizen, carries_session
from portal.web.versions import ContentVersions

GLOBAL_SLOT = 0


def versions(app: Flask | None = None) -> ContentVersions:
    """The installation's content versions (slot 0: the list of portals; a tenant's slot is its id)."""
    found: ContentVersions = (app or current_app).extensions["content_versions"]
    return found


def slots_showing(tenant_ids: set[int]) -> list[int]:
    """Slots of all portals whose pages may show something of these tenants: themselves, above and below.

    Below, because a district shares documents; above, because the district shows its communes' news.
    """
    slots = set(tenant_ids)
    for tenant_id in tenant_ids:
        portal = directory().by_id(tenant_id)
        if portal is not None:
            slots.update(portal.ancestors, portal.descendants)
    return sorted(slots)


def tenants_changed() -> None:
    """The list of portals changed: every process reads it again, every page is rendered again."""
    versions().bump([GLOBAL_SLOT])


def _bump(session: Session, *, forget: bool) -> None:
    touched: set[int] | None = session.info.get("touched_tenants")
    if not touched:
        return
    if forget:
        session.info.pop("touched_tenants")
    versions().bump(slots_showing(touched))


def _before_commit(session: Any) -> None:
    # Moved before the commit too: a crash right after the commit then leaves no page that is kept as fresh.
    _bump(session, forget=False)


def _after_commit(session: Any) -> None:
    _bump(session, forget=True)


def _after_rollback(session: Any) -> None:
    session.info.pop("touched_tenants", None)


def install() -> None:
    """Follow every session's commits (once per process)."""
    if not event.contains(Session, "before_commit", _before_commit):
        event.listen(Session, "before_commit", _before_commit)
        event.listen(Session, "after_commit", _after_commit)
        event.listen(Session, "after_rollback", _after_rollback)


_TTL = 60.0
_memory: dict[tuple[Any, ...], tuple[tuple[int, int], float, Any]] = {}
T = TypeVar("T")


def remembered(name: str, make: Callable[[], T]) -> T:
    """`make()`, remembered in this process for this portal and language until its content version moves, a minute at
    most (an hour may come by itself). For reads that many pages repeat: menus, filter choices, home blocks."""
    footing = _footing()
    if footing.key is None:
        return make()
    key = (*footing.key, name)
    held = _memory.get(key)
    if held is not None and held[0] == footing.at and time.monotonic() - held[1] < _TTL:
        return held[2]
    made = make()
    if len(_memory) > 5000:
        _memory.clear()
    _memory[key] = (footing.at, time.monotonic(), made)
    return made


class _Footing(NamedTuple):
    """On what a request remembers: of which portal, in which scope; `key` is None where nothing may be."""

    portal: Any
    scope: Any
    key: tuple[Any, ...] | None
    at: tuple[int, int]


def _footing() -> _Footing:
    """Found out once per request, and again where the portal or the scope was changed within it."""
    context = g._get_current_object()  # each g.… looks for it anew
    portal, scope = context.portal, scope_or_none()
    held: _Footing | None = context.get("remembering")
    if held is not None and held.portal is portal and held.scope is scope:
        return held
    # What a link to a draft shows is read in the desk's scope: other rows than citizens see.
    own = (
        request.method not in {"GET", "HEAD"}
        or carries_session()
        or carries_citizen()
        or (scope is not None and scope.kind != "reading")
    )
    known = versions()
    at = context.get("content_at") or (known.read(GLOBAL_SLOT), known.read(portal.id))
    found = _Footing(portal, scope, None if own else (id(known), portal.id, context.locale), at)
    context.remembering = found
    return found
