"""What a change touches: the change log, hours that came, and versions that moved → which pages are due, and when."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

from flask import current_app
from sqlalchemy import or_, select

from portal.alerts.models import Alert
from portal.clock import utc_now
from portal.config import Settings
from portal.extensions import db
from portal.publishing.models import Change
from portal.search.registry import searchables
from portal.tenancy.directory import directory
from portal.tenancy.scope import all_tenants
from portal.twin import state
from portal.twin.choosing import FEED, HOME, LIST, URGENT_VIEWS
from portal.twin.state import State
from portal.web.freshness import GLOBAL_SLOT, slots_showing, versions

POSITION, GLOBAL, HOURS = "position", "global", "hours"
OVERLAP, SETTLE = 500, timedelta(minutes=1)
"""Rows of the change log before the position, and their age, in which a late commit is still looked for."""
HOURS_EVERY = 2.0  # seconds between two looks for things whose hour came
MOVED_EVERY = 600.0  # seconds within which lists follow a portal once where no change was logged
ROUND_EVERY = 60.0
AGAIN_AFTER = 60.0  # seconds until what could not answer is asked again
LOOK_BACK = timedelta(days=3)
ALERT = "alert"
Changed = tuple[str, int, int]  # kind, object, its tenant


class Following:
    """Follows for one tree; made anew with each process and tree. Needs an application context."""

    def __init__(self, known: State) -> None:
        self._state = known
        self._seen: set[int] = set()
        self._versions: dict[int, int] = {}
        self._hours_at = self._round_at = 0.0
        self._moved_at: dict[int, float] = {}

    def look(self) -> bool:
        """Let be due what changed since the last look; whether the list of portals itself moved."""
        position = int(self._state.note(POSITION) or 0)
        rows = self._changes(position)
        changed = set(rows.values())
        now = time.monotonic()
        hours = None
        if now - self._hours_at >= HOURS_EVERY:
            self._hours_at, hours = now, utc_now()
            changed |= self._came(hours)
        moved = self._all_moved()
        self._state.begin()
        for kind, object_id, tenant_id in changed:
            self._touch(kind, object_id, tenant_id)
        if not moved:
            self._lists_of_moved(now)
        if now - self._round_at >= ROUND_EVERY:
            self._round_at = now
            self._round()
        if rows:
            self._state.keep_note(POSITION, str(max(position, *rows)))
            self._seen |= rows.keys()
        if hours is not None:
            self._state.keep_note(HOURS, hours.isoformat())
        self._state.commit()
        return moved

    def _changes(self, position: int) -> dict[int, Changed]:
        """Rows of the change log that were not seen yet. Where several servers write, a row may be committed after one
        with a higher number."""
        late = (Change.id > position - OVERLAP) & (Change.at > utc_now() - SETTLE)
        statement = select(Change.id, Change.kind, Change.object_id, Change.of_tenant_id).where(
            or_(Change.id > position, late)
        )
        try:
            rows = db.session.execute(statement).all()
        finally:
            db.session.rollback()
        if len(self._seen) > 4 * OVERLAP:
            self._seen = {one for one in self._seen if one > position - 2 * OVERLAP}
        return {
            row.id: (row.kind, row.object_id, row.of_tenant_id) for row in rows if row.id not in self._seen
        }

    def _came(self, now: datetime) -> set[Changed]:
        """Things that appeared or ended by themselves since the last look."""
        noted = self._state.note(HOURS)
        since = datetime.fromisoformat(noted) if noted else now - LOOK_BACK
        since -= timedelta(seconds=1)
        with all_tenants("bản tĩnh: nội dung đến giờ hiện hoặc hết hạn"):
            found = {
                (kind, object_id, tenant_id)
                for kind, one in searchables().items()
                for object_id, tenant_id in one.due(since, now).items()
            }
            came = select(Alert.id, Alert.tenant_id).where(
                or_(Alert.publish_at.between(since, now), Alert.expires_at.between(since, now))
            )
            return found | {(ALERT, row.id, row.tenant_id) for row in db.session.execute(came)}

    def _touch(self, kind: str, object_id: int, tenant_id: int) -> None:
        known = self._state
        urgent = kind == ALERT
        known.touch((kind, object_id), state.URGENT if urgent else state.TOUCHED)
        for portal in slots_showing({tenant_id}):
            if urgent:
                known.make_due(
                    state.URGENT,
                    f"portal = ? AND view IN ({', '.join('?' * len(URGENT_VIEWS))}) AND view <> 'alerts.alert'",
                    (portal, *URGENT_VIEWS),
                )
                known.make_due(state.ROUND, "portal = ? AND kind IN ('home', 'list', 'thing')", (portal,))
            else:
                of_kind = "id IN (SELECT page FROM shown WHERE kind = ?)"
                known.make_due(state.FRONT, "portal = ? AND kind = ?", (portal, HOME))
                known.make_due(
                    state.FRONT, f"portal = ? AND kind IN (?, ?) AND {of_kind}", (portal, LIST, FEED, kind)
                )
                known.make_due(state.LISTS, "portal = ? AND kind IN (?, ?)", (portal, LIST, FEED))
            self._moved_at[portal] = time.monotonic()

    def _all_moved(self) -> bool:
        """Whether the list of portals, or settings of one, changed: then every page may have."""
        at = str(versions().read(GLOBAL_SLOT))
        if self._state.note(GLOBAL) == at:
            return False
        self._state.make_due(state.FRONT, "kind = ?", (HOME,))
        self._state.make_due(state.LISTS, "kind IN (?, ?)", (LIST, FEED))
        self._state.make_due(state.ROUND, "file IS NOT NULL")
        self._state.keep_note(GLOBAL, at)
        return True

    def _lists_of_moved(self, now: float) -> None:
        """Not everything that pages show is in the change log: where a portal's version moved, its lists follow."""
        for portal in directory().living():
            at = versions().read(portal.id)
            before = self._versions.setdefault(portal.id, at)
            if before == at or now - self._moved_at.get(portal.id, -MOVED_EVERY) < MOVED_EVERY:
                continue
            self._versions[portal.id] = at
            self._moved_at[portal.id] = now
            self._state.make_due(
                state.LISTS, "portal = ? AND kind IN (?, ?, ?)", (portal.id, HOME, LIST, FEED)
            )

    def _round(self) -> None:
        """Pages that were not looked at for long, and what could not answer."""
        settings: Settings = current_app.config["PORTAL"]
        now = datetime.now(UTC).timestamp()
        old = now - settings.twin_hours * 3600
        for portal in directory().living():
            self._state.make_due(
                state.ROUND,
                "portal = ? AND looked < ? AND ((version <> ? AND kind <> 'asset') OR kind IN ('home', 'list'))",
                (portal.id, old, versions().read(portal.id)),
            )
        self._state.make_due(state.ROUND, "due = ? AND looked < ?", (state.LATER, now - AGAIN_AFTER))
