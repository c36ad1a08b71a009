"""Looking after things: owner, day of looking again, notes; acts on many at once."""

from __future__ import annotations

_KINDS = ("news", "page", "legal", "procedure", "schedule", "consultation", "poll")
_NOBODYS = "4000000000000000000"
ROUTES = {"care.page": "content.read", "care.rhythm": "tenant.settings"}
VALUES: dict[str, dict[str, str]] = {}
OWN: set[str] = set()
for _kind in _KINDS:
    for _one in ("care_owner", "care_day", "care_reviewed"):
        ROUTES[f"desk_{_kind}.{_one}"] = "content.edit_own"
        OWN.add(f"desk_{_kind}.{_one}")
    ROUTES[f"desk_{_kind}.note_add"] = "content.read"
    for _one in ("note_edit", "note_remove", "note_pin"):
        ROUTES[f"desk_{_kind}.{_one}"] = "content.read"
        VALUES[f"desk_{_kind}.{_one}"] = {"note_id": _NOBODYS}
    ROUTES |= {f"desk_{_kind}.bulk": "content.edit_own", f"desk_{_kind}.bulk_undo": "content.edit_own"}
    VALUES[f"desk_{_kind}.bulk_undo"] = {"act_id": _NOBODYS}
