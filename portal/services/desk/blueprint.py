"""What the desk's pages of services share."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, render_template
from flask_babel import gettext as _

from portal.services import queries
from portal.services.definition.faults import Fault, Place
from portal.services.definition.reading import to_json
from portal.services.definition.shapes import Definition
from portal.services.desk.places import KINDS, NoSuchPlace, at, written
from portal.services.models import Service, ServiceVersion

WHERE = "/quan-tri/dich-vu/"
bp = Blueprint("desk_service", __name__, template_folder="../templates", url_prefix=WHERE.rstrip("/"))


def load(object_id: int) -> Service:
    """The service of this address, or 404."""
    found = queries.by_id(object_id)
    if found is None:
        abort(404)
    return found


def working(service: Service) -> tuple[ServiceVersion, Definition]:
    """What the desk works on: the draft, or what is published where there is none."""
    found = queries.draft(service) or queries.current(service)
    if found is None:
        abort(404)
    return found, queries.definition_of(found)


def link_of(service: Service, place: Place, data: dict[str, Any]) -> str:
    """The page where a place is put right: of the innermost part that is there, else the overview."""
    for end in range(len(place), 0, -1):
        part = place[:end]
        if not isinstance(part[-1], int) or part[-2] not in KINDS:
            continue
        try:
            at(data, part)
        except NoSuchPlace:
            continue
        return f"{WHERE}{service.id}/muc?o={written(part)}"
    if len(place) == 1 and place[0] not in KINDS:
        return f"{WHERE}{service.id}/chung"
    return f"{WHERE}{service.id}#{place[0]}" if place else f"{WHERE}{service.id}"


def shown_faults(service: Service, definition: Definition, faults: list[Fault]) -> list[dict[str, Any]]:
    """Faults for a page: words, link, whether they stop publishing."""
    data = to_json(definition)
    return [
        {
            "where": one.where,
            "message": one.message,
            "path": link_of(service, one.place, data),
            "serious": one.serious,
        }
        for one in faults
    ]


def page(template: str, service: Service | None, **more: Any) -> str:
    """A page of the desk, with the way back."""
    crumbs = [(_("Dịch vụ công"), WHERE)]
    if service is not None:
        crumbs.append((service.name, f"{WHERE}{service.id}"))
    return render_template(f"services/desk/{template}", service=service, where=WHERE, crumbs=crumbs, **more)
