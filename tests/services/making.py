"""Services for tests, through the verbs."""

from __future__ import annotations

import copy
from typing import Any

from portal.accounts.permissions import Actor
from portal.extensions import db
from portal.services import service
from portal.services.definition.reading import from_json
from portal.services.models import Service
from tests.factories import Factory
from tests.services.defining import BIRTH

CODE = "1.001193"


def person(tenant_id: int, *, role: str = "tenant_admin") -> Actor:
    """Somebody of a portal."""
    return Actor(7, "Bà Quản trị", tenant_id, frozenset({role}))


def published(actor: Actor, code: str = CODE, *, is_open: bool = True, **more: Any) -> Service:
    """A service that was published, and opened unless told otherwise; `more` replaces parts of the definition."""
    facts = service.Facts(code, more.pop("name", "Đăng ký khai sinh"), "Hộ tịch", more.pop("slug", ""))
    made = service.make(facts, from_json(copy.deepcopy(BIRTH) | more), actor)
    service.publish(made, made.version, actor)
    if is_open:
        service.open_online(made, actor)
    return made


def committed(factory: Factory, slug: str, code: str = CODE, **more: Any) -> tuple[int, str]:
    """(id, slug) of such a service in a portal."""
    with factory.acting(slug) as actor:
        made = published(actor, code, **more)
        db.session.commit()
        return made.id, made.slug
