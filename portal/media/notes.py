"""What is said beside a file wherever it is offered: packages above media provide it, in one statement per page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app

from portal.media.models import MediaFile


@dataclass(frozen=True)
class FileNote:
    """A badge beside a file (`label`, `tone`: good, info, warn, bad), and a sentence that `is_warning` puts in plain
    sight; `template` with `data` as `note.data` shows the details."""

    label: Any
    tone: str
    sentence: str = ""
    is_warning: bool = False
    template: str = ""
    data: Any = None


Provider = Callable[[list[MediaFile]], dict[str, FileNote]]
"""Takes the files of a page, answers notes by SHA-256, in one statement at most."""

_EXTENSION = "portal_media_notes"


def provide(app: Flask, provider: Provider) -> None:
    """Let `provider` add notes to files."""
    app.extensions.setdefault(_EXTENSION, []).append(provider)


def notes_on(files: Iterable[MediaFile]) -> dict[str, list[FileNote]]:
    """The notes on these files by SHA-256; asks nobody where there is no file."""
    asked = list(files)
    found: dict[str, list[FileNote]] = {}
    if not asked:
        return found
    for provider in current_app.extensions.get(_EXTENSION, ()):
        for sha256, note in provider(asked).items():
            found.setdefault(sha256, []).append(note)
    return found
