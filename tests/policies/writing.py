"""Writing without losing a word: what tabs send, and a person's own page of what they have not saved."""

from __future__ import annotations

from typing import Any

from portal.extensions import db
from portal.publishing.models_writing import WorkingCopy
from tests.factories import Factory

KINDS = ("news", "page", "legal", "procedure", "schedule")
ROUTES = {
    "desk_writing.listing": "content.read",
    "desk_writing.session_page": "content.read",
    "desk_writing.compare": "content.read",
    "desk_writing.drop": "content.read",
}
for _kind in KINDS:
    ROUTES |= {
        f"desk_{_kind}.keep_copy": "content.edit_own",
        f"desk_{_kind}.copies": "content.read",
        f"desk_{_kind}.keep_new_copy": "content.create",
        f"desk_{_kind}.new_copies": "content.create",
    }
OWN = {f"desk_{kind}.keep_copy" for kind in KINDS}


def _copy(factory: Factory, slug: str, text: str) -> tuple[int, str]:
    """What somebody else than the people of the test writes: for them it does not exist."""
    with factory.acting(slug) as actor:
        row = WorkingCopy(
            tenant_id=actor.tenant_id,
            kind="news",
            by_id=999_999,
            by_name=text,
            tab="t" * 16,
            seq=1,
            title=text,
        )
        row.fields = {"title": text, "body": text}
        db.session.add(row)
        db.session.commit()
        return row.id, ""


THINGS: dict[str, Any] = {"writing": _copy}
