"""Urgent notices."""

from __future__ import annotations

from datetime import timedelta

from portal.alerts import service
from portal.alerts.hazards import WARNING
from portal.clock import utc_now
from tests.factories import Factory

PUBLIC = "public"
ROUTES = {
    "alerts.listing": PUBLIC,
    "alerts.plain": PUBLIC,
    "alerts.feed": PUBLIC,
    "alerts.alert": PUBLIC,
    "desk_alert.listing": "content.read",
    "desk_alert.new": "alert.issue",
    "desk_alert.edit": "alert.issue",
    "desk_alert.act": "alert.issue",
}
VALUES = {"desk_alert.act": {"act": "ket-thuc"}}


def _alert(factory: Factory, slug: str, text: str) -> tuple[int, str]:
    with factory.acting(slug) as actor:
        until = utc_now() + timedelta(hours=1)
        made = service.issue(service.AlertDraft("khac", WARNING, text, text, "", until), actor, "")
        service.end(made, actor)  # what is on top shows on the portal's error pages too
        return made.id, made.slug


THINGS = {"alert": _alert}
