"""How a draft for comment goes to other portals: what it says, its days, and what became of it.

The comments stay where they were sent. A copy leads to the original to comment (views.py), so that all are gathered and
summed up in one place.
"""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _

from portal.accounts.permissions import Actor
from portal.sharing.registry import Content, Sharable
from portal.voice.consultations import service
from portal.voice.consultations.models import Consultation
from portal.voice.consultations.queries import consultation_path

_PLAIN = ("title", "lead", "body", "office", "summary", "groups")


def content(row: Consultation) -> Content:
    """What a draft says."""
    days = {"opens_on": row.opens_on.isoformat(), "closes_on": row.closes_on.isoformat()}
    return {name: getattr(row, name) for name in _PLAIN} | days


def _draft(said: Content) -> service.ConsultationDraft:
    return service.ConsultationDraft(
        opens_on=date.fromisoformat(said["opens_on"]),
        closes_on=date.fromisoformat(said["closes_on"]),
        **{name: said[name] for name in _PLAIN},
    )


def create(said: Content, actor: Actor) -> Consultation:
    """A draft that says this."""
    return service.write(_draft(said), actor)


def rewrite(row: Consultation, said: Content, actor: Actor, action: str) -> None:
    """Let a draft say this."""
    service.rewrite(row, _draft(said), actor, action)


def facts(said: Content) -> list[tuple[str, str]]:
    """Who wrote it, and the days."""
    days = [f"{date.fromisoformat(said[one]):%d/%m/%Y}" for one in ("opens_on", "closes_on")]
    return [
        (_("Đơn vị soạn thảo"), said["office"]),
        (_("Nhận góp ý"), _("từ ngày %(from)s đến hết ngày %(to)s", **{"from": days[0], "to": days[1]})),
    ]


SHARABLE = Sharable(
    "consultation",
    content,
    create,
    rewrite,
    lambda row: consultation_path(row.slug),
    texts=("body", "summary"),
    facts=facts,
)
