"""The files of a build of a Whoosh index, and the proof that they are what was written.

seal_<generation>.json holds the size and SHA-256 of each file. A seal is on disk before the table of contents that
it vouches for.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from portal.search.engine import EngineDamagedError
from portal.search.engines.builds import Builds, Seal, fingerprint, read_seal, sync_directory, write_durably
from portal.search.engines.whoosh.writer import INDEX_NAME

_TOC_NAME = re.compile(rf"_{INDEX_NAME}_(\d+)\.toc\Z")


class SealedStorage(FileStorage):
    """Whoosh's storage that seals what is written before it becomes the present state."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path
        self.sealed_segments: list[str] = []
        self._known: Seal = {}

    def rename_file(self, old: str, new: str, safe: bool = False) -> None:
        """As in Whoosh; before a table of contents gets its name, everything it needs is sealed."""
        match = _TOC_NAME.match(new)
        if match is None:
            super().rename_file(old, new, safe)
            return
        generation = int(match[1])
        prefixes = tuple(f"{segment}." for segment in self.sealed_segments)
        names = [name for name in self.list() if prefixes and name.startswith(prefixes)]
        seal = {name: self._known.get(name) or fingerprint(self.path / name, sync=True) for name in names}
        self._known = dict(seal)
        seal[new] = fingerprint(self.path / old, sync=True)
        write_durably(self.path / f"seal_{generation}.json", json.dumps(seal))
        super().rename_file(old, new, safe)
        sync_directory(self.path)
        for path in self.path.glob("seal_*.json"):
            if path.name != f"seal_{generation}.json":
                path.unlink(missing_ok=True)


class IndexHome(Builds):
    """The root directory of a Whoosh index. Raises EngineError and OSError.

    A position is marked after the commit: a crash in between only repeats work.
    """

    def generation(self, build: Path) -> int:
        """The newest generation in a build; raises EngineDamagedError if there is none."""
        found = [int(match[1]) for name in os.listdir(build) if (match := _TOC_NAME.match(name))]
        if not found:
            raise EngineDamagedError("the index has no table of contents")
        return max(found)

    def open(self, build: Path, generation: int, thorough: bool = False) -> tuple[SealedStorage, list[Any]]:
        """Verify a generation against its seal and read its segments.

        thorough: read every file again, also those verified before. Raises EngineDamagedError.
        """
        seal = read_seal(build / f"seal_{generation}.json")
        for name, expected in seal.items():
            self.verify(build / name, expected, thorough)
        toc_name = f"_{INDEX_NAME}_{generation}.toc"
        if toc_name not in seal:
            raise EngineDamagedError(f"the seal does not cover {toc_name}")
        storage = SealedStorage(build)
        segments = TOC.read(storage, INDEX_NAME, generation).segments
        for segment in segments:
            if not any(name.startswith(f"{segment.segment_id()}.") for name in seal):
                raise EngineDamagedError("the seal does not cover a segment")
        storage._known = {name: value for name, value in seal.items() if name != toc_name}
        return storage, segments
