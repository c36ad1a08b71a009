"""Old addresses: what stood somewhere is found by its id, wherever it is now, after any number of moves."""

from __future__ import annotations

import re
from urllib.parse import quote

from sqlalchemy import ColumnElement, and_, or_, select

from portal.extensions import db
from portal.merging.models import KEPT, MovedRow
from portal.merging.places import places, prefixes, standing
from portal.tenancy.directory import Portal, directory
from portal.tenancy.scope import all_tenants
from portal.web.request import portal_url

_ROW_ID = re.compile(r"(?<=/)(\d{15,19})(?=/|$)")


def new_address(portal: Portal, path: str) -> str | None:
    """Where that is now which stood at a path of a portal; None where it is not known to have gone anywhere.

    By its slug at that time ("/tin-tuc/le-hoi/in"), or by the id that stands in the path ("/tep/77…/don.pdf").
    """
    if path.startswith("/luu-tru"):
        return _archive(portal, path)
    found = _by_slug(portal, path) or _by_id(portal, path)
    if found is None:
        return None
    tenant_id, target = found
    owner = directory().by_id(tenant_id)
    if owner is None or (owner.id == portal.id and target == path):
        return None
    return portal_url(directory().heir_of(owner), quote(target))


def _archive(portal: Portal, path: str) -> str | None:
    """The archive of a portal that was merged stands at its heir."""
    if portal.is_living:
        return None
    own = path.rstrip("/") == "/luu-tru"
    return portal_url(directory().heir_of(portal), f"/luu-tru/{portal.slug}/" if own else quote(path))


def _by_slug(portal: Portal, path: str) -> tuple[int, str] | None:
    for name, prefix in prefixes().items():
        if not path.startswith(prefix):
            continue
        slug, slash, rest = path[len(prefix) :].partition("/")
        known: list[ColumnElement[bool]] = [
            MovedRow.from_id == portal.id,
            MovedRow.table == name,
            MovedRow.slug == slug,
        ]
        if portal.is_living:  # that there was a draft is nobody's business
            known.append(MovedRow.public.is_(True))
        for line in _lines(*known) if slug else ():
            place = standing(name, [line.object_id]).get(line.object_id)
            if place is not None:
                return place.tenant_id, f"{prefix}{place.slug}{slash}{rest}"
    return None


def _by_id(portal: Portal, path: str) -> tuple[int, str] | None:
    found = _ROW_ID.search(path)
    if found is None:
        return None
    row_id = int(found[1])
    if row_id >= 2**63:
        return None
    went = MovedRow.from_id == portal.id
    has_twin_here = and_(MovedRow.to_id == portal.id, MovedRow.role == KEPT)
    for line in _lines(MovedRow.object_id == row_id, or_(went, has_twin_here)):
        now = int(line.changes.get("twin", row_id))
        place = places(line.table, [now]).get(now)
        if place is not None and (place.tenant_id != portal.id or now != row_id):
            return place.tenant_id, f"{path[: found.start()]}{now}{path[found.end() :]}"
    return None


def _lines(*conditions: ColumnElement[bool]) -> list[MovedRow]:
    """Lines of the journal, the newest first; of a slug that was given twice the last thing that had it counts."""
    statement = select(MovedRow).where(*conditions).order_by(MovedRow.id.desc()).limit(20)
    with all_tenants("tìm địa chỉ mới của một địa chỉ cũ"):
        return list(db.session.scalars(statement))
