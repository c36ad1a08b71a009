"""What an account has here: drafts, dossiers with where each stands; and where else there are some."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import make_response, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from portal.citizens.signing_in import citizen
from portal.dossiers import drafts, queries
from portal.dossiers.applying.works import COMPLETING
from portal.dossiers.following.frame import bp, crumbs, current_portal, page
from portal.dossiers.models import Dossier
from portal.dossiers.standing import Standing, standing_of
from portal.dossiers.states import CLOSED, WAITING
from portal.extensions import db
from portal.services.models import Service
from portal.tenancy.directory import directory
from portal.tenancy.scope import all_tenants
from portal.web.request import portal_url

MOST = 100


@dataclass(frozen=True)
class Row:
    """A dossier in the list; `waits`: the citizen has to do something."""

    dossier: Dossier
    standing: Standing
    waits: bool
    is_closed: bool


@bp.get("/")
def mine() -> ResponseReturnValue:
    """Drafts and dossiers of the account; who is not signed in may sign in, or follow by code."""
    person = citizen()
    if person is None:
        return make_response(render_template("dossiers/public/door.html", robots="noindex", crumbs=crumbs()))
    rows = [_row(one) for one in db.session.scalars(queries.of_citizen(person.id).limit(MOST))]
    held = [one for one in drafts.of_citizen(person.id) if not one.draft_key.startswith(COMPLETING)]
    names = _names([one.service_id for one in held])
    return page(
        "dossiers/public/mine.html",
        waiting=[one for one in rows if one.waits],
        running=[one for one in rows if not one.waits and not one.is_closed],
        closed=[one for one in rows if one.is_closed],
        drafts=[(one, names.get(one.service_id, "")) for one in held],
        elsewhere=_elsewhere(person.id),
        crumbs=crumbs(),
    )


def _row(dossier: Dossier) -> Row:
    return Row(dossier, standing_of(dossier), dossier.state in WAITING, dossier.state in CLOSED)


def _names(ids: list[int]) -> dict[int, str]:
    rows = db.session.execute(select(Service.id, Service.name).where(Service.id.in_(ids)))
    return {row.id: row.name for row in rows}


def _elsewhere(citizen_id: int) -> list[dict[str, Any]]:
    """The other portals at which an account has dossiers: how many, and where."""
    with all_tenants("hồ sơ của một người dân ở các cổng"):
        statement = (
            select(Dossier.tenant_id, func.count().label("many"))
            .where(Dossier.citizen_id == citizen_id, Dossier.forgotten_at.is_(None))
            .group_by(Dossier.tenant_id)
        )
        counts = {row.tenant_id: int(row.many) for row in db.session.execute(statement)}
    here = current_portal().id
    found = []
    for tenant_id, count in counts.items():
        portal = directory().by_id(tenant_id)
        if portal is not None and tenant_id != here:
            found.append({"name": portal.authority, "url": portal_url(portal, "/ho-so/"), "count": count})
    return sorted(found, key=lambda one: str(one["name"]))
