"""The files and pictures that content names: into the store of the portal, and to the things that carry them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.accounts.permissions import Actor
from portal.content.files import ContentFile, InvalidContent
from portal.media import kinds as media_kinds
from portal.media import service as media
from portal.media.models import MediaFile


@dataclass(frozen=True)
class Loading:
    """What the loading of one tenant knows: its folder, the shared pictures, who acts."""

    folder: Path
    pictures: Path
    actor: Actor


def stored_file(
    name: str, loading: Loading, base: Path, *, alt: str = "", shared: bool = False, called: str = ""
) -> MediaFile:
    """A file of the content in the store; `called` is its name where the one on the disk had to be another. Raises
    InvalidContent."""
    path = base / name
    if path.parent != base or not path.is_file():
        raise InvalidContent(f"không có tệp {name}")
    try:
        return media.store_file(path, called or name, loading.actor, alt=alt, shared=shared)
    except media_kinds.Refused as error:
        raise InvalidContent(f"tệp {name} không nhận được: {error}") from error


def attach(thing: Any, names: list[str], loading: Loading, *, role: str = "attachment") -> None:
    """Attach files by their names. Raises InvalidContent."""
    for name in names:
        _attach_one(thing, {"file": name, "title": name, "role": role}, loading)


def _attach_one(thing: Any, entry: dict[str, Any], loading: Loading) -> None:
    name, called = str(entry.get("file", "")), str(entry.get("name", ""))
    shared = bool(getattr(thing, "shared", False))
    row = stored_file(name, loading, loading.folder / "tep", shared=shared, called=called)
    role = str(entry.get("role") or "attachment")
    if role not in {"attachment", "form"}:
        raise InvalidContent(f"role của tệp {name} không hợp lệ: {role}")
    media.attach(row, thing, loading.actor, title=str(entry.get("title") or called or name), role=role)


def attach_files(thing: Any, file: ContentFile, loading: Loading) -> None:
    """The attached files: names, or tables with `file`, `name`, `title`, `role` (see docs/dinh-dang-noi-dung.md)."""
    held = file.meta.get("files") or []
    for one in held if isinstance(held, list) else [held]:
        if isinstance(one, dict):
            _attach_one(thing, one, loading)
        else:
            attach(thing, [str(one).strip()], loading)


def picture_of(name: str, loading: Loading, alt: str) -> MediaFile:
    """A picture by its name: one of those that all portals share, else a file of the portal. Raises InvalidContent."""
    own = loading.folder / "tep"
    shared = (loading.pictures / name).is_file() or not (own / name).is_file()
    return stored_file(name, loading, loading.pictures if shared else own, alt=alt)
