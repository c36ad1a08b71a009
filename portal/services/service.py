"""The verbs of services: the only code that writes their tables. What was published never changes; a change is a draft
until it is published as the next version."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select

from portal.accounts.permissions import Actor
from portal.clock import utc_now
from portal.extensions import db
from portal.publishing.service import StaleVersion, audit, touch
from portal.publishing.slugs import unique_slug
from portal.services import queries
from portal.services.definition.checking import check
from portal.services.definition.faults import Fault, InvalidDefinition
from portal.services.definition.reading import digest, from_json, to_json
from portal.services.definition.shapes import INFORMATION, Definition
from portal.services.models import CLOSED, OPEN, Service, ServiceVersion
from portal.tenancy.directory import directory
from portal.tenancy.owned import new_id
from portal.tenancy.scope import all_tenants

EDIT = "service.edit"
CODE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.]{0,38}[A-Za-z0-9])?\Z")
"""A code of the national catalogue ("1.001193", "1.001193.000.00.00.H47")."""
LONGEST_NAME, LONGEST_FIELD, LONGEST_NOTE = 500, 200, 2000


class InvalidService(ValueError):
    """The service can't be kept so; `field` tells what is to be put right: code, taken, name, draft, level."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


@dataclass(frozen=True)
class Facts:
    """What a service is called: code of the procedure, name, field; `slug` "" for one made of the name; `popular`: its
    place among those most looked for (0: none)."""

    code: str
    name: str
    field: str = ""
    slug: str = ""
    popular: int = 0


def make(facts: Facts, definition: Definition, actor: Actor) -> Service:
    """A new, closed service; the definition is its draft (the caller commits). Raises Forbidden, InvalidService."""
    actor.require(EDIT)
    _check_facts(facts)
    if queries.by_code(facts.code) is not None:
        raise InvalidService("taken")
    service = Service(
        tenant_id=actor.tenant_id,
        code=facts.code,
        slug=unique_slug(Service, facts.slug or facts.name),
        name=facts.name,
        field=facts.field,
        status=CLOSED,
        popular=facts.popular,
    )
    db.session.add(service)
    db.session.flush()
    _add_draft(service, definition, actor)
    _tell(service, "service.make", actor, facts.code)
    return service


@dataclass(frozen=True)
class Beginning:
    """A service as the starting content has it, read and checked before: what it is called, its definition as JSON with
    its digest, where it came from."""

    facts: Facts
    definition: dict[str, Any]
    digest: str
    level: str
    origin: str
    origin_digest: str


def begin_with(beginnings: list[Beginning], actor: Actor) -> None:
    """Services to begin with, published and open, of codes that are not here yet: one entry in the trail for all, a few
    statements. Raises Forbidden (the caller commits)."""
    actor.require(EDIT)
    taken = set(db.session.scalars(select(Service.slug)))
    now = utc_now()
    for one in beginnings:
        made = Service(
            id=new_id(),
            tenant_id=actor.tenant_id,
            code=one.facts.code,
            slug=one.facts.slug if one.facts.slug not in taken else unique_slug(Service, one.facts.slug),
            name=one.facts.name,
            field=one.facts.field,
            status=CLOSED if one.level == INFORMATION else OPEN,
            popular=one.facts.popular,
            current_id=new_id(),
            origin=one.origin,
            origin_digest=one.origin_digest,
        )
        taken.add(made.slug)
        first = ServiceVersion(id=made.current_id, tenant_id=actor.tenant_id, service_id=made.id, number=1)
        first.definition, first.digest = one.definition, one.digest
        first.published_at, first.by_id, first.by_name = now, actor.user_id, actor.name
        db.session.add_all([made, first])
    if beginnings:
        db.session.flush()
        audit(actor, "service.begin", kind="service", detail=", ".join(one.facts.code for one in beginnings))
        touch(db.session(), actor.tenant_id)


def rename(service: Service, facts: Facts, seen_version: int, actor: Actor) -> None:
    """Change name, field, and place among those most looked for; code and address stay, since dossiers and papers name
    them. Raises Forbidden, StaleVersion, InvalidService (the caller commits)."""
    actor.require(EDIT)
    _check_version(service, seen_version)
    _check_facts(facts)
    service.name, service.field, service.popular = facts.name, facts.field, facts.popular
    _tell(service, "service.change", actor, service.code)


def save_draft(service: Service, definition: Definition, seen_version: int, actor: Actor) -> ServiceVersion:
    """Keep this as the draft; what citizens get stays as it is until it is published. A draft may have faults. Raises
    Forbidden, StaleVersion (the caller commits)."""
    actor.require(EDIT)
    _check_version(service, seen_version)
    present = queries.draft(service)
    if present is None:
        present = _add_draft(service, definition, actor)
    else:
        _fill(present, definition, actor)
    service.updated_at = utc_now()
    db.session.flush()
    return present


