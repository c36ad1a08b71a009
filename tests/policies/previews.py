"""Previews in frames, and links for people without an account."""

from __future__ import annotations

_KINDS = ("news", "page", "legal", "procedure", "schedule", "consultation", "poll")
ROUTES = {
    "preview_links.page": "public",
    "preview_links.file": "public",
    "preview_links.say": "public",
}
VALUES: dict[str, dict[str, str]] = {}
OWN: set[str] = set()
for _kind in _KINDS:
    ROUTES |= {
        f"desk_{_kind}.preview": "content.read",
        f"desk_{_kind}.frame": "content.read",
        f"desk_{_kind}.preview_new": "content.create",
        f"desk_{_kind}.share_link": "content.edit_own",
        f"desk_{_kind}.close_link": "content.edit_own",
    }
    OWN |= {f"desk_{_kind}.share_link", f"desk_{_kind}.close_link"}
    VALUES[f"desk_{_kind}.close_link"] = {"link_id": "4000000000000000000"}
