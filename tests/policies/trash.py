"""The trash."""

from __future__ import annotations

_KINDS = ("news", "page", "legal", "procedure", "schedule", "consultation", "poll")
ROUTES = {"trash.overview": "content.read"}
OWN: set[str] = set()
for _kind in _KINDS:
    ROUTES |= {
        f"desk_{_kind}.trash": "content.edit_own",
        f"desk_{_kind}.untrash": "content.edit_own",
        f"desk_{_kind}.purge": "content.withdraw",
    }
    OWN |= {f"desk_{_kind}.trash", f"desk_{_kind}.untrash"}
