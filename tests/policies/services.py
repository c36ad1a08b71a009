"""Services: the list for everybody, the desk for who edits services."""

from __future__ import annotations

from typing import Any

from tests.factories import Factory
from tests.services.making import committed

PUBLIC = "public"
EDIT = "service.edit"
ROUTES = {
    "services.listing": PUBLIC,
    "desk_service.listing": EDIT,
    "desk_service.new": EDIT,
    "desk_service.take_over": EDIT,
    "desk_service.overview": EDIT,
    "desk_service.rename": EDIT,
    "desk_service.general": EDIT,
    "desk_service.part": EDIT,
    "desk_service.add": EDIT,
    "desk_service.arrange": EDIT,
    "desk_service.publish": EDIT,
    "desk_service.discard": EDIT,
    "desk_service.act": EDIT,
    "desk_service.preview": EDIT,
    "desk_service.preview_form": EDIT,
    "desk_service.versions": EDIT,
    "desk_service.compare": EDIT,
}
VALUES: dict[str, dict[str, Any]] = {"desk_service.act": {"act": "dong"}}


def _service(factory: Factory, slug: str, text: str) -> tuple[int, str]:
    return committed(factory, slug, "9.000001", name=text, summary=text, is_open=False)


THINGS = {"service": _service}
