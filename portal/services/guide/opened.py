"""The service that an address names, as it can be handed in now."""

from __future__ import annotations

from flask import abort, current_app

from portal.services import queries
from portal.services.definition.shapes import Definition
from portal.services.guide.case import as_offered
from portal.services.models import Service
from portal.services.registry import above


def opened(slug: str) -> tuple[Service, Definition]:
    """A service that is open here, with what it asks for and how it can be handed in now. Aborts with 404."""
    service = queries.open_by_slug(slug)
    held = queries.current(service) if service is not None else None
    if service is None or held is None:
        abort(404)
    is_received = bool(above(current_app).apply(slug, {}))
    return service, as_offered(queries.definition_of(held), is_received=is_received)
