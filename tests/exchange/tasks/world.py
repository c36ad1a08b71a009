"""The district that gives tasks, communes that do them, and the people of each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from flask import Flask
from sqlalchemy import select

from portal.accounts.models import User
from portal.accounts.permissions import Actor
from portal.accounts.service import create_user, grant
from portal.clock import from_local
from portal.dossiers import moment
from portal.exchange.tasks import giving
from portal.exchange.tasks.carrying import carry
from portal.exchange.tasks.models import Assignment, ReceivedTask
from portal.exchange.tasks.service import Said, act
from portal.extensions import db
from portal.tenancy.directory import directory
from portal.tenancy.scope import editing, entered
from tests.conftest import DISTRICT, PASSWORD, A

MONDAY = "2026-03-02 09:00"
PEOPLE = {
    "leader": "signatory",
    "officer": "case_officer",
    "officer2": "case_officer",
    "records": "records_clerk",
    "author": "author",
}


def local(text: str) -> datetime:
    """An instant by the clock of Vietnam ("2026-03-02 09:00")."""
    return from_local(datetime.fromisoformat(text))


class Unit:
    """An office with its people, each by a short name."""

    def __init__(self, app: Flask, slug: str) -> None:
        portal = directory(app).by_slug(slug)
        assert portal is not None
        self.app, self.slug, self.portal, self.id = app, slug, portal, portal.id
        self.people: dict[str, Actor] = {}
        with app.app_context():
            for name, role in PEOPLE.items():
                user = create_user(f"{name}@{slug}.example", f"{name} {slug}", PASSWORD)
                grant(user, portal.id, role, is_district=portal.is_district)
                self.people[name] = Actor(user.id, user.name, portal.id, frozenset({role}))
            db.session.commit()

    @contextmanager
    def working(self, at: str = MONDAY) -> Iterator[dict[str, Actor]]:
        """The office's desk at a moment; what was done is committed."""
        with self.app.app_context(), entered(editing(self.id)), moment.at(local(at)):
            yield self.people
            db.session.commit()

    def user(self, name: str) -> User:
        """A person as a row of the session in force."""
        return db.session.scalars(select(User).where(User.id == self.people[name].user_id)).one()


class World:
    """The district and some communes."""

    def __init__(self, app: Flask, *slugs: str) -> None:
        self.app = app
        self.above = Unit(app, DISTRICT)
        self.below = {slug: Unit(app, slug) for slug in slugs or (A,)}

    def give(self, at: str = MONDAY, *, key: str = "phieu-1", **more: Any) -> int:
        """A task for all communes of this world (not carried yet); its id."""
        values: dict[str, Any] = {
            "title": "Rà soát hộ nghèo",
            "due": date(2026, 3, 13),
            "portals": [one.id for one in self.below.values()],
        }
        with self.above.working(at) as people:
            made = giving.give(giving.TaskDraft(form_key=key, **(values | more)), people["leader"])
            return made.id

    def carry(self, at: str = "2026-03-02 09:05") -> int:
        """What the follower does."""
        with self.app.app_context():
            return carry(local(at))

    @contextmanager
    def commune(self, at: str, slug: str = A) -> Iterator[tuple[ReceivedTask, dict[str, Actor]]]:
        """The commune's last task, in its scope."""
        with self.below[slug].working(at) as people:
            yield db.session.scalars(select(ReceivedTask).order_by(ReceivedTask.id.desc())).all()[0], people

    @contextmanager
    def district(self, at: str, slug: str = A) -> Iterator[tuple[Assignment, dict[str, Actor]]]:
        """The district's last row for a commune, in its scope."""
        with self.above.working(at) as people:
            mine = select(Assignment).where(Assignment.to_portal_id == self.below[slug].id)
            yield db.session.scalars(mine.order_by(Assignment.id.desc())).all()[0], people

    def does(self, at: str, kind: str, who: str = "officer", slug: str = A, **said: Any) -> None:
        """The commune does something, and it is carried."""
        with self.commune(at, slug) as (row, people):
            act(row, kind, Said(**said), row.version, people[who])
        self.carry(at)

    def decides(self, at: str, kind: str, slug: str = A, **said: Any) -> None:
        """The district does something, and it is carried."""
        with self.district(at, slug) as (row, people):
            act(row, kind, Said(**said), row.version, people["leader"])
        self.carry(at)
