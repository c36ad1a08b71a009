"""Versions are made: what is public now, packed, if it differs from the version before. At most one a day."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from typing import IO

from sqlalchemy import delete, func, select

from portal.clock import today, utc_now
from portal.extensions import db
from portal.media.service import file_store
from portal.opendata.models import DatasetVersion
from portal.opendata.packing import Index, Packed, Packer, compared, read_index
from portal.opendata.registry import Dataset
from portal.publishing.service import touch
from portal.tenancy.directory import Portal
from portal.tenancy.scope import entered, reading

IN_MEMORY = 2 << 20  # bytes of a version that is being made; more lies in a file
KEPT_DAYS = 400


def newest(slug: str) -> DatasetVersion | None:
    """The newest version of a dataset in the scope in force."""
    statement = select(DatasetVersion).where(DatasetVersion.slug == slug)
    return db.session.scalars(statement.order_by(DatasetVersion.number.desc()).limit(1)).first()


def build(portal: Portal, dataset: Dataset, *, anew: bool = False) -> DatasetVersion | None:
    """Make today's version of a dataset (the caller commits), in the editing scope of the portal; None where today has
    one, or where nothing changed. `anew`: somebody asked, so that today's version, if there is one, is replaced.

    The caller's transaction begins when everything is read and stored, so that nobody waits for the lock of the
    database meanwhile: it must not have begun before. Raises store.StoreUnavailable where the disk is full; nothing is
    left behind then. Raises IntegrityError where somebody else made the same version.
    """
    with entered(reading(portal.id)):
        last = newest(dataset.slug)
    if last is not None and last.day == today() and not anew:
        return None
    columns = [one.name for one in dataset.fields]
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as rows, tempfile.SpooledTemporaryFile(IN_MEMORY) as index:
        packed = _pack(portal, dataset, rows, index)
        if last is not None and _is_same(last, packed, columns):
            return None
        store = file_store()
        rows.seek(0)
        index.seek(0)
        stored, listed = store.put(rows), store.put(index)  # type: ignore[arg-type]
    changes = compared(_before(last), read_index(store.open(listed.sha256)))
    row = _row(portal, dataset, (last.number if last is not None else 0) + 1, packed, changes)
    row.columns, row.rows_sha256, row.index_sha256 = columns, stored.sha256, listed.sha256
    if last is not None and last.day == today() and not last.is_taken_off:
        db.session.execute(delete(DatasetVersion).where(DatasetVersion.id == last.id))
    db.session.add(row)
    db.session.flush()
    _let_go(dataset)
    touch(db.session(), portal.id)
    return row


def _is_same(last: DatasetVersion, packed: Packed, columns: list[str]) -> bool:
    return not last.is_taken_off and (last.digest, last.columns) == (packed.digest, columns)


def _row(
    portal: Portal, dataset: Dataset, number: int, packed: Packed, changes: tuple[int, int, int]
) -> DatasetVersion:
    added, changed, removed = changes
    return DatasetVersion(
        tenant_id=portal.id,
        slug=dataset.slug,
        number=number,
        day=today(),
        made_at=utc_now(),
        digest=packed.digest,
        rows=packed.rows,
        addresses=packed.addresses,
        sizes=dict(packed.sizes),
        added=added,
        changed=changed,
        removed=removed,
        covers_from=packed.covers_from,
        covers_to=packed.covers_to,
    )


def _pack(portal: Portal, dataset: Dataset, rows: IO[bytes], index: IO[bytes]) -> Packed:
    """What the public of the portal may see now, row by row: in a scope of its own, that sees nothing else."""
    packer = Packer(dataset.fields, dataset.key, dataset.covers, rows, index)
    with entered(reading(portal.id, portal.ancestors)):
        for thing, row in dataset.rows(portal):
            packer.add(thing, row)
    return packer.close()


def _before(last: DatasetVersion | None) -> Index:
    if last is None or last.is_taken_off or not file_store().exists(last.index_sha256):
        return Index(frozenset(), {})
    return read_index(file_store().open(last.index_sha256))


def _let_go(dataset: Dataset) -> None:
    """Give up versions beyond those that are kept, and old ones; never the newest."""
    numbers = list(
        db.session.scalars(
            select(DatasetVersion.number)
            .where(DatasetVersion.slug == dataset.slug)
            .order_by(DatasetVersion.number.desc())
        )
    )
    mine = DatasetVersion.slug == dataset.slug
    aged = DatasetVersion.day < today() - timedelta(days=KEPT_DAYS)
    old = DatasetVersion.number < numbers[min(len(numbers), dataset.kept) - 1]
    db.session.execute(delete(DatasetVersion).where(mine, DatasetVersion.number < numbers[0], old | aged))


def built_today(slugs: list[str]) -> set[str]:
    """Of these datasets, those that have today's version, in the scope in force; one statement."""
    newest_days = (
        select(DatasetVersion.slug, func.max(DatasetVersion.day))
        .where(DatasetVersion.slug.in_(slugs))
        .group_by(DatasetVersion.slug)
    )
    return {slug for slug, day in db.session.execute(newest_days) if day == today()}
