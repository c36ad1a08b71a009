"""Whose a row is: what a portal shows of those above it names the portal that published it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from portal.opendata.fields import TEXT, Field
from portal.tenancy.directory import directory

FIELDS = (
    Field("publisher", TEXT, _l("Cơ quan công bố"), _l("Cơ quan có cổng đã đăng nội dung này")),
    Field("publisher_code", TEXT, _l("Mã đơn vị hành chính của cơ quan công bố")),
)


def owner_of(tenant_id: int) -> dict[str, str]:
    """The values of these fields."""
    found = directory().by_id(tenant_id)
    if found is None:
        return {"publisher": "", "publisher_code": ""}
    return {"publisher": found.authority or found.name, "publisher_code": found.code}
