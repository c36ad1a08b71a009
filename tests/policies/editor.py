"""What the editor chooses from, and beginning from a Word file."""

from __future__ import annotations

ROUTES = {
    "desk_choose.links": "content.read",
    "desk_choose.pictures": "content.read",
    "desk_choose.files": "content.read",
    "desk_choose.upload": "media.upload",
} | {
    f"desk_{kind}.from_word": "content.create" for kind in ("news", "page", "legal", "procedure", "schedule")
}
