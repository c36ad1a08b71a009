"""Pictures that were stored before: without metadata, and with the renditions that are made today."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from sqlalchemy import select

from portal.accounts.permissions import system_actor
from portal.extensions import db
from portal.media.kinds import Refused
from portal.media.models import MediaFile, MediaUse
from portal.media.service import add_renditions, file_store, to_keep
from portal.publishing.service import audit, commit, log_change, touch
from portal.tenancy.directory import directory
from portal.tenancy.scope import all_tenants, editing, entered

log = logging.getLogger(__name__)


def renew_all() -> Iterator[tuple[str, bool]]:
    """Renew the pictures of all portals, each in a transaction of its own: (name, whether it changed).

    It can be stopped and begun again at any moment. Needs an application context, no scope.
    """
    with all_tenants("làm lại các cỡ ảnh"):
        wanted = select(MediaFile.tenant_id, MediaFile.id).where(MediaFile.kind == "picture")
        found = db.session.execute(wanted.order_by(MediaFile.tenant_id, MediaFile.id)).all()
    for tenant_id, media_id in found:
        if directory().by_id(tenant_id) is not None:
            with entered(editing(tenant_id)):
                row = db.session.scalar(select(MediaFile).where(MediaFile.id == media_id))
                if row is not None:
                    yield row.name, _renewed(row)


def _renewed(row: MediaFile) -> bool:
    """Renew one picture and commit; whether anything changed. What can't be read stays as it is, and is logged."""
    before = (row.sha256, row.renditions, row.fingerprint)
    store = file_store()
    try:
        with to_keep(store.path(row.sha256), row.name.rpartition(".")[2]) as stream:
            kept = store.put(stream)
        twin = select(MediaFile.id).where(MediaFile.sha256 == kept.sha256, MediaFile.id != row.id)
        with db.session.no_autoflush:
            if kept.sha256 != row.sha256 and db.session.scalar(twin) is not None:
                log.warning("picture %s: the same picture without metadata is there already", row.id)
                return False
            row.sha256, row.size = kept.sha256, kept.size
            add_renditions(row, store)
    except (Refused, OSError) as error:
        db.session.rollback()
        log.warning("picture %s stays as it is: %s", row.id, error)
        return False
    if (row.sha256, row.renditions, row.fingerprint) == before:
        db.session.rollback()
        return False
    actor = system_actor(row.tenant_id)
    audit(actor, "media.renew", kind="media", object_id=row.id, detail=row.name)
    if (
        row.sha256 != before[0]
    ):  # what follows the change log (the log of what was published) sees the new file
        uses = select(MediaUse.kind, MediaUse.object_id).where(MediaUse.media_id == row.id).distinct()
        for kind, object_id in db.session.execute(uses):
            log_change(row.tenant_id, kind, object_id)
    touch(db.session(), row.tenant_id)
    commit()
    return True
