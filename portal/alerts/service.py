"""The verbs of urgent notices: the only code that writes their table. What is issued stands on every page at once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.alerts.models import Alert
from portal.clock import utc_now
from portal.extensions import db
from portal.publishing.answering import Writer, written_by
from portal.publishing.models import PUBLISHED, WITHDRAWN
from portal.publishing.service import check_version, commit, record
from portal.publishing.slugs import slugify
from portal.tenancy.directory import directory

ISSUE, ISSUE_ALL = "alert.issue", "alert.issue_all"
LONGEST_TEXT = 3000
REOPENED_FOR = timedelta(hours=6)


class InvalidAlert(ValueError):
    """The notice can't be issued so; `field` of the form is to be put right."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


@dataclass
class AlertDraft:
    """What a form says of a notice; `until` is UTC; `portals` are ids of portals below the actor's own."""

    hazard: str
    level: int
    title: str
    text: str
    area: str
    until: datetime
    source: str = ""
    on_own: bool = True
    portals: list[int] = field(default_factory=list)


def _apply(alert: Alert, draft: AlertDraft, actor: Actor) -> None:
    actor.require(ISSUE)
    if draft.portals:
        actor.require(ISSUE_ALL)
    if draft.until <= utc_now():
        raise InvalidAlert("until")
    own = directory().by_id(actor.tenant_id)
    below = set(own.descendants) if own is not None else set()
    if not set(draft.portals) <= below or not (draft.on_own or draft.portals):
        raise InvalidAlert("portals")
    for name in ("hazard", "level", "title", "text", "area", "source", "on_own"):
        setattr(alert, name, getattr(draft, name))
    alert.on_portals = sorted(draft.portals)
    alert.shared = bool(draft.portals)
    alert.expires_at = draft.until


def issue(draft: AlertDraft, actor: Actor, once: str) -> Alert:
    """Put a notice on top of its portals at once. A form that is sent again (same `once`) answers what it made.

    Raises Forbidden, or InvalidAlert.
    """
    actor.require(ISSUE)
    made = db.session.scalar(select(Alert).where(Alert.origin == once)) if once else None
    if made is not None:
        return made
    slug = f"{slugify(draft.title, 100)}-{secrets.token_hex(3)}"
    alert = Alert(tenant_id=actor.tenant_id, slug=slug, created_by_id=actor.user_id, origin=once)
    _apply(alert, draft, actor)
    alert.status = PUBLISHED
    alert.publish_at = utc_now() - timedelta(seconds=1)  # the page asked for in the same instant shows it
    db.session.add(alert)
    record(alert, "alert.issue", actor, detail=alert.title)
    commit()
    return alert


def change(alert: Alert, draft: AlertDraft, seen_version: int, actor: Actor) -> None:
    """Change a notice; it stays on top. Raises Forbidden, StaleVersion, or InvalidAlert."""
    actor.require(ISSUE)
    check_version(alert, seen_version)
    if alert.on_portals:
        actor.require(ISSUE_ALL)
    _apply(alert, draft, actor)
    with written_by(Writer(actor.user_id, actor.name)):  # a warning waits for nobody, with four eyes neither
        record(alert, "alert.change", actor, detail=alert.title)
    commit()


def end(alert: Alert, actor: Actor) -> None:
    """The danger is over: take the notice from the top; it stays in the list of past ones. Raises Forbidden."""
    _require(alert, actor)
    alert.expires_at = utc_now()
    record(alert, "alert.end", actor, detail=alert.title)
    commit()


def reopen(alert: Alert, actor: Actor) -> None:
    """Put an ended or withdrawn notice on top again, for six hours. Raises Forbidden."""
    _require(alert, actor)
    alert.status = PUBLISHED
    alert.expires_at = utc_now() + REOPENED_FOR
    record(alert, "alert.reopen", actor, detail=alert.title)
    commit()


def withdraw(alert: Alert, actor: Actor) -> None:
    """Take back a notice that was wrong: it disappears, its address tells that it was withdrawn. Raises Forbidden."""
    _require(alert, actor)
    alert.status = WITHDRAWN
    record(alert, "alert.withdraw", actor, detail=alert.title)
    commit()


def _require(alert: Alert, actor: Actor) -> None:
    actor.require(ISSUE)
    if alert.on_portals:
        actor.require(ISSUE_ALL)
