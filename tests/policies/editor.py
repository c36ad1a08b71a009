"""What the editor chooses from, and beginning from a Word file."""

from __future__ import annotations

from tests.factories import Factory

ROUTES = {
    "desk_choose.links": "content.read",
    "desk_choose.pictures": "content.read",
    "desk_choose.files": "content.read",
    "desk_choose.upload": "media.upload",
} | {
    f"desk_{kind}.from_word": "content.create" for kind in ("news", "page", "legal", "procedure", "schedule")
}


def _offered(factory: Factory, slug: str, text: str) -> tuple[int, str]:
    """A draft, which the link dialog of its own portal offers and no other's."""
    return factory.news(slug, title=text, publish=False)


THINGS = {"choose": _offered}
