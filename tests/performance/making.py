"""A commune with the services of the starting content and people of its own, and dossiers made up in it."""

from __future__ import annotations

from datetime import date, datetime

from flask import Flask

from portal.accounts.permissions import Actor, system_actor
from portal.accounts.service import create_user, grant
from portal.clock import from_local
from portal.extensions import db
from portal.performance.making.living import Life
from portal.performance.making.year import Asked, make
from portal.services import starting
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import editing, entered
from tests.conftest import PASSWORD, ROOT, A

ROLES = ("counter_clerk", "case_officer", "signatory")
HORIZON = from_local(datetime(2025, 12, 31, 23, 59))


def portal_of(slug: str = A) -> Portal:
    """The portal of this name."""
    found = directory().by_slug(slug)
    assert found is not None
    return found


def ready(app: Flask, slug: str = A) -> Portal:
    """The portal with all services of the starting content; needs an application context."""
    portal = portal_of(slug)
    with entered(editing(portal.id)):
        starting.load(starting.read_folder(ROOT / "content"), portal, system_actor(portal.id))
        db.session.commit()
    return portal


def person(portal: Portal, role: str, number: int = 1, *, is_district: bool = False) -> Actor:
    """Somebody with a role."""
    user = create_user(f"{role}{number}@{portal.slug}.example", f"Cán bộ {role} {number}", PASSWORD)
    db.session.flush()
    grant(user, portal.id, role, is_district=is_district)
    db.session.commit()
    return Actor(user.id, user.name, portal.id, frozenset({role}))


def made(
    portal: Portal,
    count: int,
    seed: int = 1,
    *,
    first: date = date(2025, 1, 1),
    last: date = date(2025, 12, 31),
    horizon: datetime | None = HORIZON,
) -> list[Life]:
    """Dossiers made up in a portal."""
    lives: list[Life] = []
    for _counts in make(portal, Asked(first, last, count, seed, horizon=horizon), lives=lives):
        pass
    return lives
