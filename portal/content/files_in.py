"""The files of a package on their way into the store: each inspected like an upload, before any transaction begins."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from portal.content.package import BadPackage
from portal.content.placing import FOLDER
from portal.content.rows_in import lines_of
from portal.media import kinds
from portal.media.models import MediaFile
from portal.media.service import add_renditions, file_store, to_keep
from portal.media.store import StoreUnavailable

Known = dict[int, dict[str, Any]]
"""What is known of files from their bytes, by the id of their row: columns of `media_file`."""


def take_files(base: Path) -> tuple[Known, dict[str, int]]:
    """Store the files of the portal whose folder is `base`: what their bytes say, and their ids by their names in the
    package. Bytes that nothing refers to in the end are swept from the store like any other. Raises BadPackage."""
    known: Known = {}
    numbers: dict[str, int] = {}
    for number, row in lines_of(base, "media_file"):
        name, called, media_id = row.get("file"), row.get("name"), row.get("id")
        if not isinstance(name, str) or not isinstance(called, str) or type(media_id) is not int:
            raise BadPackage(f"media_file.jsonl dòng {number}: thiếu file, name hoặc id.")
        path = base / FOLDER / name
        if path.parent != base / FOLDER or not path.is_file() or name in numbers:
            raise BadPackage(f"media_file.jsonl dòng {number}: gói không có tệp {name[:200]!r}.")
        numbers[name] = media_id
        known[media_id] = _stored(path, called)
    return known, numbers


def _stored(path: Path, called: str) -> dict[str, Any]:
    store = file_store()
    try:
        kind = kinds.inspect(path, called)
        with to_keep(path, kind.extension) as stream:
            stored = store.put(stream)
        row = MediaFile(sha256=stored.sha256, renditions=[], fingerprint="")
        if kind.kind == "picture":
            add_renditions(row, store)
    except kinds.Refused as error:
        raise BadPackage(f"Tệp {called[:200]!r} không nhận được: {error}") from error
    except StoreUnavailable as error:
        raise BadPackage(str(error)) from error
    return {
        "sha256": stored.sha256,
        "name": kind.name,
        "mime": kind.mime,
        "kind": kind.kind,
        "size": stored.size,
        "width": row.width,
        "height": row.height,
        "renditions": row.renditions,
        "fingerprint": row.fingerprint,
    }