def publish(service: Service, seen_version: int, actor: Actor, note: str = "") -> ServiceVersion:
    """Make the draft the version that new dossiers begin with; dossiers under way keep theirs. Raises Forbidden,
    StaleVersion, InvalidService("draft") where there is none, InvalidDefinition with what is wrong with it (the caller
    commits)."""
    actor.require(EDIT)
    _check_version(service, seen_version)
    found = queries.draft(service)
    if found is None:
        raise InvalidService("draft")
    serious = [one for one in check(from_json(found.definition)) if one.serious]
    if serious:
        raise InvalidDefinition(serious)
    found.published_at = utc_now()
    found.number = queries.highest_number(service) + 1
    found.note = note.strip()[:LONGEST_NOTE]
    found.by_id, found.by_name = actor.user_id, actor.name
    service.current_id = found.id
    if service.status == OPEN and from_json(found.definition).level == INFORMATION:
        service.status = CLOSED
    _tell(service, "service.publish", actor, f"{service.code}, {found.number}")
    return found


def discard(service: Service, seen_version: int, actor: Actor) -> None:
    """Throw the draft away: what is published stands. Raises Forbidden, StaleVersion, InvalidService("draft") where
    nothing was published yet (the caller commits)."""
    actor.require(EDIT)
    _check_version(service, seen_version)
    if queries.current(service) is None:
        raise InvalidService("draft")
    db.session.execute(
        delete(ServiceVersion).where(
            ServiceVersion.tenant_id == service.tenant_id,
            ServiceVersion.service_id == service.id,
            ServiceVersion.published_at.is_(None),
        )
    )
    service.updated_at = utc_now()
    db.session.flush()


def open_online(service: Service, actor: Actor) -> None:
    """Let citizens ask for it. Raises Forbidden, InvalidService: "draft" where nothing was published, "level" where it
    only informs (the caller commits)."""
    actor.require(EDIT)
    found = queries.current(service)
    if found is None:
        raise InvalidService("draft")
    if queries.definition_of(found).level == INFORMATION:
        raise InvalidService("level")
    service.status, service.current_id = OPEN, found.id
    _tell(service, "service.open", actor, service.code)


def close(service: Service, actor: Actor) -> None:
    """Take no new dossiers; those under way go on. Raises Forbidden (the caller commits)."""
    actor.require(EDIT)
    service.status = CLOSED
    _tell(service, "service.close", actor, service.code)


def take_over(code: str, actor: Actor) -> Service:
    """Take what the portal above has published under this code as the draft here; makes the service where there is
    none. Raises Forbidden, InvalidService("code") where the portal above has no such service (the caller commits)."""
    actor.require(EDIT)
    own = directory().by_id(actor.tenant_id)
    held = _of_parent(own.parent_id, code) if own is not None and own.parent_id else None
    if held is None:
        raise InvalidService("code")
    facts, definition = held
    mine = queries.by_code(code)
    if mine is None:
        return make(facts, definition, actor)
    save_draft(mine, definition, mine.version, actor)
    audit(actor, "service.take_over", kind="service", object_id=mine.id, detail=code)
    return mine


def _of_parent(parent_id: int, code: str) -> tuple[Facts, Definition] | None:
    with all_tenants("dịch vụ của cấp trên, để lấy về"):
        statement = (
            select(Service, ServiceVersion)
            .join(
                ServiceVersion,
                (ServiceVersion.tenant_id == Service.tenant_id) & (ServiceVersion.id == Service.current_id),
            )
            .where(Service.tenant_id == parent_id, Service.code == code)
        )
        found = db.session.execute(statement).first()
        if found is None:
            return None
        service, held = found
        facts = Facts(service.code, service.name, service.field, service.slug, service.popular)
        return facts, from_json(held.definition)


def offered_above(parent_id: int | None) -> list[tuple[str, str]]:
    """(code, name) of what the portal above has published, for taking over."""
    if parent_id is None:
        return []
    with all_tenants("danh sách dịch vụ của cấp trên"):
        statement = select(Service.code, Service.name).where(
            Service.tenant_id == parent_id, Service.current_id != 0
        )
        return [(code, name) for code, name in db.session.execute(statement.order_by(Service.name))]


def faults_of(found: ServiceVersion) -> list[Fault]:
    """What is wrong with a version, and what is remarked."""
    return check(queries.definition_of(found))


def _check_facts(facts: Facts) -> None:
    if not CODE.match(facts.code):
        raise InvalidService("code")
    if not facts.name.strip() or len(facts.name) > LONGEST_NAME or len(facts.field) > LONGEST_FIELD:
        raise InvalidService("name")


def _check_version(service: Service, seen: int) -> None:
    if service.version != seen:
        raise StaleVersion


def _add_draft(service: Service, definition: Definition, actor: Actor) -> ServiceVersion:
    found = ServiceVersion(tenant_id=actor.tenant_id, service_id=service.id, number=0)
    _fill(found, definition, actor)
    db.session.add(found)
    db.session.flush()
    return found


def _fill(found: ServiceVersion, definition: Definition, actor: Actor) -> None:
    found.definition, found.digest = to_json(definition), digest(definition)
    found.made_at = utc_now()
    found.by_id, found.by_name = actor.user_id, actor.name


def _tell(service: Service, action: str, actor: Actor, detail: str) -> None:
    service.updated_at = utc_now()
    db.session.flush()
    audit(actor, action, kind="service", object_id=service.id, detail=detail)
    touch(db.session(), service.tenant_id)
