"""Pictures that citizens send: encoded anew before they are stored, so that where and with what they were taken is
never kept; seen by the desk alone until a moderator shows each.

A use of kind HIDDEN names no public thing, so that no address gives the picture out.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, func, select
from werkzeug.datastructures import FileStorage

from portal.accounts.permissions import Actor
from portal.extensions import db
from portal.media import kinds
from portal.media import queries as media_queries
from portal.media import service as media
from portal.media.held import named
from portal.media.isolated import IsolatedFailure
from portal.media.models import MediaFile, MediaUse
from portal.media.names import clean_display_name
from portal.media.pictures import make_renditions
from portal.publishing.service import commit, touch
from portal.voice.cases.models import REPORT, VoiceCase
from portal.voice.cases.service import MODERATE, NotPossible, note_act

MOST = 5
HIDDEN = "report_hidden"
SENT, RESULT = "picture", "attachment"  # roles: what the citizen sent, what the office shows of its work


@dataclass
class Encoded:
    """Pictures that we encoded, in a folder that ends with the request, and (name, reason) of what was not taken."""

    paths: list[Path] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


@contextmanager
def encoded(uploads: Iterable[FileStorage]) -> Iterator[Encoded]:
    """Encode uploads anew, before any transaction: it takes a second for each, in a limited child process."""
    made = Encoded()
    with tempfile.TemporaryDirectory() as folder:
        for number, upload in enumerate((one for one in uploads if one.filename), 1):
            name = clean_display_name(upload.filename or "")
            if number > MOST:
                made.refused.append((name, _("Mỗi lần gửi tối đa %(most)s ảnh.", most=MOST)))
                continue
            try:
                made.paths.append(_encode(upload, name, Path(folder) / str(number)))
            except (kinds.Refused, IsolatedFailure) as error:
                made.refused.append((name, str(error)))
        yield made


def _encode(upload: FileStorage, name: str, folder: Path) -> Path:
    """The largest rendition alone is kept; what came goes with its folder."""
    folder.mkdir()
    came = folder / "came"
    upload.save(came)
    try:
        if kinds.inspect(came, name).kind != "picture":
            raise kinds.Refused(_("Tệp này không phải ảnh. Hãy chọn ảnh JPG, PNG hoặc WebP."), "unknown")
        jpegs = [one for one in make_renditions(came, folder) if one.format == "jpeg"]
    finally:
        came.unlink(missing_ok=True)
    return Path(max(jpegs, key=lambda one: one.width).path)


def keep_pictures(case: VoiceCase, made: Encoded, actor: Actor, *, role: str = SENT) -> None:
    """Store encoded pictures with a case (the caller commits): hidden what a citizen sent, shown what the desk adds."""
    keeper = replace(actor, roles=actor.roles | {"author"})  # the store asks who may; a citizen may, here
    for number, path in enumerate(made.paths, 1):
        row = media.store_file(path, f"anh-{number}.jpg", keeper)
        _use(case, row, HIDDEN if role == SENT else REPORT, role)


def add_results(case: VoiceCase, made: Encoded, actor: Actor) -> None:
    """Show pictures of the work that was done. Raises NotPossible where there is none, or the case is no report."""
    actor.require(MODERATE)
    if case.kind != REPORT or not made.paths:
        raise NotPossible(_("Chưa có ảnh nào được nhận."))
    keep_pictures(case, made, actor, role=RESULT)
    note_act(case, "pictures", actor)
    commit()


def _use(case: VoiceCase, row: MediaFile, kind: str, role: str) -> None:
    last = db.session.scalar(select(func.max(MediaUse.position)).where(*_of(case)))
    db.session.add(
        MediaUse(
            tenant_id=case.tenant_id,
            kind=kind,
            object_id=case.id,
            media_id=row.id,
            role=role,
            position=(last or 0) + 1,
        )
    )
    touch(db.session(), case.tenant_id)
    db.session.flush()


def _of(case: VoiceCase) -> tuple[Any, ...]:
    return (MediaUse.kind.in_((REPORT, HIDDEN)), MediaUse.object_id == case.id)


def shown_pictures(case: VoiceCase) -> dict[str, list[media_queries.Picture]]:
    """The pictures that citizens see, by role."""
    uses = db.session.scalars(
        select(MediaUse)
        .where(MediaUse.kind == REPORT, MediaUse.object_id == case.id)
        .order_by(MediaUse.position)
    ).all()
    found = media_queries.pictures({one.media_id for one in uses})
    by_role: dict[str, list[media_queries.Picture]] = {SENT: [], RESULT: []}
    for use in uses:
        if use.media_id in found:
            by_role.setdefault(use.role, []).append(found[use.media_id])
    return by_role


def desk_pictures(case: VoiceCase) -> list[dict[str, Any]]:
    """All pictures of a case for the desk: id, role, whether citizens see it, addresses of the desk."""
    uses = db.session.scalars(select(MediaUse).where(*_of(case)).order_by(MediaUse.position)).all()
    return [
        media_queries.file_link(one) | {"shown": one.kind == REPORT, "alt": one.media.alt} for one in uses
    ]


def show_picture(case: VoiceCase, use_id: int, shown: bool, alt: str, actor: Actor) -> None:
    """Let citizens see a picture of a case, with its description, or no longer. Raises NotPossible."""
    actor.require(MODERATE)
    use = db.session.scalar(select(MediaUse).where(*_of(case), MediaUse.id == use_id))
    if use is None:
        raise NotPossible(_("Không còn ảnh này."))
    use.kind = REPORT if shown else HIDDEN
    if alt.strip():
        use.media.alt = alt.strip()[:300]
    note_act(case, "pictures", actor)
    commit()


def drop_pictures(case: VoiceCase, *, only_hidden: bool) -> list[str]:
    """Take pictures off a case and delete those that nothing else uses (the caller commits, then erases the answer)."""
    wanted = (MediaUse.kind == HIDDEN, MediaUse.object_id == case.id) if only_hidden else _of(case)
    ids = list(db.session.scalars(select(MediaUse.media_id).where(*wanted)))
    if not ids:
        return []
    db.session.execute(delete(MediaUse).where(*wanted))
    used = set(db.session.scalars(select(MediaUse.media_id).where(MediaUse.media_id.in_(ids))))
    gone: list[str] = []
    for row in db.session.scalars(select(MediaFile).where(MediaFile.id.in_(set(ids) - used))):
        gone += [row.sha256, *(one["sha256"] for one in row.renditions)]
        db.session.delete(row)
    db.session.flush()
    touch(db.session(), case.tenant_id)
    return gone


def erase(hashes: list[str], since: float) -> None:
    """Delete bytes from the store that no row of any portal names any more; called after the commit that let them go.

    What somebody brought since that transaction began (`since`, Unix time) stays: their own may not be committed yet.
    Where nothing names it after all, the daily sweep takes it.
    """
    if not hashes:
        return
    gone = set(hashes).difference(*named().values())
    store = media.file_store()
    for sha256 in gone:
        store.remove(sha256, since)
