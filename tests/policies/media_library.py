"""The library of pictures and files."""

from __future__ import annotations

import tempfile
from pathlib import Path

from portal.media.service import store_file
from portal.publishing import service as publishing
from tests.factories import Factory

ROUTES = {
    "desk_library.listing": "content.read",
    "desk_library.upload": "media.upload",
    "desk_library.many": "content.edit_own",
    "desk_media.file": "content.read",
    "desk_media.save": "content.edit_own",
    "desk_media.remove": "content.edit_own",
    "desk_media.remove_from_drafts": "content.edit_own",
    "desk_media.restore": "content.edit_own",
}
OWN = {f"desk_media.{name}" for name in ("save", "remove", "remove_from_drafts", "restore")}


def _file(factory: Factory, slug: str, text: str) -> tuple[int, str]:
    """A file that says what it is."""
    with factory.acting(slug) as actor, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tep"
        path.write_text(text)
        row = store_file(path, "tep.txt", actor, alt=text)
        publishing.commit()
        return row.id, ""


THINGS = {"media": _file, "library": _file}
