"""Reads of the library: what is looked for, what looks alike, who brought files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from flask_babel import gettext as _
from sqlalchemy import Select, func, select

from portal.accounts.models import User
from portal.clock import from_local
from portal.extensions import db
from portal.letters import without_accents
from portal.media.models import MediaFile, MediaUse
from portal.web.paging import ListPage, paged

PER_PAGE = 24
MOST_WORDS = 12
ALIKE_BITS = 4
"""Pictures whose fingerprints differ in no more bits than this look alike."""
MOST_ALIKE = 6

PICTURES, DOCUMENTS = "anh", "tai-lieu"
UNDESCRIBED, UNUSED, TRASH = "chua-mo-ta", "chua-dung", "thung-rac"
NAME, SIZE = "ten", "dung-luong"
ORDERS = (NAME, SIZE)
"""Beside the usual order: by name as people read it, the largest first."""


@dataclass(frozen=True)
class Wanted:
    """Which files are asked for: words of name, description, caption or source (accents or not), a kind, a state, who
    brought them, and between which days (both included); the newest first unless ORDERS has another `order`."""

    q: str = ""
    kind: str = ""
    state: str = ""
    by_id: int | None = None
    since: date | None = None
    until: date | None = None
    order: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the trash was asked for."""
        return bool(self.q or self.kind or self.by_id or self.since or self.until) or self.state in {
            UNDESCRIBED,
            UNUSED,
        }


def search(wanted: Wanted, per_page: int = PER_PAGE) -> ListPage:
    """The page that is asked for of this portal's files; two statements, however many files there are."""
    columns = (
        MediaFile.id,
        MediaFile.name,
        MediaFile.size,
        MediaFile.alt,
        MediaFile.caption,
        MediaFile.credit,
    )
    statement = _narrowed(cast(Select[Any], select(*columns)), wanted).order_by(MediaFile.id.desc())
    words = without_accents(wanted.q).split()[:MOST_WORDS]
    found = [
        (media_id, name, size)
        for media_id, name, size, *texts in db.session.execute(statement)
        if not words or all(word in _sought([name, *texts]) for word in words)
    ]
    if wanted.order == NAME:
        found.sort(key=lambda one: without_accents(one[1]))
    elif wanted.order == SIZE:
        found.sort(key=lambda one: -one[2])
    ids = [media_id for media_id, _name, _size in found]

    def load(offset: int, limit: int) -> list[MediaFile]:
        shown = ids[offset : offset + limit]
        rows = db.session.scalars(select(MediaFile).where(MediaFile.id.in_(shown)))
        return sorted(rows, key=lambda row: shown.index(row.id))

    return paged(len(ids), load, per_page)


def _sought(texts: Sequence[str]) -> str:
    return without_accents(" ".join(texts))


def _narrowed(statement: Select[Any], wanted: Wanted) -> Select[Any]:
    lies_there = MediaFile.trashed_at.is_not(None)
    statement = statement.where(lies_there if wanted.state == TRASH else ~lies_there)
    is_picture = MediaFile.kind == "picture"
    if wanted.kind in {PICTURES, DOCUMENTS}:
        statement = statement.where(is_picture if wanted.kind == PICTURES else ~is_picture)
    if wanted.state == UNDESCRIBED:
        statement = statement.where(is_picture, MediaFile.alt == "")
    elif wanted.state == UNUSED:
        statement = statement.where(MediaFile.id.not_in(select(MediaUse.media_id)))
    if wanted.by_id is not None:
        statement = statement.where(MediaFile.uploaded_by_id == wanted.by_id)
    if wanted.since is not None:
        statement = statement.where(MediaFile.uploaded_at >= _begin(wanted.since))
    if wanted.until is not None:
        statement = statement.where(MediaFile.uploaded_at < _begin(wanted.until + timedelta(days=1)))
    return statement


def _begin(day: date) -> datetime:
    return from_local(datetime.combine(day, time.min))


def counts() -> dict[str, int]:
    """How many files there are: "all", "trash"; one statement."""
    statement = select(MediaFile.trashed_at.is_not(None), func.count(MediaFile.id)).group_by(
        MediaFile.trashed_at.is_not(None)
    )
    found = {bool(lies_there): number for lies_there, number in db.session.execute(statement)}
    return {"all": found.get(False, 0), "trash": found.get(True, 0)}


def bringers() -> list[tuple[int, str]]:
    """Who brought files of this portal: (id, name) by name."""
    ids = select(MediaFile.uploaded_by_id).where(MediaFile.uploaded_by_id.is_not(None)).distinct()
    found = list(db.session.scalars(ids))
    statement = select(User.id, User.name).where(User.id.in_(found)).order_by(User.name, User.id)
    return [(user_id, name) for user_id, name in db.session.execute(statement)] if found else []


def name_of(user_id: int | None) -> str:
    """Who brought a file, as the library says it."""
    name = db.session.scalar(select(User.name).where(User.id == user_id)) if user_id is not None else None
    return name or _("Hệ thống")


def alike(row: MediaFile) -> list[MediaFile]:
    """Other pictures of the portal that look like this one, the most alike first."""
    if not row.fingerprint:
        return []
    statement = select(MediaFile.id, MediaFile.fingerprint).where(
        MediaFile.fingerprint != "", MediaFile.id != row.id, MediaFile.trashed_at.is_(None)
    )
    mine = int(row.fingerprint, 16)
    near = sorted(
        (bits, media_id)
        for media_id, look in db.session.execute(statement)
        if (bits := (mine ^ int(look, 16)).bit_count()) <= ALIKE_BITS
    )
    order = [media_id for _bits, media_id in near[:MOST_ALIKE]]
    found = {one.id: one for one in db.session.scalars(select(MediaFile).where(MediaFile.id.in_(order)))}
    return [found[one] for one in order]
