"""Reads of services of the portal in force, each with a bounded number of statements."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import defer

from portal.extensions import db
from portal.letters import without_accents
from portal.services.definition.reading import from_json
from portal.services.definition.shapes import ONLINE, Definition
from portal.services.models import OPEN, Service, ServiceVersion

KEPT_DEFINITIONS = 256


@dataclass(frozen=True)
class Offer:
    """A service that is open here, as lists show it; `is_online`: whether it can be handed in online."""

    slug: str
    code: str
    name: str
    field: str
    level: str
    summary: str
    is_online: bool

    @property
    def path(self) -> str:
        """Its own page."""
        return service_path(self.slug)


def service_path(slug: str) -> str:
    """Where citizens find a service: its guide."""
    return f"/dich-vu/{slug}"


def by_id(service_id: int) -> Service | None:
    """A service, whatever its state."""
    return db.session.scalar(select(Service).where(Service.id == service_id))


def by_slug(slug: str) -> Service | None:
    """A service by its address, whatever its state."""
    return db.session.scalar(select(Service).where(Service.slug == slug))


def by_code(code: str) -> Service | None:
    """A service by the code of its procedure, whatever its state."""
    return db.session.scalar(select(Service).where(Service.code == code))


def version(version_id: int) -> ServiceVersion | None:
    """A version by its id: what a dossier was begun with."""
    return db.session.scalar(select(ServiceVersion).where(ServiceVersion.id == version_id))


def current(service: Service) -> ServiceVersion | None:
    """The version that new dossiers begin with; None where nothing was published yet."""
    if service.current_id:
        found = version(service.current_id)
        if found is not None and found.service_id == service.id:
            return found
    latest = _of(service).where(ServiceVersion.published_at.is_not(None))
    return db.session.scalar(
        latest.order_by(ServiceVersion.published_at.desc(), ServiceVersion.id.desc()).limit(1)
    )


def draft(service: Service) -> ServiceVersion | None:
    """What the desk is working on; None where everything is published."""
    waiting = _of(service).where(ServiceVersion.published_at.is_(None))
    return db.session.scalar(waiting.order_by(ServiceVersion.id.desc()).limit(1))


def versions_of(service: Service, limit: int = 200) -> list[ServiceVersion]:
    """The published versions, newest first, without their definitions."""
    held = (
        _of(service).where(ServiceVersion.published_at.is_not(None)).options(defer(ServiceVersion.definition))
    )
    newest = held.order_by(ServiceVersion.published_at.desc(), ServiceVersion.id.desc())
    return list(db.session.scalars(newest.limit(limit)))


def highest_number(service: Service) -> int:
    """The highest number of a version of this service, 0 for none."""
    held = select(func.max(ServiceVersion.number)).where(ServiceVersion.service_id == service.id)
    return db.session.scalar(held) or 0


def _of(service: Service) -> Select[Any]:
    return select(ServiceVersion).where(ServiceVersion.service_id == service.id)


def definition_of(found: ServiceVersion) -> Definition:
    """The definition that a version holds; kept, so that asking again costs nothing. Raises InvalidDefinition for a row
    that no verb wrote."""
    cached = _kept(found.id, found.digest)
    if not cached:
        cached.append(from_json(found.definition))
    return cached[0]


@lru_cache(maxsize=KEPT_DEFINITIONS)
def _kept(_version_id: int, _digest: str) -> list[Definition]:
    """A place for the definition of this row with this digest, the same for each call."""
    return []


def open_with_versions() -> list[tuple[Service, ServiceVersion]]:
    """The services that are open here with what they ask for now: those most looked for first, then by name. One
    statement."""
    statement = (
        select(Service, ServiceVersion)
        .join(
            ServiceVersion,
            (ServiceVersion.id == Service.current_id) & (ServiceVersion.tenant_id == Service.tenant_id),
        )
        .where(Service.status == OPEN)
    )
    found = [(service, held) for service, held in db.session.execute(statement)]
    return sorted(found, key=lambda one: _place_of(one[0]))


def _place_of(one: Service) -> tuple[bool, int, str, str]:
    return (one.popular == 0, one.popular, without_accents(one.name), one.slug)


def open_services() -> list[Offer]:
    """What can be asked for here, in the same order."""
    return [_offer(service, held) for service, held in open_with_versions()]


def open_by_slug(slug: str) -> Service | None:
    """A service that is open here, by its address."""
    return db.session.scalar(select(Service).where(Service.slug == slug, Service.status == OPEN))


def _offer(service: Service, found: ServiceVersion) -> Offer:
    definition = definition_of(found)
    return Offer(
        slug=service.slug,
        code=service.code,
        name=service.name,
        field=service.field,
        level=definition.level,
        summary=definition.summary,
        is_online=ONLINE in definition.channels,
    )


def desk_rows() -> list[tuple[Service, ServiceVersion | None, bool]]:
    """Every service for the desk: with its current version, and whether a draft waits."""
    services = list(db.session.scalars(select(Service).order_by(Service.field, Service.name)))
    ids = [one.current_id for one in services]
    held = {
        one.id: one for one in db.session.scalars(select(ServiceVersion).where(ServiceVersion.id.in_(ids)))
    }
    waiting = set(
        db.session.scalars(select(ServiceVersion.service_id).where(ServiceVersion.published_at.is_(None)))
    )
    return [(one, held.get(one.current_id), one.id in waiting) for one in services]


def matching(offers: list[Offer], words: str, field: str = "") -> list[Offer]:
    """Those offers in which every word occurs, written with or without accents, and that are of a field ("": any)."""
    wanted = without_accents(words).split()
    return [one for one in offers if (not field or one.field == field) and _has(one, wanted)]


def _has(one: Offer, wanted: list[str]) -> bool:
    text = without_accents(f"{one.name} {one.summary} {one.field} {one.code}")
    return all(word in text for word in wanted)
