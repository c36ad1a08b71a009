"""The verbs that put a new content into the place of a file, and an earlier one back.

The file keeps its number, so that every page that uses it shows the new content at once. The content before stays for
thirty days as a version. What was promulgated, signed or proved is corrected by another act, never replaced: packages
above say what is (`guard`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from portal.accounts.permissions import Actor, Forbidden
from portal.clock import utc_now
from portal.extensions import db
from portal.media import arrivals, kinds
from portal.media.models import MediaFile, MediaVersion
from portal.media.service import add_renditions, file_store, to_keep
from portal.media.using import kinds_without_history, things_using
from portal.publishing import answering, events
from portal.publishing.models import PUBLISHED
from portal.publishing.service import StaleVersion, audit, commit, log_change, revise, touch
from portal.tenancy.directory import directory
from portal.tenancy.scope import all_tenants, editing, entered

ACTION = "media.replace"
KEPT = timedelta(days=30)
MOST_NAMES = 200
FAMILIES = {"doc": "word", "docx": "word", "odt": "word", "xls": "sheet", "xlsx": "sheet"}
"""Kinds of which one may take the place of another; of other kinds only the same."""
NAMES = {
    "picture": _l("ảnh"),
    "pdf": "PDF",
    "word": "Word",
    "sheet": "Excel",
    "pptx": "PowerPoint",
    "text": _l("tệp chữ (.txt, .csv)"),
}
_CONTENT = ("sha256", "name", "mime", "kind", "size", "width", "height", "fingerprint", "renditions")

Guard = Callable[[MediaFile, Sequence[Any]], str | None]
"""Takes the file and the things that use it; answers why it may not be replaced, for the editor, or None."""
_EXTENSION = "portal_media_guards"


class NotReplaceable(ValueError):
    """The file stays as it is; the message says why and what to do instead."""


def guard(app: Flask, asked: Guard) -> None:
    """Let a package above say which files may not be replaced."""
    app.extensions.setdefault(_EXTENSION, []).append(asked)


def refusal(row: MediaFile, actor: Actor) -> str | None:
    """Why this person may not replace this file now; None where they may. A few statements."""
    if row.trashed_at is not None:
        return str(_("Tệp đang ở trong thùng rác. Hãy lấy lại trước khi thay."))
    things = things_using(row)
    if kinds_without_history(row):
        return str(
            _(
                "Tệp thuộc giao diện cổng hoặc phản ánh của người dân, không thay ở đây được. Biểu trưng, ảnh đầu "
                "trang: thay ở mục Giao diện."
            )
        )
    for asked in reversed(current_app.extensions.get(_EXTENSION, [])):  # rooms know best, and register last
        if reason := asked(row, things):
            return str(reason)
    return _not_theirs(things, actor)


def _not_theirs(things: Sequence[Any], actor: Actor) -> str | None:
    """Why the things that use the file keep this person from changing what they show."""
    for one in things:
        try:
            actor.require_edit(one.created_by_id)
        except Forbidden:
            return str(_("Tệp đang dùng trong bài của người khác: %(title)s.", title=_title(one)))
        if one.status == PUBLISHED and answering.must_wait(actor):
            return str(
                _(
                    "Tệp đang hiện trên trang đã đăng (%(title)s), thay đổi phải được người khác duyệt. Hãy mở trang "
                    "ấy, bỏ tệp cũ và thêm tệp mới: bản sửa sẽ chờ duyệt.",
                    title=_title(one),
                )
            )
    return None


def _title(thing: Any) -> str:
    return str(getattr(thing, "title", None) or getattr(thing, "name", None) or thing.slug)[:120]


def replace(row: MediaFile, path: Path, name: str, seen: int, actor: Actor) -> None:
    """Put the file at `path` into the place of the content whose version was `seen` (the caller commits).

    Raises Forbidden, StaleVersion, NotReplaceable, kinds.Refused, store.StoreUnavailable.
    """
    _require(row, seen, actor)
    kind = kinds.inspect(path, name)
    family = FAMILIES.get(row.kind, row.kind)
    if FAMILIES.get(kind.kind, kind.kind) != family:
        raise NotReplaceable(
            _(
                "Tệp đang có là %(kind)s nên chỉ thay được bằng %(kind)s. Loại khác thì hãy tải lên thành tệp mới.",
                kind=NAMES.get(family, family.upper()),
            )
        )
    store = file_store()
    with to_keep(path, kind.extension) as stream:
        stored = store.put(stream)
    _refuse_twin(row, stored.sha256)
    old = _keep_version(row, actor)
    row.sha256, row.size = stored.sha256, stored.size
    row.name, row.mime, row.kind = kind.name, kind.mime, kind.kind
    if kind.kind == "picture":
        add_renditions(row, store)
    _settle(row, old, f"{old.name} → {row.name}", actor)


def restore(row: MediaFile, number: int, seen: int, actor: Actor) -> None:
    """Put an earlier content back into its place; the present one becomes a version (the caller commits).

    Raises as `replace`; NotReplaceable too where the version is gone.
    """
    _require(row, seen, actor)
    held = version_of(row, number)
    if held is None or not file_store().exists(held.sha256):
        raise NotReplaceable(_("Không còn bản này: bản trước chỉ được giữ 30 ngày."))
    _refuse_twin(row, held.sha256)
    old = _keep_version(row, actor)
    for one in _CONTENT:
        setattr(row, one, getattr(held, one))
    _settle(row, old, _("%(name)s: dùng lại bản %(number)s", name=row.name, number=number), actor)


def _require(row: MediaFile, seen: int, actor: Actor) -> None:
    actor.require("media.upload")
    actor.require_edit(row.uploaded_by_id)
    if row.version != seen:
        raise StaleVersion
    if reason := refusal(row, actor):
        raise NotReplaceable(reason)


def _refuse_twin(row: MediaFile, sha256: str) -> None:
    """The same bytes are one file of the portal."""
    if sha256 == row.sha256:
        raise NotReplaceable(_("Tệp mới giống hệt tệp đang có, nên không có gì để thay."))
    twin = db.session.scalar(
        select(MediaFile).where(MediaFile.tenant_id == row.tenant_id, MediaFile.sha256 == sha256)
    )
    if twin is not None:
        raise NotReplaceable(
            _("Tệp này đã có trong thư viện với tên “%(name)s”. Hãy dùng tệp ấy.", name=twin.name)
        )


def _keep_version(row: MediaFile, actor: Actor) -> MediaVersion:
    """Make a version of the present content. Raises StaleVersion where somebody else did so in the same instant."""
    content = {one: getattr(row, one) for one in _CONTENT}
    held = MediaVersion(
        tenant_id=row.tenant_id,
        media_id=row.id,
        number=row.version,
        replaced_by_id=actor.user_id,
        replaced_by_name=actor.name,
        **content,
    )
    db.session.add(held)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise StaleVersion from error
    ending = {"jpeg": "jpg"}
    fetched = [
        held.name,
        *(f"{one['width']}.{ending.get(one['format'], one['format'])}" for one in held.renditions),
    ]
    row.former_names = list(dict.fromkeys([*row.former_names, *fetched]))[-MOST_NAMES:]
    row.version += 1
    return held


def _settle(row: MediaFile, old: MediaVersion, said: str, actor: Actor) -> None:
    """What follows in the same transaction: signatures looked at, each page's history, what follows those pages."""
    db.session.flush()
    audit(actor, ACTION, kind="media", object_id=row.id, detail=said)
    arrivals.stored(row, actor)
    for thing in things_using(row):
        answering.note_change(thing, ACTION, actor)
        revise(thing, ACTION, actor, detail=said)
        log_change(thing.tenant_id, thing.kind, thing.id)
        events.announce(thing, ACTION, actor)
    touch(db.session(), row.tenant_id)


def versions_of(row: MediaFile) -> list[MediaVersion]:
    """The earlier contents of a file that are still kept, the newest first."""
    own = (MediaVersion.tenant_id == row.tenant_id, MediaVersion.media_id == row.id)
    return list(db.session.scalars(select(MediaVersion).where(*own).order_by(MediaVersion.number.desc())))


def version_of(row: MediaFile, number: int) -> MediaVersion | None:
    """An earlier content of a file by its number."""
    return next((one for one in versions_of(row) if one.number == number), None)


def forget_due() -> int:
    """Let go of contents that were replaced thirty days ago, in all portals; how many. The bytes go with the next
    sweep. Needs an application context, no scope."""
    due = MediaVersion.replaced_at < utc_now() - KEPT
    with all_tenants("tìm bản trước của tệp đã quá hạn"):
        tenants = set(db.session.scalars(select(MediaVersion.tenant_id).where(due).distinct()))
    gone = 0
    for tenant_id in tenants:
        if directory().by_id(tenant_id) is not None:
            with entered(editing(tenant_id)):
                old = db.session.scalars(select(MediaVersion.id).where(due)).all()
                db.session.execute(delete(MediaVersion).where(MediaVersion.id.in_(old)))
                gone += len(old)
                commit()
    return gone
