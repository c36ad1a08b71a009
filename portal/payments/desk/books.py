"""Books of portals that ended: the pages of money once more, below `/quan-tri/so-cu/<slug>/`, for who took over.

The scope, the actor and the portal of such a request are those of the ended portal, so that every verb and page does
what it always does. The person is the one signed in at the heir, with the permissions that they have there.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Flask, abort, current_app, g, request

from portal.accounts.permissions import Actor
from portal.payments import succession
from portal.payments.desk import counter, drawer, treasury
from portal.payments.desk.where import FORMER
from portal.tenancy.directory import Portal, directory
from portal.web.contributions import contributions
from portal.web.request import DESK_PREFIX

_PAGES = (counter.bp, counter.receipts, drawer.bp, treasury.bp, treasury.refunds)


def register(app: Flask) -> None:
    """Bind the pages a second time, and let their requests be those of the portal whose books are open."""
    for one in _PAGES:
        prefix = f"{FORMER}<former_slug>{str(one.url_prefix).removeprefix(DESK_PREFIX)}"
        app.register_blueprint(one, name=f"former_{one.name.removeprefix('desk_')}", url_prefix=prefix)
    app.url_value_preprocessor(_note)
    app.url_defaults(_keep)
    contributions(app).desk_scopes.append(_kept_here)
    app.before_request(_open)


def _note(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.former_slug = values.pop("former_slug", None) if values else None


def _keep(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint.startswith("former_") and "former_slug" not in values:
        values["former_slug"] = g.former_slug


def _kept_here(portal: Portal) -> Portal | None:
    """The portal whose books this request is about, where it ended in this one."""
    slug = g.get("former_slug")
    found = directory().by_slug(slug) if slug else None
    return found if found is not None and found in succession.predecessors(portal) else None


def _open() -> None:
    """After the person is known at the heir: they act in the books of the portal that ended."""
    if not g.get("former_slug"):
        return
    actor: Actor | None = g.get("actor")
    view = current_app.view_functions.get(request.endpoint or "")
    if actor is None or not actor.may("desk.enter") or not actor.may(getattr(view, "desk_action", "")):
        return  # the page's own guard answers
    former = _kept_here(g.portal)
    if former is None:
        abort(404)
    g.portal, g.actor = former, replace(actor, tenant_id=former.id)
