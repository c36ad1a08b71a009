"""Reads of urgent notices: what stands on top of the portal in force, what stood there, what the desk looks after."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Select, select

from portal.alerts.hazards import BY_CODE, LEVELS
from portal.alerts.models import Alert
from portal.clock import utc_now
from portal.extensions import db
from portal.publishing.models import PUBLISHED, WITHDRAWN
from portal.publishing.service import visible
from portal.tenancy.directory import Portal, directory

MOST_ON_TOP = 5
MOST_PAST = 100


def alert_path(alert: Alert) -> str:
    """Where citizens find it."""
    return f"/canh-bao/{alert.slug}"


def concerns(alert: Alert, portal: Portal) -> bool:
    """Whether a notice is for this portal: its own, or one that names it or a portal that has become part of it."""
    if alert.tenant_id == portal.id:
        return alert.on_own
    merged = {one.id for one in directory().all() if one.merged_into_id == portal.id}
    return bool({portal.id, *merged} & set(alert.on_portals))


def on_top(portal: Portal) -> list[Alert]:
    """What stands on top of a portal now: the most urgent first, then the newest; one statement."""
    ordered = visible(select(Alert), Alert).order_by(
        Alert.level.desc(), Alert.publish_at.desc(), Alert.id.desc()
    )
    return [one for one in db.session.scalars(ordered) if concerns(one, portal)]


def past(portal: Portal) -> list[Alert]:
    """What stood on top of a portal and is over, the latest first."""
    ended = select(Alert).where(Alert.status == PUBLISHED, Alert.expires_at <= utc_now())
    found = db.session.scalars(ended.order_by(Alert.expires_at.desc(), Alert.id.desc()).limit(MOST_PAST * 2))
    return [one for one in found if concerns(one, portal)][:MOST_PAST]


def by_slug(slug: str, portal: Portal) -> Alert | None:
    """A notice that is or was on top of a portal, withdrawn ones too."""
    found = db.session.scalars(
        select(Alert).where(Alert.slug == slug, Alert.status.in_((PUBLISHED, WITHDRAWN)))
    )
    return next((one for one in found if concerns(one, portal)), None)


def by_id(alert_id: int) -> Alert | None:
    """A notice that this portal issued."""
    return db.session.scalar(select(Alert).where(Alert.id == alert_id))


def issued() -> Select[Any]:
    """What this portal issued, for the desk: the latest first."""
    return select(Alert).order_by(Alert.publish_at.desc().nulls_last(), Alert.id.desc())


def shown(alert: Alert) -> dict[str, Any]:
    """A notice as pages show it."""
    hazard = BY_CODE.get(alert.hazard, BY_CODE["khac"])
    return {
        "title": alert.title,
        "path": alert_path(alert),
        "level": alert.level,
        "level_name": str(LEVELS.get(alert.level, "")),
        "hazard": str(hazard.name) if hazard.code != "khac" else "",
        "area": alert.area,
        "text": alert.text,
        "blocks": _blocks(alert.text),
        "source": alert.source,
        "from": alert.publish_at,
        "changed": alert.updated_at if _was_changed(alert) else None,
        "until": alert.expires_at,
        "is_over": alert.expires_at is not None and alert.expires_at <= utc_now(),
    }


def _blocks(text: str) -> list[tuple[bool, list[str]]]:
    """The text as paragraphs and lists: lines that begin with "- " next to each other are a list."""
    blocks: list[tuple[bool, list[str]]] = []
    for line in (one.strip() for one in text.splitlines()):
        is_item = line.startswith("- ")
        if line and (not blocks or not is_item or not blocks[-1][0]):
            blocks.append((is_item, []))
        if line:
            blocks[-1][1].append(line[2:] if is_item else line)
    return blocks


def _was_changed(alert: Alert) -> bool:
    begun: datetime | None = alert.publish_at
    return begun is not None and (alert.updated_at - begun).total_seconds() > 60


def banner(portal: Portal) -> list[dict[str, Any]]:
    """What the top of every page says."""
    return [shown(one) for one in on_top(portal)[:MOST_ON_TOP]]
