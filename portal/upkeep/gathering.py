"""Which files of an installation are backed up: everything in its folder that cannot be made again.

A new folder of a package above is backed up unless it is named here: forgetting costs room, not data. Bytes of the
store of files go by the rows that name them, not by this walk.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from portal.durable import UNFINISHED

WORK = ".upkeep"
"""The folder below the instance folder in which backups are prepared."""
REMADE = (
    WORK,
    "files",  # by the rows that name them
    "files-cache",  # copies of what lies in a bucket
    "index*",
    "versions.bin*",
    "counter-versions.bin*",
    "*.lock",
    "workers",  # who is at work now
    "twin",  # the portals as plain files
    "prepared.json",
)
"""Names directly below the instance folder that are left out."""


def files_of(instance: Path, leave: tuple[Path, ...] = ()) -> Iterator[str]:
    """The paths below the instance folder of what is backed up as files, in order; not what lies in the folders (or is
    one of the files) to `leave`. Symbolic links are not followed and not told."""
    yield from _below(instance, instance, leave)


def _below(folder: Path, instance: Path, leave: tuple[Path, ...]) -> Iterator[str]:
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda one: one.name)
    for one in entries:
        path = Path(one.path)
        is_left = folder == instance and any(fnmatch(one.name, pattern) for pattern in REMADE)
        if is_left or one.name.startswith(UNFINISHED) or path in leave or one.is_symlink():
            continue
        if one.is_dir():
            yield from _below(path, instance, leave)
        elif one.is_file():
            yield path.relative_to(instance).as_posix()


def links_in(instance: Path) -> list[str]:
    """Symbolic links directly below the instance folder, which are not followed."""
    return sorted(one.name for one in instance.iterdir() if one.is_symlink() and one.name != "files")


def pin(instance: Path, paths: Iterator[str], target: Path) -> list[str]:
    """Hold files as they are now in a folder of the same disk, so that they can be read at leisure whatever becomes of
    their names; which were still there. A hard link costs nothing; where the disk makes none, a copy."""
    held = []
    for path in paths:
        place = target / path
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            os.link(instance / path, place)
        except FileNotFoundError:  # went since it was listed
            continue
        except OSError:
            shutil.copy2(instance / path, place)
        held.append(path)
    return held
