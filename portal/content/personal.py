"""What citizens gave, and what of it an export holds: nothing that is not public, unless it was asked for.

Without personal data an export holds of questions, reports and comments what would be left if they were forgotten
(`portal.voice.forgetting`): what was published, in its published wording.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from portal.content.carried import references_of
from portal.extensions import db
from portal.media.models import MediaFile, MediaUse
from portal.media.service import file_store
from portal.voice.cases.models import KINDS, VoiceCase, VoiceEvent, VoicePerson
from portal.voice.cases.pictures import HIDDEN

Row = dict[str, Any]
PERSONAL = VoicePerson.__tablename__
"""The table of who wrote."""
_GUARDED = ("voice_case", "media_file")
"""Tables of which single rows may stay."""


@dataclass
class Withheld:
    """What an export leaves out: ids of rows by table. `whole`: personal data go along. `lost`: files without bytes."""

    whole: bool
    ids: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    lost: set[int] = field(default_factory=set)

    def passed(self, table: str, row: Row) -> Row | None:
        """A row as it goes out, None where it stays. What refers to one that stays refers to nothing, or stays too."""
        if row["id"] in self.ids[table] or self._is_of_a_citizen(table, row):
            return None
        for column, target, nullable in references_of(table):
            if target in _GUARDED and row.get(column) in self.ids[target]:
                if not nullable:
                    return None
                row = row | {column: None}
        if table == VoiceEvent.__tablename__ and not self.whole:
            row = row | {"note": ""}  # notes of the desk may repeat what was personal
        return row

    def _is_of_a_citizen(self, table: str, row: Row) -> bool:
        if self.whole:
            return False
        of_case = row.get("kind") in KINDS and row.get("object_id") in self.ids["voice_case"]
        return table == PERSONAL or row.get("kind") == HIDDEN or of_case


def withheld(tenant_id: int, *, whole: bool) -> Withheld:
    """What stays, in the scope of the portal: cases that were not published and pictures that came with them (unless
    `whole`), and files whose bytes are lost."""
    found = Withheld(whole)
    store = file_store()
    files = db.session.execute(
        select(MediaFile.id, MediaFile.sha256).where(MediaFile.tenant_id == tenant_id)
    ).all()
    found.lost = {media_id for media_id, sha256 in files if not store.exists(sha256)}
    found.ids["media_file"] |= found.lost
    if whole:
        return found
    hidden = select(VoiceCase.id).where(VoiceCase.tenant_id == tenant_id, VoiceCase.published_at.is_(None))
    found.ids["voice_case"] = set(db.session.scalars(hidden))
    uses = db.session.execute(
        select(MediaUse.media_id, MediaUse.kind, MediaUse.object_id).where(MediaUse.tenant_id == tenant_id)
    ).all()
    stays = {
        one: one.kind == HIDDEN or (one.kind in KINDS and one.object_id in found.ids["voice_case"])
        for one in uses
    }
    shown = {one.media_id for one in uses if not stays[one]}
    found.ids["media_file"] |= {one.media_id for one in uses if stays[one]} - shown
    return found
