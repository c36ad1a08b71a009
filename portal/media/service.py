"""The verbs of files: store an upload, attach it, note what a text uses."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import delete, func, select
from werkzeug.datastructures import FileStorage

from portal.accounts.permissions import Actor
from portal.extensions import db
from portal.media import arrivals, kinds
from portal.media.homes import homes
from portal.media.isolated import IsolatedFailure
from portal.media.models import MediaFile, MediaUse
from portal.media.names import clean_display_name
from portal.media.pictures import Remembered, Rendition, make_renditions, remember, remembered
from portal.media.queries import numbers_in, uses_of
from portal.media.store import Store
from portal.media.stripping import Unreadable, without_metadata
from portal.publishing.service import audit, touch

__all__ = [
    "attach",
    "attach_uploads",
    "detach",
    "file_store",
    "note_uses",
    "store_file",
    "store_upload",
    "uses_of",
]


def file_store() -> Store:
    """The installation's content-addressed store."""
    return homes().files()


def store_file(path: Path, name: str, actor: Actor, *, alt: str = "", shared: bool = False) -> MediaFile:
    """Inspect and store one file (the caller commits). The same bytes in the same tenant are one row.

    Of a picture is kept what shows it, not what it tells of camera, place and people; `path` itself stays as it is.

    Raises kinds.Refused with a reason for the editor, Forbidden, store.StoreUnavailable.
    """
    actor.require("media.upload")
    kind = kinds.inspect(path, name)
    store = file_store()
    with to_keep(path, kind.extension) as stream:
        stored = store.put(stream)
    found = db.session.scalar(select(MediaFile).where(MediaFile.sha256 == stored.sha256))
    if found is not None and found.tenant_id == actor.tenant_id:
        found.shared = found.shared or shared
        found.trashed_at = None  # who brings it again wants it
        arrivals.stored(found, actor)
        return found
    row = MediaFile(
        tenant_id=actor.tenant_id,
        sha256=stored.sha256,
        name=kind.name,
        mime=kind.mime,
        kind=kind.kind,
        size=stored.size,
        alt=alt[:300],
        uploaded_by_id=actor.user_id,
        shared=shared,
    )
    if kind.kind == "picture":
        add_renditions(row, store)
    db.session.add(row)
    db.session.flush()
    audit(actor, "upload", kind="media", object_id=row.id, detail=row.name)
    arrivals.stored(row, actor)
    return row


def to_keep(path: Path, extension: str) -> BinaryIO:
    """The bytes to store of a file with this extension. Raises kinds.Refused where a picture contradicts itself."""
    if extension not in kinds.PICTURES:
        return path.open("rb")
    try:
        return io.BytesIO(without_metadata(path.read_bytes(), extension))
    except Unreadable as error:
        raise kinds.Refused(
            "Ảnh hỏng hoặc bị cắt cụt. Hãy mở ảnh trên máy, lưu lại thành ảnh mới rồi tải lên.", "picture"
        ) from error


def add_renditions(row: MediaFile, store: Store) -> None:
    """Give a picture in the store its renditions. Raises kinds.Refused.

    They follow from its bytes alone, so those of bytes seen before are reused: eighteen portals with one picture encode
    it once.
    """
    known = remembered(store, row.sha256)
    if known is None:
        with tempfile.TemporaryDirectory() as folder:
            try:
                made = make_renditions(store.path(row.sha256), Path(folder))
            except IsolatedFailure as error:
                raise kinds.Refused(str(error), "picture") from error
            known = Remembered(
                made[0].source_width,
                made[0].source_height,
                [_stored(one, store) for one in made],
                made[0].fingerprint,
            )
        remember(store, row.sha256, known)
    row.width, row.height, row.renditions = known.width, known.height, known.renditions
    row.fingerprint = known.fingerprint


def _stored(made: Rendition, store: Store) -> dict[str, Any]:
    with Path(made.path).open("rb") as stream:
        stored = store.put(stream)
    return {
        "width": made.width,
        "height": made.height,
        "format": made.format,
        "sha256": stored.sha256,
        "size": stored.size,
    }


def attach(media: MediaFile, thing: Any, actor: Actor, *, title: str = "", role: str = "attachment") -> None:
    """Attach a stored file to a thing once (the caller commits)."""
    mine = (MediaUse.kind == thing.kind, MediaUse.object_id == thing.id)
    held = db.session.scalar(
        select(MediaUse).where(*mine, MediaUse.media_id == media.id, MediaUse.role == role)
    )
    if held is not None:
        held.title = title or held.title
        return
    last = db.session.scalar(select(func.max(MediaUse.position)).where(*mine))
    use = MediaUse(
        tenant_id=actor.tenant_id,
        kind=thing.kind,
        object_id=thing.id,
        media_id=media.id,
        role=role,
        position=(last or 0) + 1,
        title=title[:300],
        shared=media.shared,
    )
    db.session.add(use)
    touch(db.session(), actor.tenant_id)
    arrivals.attached(use, thing, actor)


def store_upload(upload: FileStorage, actor: Actor, *, shared: bool = False) -> MediaFile:
    """Store one upload (the caller commits). Raises as store_file does."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        upload.save(path)
        return store_file(path, clean_display_name(upload.filename or ""), actor, shared=shared)


def attach_uploads(
    uploads: Iterable[FileStorage], thing: Any, actor: Actor, role: str = "attachment"
) -> list[tuple[str, str]]:
    """Store and attach uploads; answers (name, reason) of each that was refused (the caller commits)."""
    refused: list[tuple[str, str]] = []
    shared = bool(getattr(thing, "shared", False))
    for upload in uploads:
        if not upload.filename:
            continue
        try:
            row = store_upload(upload, actor, shared=shared)
        except kinds.Refused as error:
            refused.append((clean_display_name(upload.filename), str(error)))
            continue
        attach(row, thing, actor, role=role)
    return refused


def detach(thing: Any, use_id: int, actor: Actor) -> None:
    """Take a file off a thing (the caller commits)."""
    actor.require("media.upload")
    db.session.execute(
        delete(MediaUse).where(
            MediaUse.id == use_id, MediaUse.kind == thing.kind, MediaUse.object_id == thing.id
        )
    )
    touch(db.session(), actor.tenant_id)
    arrivals.detached(thing, actor)


def note_uses(thing: Any, *, text: str, picture_id: int | None = None) -> None:
    """Note which files a thing's text and lead picture use, so that they are public with it (the caller commits)."""
    wanted = {(number, "inline") for number in numbers_in(text)}
    if picture_id is not None:
        wanted.add((picture_id, "picture"))
    known = set(
        db.session.scalars(select(MediaFile.id).where(MediaFile.id.in_([one for one, _role in wanted])))
    )
    mine = (
        MediaUse.kind == thing.kind,
        MediaUse.object_id == thing.id,
        MediaUse.role.in_(["inline", "picture"]),
    )
    held = {(use.media_id, use.role): use for use in db.session.scalars(select(MediaUse).where(*mine))}
    for key, use in held.items():
        if key not in wanted:
            db.session.delete(use)
    shared = bool(getattr(thing, "shared", False))
    for media_id, role in wanted - set(held):
        if media_id in known:
            db.session.add(
                MediaUse(
                    tenant_id=thing.tenant_id,
                    kind=thing.kind,
                    object_id=thing.id,
                    media_id=media_id,
                    role=role,
                    shared=shared,
                )
            )
