"""From a file that came in to the files of a document: the original, and of a scan the copy that can be searched."""

from __future__ import annotations

from sqlalchemy import select

from portal.accounts.permissions import Actor
from portal.extensions import db
from portal.legal.intake.models import IntakeFile
from portal.legal.models import LegalDocument
from portal.media import arrivals
from portal.media import service as media
from portal.media.kinds import MIME
from portal.media.models import MediaFile

HTML = "text/html; charset=utf-8"  # never shown by us: every original is served as a download, in a sandbox
COPY_ENDING = "-tim-kiem-duoc.pdf"
COPY_TITLE = "Bản quét có lớp chữ để tìm kiếm (không mang chữ ký số của bản gốc)"


def attach_files(row: IntakeFile, document: LegalDocument, actor: Actor) -> None:
    """Attach the original, and the searchable copy where there is one (the caller commits)."""
    original = _media_file(row.sha256, row.name, row.kind, row.size, document, actor)
    media.attach(original, document, actor, title=row.name)
    if row.searchable_sha256:
        size = media.file_store().path(row.searchable_sha256).stat().st_size
        copy = _media_file(row.searchable_sha256, copy_name(row.name), "pdf", size, document, actor)
        media.attach(copy, document, actor, title=COPY_TITLE)


def copy_name(name: str) -> str:
    """What the searchable copy is called."""
    return name.rpartition(".")[0][: 120 - len(COPY_ENDING)] + COPY_ENDING


def _media_file(
    sha256: str, name: str, kind: str, size: int, document: LegalDocument, actor: Actor
) -> MediaFile:
    """The row of bytes that are in the store already; reading them has told what they are."""
    own = (MediaFile.sha256 == sha256, MediaFile.tenant_id == actor.tenant_id)
    found = db.session.scalar(select(MediaFile).where(*own))
    if found is None:
        found = MediaFile(
            tenant_id=actor.tenant_id,
            sha256=sha256,
            name=name,
            mime=MIME.get(kind, HTML),
            kind="text" if kind == "txt" else kind,
            size=size,
            uploaded_by_id=actor.user_id,
            shared=False,
        )
        db.session.add(found)
    found.shared = found.shared or document.shared
    db.session.flush()
    arrivals.stored(found, actor)
    return found
