"""What a year is made of: the portal's services that can be made up, its people, its calendar."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from flask_babel import gettext as _
from sqlalchemy import select

from portal.accounts.models import User
from portal.dossiers.people import in_role
from portal.extensions import db
from portal.performance.making.persons import name
from portal.services.definition.shapes import INFORMATION, ROLES, Definition
from portal.services.queries import definition_of, open_with_versions
from portal.tenancy.directory import Portal
from portal.workdays.calendar import Calendar

WANTED = {"counter_clerk": 3, "case_officer": 5, "signatory": 2}
"""How many people of each role share the work, where the portal has fewer of its own."""


class NothingToMake(RuntimeError):
    """The portal has no service that a year can be made of; the message says why."""


@dataclass(frozen=True)
class Person:
    """Somebody of the office."""

    id: int
    name: str


@dataclass(frozen=True)
class Offered:
    """A service with the version that dossiers begin with."""

    id: int
    version_id: int
    code: str
    name: str
    weight: float
    definition: Definition


@dataclass(frozen=True)
class World:
    """Everything that lives are made from."""

    portal: Portal
    calendar: Calendar
    services: Sequence[Offered]
    people: dict[str, list[Person]]
    commune: str
    province: str

    def somebody(self, role: str, chance: Random) -> Person:
        """A person of a role."""
        return chance.choice(self.people[role])


def can_be_made(definition: Definition) -> bool:
    """Whether a whole course of it lies within the portal: steps of its own, somebody decides before somebody signs."""
    if definition.level == INFORMATION or not definition.steps:
        return False
    if any(one.at != "own" or "refer" in one.may for one in definition.steps):
        return False
    decides = [at for at, one in enumerate(definition.steps) if "decide" in one.may]
    signs = [at for at, one in enumerate(definition.steps) if "sign" in one.may]
    return not signs or (bool(decides) and bool(definition.outcomes) and decides[0] <= signs[0])


def offered() -> list[Offered]:
    """The open services of the portal in force of which lives can be made; those most looked for come up most often.
    Raises NothingToMake."""
    rows = sorted(open_with_versions(), key=lambda one: (one[0].popular == 0, one[0].popular, one[0].code))
    found = [
        Offered(service.id, version.id, service.code, service.name, 1 / (place + 1.5), definition_of(version))
        for place, (service, version) in enumerate(rows)
    ]
    found = [one for one in found if can_be_made(one.definition)]
    if not found:
        raise NothingToMake(_("Cổng chưa mở dịch vụ nào có quy trình xử lý trọn tại cổng."))
    return found


def people(portal: Portal, chance: Random) -> dict[str, list[Person]]:
    """Who does the work: the portal's own people, and made-up ones without a way to sign in where they are too few (the
    caller commits)."""
    found: dict[str, list[Person]] = {}
    for role in ROLES:
        own = [Person(one.id, one.name) for one in in_role(role, portal.id)]
        made = [_made(portal, role, number, chance) for number in range(WANTED[role] - len(own))]
        found[role] = own + made
    return found


def _made(portal: Portal, role: str, number: int, chance: Random) -> Person:
    email = f"{role.replace('_', '-')}-{number + 1}@{portal.slug}.vi-du.example"
    held = db.session.scalar(select(User).where(User.email == email))
    if held is None:
        held = User(email=email, name=name(chance), password_hash=f"!{secrets.token_hex(8)}", is_active=False)
        db.session.add(held)
        db.session.flush()
    return Person(held.id, held.name)
