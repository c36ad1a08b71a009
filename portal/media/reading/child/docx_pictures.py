"""The pictures of a DOCX, written out as they are stored in it; what they are is judged by whoever takes them."""

from __future__ import annotations

import posixpath
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

MAX_PICTURES = 40
MAX_PICTURE = 25 * 1024 * 1024
MAX_ALL = 60 * 1024 * 1024
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
VML = "{urn:schemas-microsoft-com:vml}"
_DIAGRAMS = {
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart",
    "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds",
}


def relations_of(root: Any | None) -> dict[str, tuple[str, bool]]:
    """What a part refers to: id → (target, whether it lies outside the package)."""
    found: dict[str, tuple[str, bool]] = {}
    for one in root if root is not None else ():
        if isinstance(one.tag, str):
            found[one.get("Id", "")] = (one.get("Target", "")[:2000], one.get("TargetMode") == "External")
    return found


def is_diagram(element: Any) -> bool:
    """Whether a drawing is a chart or a diagram, which only Word can draw."""
    return any(True for _ in element.iter(*_DIAGRAMS))


class Pictures:
    """The pictures that the text shows, each written once into a folder as "1", "2", …"""

    def __init__(
        self,
        package: zipfile.ZipFile,
        base: str,
        relations: dict[str, tuple[str, bool]],
        folder: str,
        leave: Callable[[str], None],
    ) -> None:
        """`base` is the folder of the part that refers to them; `leave` counts what does not come along."""
        self._package, self._base, self._relations = package, base, relations
        self._folder, self._leave = Path(folder), leave
        self._known: dict[str, int | None] = {}
        self._written = 0
        self.described: list[str] = []

    def take(self, relation: str, alt: str) -> int | None:
        """The number of the picture with this relation, written out; None where it does not come along."""
        target, outside = self._relations.get(relation, ("", False))
        if not target or outside:
            if target or relation:
                self._leave("linked")
            return None
        name = posixpath.normpath(posixpath.join(self._base, target)).lstrip("/")
        if target.startswith("/"):
            name = target.lstrip("/")
        if name not in self._known:
            self._known[name] = self._write(name, alt)
        return self._known[name]

    def _write(self, name: str, alt: str) -> int | None:
        if name not in self._package.namelist():
            self._leave("linked")
            return None
        size = self._package.getinfo(name).file_size
        if len(self.described) >= MAX_PICTURES or size > MAX_PICTURE or self._written + size > MAX_ALL:
            self._leave("too_many")
            return None
        self._written += size
        self.described.append(alt[:1000])
        place = len(self.described)
        with self._package.open(name) as source, (self._folder / str(place)).open("wb") as target:
            shutil.copyfileobj(source, target)
        return place
