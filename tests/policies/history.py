"""The pages of history, and of two saves that met."""

from __future__ import annotations

_KINDS = ("news", "page", "legal", "procedure", "schedule")
ROUTES = {
    f"desk_{kind}.{name}": action
    for kind in _KINDS
    for name, action in (
        ("history", "content.read"),
        ("compare", "content.read"),
        ("restore", "content.edit_own"),
        ("merge", "content.edit_own"),
    )
}
OWN = {f"desk_{kind}.{name}" for kind in _KINDS for name in ("restore", "merge")}
