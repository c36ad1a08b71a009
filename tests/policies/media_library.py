"""The library of pictures and files."""

from __future__ import annotations

import tempfile
from pathlib import Path

from portal.media.queries import by_id
from portal.media.replacing import replace
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
    "desk_versions.replace": "media.upload",
    "desk_versions.restore": "media.upload",
    "desk_versions.version": "content.read",
}
OWN = {f"desk_media.{name}" for name in ("save", "remove", "remove_from_drafts", "restore")} | {
    "desk_versions.replace",
    "desk_versions.restore",
}


def _file(factory: Factory, slug: str, text: str) -> tuple[int, str]:
    """A file that says what it is."""
    with factory.acting(slug) as actor, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tep"
        path.write_text(text)
        row = store_file(path, "tep.txt", actor, alt=text)
        publishing.commit()
        return row.id, ""


def _replaced(factory: Factory, slug: str, text: str) -> tuple[int, str]:
    """A file whose present content and the one before both say it."""
    made, _slug = _file(factory, slug, text)
    with factory.acting(slug) as actor, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tep"
        path.write_text(f"{text} sửa")
        row = by_id(made)
        assert row is not None
        replace(row, path, "tep.txt", row.version, actor)
        publishing.commit()
        return made, ""


THINGS = {"media": _file, "library": _file, "versions": _replaced}
VALUES = {
    "desk_versions.version": {"number": "1", "name": "tep.txt"},
    "desk_versions.restore": {"number": "1"},
}
