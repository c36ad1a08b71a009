"""The builds of a Tantivy index. Each batch makes a new build, which takes the place of the one before it.

A build begins with hard links to the files of the one before: Tantivy writes a file once and never again, and those
that it replaces are copied. So a batch that fails, or whose process dies, leaves a directory that nobody looks at,
and readers go on with files that nothing touches. seal.json holds the size and SHA-256 of each file of a build; it is
on disk before CURRENT names the build.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

from portal.search.engine import EngineDamagedError
from portal.search.engines.builds import Builds, Seal, fingerprint, read_seal, write_durably

SEAL = "seal.json"
REPLACED = ("meta.json", ".managed.json", "position")
"""Files of which each build has one of its own."""


class SealedBuilds(Builds):
    """The root directory of a Tantivy index. Raises EngineError and OSError."""

    def verified(self, build: Path, thorough: bool = False) -> Seal:
        """The seal of a build, after all its files were compared with it. Raises EngineDamagedError.

        thorough: read every file again, also those that were right before.
        """
        seal = read_seal(build / SEAL)
        if "meta.json" not in seal:
            raise EngineDamagedError("the seal does not cover the index")
        for name, expected in seal.items():
            self.verify(build / name, expected, thorough)
        return seal

    def continued(self, build: Path) -> tuple[Path, Seal]:
        """A new build with the files of `build`, and the seals of those that both share.

        Raises EngineDamagedError where `build` is not what was written.
        """
        seal = self.verified(build)
        new, shared = self.new_build(), {}
        for name, expected in seal.items():
            if name not in REPLACED and _linked(build / name, new / name):
                shared[name] = expected
            else:
                shutil.copyfile(build / name, new / name)
        return new, shared

    def seal(self, build: Path, known: Seal) -> None:
        """Bring a build to the disk and seal it; `known` are the seals of files that are shared with an older one."""
        names = [path.name for path in build.iterdir() if path.is_file() and path.suffix != ".lock"]
        seal = {name: known.get(name) or fingerprint(build / name, sync=True) for name in sorted(names)}
        write_durably(build / SEAL, json.dumps(seal))


def _linked(old: Path, new: Path) -> bool:
    """Give a file another name; whether the file system can."""
    try:
        os.link(old, new)
    except OSError:
        return False
    return True
