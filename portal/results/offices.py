"""What papers say of the agency whose portal this is."""

from __future__ import annotations

import re

from portal.printing.counter_forms import Office
from portal.tenancy.directory import Portal, directory

_UNIT = re.compile(r"(?:xã|phường|thị trấn|huyện|thị xã|thành phố|tỉnh)\s+", re.IGNORECASE)


def office_of(portal: Portal) -> Office:
    """The agency of a portal, the one above it, and the place that it writes from (Decree 30/2020/NĐ-CP, Annex I, part
    II, point 4: the name of the unit, "Tam Hải")."""
    above = directory().by_id(portal.parent_id) if portal.parent_id is not None else None
    place = _UNIT.sub("", portal.name, count=1) if _UNIT.match(portal.name) else portal.name
    return Office(portal.authority, above.authority if above else "", place, phone=portal.telephone)


def office_of_tenant(tenant_id: int) -> Office:
    """The agency of a tenant by its id. Raises LookupError where there is none."""
    portal = directory().by_id(tenant_id)
    if portal is None:
        raise LookupError("tenant")
    return office_of(portal)
