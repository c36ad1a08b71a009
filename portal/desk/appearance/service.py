"""The verbs of a portal's appearance: save a part of it, restore an earlier one, try one out, take a picture in.

The appearance is one document: what `portal.web.appearance` reads from the settings, and the tenant's columns LOOKS.
Each save keeps it whole as a revision; its number is the version that a form is made from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage

from portal.accounts.permissions import Actor
from portal.clock import utc_now
from portal.desk.appearance.models import AppearanceDraft
from portal.extensions import db
from portal.media import kinds, store
from portal.media import service as media
from portal.media.models import MediaFile
from portal.publishing.contents import changed_words
from portal.publishing.models import Revision
from portal.publishing.service import StaleVersion, audit, log_change
from portal.tenancy.models import Tenant
from portal.web.appearance import KEY
from portal.web.freshness import tenants_changed

KIND = "appearance"
ACTION = "tenant.settings"
LOOKS = ("theme", "primary_colour", "accent_colour", "address", "telephone", "hotline", "email")
SMALL, LARGE = 160, 1280  # widths that an emblem and a banner are shown at


class Refused(ValueError):
    """A picture can't be taken; the message says why and what to do."""


@dataclass(frozen=True)
class Look:
    """The appearance as a thing that uses files."""

    id: int
    tenant_id: int
    kind: str = KIND


def tenant_of(actor: Actor) -> Tenant:
    """The tenant whose appearance the actor changes. Raises Forbidden."""
    actor.require(ACTION)
    found = db.session.scalar(select(Tenant).where(Tenant.id == actor.tenant_id))
    assert found is not None  # the scope is that of a portal
    return found


def document_of(tenant: Tenant) -> dict[str, Any]:
    """The whole document as it is now."""
    held = tenant.settings.get(KEY)
    document = dict(held) if isinstance(held, dict) else {}
    return document | {name: getattr(tenant, name) for name in LOOKS}


def version_of(tenant_id: int) -> int:
    """The number of the newest revision of a portal's appearance; 0 before the first save."""
    statement = select(func.max(Revision.number)).where(
        Revision.kind == KIND, Revision.object_id == tenant_id
    )
    return db.session.scalar(statement) or 0


def save(part: dict[str, Any], seen_version: int, actor: Actor, detail: str, action: str = "save") -> bool:
    """Put a part of the document in the place of the old one and commit; citizens see it at once. False: it says what
    was there before, and nothing is kept in the history. Raises Forbidden, StaleVersion."""
    tenant = tenant_of(actor)
    version = version_of(tenant.id)
    if version != seen_version:
        raise StaleVersion
    before = document_of(tenant)
    after = before | part
    if version and after == before:
        db.session.commit()  # pictures that came along are kept
        return False
    if not version:  # what was there before the first save can be restored too
        _revise(tenant.id, {}, before, actor, 1, "load", "")
        version = 1
    for name in LOOKS:
        setattr(tenant, name, after[name])
    kept = {name: value for name, value in after.items() if name not in LOOKS}
    tenant.settings = tenant.settings | {KEY: kept}
    files = " ".join(str(after.get(name, "")) for name in ("emblem", "banner", "footer_text"))
    media.note_uses(Look(tenant.id, tenant.id), text=files)
    _revise(tenant.id, before, after, actor, version + 1, action, detail)
    audit(actor, "appearance", kind=KIND, object_id=tenant.id, detail=detail)
    log_change(tenant.id, KIND, tenant.id)
    db.session.commit()
    tenants_changed()
    return True


def _revise(
    tenant_id: int,
    before: dict[str, Any],
    after: dict[str, Any],
    actor: Actor,
    number: int,
    action: str,
    detail: str,
) -> None:
    added, removed = changed_words(before, after)
    first = action == "load"
    db.session.add(
        Revision(
            tenant_id=tenant_id,
            kind=KIND,
            object_id=tenant_id,
            number=number,
            by_id=None if first else actor.user_id,
            by_name="" if first else actor.name,
            action=action,
            detail=detail[:500],
            of_version=number,
            status="published",
            added=added,
            removed=removed,
            data=after,
        )
    )


def restore(number: int, seen_version: int, actor: Actor) -> None:
    """Make the appearance of an earlier revision the present one and commit. Raises Forbidden, StaleVersion,
    LookupError where there is no such revision."""
    tenant = tenant_of(actor)
    found = db.session.scalar(
        select(Revision).where(
            Revision.kind == KIND, Revision.object_id == tenant.id, Revision.number == number
        )
    )
    if found is None:
        raise LookupError(number)
    # What came into the document only later is emptied with the rest.
    emptied = {name: None for name in document_of(tenant) if name not in LOOKS}
    save(emptied | dict(found.data), seen_version, actor, str(number), "restore")


def try_out(part: dict[str, Any], actor: Actor) -> int:
    """Keep the document with a part changed for the actor alone to look at, and commit; the id of what is kept."""
    tenant = tenant_of(actor)
    assert actor.user_id is not None  # only people look at pages
    row = db.session.scalar(select(AppearanceDraft).where(AppearanceDraft.by_id == actor.user_id))
    if row is None:
        row = AppearanceDraft(tenant_id=tenant.id, by_id=actor.user_id)
        db.session.add(row)
    row.data, row.at = document_of(tenant) | part, utc_now()
    db.session.commit()
    return row.id


def take_picture(upload: FileStorage, actor: Actor, wanted: int) -> dict[str, str]:
    """Keep an uploaded picture (the caller commits): `src` and `srcset` of its renditions. Raises Refused,
    Forbidden."""
    actor.require(ACTION)
    try:
        row = media.store_upload(upload, actor)
    except (kinds.Refused, store.StoreUnavailable) as error:
        raise Refused(str(error)) from error
    if not row.renditions:
        raise Refused("Tệp không phải ảnh. Hãy chọn ảnh PNG, JPEG hoặc WebP.")
    return _sources(row, wanted)


def _sources(row: MediaFile, wanted: int) -> dict[str, str]:
    widths = sorted(one["width"] for one in row.renditions if one["format"] == "webp")
    shown = min(widths, key=lambda width: abs(width - wanted))
    srcset = ", ".join(f"/tep/{row.id}/{width}.webp {width}w" for width in widths)
    return {"src": f"/tep/{row.id}/{shown}.webp", "srcset": srcset}
