"""What exported content has beyond content that was written by hand: a life of its own, links to files by name, the
settings of its portal."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

from sqlalchemy import select

from portal.content.attaching import Loading, stored_file
from portal.content.files import ContentFile, InvalidContent
from portal.content.kinds import Kind
from portal.content.placing import FOLDER, inward
from portal.extensions import db
from portal.media import service as media
from portal.publishing.models import APPROVED, DRAFT, PUBLISHED, SUBMITTED, WITHDRAWN
from portal.publishing.service import publish, record, withdraw
from portal.publishing.slugs import unique_slug
from portal.tenancy.models import Tenant
from portal.web.appearance import KEY

LIVES = (DRAFT, SUBMITTED, APPROVED, PUBLISHED, WITHDRAWN)


@dataclasses.dataclass(frozen=True)
class _Look:
    """The appearance as a thing that uses files."""

    id: int
    tenant_id: int
    kind: str = KEY


def _number_of(loading: Loading) -> Any:
    return lambda name: stored_file(name, loading, loading.folder / FOLDER).id


def with_own_files(file: ContentFile, loading: Loading) -> ContentFile:
    """The file with its links to files (`tep:<name>/…`) by their numbers here. Raises InvalidContent."""
    number_of = _number_of(loading)
    return dataclasses.replace(file, meta=inward(file.meta, number_of), body=inward(file.body, number_of))


def settle_life(thing: Any, file: ContentFile, kind: Kind, loading: Loading, *, is_new: bool) -> None:
    """Give a thing the state, dates, address and office that its file tells; without any it is published. Raises
    InvalidContent."""
    state = file.text("status") or PUBLISHED
    if state not in LIVES:
        raise InvalidContent(f"status không hợp lệ: {state}")
    if is_new and file.meta.get("slug"):
        thing.slug = unique_slug(type(thing), file.text("slug"), thing.id)
    thing.expires_at = file.instant("shown_until")
    thing.owner_office = file.text("owner_office")[:120]
    thing.review_on = file.day("review_on")
    at = file.instant("published") or kind.published(file)
    if state in {PUBLISHED, WITHDRAWN} and thing.status != state:
        publish(thing, loading.actor, at)
        if state == WITHDRAWN:
            withdraw(thing, loading.actor)
    elif state not in {PUBLISHED, WITHDRAWN} and is_new and at is not None:
        thing.publish_at = at
        record(thing, "load", loading.actor)
    if is_new and (updated := file.instant("updated")) is not None:
        db.session.flush()
        thing.updated_at = updated  # its text is as old as it was, though it came here today


def look_into_record(folder: Path, loading: Loading) -> None:
    """Give a portal that nobody has arranged yet the settings of its `portal.json` (the caller commits); whatever can't
    be read there is left."""
    path = folder / "portal.json"
    tenant = db.session.scalar(select(Tenant).where(Tenant.id == loading.actor.tenant_id))
    if tenant is None or KEY in tenant.settings or not path.is_file():
        return
    try:
        said = json.loads(path.read_text(encoding="utf-8"))["settings"]
        settings = inward(said, _number_of(loading)) if isinstance(said, dict) else {}
    except (OSError, ValueError, KeyError, TypeError, InvalidContent):
        return
    tenant.settings = settings | tenant.settings
    look = settings.get(KEY)
    if isinstance(look, dict):
        files = " ".join(str(look.get(name) or "") for name in ("emblem", "banner", "footer_text"))
        media.note_uses(_Look(tenant.id, tenant.id), text=files)
    db.session.flush()
